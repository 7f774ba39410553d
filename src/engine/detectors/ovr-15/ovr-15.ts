/**
 * OVR-15: the ledger holds a document for more than the supplier's own statement says. Credits that only the statement has are OVR-09's business.
 *
 * Where statements list what is still open, or net amounts, or where a number is used again, amounts differ by right: such habits of the
 * ledger and the supplier are counted.
 */
import { showMoney } from "../../../base/money.ts";
import { suppliersByFamily } from "../../identity/identity.ts";
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  doc_id: string; supplier_id: string; currency: string; invoice_no: string; amount: number; listed: number; days_apart: number | null; listed_net: boolean;
  habit_n: number; habit_differ: number; matched: number; differ: number; credited: boolean;
};

const parameters = {
  leastDifference: { value: 5_00, unit: "minor units", least: 1, most: 100_000_00, means: "Smaller differences are rounding or charges" },
};

const digits = (minor: number): string => String(minor).replace(/0+$/, "");
const sorted = (text: string): string => [...text].sort().join("");

function weigh(one: Candidate): Reason[] {
  const reasons = [
    prior(16, "documents listed with less"),
    reason("statements-usually-agree", Math.max(-2, Math.min(6, rarityBits(one.differ, one.matched))), `Of ${one.matched.toLocaleString("en-GB")} documents on statements ${one.differ} are entered with more than is listed`),
  ];
  const others = one.habit_n - 1;
  const alike = one.habit_differ - 1;
  if (alike > 0) reasons.push(reason("usual-for-supplier", -Math.min(8, 3 * alike), `So are ${alike} of the supplier's ${others} others`));
  if (one.days_apart !== null) {
    reasons.push(one.days_apart <= 3 ? reason("same-date", 2, "Number and date agree with the line of the statement")
      : reason("other-date", one.days_apart > 45 ? -6 : -1, `The dates lie ${one.days_apart} days apart: the number may have been used again`));
  }
  if (one.amount !== one.listed && (digits(one.amount) === digits(one.listed) || sorted(String(one.amount)) === sorted(String(one.listed)))) {
    reasons.push(reason("keying-slip", 5, "The amounts have the same figures in another place"));
  }
  if (one.listed_net) reasons.push(reason("listed-without-tax", -6, "The statement lists the amount without tax"));
  if (one.credited) reasons.push(reason("credited", -12, "The difference was credited"));
  return reasons;
}

export const statementDifference: Detector = {
  id: "OVR-15",
  name: "Entered for more than the statement says",
  kinds: ["statement_difference"],
  needs: { statement_line: ["invoice_no"], invoice: ["invoice_no"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    await suppliersByFamily(db, context);
    const floor = context.value(parameters, "leastDifference");
    return (await db.all<Candidate>(sql)).filter((one) => one.amount - one.listed >= floor).map((one) =>
      finding({
        kind: "statement_difference", detectors: ["OVR-15"], reasons: weigh(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount - one.listed, currency: one.currency },
        title: `Invoice ${one.invoice_no} is entered for ${showMoney({ minor: one.amount, currency: one.currency })}; the statement lists ${showMoney({ minor: one.listed, currency: one.currency })}`,
      }),
    ).filter(worthTelling);
  },
};
