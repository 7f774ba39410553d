/** The tables and fields of a ledger in the reader's words. The ids are those of src/region/mappings; a test compares. */
import type { Inspection } from "../../api/shapes.ts";
import { LIST_WORDS } from "../../words/sanctions.ts";

export type Field = { id: string; words: string };

const field = (id: string, words: string): Field => ({ id, words });

export const TABLES: Readonly<Record<string, { words: string; fields: readonly Field[] }>> = {
  invoice: {
    words: "Invoices and credit notes",
    fields: [
      field("doc_id", "Document number (ours)"), field("entity", "Company code"), field("supplier_id", "Supplier"),
      field("supplier_name", "Supplier name"), field("supplier_vat_no", "Supplier VAT number"),
      field("supplier_company_no", "Supplier company number"), field("invoice_no", "Invoice number (supplier's)"), field("invoice_date", "Invoice date"),
      field("posting_date", "Posting date"), field("due_date", "Due date"), field("doc_type", "Document type"), field("currency", "Currency"),
      field("amount_net", "Net amount"), field("amount_tax", "Tax amount"), field("amount_gross", "Gross amount"),
      field("debit_credit", "Debit or credit sign"), field("debit", "Debit amount"), field("credit", "Credit amount"), field("po_no", "Purchase order"), field("description", "Description"),
      field("entered_by", "Entered by"), field("approved_by", "Approved by"),
      field("line_no", "Line number"), field("fiscal_year", "Fiscal year"),
      field("discount_until", "Discount until"), field("discount_days", "Days for discount"), field("discount_percent", "Discount in percent"),
      field("discount_amount", "Discount amount"),
    ],
  },
  supplier: {
    words: "Suppliers",
    fields: [
      field("supplier_id", "Supplier number"), field("name", "Name"), field("address_line", "Address"), field("city", "City"),
      field("postcode", "Postcode"), field("country", "Country"), field("vat_no", "VAT number"), field("company_no", "Company number"),
      field("email", "E-mail"), field("phone", "Telephone"), field("iban", "IBAN"), field("bank_account", "Bank account"),
      field("terms_days", "Payment terms in days"), field("created_on", "Created on"), field("created_by", "Created by"), field("status", "Status"),
      field("one_time", "One-time supplier"), field("duplicate_check", "Duplicate check on or off"),
    ],
  },
  payment: {
    words: "Payments",
    fields: [
      field("payment_id", "Payment number"), field("entity", "Company code"), field("supplier_id", "Supplier"), field("supplier_name", "Supplier name"), field("doc_id", "Document paid"),
      field("paid_on", "Paid on"), field("method", "Method"), field("currency", "Currency"), field("amount", "Amount"), field("iban", "IBAN paid to"),
      field("run_id", "Payment run"), field("payee_name", "Payee name"), field("status", "Status"),
    ],
  },
  supplier_bank_change: {
    words: "Changes of bank details",
    fields: [
      field("supplier_id", "Supplier"), field("changed_on", "Changed on"), field("changed_by", "Changed by"), field("old_iban", "Old IBAN"),
      field("new_iban", "New IBAN"),
    ],
  },
  employee: {
    words: "Employees",
    fields: [
      field("employee_id", "Employee number"), field("name", "Name"), field("address_line", "Address"), field("postcode", "Postcode"), field("iban", "IBAN"),
      field("left_on", "Left on"),
    ],
  },
  statement_line: {
    words: "Supplier statements",
    fields: [
      field("supplier_id", "Supplier"), field("supplier_name", "Supplier name"), field("statement_date", "Statement date"), field("invoice_no", "Invoice number"),
      field("invoice_date", "Invoice date"), field("currency", "Currency"), field("amount_gross", "Amount"), field("debit", "Debit amount"), field("credit", "Credit amount"), field("doc_type", "Document type"),
    ],
  },
};

export const tableWords = (table: string | null): string => (table ? (TABLES[table]?.words ?? table) : "Not recognised");
export const fieldWords = (table: string | null, id: string): string =>
  (table ? TABLES[table]?.fields.find((one) => one.id === id)?.words : undefined) ?? id;

const isMoneyField = (id: string): boolean => id.startsWith("amount") || id === "discount_amount" || id === "debit" || id === "credit";
const isDayField = (id: string): boolean => id.endsWith("_date") || id.endsWith("_on") || id === "discount_until";
export const hasMoney = (ids: readonly string[]): boolean => ids.some(isMoneyField);
export const hasDays = (ids: readonly string[]): boolean => ids.some(isDayField);

/** `Invoices and credit notes · CSV, semicolon, Windows-1252`. */
export function recognised(inspection: Inspection): string {
  const list = inspection.sanctionsList;
  if (list !== undefined) return `Sanctions list: ${LIST_WORDS[list.list]}, ${list.part}`;
  const tables = inspection.tables.map((table) => tableWords(table.table)).join(", ");
  const form = [inspection.format.toUpperCase(), inspection.delimiter ? DELIMITERS[inspection.delimiter] : undefined, inspection.encoding];
  return [tables, form.filter(Boolean).join(", ")].filter(Boolean).join(" · ");
}

const DELIMITERS: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" };
