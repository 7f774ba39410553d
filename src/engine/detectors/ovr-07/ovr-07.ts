/**
 * OVR-07: an invoice entered with shorter terms than agreed with the supplier, and paid accordingly early. The money at risk
 * is the interest for the days given away. A supplier whose invoices usually come with shorter terms has a stale record.
 */
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  doc_id: string; supplier_id: string; currency: string; amount_gross: number; terms_days: number; given_days: number; paid_after_days: number; n: number; short_n: number;
};

const parameters = {
  daysLost: { value: 10, unit: "days", least: 3, most: 90, means: "Terms shortened by less are left alone" },
  costOfCash: { value: 0.08, unit: "share a year", least: 0, most: 0.5, means: "What cash costs or earns in a year" },
  leastAmount: { value: 500_00, unit: "minor units", least: 0, most: 100_000_00, means: "Smaller invoices are left alone" },
};

function weigh(one: Candidate): Reason[] {
  const others = one.n - 1;
  const short = one.short_n - 1;
  // by mistake one in a hundred, under other terms nearly always
  const habit = short * Math.log2(0.01 / 0.9) + (others - short) * Math.log2(0.99 / 0.1);
  return [
    prior(17, "invoices with shorter terms"),
    reason("shorter-terms", 4, `It was given ${one.given_days} days and paid after ${one.paid_after_days}; ${one.terms_days} are agreed`),
    reason(habit >= 0 ? "others-as-agreed" : "usual-for-supplier", Math.max(-12, Math.min(6, habit)), `Of the supplier's ${others} other invoices ${short} have shorter terms`),
  ];
}

export const shortenedTerms: Detector = {
  id: "OVR-07",
  name: "Terms shorter than agreed",
  kinds: ["terms_shortened"],
  needs: { invoice: ["due_date", "invoice_date"], supplier: ["terms_days"], payment: ["doc_id", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const [cost, floor] = [context.value(parameters, "costOfCash"), context.value(parameters, "leastAmount")];
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "daysLost")]);
    return candidates.filter((one) => one.amount_gross >= floor).map((one) =>
      finding({
        kind: "terms_shortened", detectors: ["OVR-07"], reasons: weigh(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: Math.round((one.amount_gross * cost * (one.terms_days - one.paid_after_days)) / 365), currency: one.currency },
        title: `Given ${one.given_days} days to pay where ${one.terms_days} are agreed`,
      }),
    ).filter(worthTelling);
  },
};
