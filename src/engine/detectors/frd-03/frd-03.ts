/**
 * FRD-03: a supplier's bank account was changed shortly before a payment and changed back after it: the payment went to
 * somebody else. Seen in the change log where there is one, else in the accounts that payments went to.
 *
 * A wrong account corrected to a third one, or a change that stays, is ordinary and is not reported here.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; from_day: string; until_day: string; stayed_days: number; changed_by: string | null; logged: boolean; docs: readonly (string | null)[];
  amounts: readonly number[]; currency: string; usual: readonly number[] | null; changer_changes: number | null; all_changes: number; suppliers_on_account: number;
};

const parameters = {
  longestStay: { value: 60, unit: "days", least: 7, most: 365, means: "A foreign account that stayed longer was no diversion" },
};

function weigh(one: Candidate): Reason[] {
  const usual = one.usual ?? [];
  const largest = Math.max(...one.amounts);
  const larger = usual.filter((amount) => amount > largest).length;
  const reasons = [
    prior(256, "changes of bank details"),
    one.logged
      ? reason("changed-back", 9, `The account was changed and changed back after ${one.stayed_days} days`)
      : reason("account-for-once", 6, "Payments went to another account for a short while and then to the old one again"),
    reason(larger === 0 ? "largest-payment" : "payment-size", Math.max(-2, Math.min(5, -Math.log2((larger + 1) / (usual.length + 1)))),
      `${count(one.amounts.length, "payment")} went there; ${larger} of the supplier's ${usual.length} payments were larger`),
  ];
  if (one.changer_changes !== null && one.all_changes >= 20) {
    const share = one.changer_changes / one.all_changes;
    if (share < 0.02) reasons.push(reason("unusual-changer", 1, `${one.changed_by ?? "Somebody"} made only ${one.changer_changes} of ${one.all_changes} changes of bank details`));
  }
  if (one.suppliers_on_account > 1) reasons.push(reason("account-of-others", -3, `${one.suppliers_on_account} suppliers are paid to this account`));
  return reasons;
}

export const bankChangeDiversion: Detector = {
  id: "FRD-03",
  name: "Bank details changed and changed back",
  kinds: ["bank_change_diversion"],
  needs: { payment: ["iban", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "longestStay")]);
    return candidates.map((one) =>
      finding({
        kind: "bank_change_diversion", detectors: ["FRD-03"], reasons: weigh(one), supplierIds: [one.supplier_id],
        documentIds: one.docs.flatMap((doc) => doc ?? []), employeeIds: one.changed_by === null ? [] : [one.changed_by],
        amountAtRisk: { minor: one.amounts.reduce((sum, amount) => sum + amount, 0), currency: one.currency },
        title: `Paid to an account that was the supplier's only from ${showDay(one.from_day as Day)} to ${showDay(one.until_day as Day)}`,
      }),
    ).filter(worthTelling);
  },
};
