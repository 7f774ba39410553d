/**
 * MAS-10: a supplier's bank details were changed twice within weeks, to a third account, and money went to the one in between. Changed back is FRD-03. A typing error put
 * right before anything was paid is nobody's business, and many suppliers changed on one day are a migration.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { count, finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; from_day: string; until_day: string; days: number; first_by: string | null; second_by: string | null; docs: readonly (string | null)[]; amount: number; currency: string;
  others: number; larger: number; bulk: number;
};

const parameters = {
  daysBetween: { value: 60, unit: "days", least: 5, most: 365, means: "Changes further apart are two ordinary moves" },
  bulk: { value: 5, unit: "suppliers", least: 2, most: 1000, means: "More suppliers changed by one person on one day are a migration" },
};

function weigh(one: Candidate, bulk: number): Reason[] {
  const reasons = [
    prior(64, "bank details changed twice"),
    reason("paid-in-between", 2.5, `${count(one.docs.length, "payment")} went to an account that was the supplier's for ${one.days} days`),
    reason(one.larger === 0 ? "largest-payment" : "payment-size", Math.max(-2, Math.min(5, rarityBits(one.larger, one.others))), `${one.larger} of the supplier's ${one.others} other payments were as large`),
  ];
  if (one.first_by !== null && one.first_by === one.second_by) reasons.push(reason("one-changer", 1, `${one.first_by} made both changes`));
  if (one.bulk > bulk) reasons.push(reason("migration", -10, `${one.bulk} suppliers were changed by one person on that day`));
  return reasons;
}

export const changedAgain: Detector = {
  id: "MAS-10",
  name: "Bank details changed twice, paid in between",
  kinds: ["account_changed_again"],
  needs: { supplier_bank_change: ["old_iban", "new_iban"], payment: ["iban", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> =>
    (await db.all<Candidate>(sql, [context.value(parameters, "daysBetween")])).map((one) =>
      finding({
        kind: "account_changed_again", detectors: ["MAS-10"], reasons: weigh(one, context.value(parameters, "bulk")), supplierIds: [one.supplier_id], documentIds: one.docs.flatMap((doc) => doc ?? []),
        employeeIds: one.second_by === null ? [] : [one.second_by], amountAtRisk: { minor: one.amount, currency: one.currency },
        title: `Paid to an account that was the supplier's only from ${showDay(one.from_day as Day)} to ${showDay(one.until_day as Day)}, between two changes`,
      }),
    ).filter(worthTelling),
};
