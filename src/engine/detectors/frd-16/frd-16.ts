/**
 * FRD-16: a supplier that was silent for long comes back, typically with large invoices and a new bank account: somebody
 * took over a forgotten record.
 *
 * A pause is only remarkable against the supplier's own rhythm: a yearly bill, a project now and then are not silence.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; back_on: string; silent_days: number; currency: string; before: number; later: number; before_days: number; usual_days: number; before_months: number;
  before_amounts: readonly number[]; after_amounts: readonly number[]; after_docs: readonly string[]; after_staged: number; changed_days_before: number | null;
};

const parameters = {
  silentDays: { value: 180, unit: "days", least: 60, most: 1500, means: "The shortest silence" },
  windowDays: { value: 60, unit: "days", least: 7, most: 180, means: "Invoices this long after the return belong to it" },
};

/** The terms overlap (a silent supplier tends to be a small one), so each counts for less than alone. */
const OVERLAP = 0.6;

/** The smallest return document against the average before; of four or more the second smallest, for one may be a part. */
function timesUsual(one: Candidate): number {
  const average = one.before_amounts.reduce((sum, amount) => sum + amount, 0) / Math.max(1, one.before_amounts.length);
  const sorted = one.after_amounts.toSorted((a, b) => a - b);
  return (sorted[sorted.length >= 4 ? 1 : 0] ?? 0) / Math.max(1, average);
}

/** How rare each amount after the return would be among those before, in bits. Equal amounts are one price, so they count once. */
function rankBits(one: Candidate): number {
  const n = one.before_amounts.length;
  return [...new Set(one.after_amounts)].reduce((sum, amount) => {
    const asLarge = one.before_amounts.filter((earlier) => earlier >= amount).length;
    return sum - Math.log2((asLarge + 0.7) / (n + 1.4)) - 1;
  }, 0);
}

const told = (code: string, bits: number, words: string): Reason => reason(code, OVERLAP * bits, words);

function weigh(one: Candidate): Reason[] {
  const expected = (one.before / (one.before_days + 30)) * one.silent_days;
  const rhythm = Math.min(7, 1.5 * one.before_months, 0.9 * expected, 3 * Math.log2(one.silent_days / Math.max(15, one.usual_days)));
  const times = timesUsual(one);
  const size = Math.max(-10, Math.min(4, 6 * (Math.log2(times) - 0.8)) + 0.7 * Math.min(8, rankBits(one)));
  const after = one.after_amounts.length;
  const reasons = [
    prior(1024, "suppliers"),
    told(rhythm > 1 ? "silence" : "pauses-are-usual", rhythm,
      `At its earlier pace ${Math.max(1, Math.round(expected))} invoices would have come in the meantime; its longest earlier pause was ${one.usual_days} days`),
    told("long-silence", 3 * Math.log2(one.silent_days / 180), `It was silent for ${one.silent_days} days`),
    told(size > 0 ? "larger-than-before" : "usual-amounts", size,
      `${count(after, "invoice")} after the return, at least ${Math.round(times * 10) / 10} times the average of the ${one.before} before`),
  ];
  if (one.changed_days_before !== null && one.changed_days_before >= 0) reasons.push(told("new-bank-account", 6, `Its bank details were changed ${one.changed_days_before} days before it came back`));
  if (one.later > 0) reasons.push(told("went-on-as-usual", -2 * one.later, `It went on with ${one.later} more invoices afterwards`));
  if (one.after_staged * 2 >= after) reasons.push(told("stages-of-a-job", -5, "The texts speak of stages of one job"));
  if (after > 2 && new Set(one.after_amounts).size === 1) reasons.push(told("one-price", -3, "All have the same amount, as a contract would give"));
  if (after < 2) reasons.push(told("single-invoice", -5, "Only one invoice came"));
  if (after > 6) reasons.push(told("busy-again", -4, `${after} invoices in the first weeks: ordinary business`));
  return reasons;
}

export const dormantReactivated: Detector = {
  id: "FRD-16",
  name: "Dormant supplier came back",
  kinds: ["dormant_reactivated"],
  needs: { invoice: ["invoice_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "silentDays"), context.value(parameters, "windowDays")]);
    return candidates.map((one) =>
      finding({
        kind: "dormant_reactivated", detectors: ["FRD-16"], reasons: weigh(one), documentIds: one.after_docs, supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.after_amounts.reduce((sum, amount) => sum + amount, 0), currency: one.currency },
        title: `Supplier back on ${showDay(one.back_on as Day)} after ${one.silent_days} silent days${one.changed_days_before === null ? "" : ", with a new bank account"}`,
      }),
    ).filter(worthTelling);
  },
};
