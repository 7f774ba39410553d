/** What a person says of one table in one file: which column is which field, and how values are written. */
import { z } from "@hono/zod-openapi";

/** The canonical tables of the ledger and what a column may be mapped to (engine/ledger; a test compares). */
export const FIELDS = {
  invoice: [
    "doc_id", "entity", "supplier_id", "supplier_name", "supplier_vat_no", "supplier_company_no", "invoice_no", "invoice_date", "posting_date", "due_date", "doc_type",
    "debit_credit", "currency", "amount_net", "amount_tax", "amount_gross", "debit", "credit", "po_no", "description", "entered_by", "approved_by", "line_no", "fiscal_year",
  ],
  supplier: [
    "supplier_id", "name", "address_line", "city", "postcode", "country", "vat_no", "company_no", "email", "phone", "iban", "bank_account", "terms_days", "created_on", "created_by", "status",
  ],
  payment: ["payment_id", "entity", "supplier_id", "supplier_name", "doc_id", "paid_on", "method", "currency", "amount", "iban", "run_id"],
  employee: ["employee_id", "name", "address_line", "postcode", "iban"],
  supplier_bank_change: ["supplier_id", "changed_on", "changed_by", "old_iban", "new_iban"],
  statement_line: ["supplier_id", "supplier_name", "statement_date", "invoice_no", "invoice_date", "currency", "amount_gross", "debit", "credit", "doc_type"],
} as const satisfies Record<string, readonly string[]>;

export const TABLE_NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
export const tableNameSchema = z.enum(Object.keys(FIELDS) as [keyof typeof FIELDS, ...(keyof typeof FIELDS)[]]).openapi("LedgerTable");

export const tableMappingSchema = z.object({
  table: tableNameSchema,
  sheet: z.string().max(200).optional(),
  columns: z.record(z.string().max(60), z.string().max(500)).openapi({ description: "Canonical field to the name of the column; a field that is left out is not read." }),
  decimalMark: z.enum([".", ","]).optional(),
  dateOrder: z.enum(["ymd", "dmy", "mdy"]).optional(),
  defaultCurrency: z.string().regex(/^[A-Z]{3}$/).optional(),
}).openapi("TableMapping");
export type TableMapping = z.infer<typeof tableMappingSchema>;
