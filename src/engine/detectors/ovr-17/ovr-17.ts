/** OVR-17: a fee or interest for paying late, from a supplier who was paid in time. Fees billed twice are duplicates and found as such. */
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const [feesSql, dueSql, sql] = [sqlFile(import.meta.url, "fees.sql"), sqlFile(import.meta.url, "due.sql"), sqlFile(import.meta.url, "candidates.sql")];

type Candidate = { doc_id: string; supplier_id: string; currency: string; amount: number; on_time: number; late: number; credited: boolean };

const parameters = {
  daysBefore: { value: 200, unit: "days", least: 30, most: 730, means: "A fee is for bills that were due within this time before it" },
  leastPayments: { value: 3, unit: "payments", least: 1, most: 50, means: "With fewer payments nothing can be said" },
};

function weigh({ on_time, late, credited }: Candidate): Reason[] {
  const reasons = [
    prior(8, "fees for paying late"),
    late === 0
      ? reason("all-in-time", Math.min(7, 2.5 + on_time * 0.5), `All ${on_time} of the supplier's bills due before were paid in time`)
      : reason("some-late", -6, `${late} of ${on_time + late} bills due before were paid late`),
  ];
  if (credited) reasons.push(reason("credited", -12, "The fee was credited"));
  return reasons;
}

export const unfoundedLateFee: Detector = {
  id: "OVR-17",
  name: "Fee for paying late, though paid in time",
  kinds: ["late_fee_unfounded"],
  needs: { invoice: ["description", "due_date"], payment: ["doc_id", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    await db.exec(feesSql);
    await db.exec(dueSql, [context.value(parameters, "daysBefore")]);
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "leastPayments")]);
    await db.exec("DROP TABLE late_fee; DROP TABLE due_before");
    return candidates.map((one) =>
      finding({
        kind: "late_fee_unfounded", detectors: ["OVR-17"], reasons: weigh(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount, currency: one.currency }, title: "A fee for paying late from a supplier who was paid in time",
      }),
    ).filter(worthTelling);
  },
};
