/** Each supplier's history in figures, computed once per run and shared by the tests that judge suppliers. */
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { DetectorContext } from "./detector.ts";
import { sqlFile } from "./sql.ts";

const [sql, documentsSql] = [sqlFile(import.meta.url, "spend.sql"), sqlFile(import.meta.url, "supplier-documents.sql")];

export type Spend = {
  readonly supplier_id: string; readonly n: number; readonly gross: number; readonly currency: string; readonly round: number; readonly weekend: number;
  readonly one_clerk: boolean; readonly one_approver: boolean; readonly with_order: number; readonly by_creator: number;
  readonly first_day: string | null; readonly last_day: string | null;
};

export const spendOf = (db: DuckDb, context: DetectorContext): Promise<ReadonlyMap<string, Spend>> =>
  context.once("spend", async () => new Map((await db.all<Spend>(sql)).map((one) => [one.supplier_id, one])));

export type SupplierDocuments = { readonly supplier_id: string; readonly docs: readonly string[]; readonly numbers: readonly (string | null)[] };

/** Fills a temporary table of one text column, for joins with a list made here. */
export async function askAbout(db: DuckDb, table: string, ids: readonly string[]): Promise<void> {
  await db.exec(`CREATE OR REPLACE TEMP TABLE ${table} (supplier_id VARCHAR)`);
  for (let from = 0; from < ids.length; from += 1000) {
    const some = ids.slice(from, from + 1000);
    await db.exec(`INSERT INTO ${table} VALUES ${some.map((_, i) => `($${i + 1})`).join(", ")}`, some);
  }
}

/** The first documents of a few suppliers, for a finding to name. */
export async function documentsOfSuppliers(db: DuckDb, supplierIds: readonly string[]): Promise<ReadonlyMap<string, SupplierDocuments>> {
  if (supplierIds.length === 0) return new Map();
  await askAbout(db, "asked_supplier", [...new Set(supplierIds)]);
  return new Map((await db.all<SupplierDocuments>(documentsSql)).map((one) => [one.supplier_id, one]));
}
