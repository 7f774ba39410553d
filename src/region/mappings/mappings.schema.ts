/** What a person says of one table in one file: which column is which field, and how values are written. */
import { z } from "@hono/zod-openapi";
import { FIELDS_OF, TABLES, type TableName } from "../../engine/ledger/ledger.ts";

/** The canonical tables of the ledger and what a column may be mapped to. */
export const FIELDS: Readonly<Record<TableName, readonly string[]>> = FIELDS_OF;

export const TABLE_NAMES = TABLES;
export const tableNameSchema = z.enum(TABLES).openapi("LedgerTable");

export const tableMappingSchema = z.object({
  table: tableNameSchema,
  sheet: z.string().max(200).optional(),
  columns: z.record(z.string().max(60), z.string().max(500)).openapi({ description: "Canonical field to the name of the column; a field that is left out is not read." }),
  decimalMark: z.enum([".", ","]).optional(),
  dateOrder: z.enum(["ymd", "dmy", "mdy"]).optional(),
  defaultCurrency: z.string().regex(/^[A-Z]{3}$/).optional(),
}).openapi("TableMapping");
export type TableMapping = z.infer<typeof tableMappingSchema>;
