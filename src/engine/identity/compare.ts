/**
 * The model of record linkage: for each field an ordered list of levels with a weight in bits, as plain data where it can be.
 * The sum of the weights and the prior is the log-odds that two records are one company. Agreement is worth more the
 * rarer the value; disagreement on a number that a company has only one of speaks strongly against.
 */
import type { Reason } from "../run/finding.ts";
import { compareNames, type NameLevel } from "./compare-names.ts";
import { agreementBits, type Frequency } from "./frequency.ts";
import { STREET_KINDS } from "./address.ts";
import { distance, withinOne } from "./name.ts";
import type { Party } from "./party.ts";

/** What agreeing may be worth at most and what disagreeing costs, when both records hold the field. */
const NUMBERS = [
  { field: "tax", of: (one: Party) => one.tax, agree: 9, differ: -7, near: 0, words: ["tax number"] },
  { field: "company", of: (one: Party) => one.company, agree: 11, differ: -8, near: 0, words: ["company number"] },
  { field: "account", of: (one: Party) => one.account, agree: 9, differ: -1, near: -0.5, words: ["bank account"] },
  { field: "phone", of: (one: Party) => one.phone, agree: 8, differ: -0.5, near: 1, words: ["telephone number"] },
] as const;

/** More than this many parties on one account: a factor, a tax office, a payroll agent. */
const CROWDED = 5;

const NAME_WORDS: Readonly<Record<NameLevel, string>> = {
  unknown: "One record has no name",
  same: "The names are the same but for legal form, order or abbreviation",
  confusable: "The names look alike on paper",
  "one-letter": "The names differ by one letter",
  filler: "The names differ by a word like Group or UK",
  respelled: "The names agree word by word, spelled differently",
  "trading-as": "One name is the other's trading name",
  initials: "One name is written with initials",
  branch: "The names differ by a place or a number: two branches of one group",
  established: "The names differ by a letter, but both spellings are common",
  longer: "One name is part of the other",
  partial: "The names share rare words but differ in others",
  different: "The names differ",
};

const rounded = (code: string, bits: number, words: string): Reason => ({ code, words, bits: Math.round(bits * 100) / 100 });

function compareNumbers(a: Party, b: Party, frequency: Frequency): Reason[] {
  return NUMBERS.flatMap(({ field, of, agree, differ, near, words }) => {
    const [x, y] = [of(a), of(b)];
    if (x === "" || y === "") return [];
    if (x !== y) {
      const close = near !== 0 && x.length >= 6 && withinOne(x, y);
      return [rounded(`${field}-${close ? "near" : "differs"}`, close ? near : differ, close ? `The ${words[0]}s differ by one character` : `Each record has its own ${words[0]}`)];
    }
    const shared = frequency.value[field].get(x) ?? 2;
    if (field === "account" && shared > CROWDED) return [rounded("account-crowded", 0.5, `Both use a bank account that ${shared} suppliers share`)];
    return [rounded(`${field}-same`, Math.max(3, agreementBits(frequency, field, x, agree)), `The ${words[0]} is the same`)];
  });
}

/** Dates of birth are mistyped in one part, or default to another year: parts are compared when the whole differs. */
function compareBirth(a: Party, b: Party, frequency: Frequency): Reason[] {
  if (a.born === "" || b.born === "") return [];
  if (a.born === b.born) return [rounded("born-same", agreementBits(frequency, "born", a.born, 9), "The date of birth is the same")];
  const parts = (born: string): string[] => [born.slice(0, 4), born.slice(4, 6), born.slice(6, 8)];
  const [x, y] = [parts(a.born), parts(b.born)];
  const equal = x.filter((part, at) => part === y[at]).length;
  if (equal === 2 || withinOne(a.born, b.born)) return [rounded("born-near", 3, "The dates of birth differ in one part")];
  return [rounded("born-differs", equal === 1 ? -3 : -6, "The dates of birth differ")];
}

/** House number and street agree whatever is said of street kind, direction and suite. */
const sameStreet = (x: Party["address"], y: Party["address"]): boolean =>
  x.numbers[0] !== undefined && x.numbers[0] === y.numbers[0] && (x.numbers.length > 1 && x.numbers[1] === y.numbers[1] ||
    x.words.some((one) => !STREET_KINDS.has(one) && y.words.some((other) => one === other || (one.length > 3 && withinOne(one, other)))));

function compareAddresses(a: Party, b: Party, frequency: Frequency): Reason[] {
  const [x, y] = [a.address, b.address];
  if (x.door !== "" && x.door === y.door) return [rounded("address-same", agreementBits(frequency, "door", x.door, 7), "The address is the same")];
  const known = x.line !== "" && y.line !== "";
  const numbers = x.numbers.some((number) => y.numbers.includes(number));
  if (x.postcode !== "" && x.postcode === y.postcode) {
    if (known && numbers && sameStreet(x, y)) return [rounded("address-near", 5, "House number, street and postcode agree")];
    return [rounded("postcode-same", agreementBits(frequency, "post", x.postcode, 2), "The postcode is the same")];
  }
  if (known && x.line === y.line && x.numbers.length > 0) return [rounded("line-same", agreementBits(frequency, "line", x.line, 5), "House number and street are the same")];
  if (known && sameStreet(x, y) && (x.postcode === "" || y.postcode === "")) return [rounded("street-same", 5, "House number and street agree")];
  if (known) return [rounded("address-differs", x.postcode !== "" && y.postcode !== "" ? -2 : -1, "The addresses differ")];
  return x.city !== "" && x.city === y.city ? [rounded("town-same", agreementBits(frequency, "city", x.city, 2), "The town is the same")] : [];
}

function compareMail(a: Party, b: Party, frequency: Frequency): Reason[] {
  if (a.email.address === "" || b.email.address === "") return [];
  if (a.email.address === b.email.address) return [rounded("email-same", 6, "The email address is the same")];
  if (distance(a.email.address, b.email.address, 2) <= 2) return [rounded("email-near", 5, "The email addresses differ by a slip")];
  if (a.email.domain === "" || b.email.domain === "") return [];
  return a.email.domain === b.email.domain
    ? [rounded("domain-same", agreementBits(frequency, "domain", a.email.domain, 5), "The email addresses are of one domain")]
    : distance(a.email.domain, b.email.domain, 2) <= 2 ? [rounded("domain-near", 1, "The email domains differ by a slip")]
    : [rounded("domain-differs", -4, "The email addresses are of different domains")];
}

export type Comparison = { readonly name: NameLevel; readonly reasons: readonly Reason[] };

export function compareParties(a: Party, b: Party, frequency: Frequency): Comparison {
  const { level, bits } = compareNames(a, b, frequency);
  return {
    name: level,
    reasons: [rounded(`name-${level}`, bits, NAME_WORDS[level]), ...compareNumbers(a, b, frequency), ...compareBirth(a, b, frequency), ...compareAddresses(a, b, frequency), ...compareMail(a, b, frequency)],
  };
}
