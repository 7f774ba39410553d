/**
 * MAS-08: the system's own check for duplicate bills is off for a supplier. Where it is off for many it is a policy, or the mark means something else: it counts by how
 * rare it is among records in use.
 */
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = { supplier_id: string; name: string | null; n: number; gross: number; currency: string; off: number; records: number };

const parameters = {
  leastInvoices: { value: 4, unit: "invoices", least: 1, most: 1000, means: "Records used less are left alone" },
};

export const duplicateCheckOff: Detector = {
  id: "MAS-08",
  name: "Duplicate check switched off",
  kinds: ["duplicate_check_off"],
  needs: { supplier: ["duplicate_check"], invoice: ["supplier_id"] },
  parameters,
  find: async (db, context): Promise<Finding[]> =>
    (await db.all<Candidate>(sql, [context.value(parameters, "leastInvoices")])).map((one) =>
      finding({
        kind: "duplicate_check_off", detectors: ["MAS-08"], supplierIds: [one.supplier_id], amountAtRisk: { minor: 0, currency: one.currency },
        reasons: [
          prior(16, "records without the mark"),
          reason("rare-here", Math.min(8, rarityBits(one.off, one.records)), `${one.off} of ${one.records.toLocaleString("en-GB")} records in use have the check off`),
          reason("in-use", Math.min(2, Math.log2(one.n) / 3), `${one.n} bills were entered without it`),
        ],
        title: `Bills of ${one.name ?? one.supplier_id} are not checked for duplicates`,
      }),
    ).filter(worthTelling),
};
