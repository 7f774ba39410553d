/**
 * OVR-06: an invoice paid long before it was due, in full and without a discount. The money at risk is the interest that
 * the cash would have earned until the due date.
 *
 * A supplier who is always paid early has an agreement, and one who gives a discount for it is no mistake: both silence.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  doc_id: string; supplier_id: string; currency: string; amount_gross: number; amount: number; description: string | null;
  days_early: number; early: number; could: number; terms_days: number | null; days_after_invoice: number | null;
  paid_on: string; due_date: string;
};

const parameters = {
  daysEarly: { value: 15, unit: "days", least: 3, most: 120, means: "Payments at least this long before the due date count as early" },
  costOfCash: { value: 0.08, unit: "share a year", least: 0, most: 0.5, means: "What cash costs or earns in a year" },
  leastAmount: { value: 100_00, unit: "minor units", least: 0, most: 100_000_00, means: "Smaller payments are left alone" },
  discountShare: { value: 0.005, unit: "share", least: 0, most: 0.1, means: "A payment short by at least this much took a discount" },
};

/** How often a payment is that early by mistake, and how often under an early-payment agreement. */
const BY_MISTAKE = 0.005;
const BY_AGREEMENT = 0.8;

function weigh(one: Candidate): Reason[] {
  const others = Math.max(0, one.could - 1);
  const early = Math.min(others, one.early - 1);
  const habit = early * Math.log2(BY_MISTAKE / BY_AGREEMENT) + (others - early) * Math.log2((1 - BY_MISTAKE) / (1 - BY_AGREEMENT));
  const reasons = [
    prior(9, "early payments without an agreement"),
    reason("days-early", 4 + Math.min(2, (one.days_early - 15) / 15), `Paid ${one.days_early} days before it was due, in full`),
    reason(early > others / 2 ? "usual-for-supplier" : "unusual-for-supplier", Math.max(-12, Math.min(8, habit)),
      others === 0 ? "The supplier's only payment" : `Of the supplier's ${others} other payments ${early} were as early`),
  ];
  if (one.terms_days !== null && one.days_after_invoice !== null && one.terms_days > 0 && one.days_after_invoice >= one.terms_days - 2) {
    reasons.push(reason("within-agreed-terms", -5, `The supplier's own terms are ${one.terms_days} days, and it was paid after ${one.days_after_invoice}`));
  }
  if (/\b(deposit|advance|prepay|pre-?payment|pro.?forma|anzahlung|acompte)/i.test(one.description ?? "")) {
    reasons.push(reason("deposit", -2, "The text speaks of a deposit, which is paid before delivery"));
  }
  return reasons;
}

export const earlyPayment: Detector = {
  id: "OVR-06",
  name: "Paid long before it was due",
  kinds: ["early_payment"],
  needs: { invoice: ["due_date"], payment: ["doc_id", "paid_on"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const value = (name: keyof typeof parameters) => context.value(parameters, name);
    const [cost, floor, discount] = [value("costOfCash"), value("leastAmount"), value("discountShare")];
    const candidates = await db.all<Candidate>(sql, [value("daysEarly")]);
    return candidates.filter((one) => one.amount >= floor && one.amount > one.amount_gross * (1 - discount)).map((one) =>
      finding({
        kind: "early_payment", detectors: ["OVR-06"], reasons: weigh(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: Math.round((one.amount * cost * one.days_early) / 365), currency: one.currency },
        title: `Paid on ${showDay(one.paid_on as Day)}, ${one.days_early} days before it was due`,
      }),
    ).filter(worthTelling);
  },
};
