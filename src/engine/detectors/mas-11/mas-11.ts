/** MAS-11: somebody is paid again and again through a collective record for one-time suppliers, where no details are kept and no duplicate check runs. */
import { count, finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; payee_name: string; n: number; months: number; amount: number; currency: string; docs: readonly (string | null)[]; repeated: number; payees: number; is_staff: boolean; has_record: boolean;
};

const parameters = {
  leastPayments: { value: 4, unit: "payments", least: 2, most: 50, means: "Paid less often is one-time enough" },
  leastAmount: { value: 500_00, unit: "minor units", least: 0, most: 100_000_00, means: "Less money in all is left alone" },
};

function weigh(one: Candidate): Reason[] {
  const reasons = [
    prior(64, "payees of collective records"),
    reason("paid-again-and-again", Math.min(8, rarityBits(one.repeated, one.payees) + Math.min(3, (one.n - 4) / 2)), `${count(one.n, "payment")} in ${one.months} months; ${one.repeated} of ${one.payees} payees of such records are paid so often`),
  ];
  if (one.is_staff) reasons.push(reason("name-of-staff", 4, "It is the name of somebody on the payroll"));
  if (one.has_record) reasons.push(reason("has-a-record", 2, "There is a supplier record of that name, which is passed by"));
  return reasons;
}

export const oneTimeRepeated: Detector = {
  id: "MAS-11",
  name: "Paid again and again as a one-time supplier",
  kinds: ["one_time_repeated"],
  needs: { supplier: ["one_time"], payment: ["payee_name"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const floor = context.value(parameters, "leastAmount");
    return (await db.all<Candidate>(sql, [context.value(parameters, "leastPayments")])).filter((one) => one.amount >= floor).map((one) =>
      finding({
        kind: "one_time_repeated", detectors: ["MAS-11"], reasons: weigh(one), supplierIds: [one.supplier_id], documentIds: one.docs.flatMap((doc) => doc ?? []), about: [one.payee_name],
        amountAtRisk: { minor: one.amount, currency: one.currency }, title: `${one.payee_name} was paid ${one.n} times through a collective record`,
      }),
    ).filter(worthTelling);
  },
};
