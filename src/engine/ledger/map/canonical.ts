/**
 * The fields a file's columns can be mapped to, per canonical table: their kind decides how values are read.
 * Fields marked `aside` are not stored in the table itself; they help to make what is (a net amount from debit and
 * credit, supplier records from the names on invoices).
 */
export const TABLES = ["supplier", "employee", "supplier_bank_change", "invoice", "payment", "statement_line"] as const;
export type TableName = (typeof TABLES)[number];

export type FieldKind = "text" | "amount" | "date" | "whole" | "currency" | "document_type" | "iban" | "country" | "side";
export type FieldSpec = {
  readonly kind: FieldKind;
  /** Headings that mean this field, best first, separated by `|`; a trailing `?` marks a weak one. */
  readonly headings: string;
  readonly aside?: boolean;
};

/** How a table is called in front of people. */
export const TABLE_WORDS: Readonly<Record<TableName, string>> = {
  supplier: "suppliers",
  employee: "employees",
  supplier_bank_change: "changes of supplier bank details",
  invoice: "invoices",
  payment: "payments",
  statement_line: "supplier statements",
};

/** `invoice.amount_gross`: how a mapped field is named in coverage and in `--map`. */
export type FieldName = `${TableName}.${string}`;
