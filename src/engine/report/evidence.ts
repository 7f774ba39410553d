/**
 * The evidence of many findings at once: what `documentsOf` gives for one, without looking through the ledger for each.
 */
import type { DuckDb, Row } from "../duckdb/duckdb.ts";
import type { Evidence, Finding } from "../run/run.ts";

type Document = Evidence["documents"][number];
type Payment = Evidence["payments"][number];
type Field = Evidence["agree"][number];

/** Also the names of every supplier concerned, which pages show beside the ids. */
export type Gathered = { readonly byFinding: ReadonlyMap<string, Evidence>; readonly supplierNames: ReadonlyMap<string, string> };

const CREDITS_MOST = 50;
const FIELDS: readonly Field[] = [
  "entity", "supplier_id", "invoice_no", "invoice_date", "posting_date", "due_date", "doc_type", "currency", "amount_net", "amount_tax",
  "amount_gross", "po_no", "description", "entered_by", "approved_by",
];

export async function gatherEvidence(db: DuckDb, findings: readonly Finding[]): Promise<Gathered> {
  const ids = [...new Set(findings.flatMap(({ documentIds }) => documentIds))];
  await db.exec(`CREATE OR REPLACE TEMP TABLE shown AS SELECT unnest(from_json($1, '["VARCHAR"]')) AS doc_id`, [JSON.stringify(ids)]);
  const fields = FIELDS.map((field) => `i.${field}`).join(", ");
  const documents = await db.all<Document & Row>(`SELECT i.doc_id, ${fields} FROM invoice i SEMI JOIN shown USING (doc_id) ORDER BY i.row_no`);
  const payments = await db.all<Payment & Row>(
    "SELECT doc_id, payment_id, paid_on, method, currency, amount FROM payment SEMI JOIN shown USING (doc_id) ORDER BY paid_on, row_no");
  const credits = await db.all<Document & Row>(`SELECT i.doc_id, ${fields} FROM invoice i
    SEMI JOIN (SELECT supplier_id, -amount_gross AS amount_gross FROM invoice SEMI JOIN shown USING (doc_id)) s ON i.supplier_id = s.supplier_id AND i.amount_gross = s.amount_gross
    WHERE i.amount_gross < 0 ORDER BY i.row_no`);
  await db.exec("DROP TABLE shown");
  const byId = new Map(documents.map((document) => [document.doc_id, document]));
  const paidById = Map.groupBy(payments, ({ doc_id }) => doc_id);
  const creditsBySupplier = Map.groupBy(credits, ({ supplier_id }) => supplier_id);
  const byFinding = new Map(findings.map((finding) => {
    const own = finding.documentIds.flatMap((id) => byId.get(id) ?? []);
    return [finding.id, evidenceOf(own, paidById, creditsBySupplier)] as const;
  }));
  return { byFinding, supplierNames: await namesOf(db, findings) };
}

function evidenceOf(
  documents: readonly Document[], paidById: ReadonlyMap<string, readonly Payment[]>, creditsBySupplier: ReadonlyMap<string | number | null, readonly Document[]>,
): Evidence {
  const known = FIELDS.filter((field) => documents.some((document) => document[field] !== null));
  const agrees = (field: Field) => new Set(documents.map((document) => document[field])).size === 1;
  const amounts = new Set(documents.map(({ amount_gross }) => -Number(amount_gross)));
  const suppliers = new Set(documents.map(({ supplier_id }) => supplier_id));
  return {
    documents,
    agree: known.filter(agrees),
    differ: known.filter((field) => !agrees(field)),
    payments: documents.flatMap(({ doc_id }) => paidById.get(doc_id) ?? []).toSorted((a, b) => ((a.paid_on ?? "~") < (b.paid_on ?? "~") ? -1 : 1)),
    credits: [...suppliers].flatMap((supplier) => creditsBySupplier.get(supplier) ?? []).filter(({ amount_gross }) => amounts.has(Number(amount_gross))).slice(0, CREDITS_MOST),
  };
}

async function namesOf(db: DuckDb, findings: readonly Finding[]): Promise<Map<string, string>> {
  const ids = [...new Set(findings.flatMap(({ supplierIds }) => supplierIds))];
  const rows = await db.all<{ supplier_id: string; name: string }>(
    `SELECT supplier_id, name FROM supplier WHERE name IS NOT NULL AND name <> supplier_id AND supplier_id IN (SELECT unnest(from_json($1, '["VARCHAR"]')))`, [JSON.stringify(ids)]);
  return new Map(rows.map(({ supplier_id, name }) => [supplier_id, name]));
}
