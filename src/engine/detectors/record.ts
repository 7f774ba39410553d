/** What a supplier record says of itself beyond what makes it comparable: when, by whom and on what terms it was made. */
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { DetectorContext } from "./detector.ts";

export type SupplierRecord = {
  readonly supplier_id: string; readonly name: string | null; readonly address_line: string | null; readonly country: string | null;
  readonly vat_no: string | null; readonly company_no: string | null; readonly phone: string | null; readonly email: string | null;
  readonly terms_days: number | null; readonly created_on: string | null; readonly created_by: string | null; readonly status: string | null;
};

export const recordsOf = (db: DuckDb, context: DetectorContext): Promise<ReadonlyMap<string, SupplierRecord>> =>
  context.once("supplier-records", async () => {
    const rows = await db.all<SupplierRecord>(`SELECT supplier_id, name, address_line, country, vat_no, company_no, phone, email, terms_days, created_on, created_by, status
      FROM supplier ORDER BY supplier_id`);
    return new Map(rows.map((row) => [row.supplier_id, row]));
  });
