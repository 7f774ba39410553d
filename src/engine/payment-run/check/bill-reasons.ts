/**
 * What speaks against what a line pays: the bill is paid, credited, a copy of a paid one, paid by another line, or not known at all.
 *
 * Lines are judged in their order, and what one pays is taken from what is open of the bill for those after it.
 */
import { dayFromNumber, dayNumber, showDay, type Day } from "../../../base/day.ts";
import { showMoney } from "../../../base/money.ts";
import { cancelledBy, compareNumbers, type NumberLevel } from "../../linkage/linkage.ts";
import { bandOf } from "../../run/finding.ts";
import type { PaymentLine } from "../line.ts";
import { numbersOf, type Bill, type Bills } from "./bills.ts";
import type { History } from "./history.ts";
import { because, type GateReason, type Parameters } from "./parameters.ts";

export type Paying = {
  readonly reasons: readonly GateReason[];
  readonly bills: readonly Bill[];
  /** Suppliers that the words rest on besides the payee: those of a finding. */
  readonly named: readonly string[];
};
/** What a line before has taken of a bill. */
type Taken = { readonly by: number; readonly minor: number };

type Readable = PaymentLine & { readonly amount: NonNullable<PaymentLine["amount"]> };
export type BillJudge = (line: Readable, today: Day) => Paying;

export function billJudge(history: History, asked: Bills, parameters: Parameters): BillJudge {
  const cancelled = cancelledBy(asked.credits, new Map());
  const named = new Set(asked.credits.filter(({ c, d, reference }) => reference > 0 && cancelled.get(d) === c).map(({ d }) => d));
  const taken = new Map<number, Taken>();
  const remaining = (bill: Bill): number => bill.amt - Math.max(0, bill.paid ?? 0) - (cancelled.has(bill.d) ? bill.amt : 0) - (taken.get(bill.d)?.minor ?? 0);
  const settled = (bill: Bill): boolean => (bill.paid ?? 0) >= bill.amt * (1 - parameters.settledShare) && bill.paid !== null;
  const state: State = { history, asked, parameters, cancelled, named, taken, remaining, settled };
  return (line, today) => {
    const chosen = choose(state, line) ?? byAmountAlone(state, line);
    const reasons = chosen === undefined ? unknownBill(state, line, today) : paying(state, line, chosen);
    const bills = chosen ?? [];
    let left = line.amount.minor;
    for (const bill of bills) {
      const part = Math.min(left, Math.max(0, remaining(bill)) || bill.amt);
      if (bill.amt > 0) taken.set(bill.d, { by: taken.get(bill.d)?.by ?? line.line, minor: (taken.get(bill.d)?.minor ?? 0) + part });
      left -= part;
    }
    const copied = bills.flatMap(({ doc_id }) => history.duplicates.get(doc_id) ?? []);
    return { reasons, bills, named: COPIES.has(reasons[0]?.code ?? "") ? copied.flatMap(({ supplierIds }) => supplierIds) : [] };
  };
}

type State = {
  readonly history: History; readonly asked: Bills; readonly parameters: Parameters; readonly cancelled: ReadonlyMap<number, number>;
  /** Cancelled by a credit that has the bill's number. */
  readonly named: ReadonlySet<number>; readonly taken: ReadonlyMap<number, Taken>;
  readonly remaining: (bill: Bill) => number; readonly settled: (bill: Bill) => boolean;
};

