/**
 * OVR-08: the bill was paid early enough for the discount, and the discount was not taken. One finding per supplier, because the cause is a setting or
 * a habit. Discounts lost by paying late cost nothing beyond the price and are not told.
 */
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; currency: string; missed: number; taken: number; lost: number; docs: readonly string[]; all_taken: number; all_in_time: number; credited: number;
};

const parameters = {
  leastLost: { value: 5_00, unit: "minor units", least: 0, most: 100_000_00, means: "Suppliers with less discount missed are left alone" },
};
const MOST_NAMED = 50;

function weigh(one: Candidate): Reason[] {
  const reasons = [
    prior(8, "suppliers with a discount not taken"),
    reason("paid-in-time-in-full", 5, `${count(one.missed, "bill")} paid by the last day of the discount, in full`),
  ];
  if (one.all_taken === 0) reasons.push(reason("never-taken-here", -3, "No payment in the ledger takes a discount: it may be booked elsewhere"));
  else if (one.taken > 0) reasons.push(reason("taken-otherwise", 2, `On ${count(one.taken, "other bill")} of the supplier it was taken`));
  if (one.credited > 0) reasons.push(reason("credited", -8 * (one.credited / one.missed), `For ${one.credited} of them the supplier gave a credit of that amount`));
  return reasons;
}

export const missedDiscount: Detector = {
  id: "OVR-08",
  name: "Discount not taken though paid in time",
  kinds: ["missed_discount"],
  needs: { invoice: ["discount_until", "discount_amount"], payment: ["doc_id", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const floor = context.value(parameters, "leastLost");
    return (await db.all<Candidate>(sql)).filter((one) => one.lost >= floor).map((one) =>
      finding({
        kind: "missed_discount", detectors: ["OVR-08"], reasons: weigh(one), documentIds: one.docs.slice(0, MOST_NAMED), supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.lost, currency: one.currency }, title: `Discount not taken on ${count(one.missed, "bill")} paid in time`,
      }),
    ).filter(worthTelling);
  },
};
