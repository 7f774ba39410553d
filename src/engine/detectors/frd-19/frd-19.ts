/**
 * FRD-19: a payment outside the runs, and much faster than this supplier is ever paid. Either alone is ordinary (courts, deposits, urgent
 * repairs); together they say that somebody pushed it through. Its size among the supplier's payments (FRD-21) is a third sign.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  doc_id: string; supplier_id: string; currency: string; amount: number; paid_on: string; why: "no-run" | "alone-in-run" | "odd-weekday"; days: number; usual_days: number; others: number;
  off_others: number; off_n: number; off_of: number; one_hand: boolean; faster: number; larger: number;
};

const parameters = {
  leastPayments: { value: 5, unit: "payments", least: 2, most: 100, means: "Suppliers with fewer other payments show no habit" },
};

const WHY: Readonly<Record<Candidate["why"], string>> = {
  "no-run": "It belongs to no payment run", "alone-in-run": "It is alone in its payment run", "odd-weekday": "It was made on a weekday on which there is hardly ever a run",
};

function weigh(one: Candidate): Reason[] {
  const reasons = [
    prior(4096, "payments"),
    reason(one.why, Math.min(8, rarityBits(one.off_n, one.off_of)), `${WHY[one.why]}; so do ${one.off_n} of ${one.off_of.toLocaleString("en-GB")} payments of the kind`),
    reason("fast", Math.min(6, rarityBits(one.faster, one.others)), `Paid ${one.days} days after posting, where ${Math.round(one.usual_days)} are usual; ${one.faster} of the supplier's ${one.others} others were as fast`),
    reason(one.larger === 0 ? "largest-payment" : "payment-size", Math.max(-2, Math.min(4, rarityBits(one.larger, one.others))), `${one.larger} of the supplier's ${one.others} other payments were as large`),
  ];
  if (one.off_others > 0) reasons.push(reason("usual-for-supplier", -Math.min(9, 3 * one.off_others), `${one.off_others} of the supplier's other payments were outside the runs too`));
  if (one.one_hand) reasons.push(reason("one-hand", 3, "One person entered and approved the document"));
  return reasons;
}

export const offCyclePayment: Detector = {
  id: "FRD-19",
  name: "Paid outside the runs, and fast",
  kinds: ["off_cycle_payment"],
  needs: { payment: ["paid_on", "doc_id", "run_id"], invoice: ["posting_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> =>
    (await db.all<Candidate>(sql, [context.value(parameters, "leastPayments")])).map((one) =>
      finding({
        kind: "off_cycle_payment", detectors: ["FRD-19", ...(one.larger === 0 ? ["FRD-21" as const] : [])], reasons: weigh(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount, currency: one.currency }, title: `Paid on ${showDay(one.paid_on as Day)} outside the payment runs, ${one.days} days after posting`,
      }),
    ).filter(worthTelling),
};