/** The bills that the line's numbers lead to and whose amounts make its own; undefined: none is known. */
function choose(state: State, line: Readable): readonly Bill[] | undefined {
  const { given, inText } = numbersOf(line);
  const found = state.asked.byNumber.get(line.line);
  const of = (tokens: readonly string[]): Bill[] => [...new Map(tokens.flatMap((token) => found?.get(token.slice(0, 80)) ?? []).map((bill) => [bill.d, bill])).values()];
  const [named, mentioned] = [of(given), of([...given, ...inText])];
  const amount = line.amount.minor;
  const inCurrency = mentioned.filter(({ cur }) => cur === line.amount.currency);
  const equal = inCurrency.filter(({ amt }) => amt === amount);
  const exact = equal.find((bill) => state.remaining(bill) === amount) ?? inCurrency.find((bill) => bill.amt > 0 && state.remaining(bill) === amount) ?? equal.at(-1);
  if (exact !== undefined) return [exact];
  for (const set of [named.filter(({ cur }) => cur === line.amount.currency), inCurrency]) {
    const debits = set.filter(({ amt }) => amt > 0);
    const open = debits.filter((bill) => state.remaining(bill) > 0);
    // credit notes named with the bills are taken off
    for (const list of [debits, open, set.filter(({ amt }) => amt < 0 || debits.length > 0)]) {
      if (list.length > 1 && list.reduce((sum, { amt }) => sum + amt, 0) === amount) return list;
    }
    if (open.length > 1 && open.reduce((sum, bill) => sum + state.remaining(bill), 0) === amount) return open;
  }
  return partOrOver(state, named.length > 0 ? named : inCurrency, line);
}

/** A line without any number pays the oldest bill that is open with its amount. */
function byAmountAlone({ asked, remaining }: State, line: Readable): readonly Bill[] | undefined {
  const { given, inText } = numbersOf(line);
  const open = given.length + inText.length > 0 ? undefined : asked.byAmount.get(line.line)?.bills.findLast((bill) => remaining(bill) === line.amount.minor);
  return open && [open];
}

/** Amounts do not agree: part of a bill, or more than is open of it. A number that the supplier uses again and again says nothing. */
function partOrOver(state: State, bills: readonly Bill[], line: Readable): readonly Bill[] | undefined {
  const own = bills.filter(({ amt }) => amt > 0);
  if (own.length === 0) return undefined;
  const days = new Set(own.map(({ iday }) => iday));
  const numbers = new Set(own.map(({ no }) => no));
  if (own.length > 1 && numbers.size === 1 && days.size > 1) return undefined;
  const fitting = own.filter((bill) => bill.cur === line.amount.currency && state.remaining(bill) >= line.amount.minor);
  return fitting.length > 0 ? fitting.slice(0, 1) : own.filter(({ cur }) => cur === (own[0] as Bill).cur);
}

const nameOf = ({ no, doc_id }: Bill): string => (no === null ? `document ${doc_id}` : `invoice ${no}`);
const paidOn = ({ paid_day }: Bill): string => (paid_day === null ? "" : ` on ${showDay(dayFromNumber(paid_day))}`);

function paying(state: State, line: Readable, bills: readonly Bill[]): GateReason[] {
  const { parameters, taken, cancelled, remaining, settled } = state;
  const first = bills[0] as Bill;
  const money = (minor: number): string => showMoney({ minor, currency: first.cur });
  if (first.cur !== line.amount.currency) return [because("currency-other", `${cap(nameOf(first))} is in ${first.cur}, the payment in ${line.amount.currency}`)];
  const debits = bills.filter(({ amt }) => amt > 0);
  const open = bills.reduce((sum, bill) => sum + (bill.amt < 0 ? bill.amt : Math.max(0, remaining(bill))), 0);
  if (line.amount.minor <= open * (1 + parameters.overShare)) return copies(state, debits);
  const inRun = debits.find(({ d }) => taken.has(d));
  if (inRun !== undefined && (taken.get(inRun.d)?.by ?? line.line) !== line.line) return [because("bill-in-run", `Line ${taken.get(inRun.d)?.by} of this run pays ${nameOf(inRun)} already`)];
  const paid = debits.find(settled);
  if (paid !== undefined) return [because("already-paid", `${cap(nameOf(paid))} for ${money(paid.amt)} was paid${paidOn(paid)}${debits.length > 1 ? `, one of ${debits.length} bills that the line names` : ""}`)];
  const credit = debits.find(({ d }) => cancelled.has(d));
  if (credit !== undefined) {
    return [state.named.has(credit.d) ? because("credited", `${cap(nameOf(credit))} for ${money(credit.amt)} was cancelled by a credit note or reversal with its number`)
      : because("perhaps-credited", `A credit note or reversal over the same amount seems to have cancelled ${nameOf(credit)}`)];
  }
  return [because("over-open", `${money(open)} is open of ${debits.length > 1 ? `the ${debits.length} bills that the line names` : nameOf(first)}; the line pays ${showMoney(line.amount)}`)];
}

