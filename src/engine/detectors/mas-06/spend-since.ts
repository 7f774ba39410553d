/** What suppliers billed since they were listed: what a match puts at risk. */
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "spend-since.sql");

export type SpendSince = { readonly supplier_id: string; readonly currency: string; readonly since: number };

export async function spendSince(db: DuckDb, suppliers: readonly (readonly [id: string, listedOn: string | null])[]): Promise<ReadonlyMap<string, SpendSince>> {
  if (suppliers.length === 0) return new Map();
  await db.exec("CREATE OR REPLACE TEMP TABLE screened_supplier (supplier_id VARCHAR, listed_on DATE)");
  for (let from = 0; from < suppliers.length; from += 500) {
    const some = suppliers.slice(from, from + 500);
    await db.exec(`INSERT INTO screened_supplier VALUES ${some.map((_, i) => `($${2 * i + 1}, $${2 * i + 2}::DATE)`).join(", ")}`, some.flat());
  }
  return new Map((await db.all<SpendSince>(sql)).map((one) => [one.supplier_id, one]));
}
