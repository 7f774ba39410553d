/**
 * OVR-09 and OVR-15: a credit that the supplier's own statement lists and that the ledger does not hold, so it was never
 * taken off a payment. The document named is `statement:<number>`, because no posted one exists.
 *
 * Credits under a changed number, under another record of the same supplier, or too young to have been entered yet are
 * not reported. Missing invoices on statements are no loss and are left to the statement reconciliation.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { suppliersByFamily } from "../../identity/identity.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; invoice_no: string | null; credit_date: string | null; currency: string; amount: number; last_listed: string | null;
  listed: number; age_days: number | null; lag_longer: number; lags: number; same_amount_invoices: number; as_invoice: string | null;
};

const parameters = {
  daysApart: { value: 75, unit: "days", least: 7, most: 365, means: "A ledger credit of the same amount answers a listed one within this time" },
  leastAmount: { value: 1_00, unit: "minor units", least: 0, most: 100_000_00, means: "Smaller credits are left alone" },
};

function weigh(one: Candidate): Reason[] {
  const still = (one.lag_longer + 1) / (one.lags + 2);
  const reasons = [
    prior(33, "credits on statements"),
    reason("not-in-ledger", 5, "No credit in the ledger has this number, and none of this amount is near in time"),
  ];
  if (one.age_days !== null && one.lags >= 10) {
    reasons.push(reason(still > 0.2 ? "may-be-on-its-way" : "old-enough", Math.min(7, 2 - Math.log2(still) - 4),
      `It is ${one.age_days} days old at the end of the ledger; ${Math.round((1 - still) * 100)} % of credits are entered sooner`));
  }
  if (one.listed > 1) reasons.push(reason("listed-again", Math.min(3, one.listed), `${one.listed} statements list it`));
  if (one.same_amount_invoices > 0) reasons.push(reason("credits-an-invoice", 2, "It equals an earlier invoice in the ledger"));
  if (one.as_invoice !== null) reasons.push(reason("posted-as-invoice", 4, "The ledger has a document of this number and amount as an invoice (the sign is wrong)"));
  return reasons;
}

export const unappliedCredit: Detector = {
  id: "OVR-09",
  name: "Credit on the statement, missing in the ledger",
  kinds: ["unapplied_credit"],
  needs: { statement_line: ["amount_gross"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    await suppliersByFamily(db, context);
    const floor = context.value(parameters, "leastAmount");
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "daysApart")]);
    return candidates.filter((one) => -one.amount >= floor).map((one) =>
      finding({
        kind: "unapplied_credit", detectors: ["OVR-09", "OVR-15"], reasons: weigh(one),
        documentIds: [`statement:${one.invoice_no ?? one.credit_date ?? one.last_listed ?? "unnumbered"}`, ...(one.as_invoice === null ? [] : [one.as_invoice])],
        supplierIds: [one.supplier_id], amountAtRisk: { minor: -one.amount, currency: one.currency },
        title: `Credit ${one.invoice_no ?? "without a number"}${one.credit_date === null ? "" : ` of ${showDay(one.credit_date as Day)}`} was never entered`,
      }),
    ).filter(worthTelling);
  },
};
