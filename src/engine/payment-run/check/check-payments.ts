/**
 * The payment gate: release, review or hold for every line of a run, with reasons in words, against a history.
 *
 * Invariant: the verdict follows from the reasons shown (parameters.ts), nothing else; the same run, history, parameters and day give the same
 * answer. A line that could not be read is held; nothing is released from a file whose totals do not agree.
 */
import { dayNumber, type Day } from "../../../base/day.ts";
import { showMoney } from "../../../base/money.ts";
import type { PaymentFile, PaymentLine } from "../line.ts";
import { accountReasons, type AccountFacts } from "./account-reasons.ts";
import { wholeKeyOf, keysOf } from "./accounts.ts";
import { billJudge, type Paying } from "./bill-reasons.ts";
import { askAccounts, askBills, type Bills } from "./bills.ts";
import type { History, Supplier } from "./history.ts";
import { because, parametersWith, verdictOf, type GateReason, type Parameters, type Verdict } from "./parameters.ts";
import { findPayees, type Payee } from "./payee.ts";
import { screenPayees } from "./screen-payees.ts";

export type LineVerdict = {
  readonly line: PaymentLine;
  readonly verdict: Verdict;
  readonly points: number;
  /** Strongest first; none for a line without anything against it. */
  readonly reasons: readonly GateReason[];
  readonly supplier: { readonly id: string; readonly name: string | null } | null;
  readonly bills: readonly { readonly docId: string; readonly number: string | null; readonly minor: number; readonly currency: string; readonly paidMinor: number; readonly paidOn: number | null }[];
  /** Suppliers whose documents the answer rests on. */
  readonly basis: readonly string[];
  /** It speaks of something that belongs to no supplier: an employee, a payee nobody knows. */
  readonly beyondSuppliers: boolean;
};
export type Checked = { readonly lines: readonly LineVerdict[]; /** What could not be tested, and why. */ readonly untested: readonly string[]; readonly today: Day };

export type CheckOptions = {
  /** For lines that do not say when they are paid. */
  readonly today: Day;
  readonly parameters?: Partial<Parameters>;
  /** By supplier: entries of lists (as findings name them) that somebody said are not this supplier. */
  readonly cleared?: ReadonlyMap<string, ReadonlySet<string>>;
};

const MOST_BILLS = 20;
const NOTHING: Paying = { reasons: [], bills: [], named: [] };

export async function checkPayments(history: History, file: Pick<PaymentFile, "lines" | "controls">, options: CheckOptions): Promise<Checked> {
  const parameters = parametersWith(options.parameters);
  const lines = file.lines.map((line) => inCurrency(history, line));
  const keys = [...new Set(lines.flatMap(({ account }) => (account === null ? [] : keysOf(account))))];
  const payees = findPayees(history, lines, await askAccounts(history, [], keys));
  const used = await askAccounts(history, [...new Set(payees.flatMap(({ candidates }) => candidates.map(({ s }) => s)))], keys);
  const asked = await askBills(history, payees);
  const listed = await screenPayees(history, payees, options.cleared ?? new Map());
  const judgeBill = billJudge(history, asked, parameters);
  const twins = new Map<string, number>();
  const accounts = lines.some(({ account }) => account !== null);
  const failed = file.controls.find(({ agrees }) => !agrees);
  const paidBefore = (s: number): boolean => asked.lastPaid.has(s);
  return {
    today: options.today, untested: [...untested(history), ...(accounts ? [] : ["The file names no accounts: nothing is said of where the money goes."])],
    lines: payees.map((payee): LineVerdict => {
      const { line, supplier } = payee;
      const today = line.payOn ?? options.today;
      const file_: GateReason[] = failed === undefined ? [] : [because("control-total", `The file does not add up: ${failed.at} states ${failed.stated} as ${failed.words}, and ${failed.found} was found`)];
      if (line.amount === null || line.unreadable !== null) return answer(history, parameters, payee, [...file_, because("line-unreadable", line.unreadable ?? "The line cannot be read.")], NOTHING, undefined);
      const account = !accounts ? { reasons: [], named: [], ofStaff: false } : accountReasons({ history, used, parameters, paidBefore }, payee, today);
      const twin = twinOf(twins, line, payee);
      const judged: Paying = supplier === undefined ? NOTHING : judgeBill({ ...line, amount: line.amount }, today);
      // two bills under one number and amount are two lines that look the same; each must find one of its own open
      const again = twin !== undefined && (judged.bills.length === 0 || judged.reasons.length > 0);
      const paying: Paying = again ? { reasons: [because("same-line", `Line ${twin} of this run is the same: payee, account, amount and reference`)], bills: judged.bills, named: judged.named } : judged;
      const about = supplier === undefined ? [] : supplierReasons(history, asked, parameters, supplier, line, paying, today);
      return answer(history, parameters, payee, [...file_, ...payee.reasons, ...listed(payee), ...account.reasons, ...paying.reasons, ...about], paying, account);
    }),
  };
}

