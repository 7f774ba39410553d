/** FRD-23: far more of a supplier's payments are voided than the ledger's rate explains: cheques taken out of the books and cashed, or bills made up and withdrawn. */
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { tailBits } from "../chance.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = { supplier_id: string; n: number; voids: number; reissued: number; amount: number; currency: string; docs: readonly string[] | null; all_n: number; all_voids: number };

const parameters = {
  leastVoids: { value: 3, unit: "payments", least: 2, most: 50, means: "Fewer voided payments are chance" },
};
const MOST_NAMED = 50;

function weigh(one: Candidate): Reason[] {
  const rate = (one.all_voids - one.voids + 1) / (one.all_n - one.n + 20);
  const reasons = [
    prior(1024, "suppliers"),
    reason("many-voids", Math.min(13, tailBits(one.voids, one.n * rate)), `${one.voids} of its ${count(one.n, "payment")} were voided; in the ledger it is ${(100 * rate).toFixed(1)} %`),
  ];
  if (one.reissued > 0) reasons.push(reason("paid-again", -Math.min(6, 6 * (one.reissued / one.voids)), `${one.reissued} were paid again in place of the voided payment`));
  return reasons;
}

export const manyVoids: Detector = {
  id: "FRD-23",
  name: "Many voided payments",
  kinds: ["many_voids"],
  needs: { payment: ["status", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> =>
    (await db.all<Candidate>(sql, [context.value(parameters, "leastVoids")])).map((one) =>
      finding({
        kind: "many_voids", detectors: ["FRD-23"], reasons: weigh(one), supplierIds: [one.supplier_id], documentIds: (one.docs ?? []).slice(0, MOST_NAMED),
        amountAtRisk: { minor: one.amount, currency: one.currency }, title: `${one.voids} of ${count(one.n, "payment")} were voided`,
      }),
    ).filter(worthTelling),
};
