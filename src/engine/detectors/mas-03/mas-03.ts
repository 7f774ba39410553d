/**
 * MAS-03: a VAT number that cannot exist: wrong length, form or check digits for its country.
 *
 * Only form is judged here, so a number may be well formed and belong to nobody. When many numbers of a country fail, the
 * column holds something else (tax office numbers, company numbers), and that is a weight against each of them.
 */
import { reason, finding, prior, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { judgeVatNumber, type Verdict } from "./vat-number.ts";

type Row = { supplier_id: string; country: string | null; vat_no: string; status: string | null };
type Wrong = Extract<Verdict, { state: "wrong" }>;

const parameters = {
  otherNumbersShare: { value: 0.2, unit: "share", least: 0.01, most: 1, means: "When more numbers of a country fail than this, the column holds other numbers" },
};

const WORDS = { length: "The number has the wrong length", form: "The number does not have the form", "check digits": "The check digits are wrong" } as const;

function weigh(verdict: Wrong, judged: number, failed: number, share: number): Reason[] {
  const reasons = [
    prior(50, "VAT numbers"),
    reason(`wrong-${verdict.why.replace(" ", "-")}`, 10, `${WORDS[verdict.why]} of a VAT number of ${verdict.country}`),
  ];
  if (judged >= 10 && failed / judged > share) {
    reasons.push(reason("column-holds-other-numbers", -6, `${failed} of ${judged} numbers of ${verdict.country} fail: they may be numbers of another kind`));
  }
  return reasons;
}

export const invalidVat: Detector = {
  id: "MAS-03",
  name: "VAT number that cannot exist",
  kinds: ["invalid_vat"],
  needs: { supplier: ["vat_no"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const share = context.value(parameters, "otherNumbersShare");
    const rows = await db.all<Row>("SELECT supplier_id, country, vat_no, status FROM supplier WHERE vat_no IS NOT NULL ORDER BY supplier_id");
    const judged = rows.map((row) => ({ row, verdict: judgeVatNumber(row.vat_no, row.country) }));
    const tally = new Map<string, { judged: number; failed: number }>();
    for (const { verdict } of judged) {
      if (verdict.state === "unknown") continue;
      const counts = tally.get(verdict.country) ?? { judged: 0, failed: 0 };
      counts.judged++;
      if (verdict.state === "wrong") counts.failed++;
      tally.set(verdict.country, counts);
    }
    return judged.flatMap(({ row, verdict }) => {
      if (verdict.state !== "wrong") return [];
      const counts = tally.get(verdict.country) ?? { judged: 0, failed: 0 };
      return finding({
        kind: "invalid_vat", detectors: ["MAS-03"], reasons: weigh(verdict, counts.judged, counts.failed, share),
        supplierIds: [row.supplier_id], amountAtRisk: { minor: 0, currency: "XXX" }, title: `VAT number ${row.vat_no} cannot be right`,
      });
    }).filter(worthTelling);
  },
};
