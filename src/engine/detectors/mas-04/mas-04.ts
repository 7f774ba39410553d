/**
 * MAS-04: an IBAN that cannot exist. A payment to it is returned at best.
 *
 * Accounts that are no IBANs (countries without them) are left alone, unless nearly all suppliers of the same country have one.
 */
import { reason, finding, prior, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { judgeIban, type IbanVerdict } from "./iban.ts";

type Row = { supplier_id: string; country: string | null; iban: string };

const parameters = {
  ibanCountryShare: { value: 0.9, unit: "share", least: 0.5, most: 1, means: "A country whose suppliers have IBANs this often has no other accounts" },
};

const WORDS = { length: "It has the wrong length for its country", form: "It does not have its country's form", "check digits": "Its check digits are wrong" } as const;

type Peers = { n: number; ibans: number; failing: number };

function weigh(verdict: IbanVerdict, peers: Peers, least: number): Reason[] | undefined {
  if (verdict.state === "national-check-fails") {
    const often = peers.n < 20 || peers.failing / peers.n > 0.05;
    return often ? undefined : [prior(100, "IBANs"), reason("national-check-fails", 7, "The bank's own check digits inside it are wrong")];
  }
  const ibanShare = peers.n < 10 ? 0 : peers.ibans / peers.n;
  if (verdict.state === "wrong") return [prior(100, "IBANs"), reason(`wrong-${verdict.why.replace(" ", "-")}`, 12, WORDS[verdict.why])];
  if (verdict.state === "valid" || ibanShare < least) return undefined;
  return [prior(100, "IBANs"), reason("not-an-iban", 10, `It is no IBAN, and ${Math.round(ibanShare * 100)} % of suppliers of this country have one`)];
}

export const invalidIban: Detector = {
  id: "MAS-04",
  name: "IBAN that cannot exist",
  kinds: ["invalid_iban"],
  needs: { supplier: ["iban"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const least = context.value(parameters, "ibanCountryShare");
    const rows = await db.all<Row>("SELECT supplier_id, country, iban FROM supplier WHERE iban IS NOT NULL ORDER BY supplier_id");
    const judged = rows.map((row) => ({ row, verdict: judgeIban(row.iban) }));
    const byCountry = new Map<string, Peers>();
    for (const { row, verdict } of judged) {
      const counts = byCountry.get(row.country ?? "") ?? { n: 0, ibans: 0, failing: 0 };
      counts.n++;
      if (verdict.state !== "not-an-iban") counts.ibans++;
      if (verdict.state === "national-check-fails") counts.failing++;
      byCountry.set(row.country ?? "", counts);
    }
    return judged.flatMap(({ row, verdict }) => {
      const reasons = weigh(verdict, byCountry.get(row.country ?? "") ?? { n: 0, ibans: 0, failing: 0 }, least);
      if (reasons === undefined) return [];
      return finding({
        kind: "invalid_iban", detectors: ["MAS-04"], reasons, supplierIds: [row.supplier_id],
        amountAtRisk: { minor: 0, currency: "XXX" }, title: `IBAN ending in ${row.iban.trim().slice(-4)} cannot be right`,
      });
    }).filter(worthTelling);
  },
};
