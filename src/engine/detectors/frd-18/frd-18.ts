/**
 * FRD-18: the person who entered an invoice also approved it, so nobody else looked at it.
 *
 * A ledger in which most documents are like that has no approval in these columns (a workflow elsewhere, or a copied
 * field), and a user who always approves his own is a batch user: both are told as weights against.
 */
import { count, finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  doc_id: string; supplier_id: string; currency: string; amount_gross: number; person: string;
  entered: number; own: number; ledger: number; ledger_own: number;
};

const parameters = {
  leastAmount: { value: 0, unit: "minor units", least: 0, most: 100_000_00, means: "Invoices below this amount are left alone" },
  habitShare: { value: 0.5, unit: "share", least: 0.1, most: 1, means: "A person with more than this share of own approvals counts as a batch user" },
};

function weigh(one: Candidate, habitShare: number): Reason[] {
  const reasons = [
    prior(64, "invoices"),
    reason("rare-here", Math.min(12, rarityBits(one.ledger_own, one.ledger)),
      `In this ledger ${count(one.ledger_own, "document")} of ${one.ledger.toLocaleString("en-GB")} were entered and approved by one person`),
  ];
  const othersOwn = one.own - 1;
  const others = one.entered - 1;
  if (others >= 20 && othersOwn / others > habitShare) {
    reasons.push(reason("habit", -10, `This person approves ${othersOwn} of ${others} own entries: probably a batch user or a copied field`));
  } else if (others >= 5) {
    reasons.push(reason("others-approved-by-others", 2, `Somebody else approved ${others - othersOwn} of this person’s ${others} other entries`));
  }
  return reasons;
}

export const selfApproval: Detector = {
  id: "FRD-18",
  name: "Entered and approved by one person",
  kinds: ["self_approval"],
  needs: { invoice: ["entered_by", "approved_by"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const candidates = await db.all<Candidate>(sql);
    const floor = context.value(parameters, "leastAmount");
    const share = context.value(parameters, "habitShare");
    return candidates.filter((one) => one.amount_gross >= floor).map((one) =>
      finding({
        kind: "self_approval", detectors: ["FRD-18"], reasons: weigh(one, share), documentIds: [one.doc_id],
        supplierIds: [one.supplier_id], employeeIds: [one.person], amountAtRisk: { minor: one.amount_gross, currency: one.currency },
        title: `Invoice entered and approved by ${one.person}`,
      }),
    ).filter(worthTelling);
  },
};
