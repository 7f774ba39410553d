/**
 * Supplier records where the files give only part of them: names on invoices, ids in the supplier file.
 */
import type { DuckDb } from "../../duckdb/duckdb.ts";
import type { CommitPlan } from "./commit.ts";

/** A supplier known only from its documents gets a record with what they say of it: the first name seen counts. */
export async function deriveSuppliers(db: DuckDb): Promise<void> {
  await db.exec(`INSERT INTO supplier (row_no, supplier_id, name, vat_no, company_no)
    SELECT (SELECT coalesce(max(row_no), 0) FROM supplier) + row_number() OVER (ORDER BY first_row), supplier_id, name, vat_no, company_no FROM (
      SELECT supplier_id, min(row) AS first_row, arg_min(supplier_name, row) AS name, arg_min(supplier_vat_no, row) AS vat_no, arg_min(supplier_company_no, row) AS company_no
      FROM document ANTI JOIN supplier USING (supplier_id) GROUP BY supplier_id)`);
}

/** Documents that carry only a name are given the id of the one supplier of that name, where there is exactly one. */
export async function resolveNames(db: DuckDb, plan: CommitPlan, table: "document" | "built"): Promise<void> {
  if (plan.has("supplier_id") || !plan.has("supplier_name")) return;
  await db.exec(`UPDATE ${table} SET supplier_id = s.supplier_id
    FROM (SELECT lower(name) AS name, any_value(supplier_id) AS supplier_id FROM supplier WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) = 1) s
    WHERE lower(${table}.supplier_id) = s.name AND ${table}.supplier_id <> s.supplier_id`);
}
