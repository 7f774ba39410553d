/**
 * OVR-11: an amount with the decimal point in the wrong place. The supplier's largest invoice is many times its second
 * largest (Nigrini's relative size factor, STA-06); when it has the very figures of an amount the supplier bills, shifted by one or
 * two places, it is hardly anything else. A large invoice alone is a purchase, not an error.
 */
import { showMoney } from "../../../base/money.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = { doc_id: string; supplier_id: string; currency: string; amount: number; second: number; n: number; factor: number; twin_n: number; twin: string | null };

const parameters = {
  leastAmount: { value: 100_00, unit: "minor units", least: 0, most: 100_000_00, means: "Smaller amounts are left alone" },
};

function weigh(one: Candidate): Reason[] {
  const times = Math.round((one.amount / one.second) * 10) / 10;
  const reasons = [
    prior(512, "suppliers"),
    reason("far-above-the-rest", Math.min(5, Math.log2(one.n) * Math.min(1, times / 10)), `It is ${times} times the second largest of the supplier's ${one.n} invoices`),
  ];
  if (one.twin_n > 0) {
    const plain = String(one.amount).replace(/0+$/, "").length;
    reasons.push(reason("shifted-figures", Math.min(8, 2 * plain) + Math.min(2, one.twin_n - 1), `Divided by ${one.factor} it is an amount the supplier bills (${one.twin_n === 1 ? "once" : `${one.twin_n} times`})`));
  }
  if (one.amount % 100_000 === 0) reasons.push(reason("round-amount", -2, "It is a round amount, as a large purchase may be"));
  return reasons;
}

export const decimalError: Detector = {
  id: "OVR-11",
  name: "Amount with the decimal point in the wrong place",
  kinds: ["magnitude_error"],
  needs: { invoice: ["supplier_id", "amount_gross"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const floor = context.value(parameters, "leastAmount");
    return (await db.all<Candidate>(sql)).filter((one) => one.amount >= floor).map((one) =>
      finding({
        kind: "magnitude_error", detectors: ["OVR-11", "STA-06"], reasons: weigh(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount - Math.round(one.amount / one.factor), currency: one.currency },
        title: `${showMoney({ minor: one.amount, currency: one.currency })} may be ${showMoney({ minor: Math.round(one.amount / one.factor), currency: one.currency })}`,
      }),
    ).filter(worthTelling);
  },
};
