/**
 * The evidence behind a finding: its documents side by side, what agrees and what differs, payments and credits.
 *
 * Reads only the canonical tables, so that a page opened later shows the ledger as it is.
 */
import type { DuckDb, Row } from "../duckdb/duckdb.ts";
import type { Finding } from "./finding.ts";

export const COMPARED_FIELDS = [
  "entity", "supplier_id", "invoice_no", "invoice_date", "posting_date", "due_date", "doc_type", "currency", "amount_net", "amount_tax",
  "amount_gross", "po_no", "description", "entered_by", "approved_by",
] as const;
export type ComparedField = (typeof COMPARED_FIELDS)[number];
export type DocumentView = Readonly<Record<ComparedField, string | number | null>> & { readonly doc_id: string };
export type PaymentView = {
  readonly doc_id: string; readonly payment_id: string; readonly paid_on: string | null; readonly method: string | null;
  readonly currency: string; readonly amount: number;
};
export type Evidence = {
  /** In the order of the finding. */
  readonly documents: readonly DocumentView[];
  /** Fields that some document has, sorted into those where all agree and those where they differ. */
  readonly agree: readonly ComparedField[];
  readonly differ: readonly ComparedField[];
  readonly payments: readonly PaymentView[];
  /** Credit notes and reversals of the same suppliers for one of the amounts: what may already have put it right. */
  readonly credits: readonly DocumentView[];
};

const fields = COMPARED_FIELDS.join(", ");
const places = (list: readonly unknown[], from = 1): string => list.map((_, i) => `$${i + from}`).join(", ");

export async function documentsOf(db: DuckDb, found: Pick<Finding, "documentIds" | "supplierIds">): Promise<Evidence> {
  const ids = [...found.documentIds];
  if (ids.length === 0) return { documents: [], agree: [], differ: [], payments: [], credits: [] };
  const rows = await db.all<DocumentView & Row>(`SELECT doc_id, ${fields} FROM invoice WHERE doc_id IN (${places(ids)})`, ids);
  const documents = ids.flatMap((id) => rows.filter((row) => row.doc_id === id));
  const values = (field: ComparedField) => new Set(documents.map((doc) => doc[field]));
  const known = COMPARED_FIELDS.filter((field) => documents.some((doc) => doc[field] !== null));
  return {
    documents,
    agree: known.filter((field) => values(field).size === 1),
    differ: known.filter((field) => values(field).size > 1),
    payments: await db.all<PaymentView & Row>(
      `SELECT doc_id, payment_id, paid_on, method, currency, amount FROM payment WHERE doc_id IN (${places(ids)}) ORDER BY paid_on, row_no`, ids),
    credits: await creditsFor(db, documents),
  };
}

async function creditsFor(db: DuckDb, documents: readonly DocumentView[]): Promise<DocumentView[]> {
  const suppliers = [...new Set(documents.map((doc) => doc.supplier_id))];
  const amounts = [...new Set(documents.map((doc) => -Number(doc.amount_gross)))];
  if (documents.length === 0) return [];
  return db.all<DocumentView & Row>(
    `SELECT doc_id, ${fields} FROM invoice WHERE supplier_id IN (${places(suppliers)})
     AND amount_gross IN (${places(amounts, suppliers.length + 1)}) AND amount_gross < 0 ORDER BY row_no LIMIT 50`, [...suppliers, ...amounts]);
}
