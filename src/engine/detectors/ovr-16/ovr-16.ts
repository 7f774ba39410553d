/**
 * OVR-16: a deposit was paid on an order, and the final bill is for the whole order as if there had been none. A deposit is a round share of the whole: when it is
 * a round share of the final bill, the bill is the whole; when of both together, it was deducted.
 */
import { showMoney } from "../../../base/money.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const [depositsSql, sql] = [sqlFile(import.meta.url, "deposits.sql"), sqlFile(import.meta.url, "candidates.sql")];

type Candidate = {
  doc_id: string; final_id: string; supplier_id: string; currency: string; po_no: string; amount: number; amount_gross: number; final_amount: number; final_text: string; days: number; on_order: number; balanced: boolean; credited: boolean;
};

const parameters = {
  daysBetween: { value: 400, unit: "days", least: 30, most: 1500, means: "A later bill belongs to another order" },
  leastAmount: { value: 100_00, unit: "minor units", least: 0, most: 100_000_00, means: "Smaller deposits are left alone" },
};

const SHARES = [0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.4, 0.5];
/** Within a minor unit or two of rounding. */
const isRoundShare = (part: number, whole: number): boolean => SHARES.some((share) => Math.abs(part - share * whole) <= 2);

function weigh(one: Candidate): Reason[] {
  const [ofFinal, ofBoth] = [isRoundShare(one.amount, one.final_amount), isRoundShare(one.amount, one.amount + one.final_amount)];
  const reasons = [prior(16, "deposits followed by a bill on the order")];
  if (ofFinal) reasons.push(reason("round-share-of-final", 6, `The deposit is ${Math.round((100 * one.amount) / one.final_amount)} % of the later bill to the penny: that bill is the whole`));
  if (ofBoth) reasons.push(reason("round-share-of-both", -8, "The deposit is a round share of both together: it was deducted"));
  if (/\b(final|balance|complet|schluss|solde|remain)/i.test(one.final_text)) reasons.push(reason("says-final", 1.5, "The text of the later bill calls it final"));
  if (/\b(less|deduct|abz[üu]gl|minus|net of)\b/i.test(one.final_text)) reasons.push(reason("says-deducted", -6, "The text says that something was deducted"));
  if (one.on_order > 2) reasons.push(reason("more-bills-on-order", -1.5 * (one.on_order - 2), `${one.on_order} bills are on the order`));
  if (one.balanced) reasons.push(reason("balance-billed", -8, "Another bill of the order is the rest after the deposit"));
  if (one.credited) reasons.push(reason("credited", -12, "The deposit was credited"));
  return reasons;
}

export const depositNotDeducted: Detector = {
  id: "OVR-16",
  name: "Deposit not deducted from the final bill",
  kinds: ["deposit_not_deducted"],
  needs: { invoice: ["po_no", "description", "invoice_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const floor = context.value(parameters, "leastAmount");
    await db.exec(depositsSql);
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "daysBetween")]);
    await db.exec("DROP TABLE deposit; DROP TABLE order_bill");
    return candidates.filter((one) => one.amount_gross >= floor).map((one) =>
      finding({
        kind: "deposit_not_deducted", detectors: ["OVR-16"], reasons: weigh(one), documentIds: [one.doc_id, one.final_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount_gross, currency: one.currency },
        title: `Deposit of ${showMoney({ minor: one.amount_gross, currency: one.currency })} on order ${one.po_no} seems not to be deducted`,
      }),
    ).filter(worthTelling);
  },
};
