/**
 * MAS-05: a supplier record is blocked, inactive or deleted, and bills are still entered or paid on it. When was it marked is not in
 * the ledger, so only the last weeks count; and where most such records are active, the mark means something else.
 */
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = { supplier_id: string; status: string; docs: readonly (string | null)[]; total: number; currency: string; days_before_end: number; closed: number; still: number };

const parameters = {
  lastDays: { value: 30, unit: "days", least: 7, most: 365, means: "Activity this long before the end of the ledger counts" },
};

const weigh = (one: Candidate): Reason[] => [
  prior(33, "closed records"),
  reason("active-though-closed", 6, `The record is marked ${one.status}, and it was active ${one.days_before_end} days before the end of the ledger`),
  reason(one.still / one.closed > 0.3 ? "mark-means-little" : "others-are-silent", one.still / one.closed > 0.3 && one.closed >= 5 ? -5 : Math.min(4, -Math.log2(one.still / one.closed)),
    `${one.still} of ${count(one.closed, "record")} marked like that are still active`),
];

export const closedButActive: Detector = {
  id: "MAS-05",
  name: "Closed supplier record still in use",
  kinds: ["closed_but_active"],
  needs: { supplier: ["status"], invoice: ["posting_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> =>
    (await db.all<Candidate>(sql, [context.value(parameters, "lastDays")])).map((one) =>
      finding({
        kind: "closed_but_active", detectors: ["MAS-05"], reasons: weigh(one), supplierIds: [one.supplier_id], documentIds: one.docs.flatMap((doc) => doc ?? []),
        amountAtRisk: { minor: one.total, currency: one.currency }, title: `Record marked ${one.status} is still used`,
      }),
    ).filter(worthTelling),
};