/** A file without a currency pays in the history's, where that has only one. */
function inCurrency(history: History, line: PaymentLine): PaymentLine {
  const [only, ...others] = history.currencies;
  return line.amount?.currency === "XXX" && only !== undefined && others.length === 0 ? { ...line, amount: { ...line.amount, currency: only } } : line;
}

function answer(history: History, parameters: Parameters, { line, supplier, candidates }: Payee, reasons: readonly GateReason[], paying: Paying, account: AccountFacts | undefined): LineVerdict {
  const sorted = reasons.toSorted((a, b) => b.points - a.points);
  const suspected = reasons.some(({ code }) => code === "supplier-suspected" || code === "listed") && supplier !== undefined ? (history.about.get(supplier.id) ?? []) : [];
  // bills of records that may be the same supplier are looked at too
  const family = supplier === undefined ? [] : (history.byFamily.get(supplier.f) ?? []).map(({ id }) => id);
  const basis = new Set([...candidates.map(({ id }) => id), ...family, ...(account?.named ?? []), ...paying.named, ...suspected.flatMap(({ supplierIds }) => supplierIds)]);
  return {
    line, ...verdictOf(sorted, parameters), reasons: sorted, supplier: supplier === undefined ? null : { id: supplier.id, name: supplier.name },
    bills: paying.bills.slice(0, MOST_BILLS).map((bill) => ({ docId: bill.doc_id, number: bill.no, minor: bill.amt, currency: bill.cur, paidMinor: Math.max(0, bill.paid ?? 0), paidOn: bill.paid_day })),
    basis: [...basis], beyondSuppliers: supplier === undefined || account?.ofStaff === true || suspected.some(({ employeeIds }) => employeeIds.length > 0),
  };
}

/** The first line of the run that is this one again. */
function twinOf(twins: Map<string, number>, line: PaymentLine, { supplier }: Payee): number | undefined {
  const key = JSON.stringify([supplier?.id ?? line.payee, line.account === null ? null : wholeKeyOf(line.account), line.amount, line.references, line.text]);
  const first = twins.get(key);
  if (first === undefined) twins.set(key, line.line);
  // without any reference two lines may well be two bills
  return line.references.length === 0 && line.text === null ? undefined : first;
}

const CLOSED = /block|inactiv|delet|closed|gesperrt|inactif|archiv/i;

/** Whoever bills once a year is not dormant; fewer bills than this show no habit. */
const YEARLY_BILLS = 4;

function supplierReasons(history: History, asked: Bills, parameters: Parameters, supplier: Supplier, line: PaymentLine, paying: Paying, today: Day): GateReason[] {
  const reasons: GateReason[] = [];
  const who = supplier.name ?? supplier.id;
  if (CLOSED.test(supplier.status ?? "")) reasons.push(because("supplier-closed", `The record of ${who} is marked ${supplier.status}`));
  const last = asked.lastPaid.get(supplier.s);
  const usual = asked.usual.get(`${supplier.s} ${line.amount?.currency ?? ""}`);
  const silent = last?.day === undefined || last.day === null ? 0 : dayNumber(today) - last.day;
  const rarely = usual?.first_day != null && usual.last_day !== null && usual.n >= YEARLY_BILLS && (usual.last_day - usual.first_day) / (usual.n - 1) > parameters.dormantDays / 2;
  if (silent > parameters.dormantDays && !rarely) reasons.push(because("supplier-dormant", `${who} was last paid ${silent} days before this payment`));
  const [top = 0] = (usual?.highest ?? []).filter((amount) => !paying.bills.some(({ amt }) => amt === amount));
  const pays = line.amount?.minor ?? 0;
  if (usual !== undefined && usual.n > parameters.unusualBills && top > 0 && pays >= parameters.unusualTimes * top) {
    reasons.push(because("amount-unusual", `The highest other of ${who}'s ${usual.n} bills is ${showMoney({ minor: top, currency: usual.cur })}`));
  }
  const suspect = (history.about.get(supplier.id) ?? []).filter(({ score }) => score >= 0.9).toSorted((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1))[0];
  if (suspect !== undefined) reasons.push(because(suspect.kind === "sanctions_match" ? "listed" : "supplier-suspected", `The last examination of the ledger found: ${suspect.title}`));
  return reasons;
}

function untested({ has, staff, changes, examined }: History): string[] {
  return [
    ...(has.payments ? [] : ["The history has no payments: whether a bill was paid, and whether a payee was paid before, is not known."]),
    ...(has.payments && !has.accountsPaid ? ["The history's payments do not say to which accounts they went: first payments to an account are not seen."] : []),
    ...(has.supplierRecords ? [] : ["There are no supplier records: accounts and names are not compared with a record."]),
    ...(changes.size > 0 ? [] : ["There is no record of changed bank details: recent changes are not seen."]),
    ...(staff.size > 0 ? [] : ["There are no employees' accounts: payments to staff are not seen."]),
    ...(has.lists ? [] : ["No sanctions list was given: names are not screened. Give the present lists first."]),
    ...(examined ? [] : ["The ledger was not examined: copies of paid bills are seen by number and amount only."]),
  ];
}
