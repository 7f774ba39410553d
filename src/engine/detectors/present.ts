/** Which fields of the canonical tables hold anything at all: what decides whether a detector can run. */
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { Detector, TableName } from "./detector.ts";

/** `table.field` for every field with at least one value. One scan per table. */
export async function fieldsPresent(db: DuckDb): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  const columns = await db.all<{ table_name: string; column_name: string }>(
    "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal",
  );
  const tables: readonly TableName[] = ["invoice", "supplier", "supplier_bank_change", "employee", "payment", "statement_line", "sanctions_list"];
  for (const table of tables) {
    const own = columns.filter((column) => column.table_name === table).map((column) => column.column_name);
    if (own.length === 0) continue;
    const counts = await db.one(`SELECT ${own.map((column) => `count(${column}) AS ${column}`).join(", ")} FROM ${table}`);
    for (const column of own) if (Number(counts[column]) > 0) present.add(`${table}.${column}`);
  }
  return present;
}

/** The fields the detector needs and does not have; empty when it can run. */
export const missingFields = (detector: Detector, present: ReadonlySet<string>): string[] =>
  Object.entries(detector.needs).flatMap(([table, fields]) =>
    fields.map((field) => `${table}.${field}`).filter((field) => !present.has(field)),
  );
