/**
 * How much one record looks like an imitation of another, as weights: a name made to be mistaken, but everything that
 * money and mail need is its own, and it came, billed a little and vanished. A duplicate record is the opposite: the name
 * varies by habit and mail, telephone or bank stay the same.
 */
import { dayNumber, type Day } from "../../../base/day.ts";
import type { LinkedPair, NameLevel, Party, Resolved } from "../../identity/identity.ts";
import type { Reason } from "../detector.ts";
import type { SupplierRecord } from "../record.ts";
import type { Spend } from "../spend.ts";
import { prior, reason } from "../weigh.ts";

const NAME: Partial<Record<NameLevel, { readonly bits: number; readonly words: string }>> = {
  confusable: { bits: 4, words: "The names can be mistaken for one another on paper" },
  "one-letter": { bits: 2, words: "The names differ by one letter" },
  filler: { bits: 1, words: "The names differ by a word like Group" },
  respelled: { bits: -1, words: "The names agree word by word, spelled differently" },
  same: { bits: -3, words: "The names differ only in form" },
  established: { bits: -6, words: "Both spellings of the name are common" },
};

export type Side = { readonly party: Party; readonly record: SupplierRecord | undefined; readonly spend: Spend | undefined };

const numberOf = (day: string | null | undefined): number | undefined => (day === null || day === undefined ? undefined : dayNumber(day as Day));

function own(genuine: Party, imitation: Party): Reason[] {
  const reasons: Reason[] = [];
  const weigh = (code: string, bits: number, words: string): void => void reasons.push(reason(code, bits, words));
  const both = (of: (one: Party) => string): "same" | "differ" | "lacks" | "none" => {
    const [a, b] = [of(genuine), of(imitation)];
    return a !== "" && b !== "" ? (a === b ? "same" : "differ") : a !== "" ? "lacks" : "none";
  };
  const account = both((one) => one.account);
  if (account === "same") weigh("same-account", -14, "Both are paid to one account");
  else if (account === "differ") weigh("own-account", 1, "It has a bank account of its own");
  const tax = both((one) => one.tax);
  if (tax === "same") weigh("same-tax-number", 2, "It uses the same tax number");
  else if (tax === "differ") weigh("own-tax-number", -5, "It has a tax number of its own");
  else if (tax === "lacks") weigh("no-tax-number", 1, "It has no tax number, the other does");
  const company = both((one) => one.company);
  if (company === "same") weigh("same-company-number", -10, "The company number is the same");
  else if (company === "differ") weigh("other-company-number", 2, "The company numbers differ");
  const domain = both((one) => one.email.domain);
  if (domain === "same") weigh("same-mail", -8, "Mail goes to the same domain");
  else if (domain === "differ") weigh("other-mail", 2, "Mail goes to another domain");
  const phone = both((one) => one.phone);
  if (phone === "same") weigh("same-phone", -6, "The telephone number is the same");
  return reasons;
}

function history({ record, spend }: Side, genuine: Side): Reason[] {
  const reasons: Reason[] = [];
  const [created, first, last] = [numberOf(record?.created_on), numberOf(spend?.first_day), numberOf(spend?.last_day)];
  const n = spend?.n ?? 0;
  const since = numberOf(genuine.record?.created_on);
  if (created !== undefined && since !== undefined && created < since) reasons.push(reason("older-record", -2, "Its record is the older one"));
  if (n > 12) reasons.push(reason("long-history", -6, `It has billed ${n} times`));
  else if (n > 0 && created !== undefined && first !== undefined && last !== undefined) {
    if (first - created <= 75 && last - created <= 90) reasons.push(reason("came-and-went", n <= 4 ? 4 : 2, `It was created, billed ${n === 1 ? "once" : `${n} times`} within ${Math.max(0, last - created)} days and never again`));
    else reasons.push(reason("spread-out", -4, `Its ${n} invoices are spread over time`));
  }
  const [older, terms] = [genuine.record?.terms_days, record?.terms_days];
  if (older !== null && older !== undefined && terms !== null && terms !== undefined && terms < older) reasons.push(reason("shorter-terms", 1, `It is to be paid within ${terms} days, the other within ${older}`));
  return reasons;
}

/** The weights for one direction: `imitation` imitates `genuine`. Nothing when the names are not alike. */
export function weighLookAlike(pair: LinkedPair, genuine: Side, imitation: Side, identity: Resolved): Reason[] | undefined {
  const name = NAME[pair.name];
  if (name === undefined || genuine.party.account === "") return undefined;
  const reasons = [prior(1024, "pairs of similar names"), reason(`name-${pair.name}`, name.bits, name.words)];
  const unheard = imitation.party.name.words.some((word) => !genuine.party.name.words.includes(word) && (identity.frequency.word.get(word) ?? 0) <= 1);
  if (unheard && pair.name !== "respelled" && pair.name !== "filler") reasons.push(reason("spelling-unheard-of", 2, "No other supplier's name is spelled like that"));
  const { door } = imitation.party.address;
  if (door !== "" && door === genuine.party.address.door) {
    const neighbours = identity.frequency.value.door.get(door) ?? 2;
    reasons.push(reason("same-address", neighbours > 3 ? 1 : 4, "It claims the same address"));
  }
  return [...reasons, ...own(genuine.party, imitation.party), ...history(imitation, genuine)];
}