const COPIES: ReadonlySet<string> = new Set(["copy-of-paid", "possible-copy", "copy-in-run"]);

/** The bill is open: is it a copy of one that was paid, or that an earlier line pays? As the examination of the ledger found. */
function copies(state: State, bills: readonly Bill[]): GateReason[] {
  const { history, asked, parameters, taken, settled } = state;
  for (const bill of bills) {
    for (const known of history.duplicates.get(bill.doc_id) ?? []) {
      if (known.score < parameters.possibleScore || known.documentIds.length < 2) continue;
      const others = known.documentIds.filter((id) => id !== bill.doc_id).flatMap((id) => asked.byDocument.get(id) ?? []);
      const how = `${bandOf(known.score)}, ${Math.round(known.score * 100)} %`;
      const paid = others.find(settled);
      if (paid !== undefined) {
        const words = `${cap(nameOf(bill))} looks like a copy of ${nameOf(paid)}, which was paid${paidOn(paid)} (${how}): ${known.title}`;
        return [because(known.score >= parameters.duplicateScore ? "copy-of-paid" : "possible-copy", words)];
      }
      const inRun = others.find(({ d }) => taken.has(d));
      if (inRun !== undefined && known.score >= parameters.duplicateScore) {
        return [because("copy-in-run", `${cap(nameOf(bill))} looks like a copy of ${nameOf(inRun)}, which line ${taken.get(inRun.d)?.by} pays (${how}): ${known.title}`)];
      }
    }
  }
  return [];
}

/** A slip of whoever typed the number; a digit replaced is as often the next bill of the series. */
const SLIPS: ReadonlySet<NumberLevel> = new Set(["equal", "format", "look-alike", "part", "swapped", "dropped"]);
const MAYBE: ReadonlySet<NumberLevel> = new Set(["digit", "two-slips"]);
/** An amount on more bills than this is the supplier's ordinary amount. */
const RARE = 2;
const MOST_DAYS = 400;

/** Nothing in the history has the line's numbers: was the same amount paid under a number that is nearly the same? */
function unknownBill(state: State, line: Readable, today: Day): GateReason[] {
  const { asked, parameters, settled } = state;
  const equal = asked.byAmount.get(line.line);
  const { given, inText } = numbersOf(line);
  const numbers = [...given, ...inText];
  const [named = line.text ?? numbers[0]] = given;
  const paid = (equal?.bills ?? []).filter((bill) => settled(bill) && (bill.paid_day === null || dayNumber(today) - bill.paid_day <= MOST_DAYS));
  const unknown = because("bill-unknown", numbers.length === 0 ? "The line names no bill, and none of this supplier is open with this amount" : `No bill of this supplier has the number ${named}`);
  for (const bill of paid) {
    const level = near(numbers, bill);
    const like = `Its number is nearly that of ${nameOf(bill)} over the same amount, which was paid${paidOn(bill)}`;
    if (SLIPS.has(level)) return [because((equal?.all ?? 0) <= RARE ? "like-paid" : "perhaps-like-paid", like), unknown];
    if (MAYBE.has(level) && (equal?.all ?? 0) <= RARE) return [because("perhaps-like-paid", like), unknown];
  }
  const lately = paid.find((bill) => bill.paid_day !== null && dayNumber(today) - bill.paid_day <= parameters.repeatDays);
  if (lately !== undefined && equal?.all === 1) return [because("amount-repeated", `The same amount was paid for ${nameOf(lately)}${paidOn(lately)}, and never else`), unknown];
  return [unknown];
}

/** The nearest that any of the line's numbers comes to the bill's. */
function near(numbers: readonly string[], bill: Bill): NumberLevel {
  const levels = numbers.map((number) => compareNumbers(number, bill.no));
  return levels.find((level) => SLIPS.has(level)) ?? levels.find((level) => MAYBE.has(level)) ?? "different";
}

const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
