/**
 * FRD-17: a supplier record was made and paid within days, and much. Urgent purchases do that too, so it counts only where
 * it is rare in this ledger, and more when one person made the record and entered the bill.
 */
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; created_by: string | null; days_to_money: number; largest: number; total: number; currency: string; docs: readonly (string | null)[];
  fast_suppliers: number; new_suppliers: number; large: number; by_creator: number;
};

const parameters = {
  daysToMoney: { value: 10, unit: "days", least: 1, most: 60, means: "Paid within this time of being created" },
};

function weigh(one: Candidate): Reason[] {
  const reasons = [
    prior(1024, "new suppliers"),
    reason("paid-at-once", Math.min(8, rarityBits(one.fast_suppliers, one.new_suppliers)), `Paid ${one.days_to_money} days after its record was made; ${one.fast_suppliers} of ${one.new_suppliers} new suppliers were paid so fast`),
    reason("large-payment", Math.max(-2, Math.min(7, -Math.log2(one.large + 1e-4) - 2)), `${Math.round(one.large * 1000) / 10} % of all payments are as large`),
  ];
  if (one.by_creator > 0) reasons.push(reason("creator-enters", 5, `${one.created_by ?? "One person"} made the record and entered ${one.by_creator} of its invoices`));
  return reasons;
}

export const fastMoney: Detector = {
  id: "FRD-17",
  name: "New supplier paid at once",
  kinds: ["fast_money"],
  needs: { supplier: ["created_on"], payment: ["paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> =>
    (await db.all<Candidate>(sql, [context.value(parameters, "daysToMoney")])).map((one) =>
      finding({
        kind: "fast_money", detectors: ["FRD-17"], reasons: weigh(one), supplierIds: [one.supplier_id], documentIds: one.docs.flatMap((doc) => doc ?? []),
        employeeIds: one.by_creator > 0 && one.created_by !== null ? [one.created_by] : [],
        amountAtRisk: { minor: one.total, currency: one.currency }, title: `New supplier paid after ${one.days_to_money} days`,
      }),
    ).filter(worthTelling),
};
