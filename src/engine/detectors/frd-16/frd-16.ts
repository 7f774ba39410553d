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
  supplier_id: string; back_on: string; silent_days: number; currency: string; before: number; later: number; before_days: number; usual_days: number;
  before_amounts: readonly number[]; after_amounts: readonly number[]; after_docs: readonly string[]; changed_days_before: number | null;
};

const parameters = {
  silentDays: { value: 180, unit: "days", least: 60, most: 1500, means: "The shortest silence" },
  windowDays: { value: 60, unit: "days", least: 7, most: 180, means: "Invoices this long after the return belong to it" },
};

/** Bills come in bursts, so a pause is weaker evidence than independent arrivals would make it. */
const BURSTY = 0.6;

/** Each return document: how rare it is among the amounts before, in bits. */
function amountBits(one: Candidate): number {
  const n = one.before_amounts.length;
  const bits = one.after_amounts.map((amount) => {
    const asLarge = one.before_amounts.filter((earlier) => earlier >= amount).length;
    return -Math.log2((asLarge + 0.7) / (n + 1.4)) - 1;
  });
  return bits.reduce((sum, each) => sum + each, 0);
}

function weigh(one: Candidate): Reason[] {
  const expected = (one.before / (one.before_days + 30)) * one.silent_days;
  const rhythm = Math.min(8, BURSTY * expected * Math.LOG2E, 4 * Math.log2(one.silent_days / Math.max(15, one.usual_days)));
  const larger = amountBits(one);
  const reasons = [
    prior(512, "suppliers"),
    reason(rhythm > 1 ? "silence" : "pauses-are-usual", rhythm > 1 ? rhythm : rhythm - 2,
      `Silent for ${one.silent_days} days; at its earlier pace ${Math.max(1, Math.round(expected))} invoices would have come, and its longest earlier pause was ${one.usual_days} days`),
    reason(larger > 0 ? "larger-than-before" : "usual-amounts", Math.max(-6, Math.min(10, larger)),
      `${count(one.after_amounts.length, "invoice")} after the return against ${one.before} before: ${one.after_amounts.filter((amount) => amount > (one.before_amounts.at(-1) ?? 0)).length} larger than any before`),
  ];
  if (one.changed_days_before !== null) reasons.push(reason("new-bank-account", 6, `Its bank details were changed ${one.changed_days_before >= 0 ? `${one.changed_days_before} days before` : "just after"} it came back`));
  if (one.before < 4) reasons.push(reason("little-history", -2, `Only ${count(one.before, "invoice")} before the silence`));
  if (one.later > 2) reasons.push(reason("went-on-as-usual", -Math.min(6, one.later / 2), `It went on with ${one.later} more invoices afterwards`));
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
