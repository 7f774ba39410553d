/**
 * From `incoming` rows to invoices: signs, currencies, document numbers, and several rows that are one document.
 *
 * Grain in: one row of the file. Grain out (`document`): one posted document, with the number it will have in the
 * ledger. The table `document` has the columns of `invoice` and then some, so that for the first file of a ledger it
 * becomes that table; a big ledger is thus never in memory twice. What is decided here from the whole file (never from a sample) is told in `notes`.
 */
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { sqlText } from "../../duckdb/duckdb.ts";
import { minorSql } from "./money.ts";
import type { CommitPlan } from "./commit.ts";

/** Prepares `document` from `incoming`; `addDocuments` then makes it part of the ledger. */
export async function buildDocuments(db: DuckDb, plan: CommitPlan): Promise<void> {
  await signedRows(db, plan);
  await nameDocuments(db, plan);
  const { n: shared } = await db.one<{ n: number }>("SELECT count(*) AS n FROM (SELECT doc_id FROM document GROUP BY doc_id HAVING count(*) > 1)");
  if (shared > 0) await joinLines(db, plan);
  if (shared > 0 || plan.rowOffset > 0) await keepApart(db, plan);
}

/** Sign and document type of every row, into `document`. */
async function signedRows(db: DuckDb, plan: CommitPlan): Promise<void> {
  const { has, notes, mapping } = plan;
  const amount = amountExpression(plan);
  const type = has("doc_type") ? "coalesce(doc_type, 0)" : "0";
  const currency = has("currency") ? `coalesce(currency, ${sqlText(mapping.currency.code)})` : sqlText(mapping.currency.code);
  const counts = await db.one<{ payments: number; creditUp: number; creditDown: number; billUp: number; billDown: number; sided: number; sidedDown: number }>(`
    SELECT count(*) FILTER (t = 2) AS payments,
      count(*) FILTER (t = 1 AND a > 0) AS "creditUp", count(*) FILTER (t = 1 AND a < 0) AS "creditDown",
      count(*) FILTER (t = 0 AND a > 0) AS "billUp", count(*) FILTER (t = 0 AND a < 0) AS "billDown",
      count(s) AS sided, count(*) FILTER (s IS NOT NULL AND a < 0) AS "sidedDown"
    FROM (SELECT ${type} AS t, ${amount} AS a, ${has("debit_credit") ? "debit_credit" : "NULL"} AS s FROM incoming)`);
  if (counts.payments > 0) {
    notes.push(`${counts.payments} rows are payments listed among the documents and were left out`);
    plan.leftOut += counts.payments;
  }
  let sign = "1";
  if (counts.sided > 0 && counts.sidedDown === 0) {
    sign = "coalesce(debit_credit, 1)";
    notes.push("amounts have no sign of their own; those on the debit side of the supplier's account were read as credits");
  } else if (counts.billDown > (counts.billUp + counts.billDown) * 0.7) {
    sign = "-1";
    notes.push("most invoices are written as negative amounts; all signs were turned round");
  } else if (counts.creditUp > counts.creditDown) {
    sign = `CASE WHEN ${type} = 1 THEN -1 ELSE 1 END`;
    notes.push(`credit notes are written as positive amounts (${counts.creditUp} of ${counts.creditUp + counts.creditDown}); they were read as negative`);
  }
  await db.exec("DROP TABLE IF EXISTS document");
  let started = false;
  await plan.loader.consume(async (rows) => {
    const select = selectDocuments(plan, rows, { amount, type, currency, sign });
    await db.exec(started ? `INSERT INTO document ${select}` : `CREATE TABLE document AS ${select}`);
    started = true;
  });
  await plan.refuseRows("supplier-missing", "supplier_id IS NULL", "a supplier in every row", "Complete the supplier of this row; totals rows at the end of an export can be ignored.");
  await plan.refuseRows("amount-missing", "amount_gross IS NULL", "an amount in every row", "Complete the amount of this row.");
}

type Expressions = { readonly amount: string; readonly type: string; readonly currency: string; readonly sign: string };

/** The columns of `invoice` in their order, `row` instead of `row_no`, and then those of `EXTRA`. */
function selectDocuments({ has }: CommitPlan, rows: string, { amount, type, currency, sign }: Expressions): string {
  const minor = (value: string) => `(${sign}) * ${minorSql(value, "currency")}`;
  const text = (field: string) => `CAST(${has(field) ? `"${field}"` : "NULL"} AS VARCHAR) AS "${field}"`;
  const date = (field: string) => `CAST(${has(field) ? `"${field}"` : "NULL"} AS DATE) AS "${field}"`;
  const part = (field: string) => `${has(field) ? minor(field) : "CAST(NULL AS BIGINT)"} AS "${field}"`;
  const supplier = has("supplier_id") ? (has("supplier_name") ? "coalesce(supplier_id, supplier_name)" : "supplier_id") : "supplier_name";
  return `SELECT row, ${text("doc_id")}, ${text("entity")}, ${supplier} AS supplier_id, ${text("invoice_no")},
      ${date("invoice_date")}, ${date("posting_date")}, ${date("due_date")}, ${typeWords(`${type} = 1`, minor(amount))} AS doc_type, currency,
      ${part("amount_net")}, ${part("amount_tax")}, ${minor(amount)} AS amount_gross,
      ${text("po_no")}, ${text("description")}, ${text("entered_by")}, ${text("approved_by")},
      ${discountDay(has)} AS discount_until, ${discountAmount(has, minor)} AS discount_amount, ${EXTRA.map(text).join(", ")}
    FROM (SELECT * ${has("currency") ? "REPLACE (" : ", "}${currency} AS currency${has("currency") ? ")" : ""} FROM (${rows}))
    WHERE ${type} <> 2`;
}

/** As given, or the days of the first discount from the document's date. */
const discountDay = (has: CommitPlan["has"]): string => {
  if (has("discount_until")) return "CAST(discount_until AS DATE)";
  return has("discount_days") && has("invoice_date") ? "CASE WHEN discount_days > 0 THEN invoice_date + discount_days END" : "CAST(NULL AS DATE)";
};
/** As given, or the percentage of the gross amount. */
const discountAmount = (has: CommitPlan["has"], minor: (value: string) => string): string => {
  if (has("discount_amount")) return minor("discount_amount");
  return has("discount_percent") && has("amount_gross") ? `CAST(round(${minor("amount_gross")} * discount_percent / 100) AS BIGINT)` : "CAST(NULL AS BIGINT)";
};

const typeWords = (isCredit: string, amount: string): string => `CASE WHEN ${isCredit} OR ${amount} < 0 THEN 'credit_note' ELSE 'invoice' END`;
const EXTRA = ["fiscal_year", "line_no", "supplier_name", "supplier_vat_no", "supplier_company_no"] as const;
const ALWAYS = ["row_no", "doc_id", "supplier_id", "doc_type", "currency", "amount_gross"] as const;

/** Makes `document` the ledger's invoices, or adds it to them. Returns how many documents it holds. */
export async function addDocuments(db: DuckDb, rowOffset: number): Promise<number> {
  const { n } = await db.one<{ n: number }>("SELECT count(*) AS n FROM document");
  const { held } = await db.one<{ held: number }>("SELECT count(*) AS held FROM invoice");
  if (held > 0) {
    await db.exec(`INSERT INTO invoice SELECT ${rowOffset} + row, * EXCLUDE (row, ${EXTRA.join(", ")}) FROM document`);
    return n;
  }
  const steps = [
    ...EXTRA.map((column) => `DROP COLUMN ${column}`),
    "RENAME COLUMN row TO row_no",
    ...ALWAYS.map((column) => `ALTER ${column} SET NOT NULL`),
    "RENAME TO invoice",
  ];
  await db.exec(`DROP TABLE invoice; ${steps.map((step) => `ALTER TABLE document ${step}`).join("; ")}`);
  return n;
}

/** Gross as given, else net and tax together; a net alone is the only amount there is. */
function amountExpression({ has }: CommitPlan): string {
  const parts: string[] = [];
  if (has("amount_gross")) parts.push("amount_gross");
  if (has("amount_net")) parts.push(has("amount_tax") ? "amount_net + coalesce(amount_tax, 0)" : "amount_net");
  // In the books of the customer an invoice is on the credit side of the supplier's account.
  if (has("debit") || has("credit")) {
    const credit = has("credit") ? "credit" : "CAST(NULL AS DECIMAL(18,4))";
    const debit = has("debit") ? "debit" : "CAST(NULL AS DECIMAL(18,4))";
    parts.push(`CASE WHEN ${credit} IS NOT NULL OR ${debit} IS NOT NULL THEN coalesce(${credit}, 0) - coalesce(${debit}, 0) END`);
  }
  return `coalesce(${parts.join(", ")})`;
}

/** Documents without a number of the system's own are called after their row. */
async function nameDocuments(db: DuckDb, plan: CommitPlan): Promise<void> {
  const before = plan.rowOffset === 0 ? "" : `${plan.file} `;
  if (!plan.has("doc_id") && plan.mapping.system === "Xero") {
    await db.exec("UPDATE document SET doc_id = supplier_id || ' ' || invoice_no WHERE invoice_no IS NOT NULL");
  }
  await db.exec(`UPDATE document SET doc_id = ${sqlText(before)} || 'row ' || row WHERE doc_id IS NULL`);
}

/**
 * One document number on several rows: numbered per company (or year), lines of one document, or the same row twice.
 */
async function joinLines(db: DuckDb, plan: CommitPlan): Promise<void> {
  await db.exec("CREATE OR REPLACE TEMP TABLE shared AS SELECT doc_id FROM document GROUP BY doc_id HAVING count(*) > 1");
  await db.exec(`UPDATE document SET doc_id = doc_id || coalesce(' ' || entity, '') || coalesce(' ' || fiscal_year, '')
    WHERE doc_id IN (SELECT doc_id FROM document SEMI JOIN shared USING (doc_id)
      GROUP BY doc_id HAVING count(DISTINCT coalesce(entity, '') || ' ' || coalesce(fiscal_year, '')) > 1)`);
  await db.exec(`CREATE OR REPLACE TEMP TABLE grouped AS
    SELECT doc_id, supplier_id, min(row) AS first_row, count(*) AS rows,
      count(DISTINCT ROW(coalesce(line_no, ''), coalesce(invoice_no, ''), coalesce(invoice_date, DATE '1900-01-01'), amount_gross, coalesce(amount_tax, 0), coalesce(description, ''))) AS kinds,
      sum(amount_net)::BIGINT AS net, sum(amount_tax)::BIGINT AS tax, sum(amount_gross)::BIGINT AS gross
    FROM document WHERE doc_id IN (SELECT doc_id FROM document GROUP BY doc_id HAVING count(*) > 1)
    GROUP BY doc_id, supplier_id, currency HAVING count(*) > 1`);
  await plan.refuseRows("document-repeated",
    "EXISTS (FROM grouped g WHERE g.doc_id = document.doc_id AND g.supplier_id = document.supplier_id AND g.kinds = 1 AND document.row > g.first_row)",
    "each document once", "Nothing, if the export lists the row twice; the document was read once.");
  const lines = await db.one<{ documents: number; rows: number }>("SELECT count(*) AS documents, coalesce(sum(rows), 0)::BIGINT AS rows FROM grouped WHERE kinds > 1");
  if (lines.documents === 0) return;
  plan.notes.push(`${lines.documents === 1 ? "1 document is" : `${lines.documents} documents are`} spread over ${lines.rows} rows (one per line) and put together`);
  plan.linesJoined += lines.rows - lines.documents;
  await db.exec(`UPDATE document SET amount_net = g.net, amount_tax = g.tax, amount_gross = g.gross, doc_type = ${typeWords("doc_type = 'credit_note'", "g.gross")} FROM grouped g
    WHERE g.kinds > 1 AND document.doc_id = g.doc_id AND document.supplier_id = g.supplier_id AND document.row = g.first_row;
    DELETE FROM document USING grouped g
    WHERE g.kinds > 1 AND document.doc_id = g.doc_id AND document.supplier_id = g.supplier_id AND document.row > g.first_row`);
}

/** What still shares a number: with another supplier's document here, or with a document read before. */
async function keepApart(db: DuckDb, plan: CommitPlan): Promise<void> {
  if (plan.rowOffset > 0) {
    await plan.refuseRows("document-repeated",
      `EXISTS (FROM invoice i WHERE i.doc_id = document.doc_id AND i.supplier_id = document.supplier_id AND i.amount_gross = document.amount_gross
        AND i.currency = document.currency AND i.invoice_no IS NOT DISTINCT FROM document.invoice_no)`,
      "each document once", "Nothing, if the files overlap; the document was read once.");
  }
  await db.exec(`CREATE OR REPLACE TEMP TABLE apart AS
    SELECT row, doc_id || ' #' || (row_number() OVER same + earlier) AS doc_id FROM (
      SELECT row, doc_id, (EXISTS (FROM invoice i WHERE i.doc_id = d.doc_id))::INTEGER AS earlier FROM document d
      WHERE doc_id IN (SELECT doc_id FROM document GROUP BY doc_id HAVING count(*) > 1) OR ${plan.rowOffset > 0 ? "EXISTS (FROM invoice i WHERE i.doc_id = d.doc_id)" : "false"})
    WINDOW same AS (PARTITION BY doc_id ORDER BY row) QUALIFY row_number() OVER same + earlier > 1`);
  const { n } = await db.one<{ n: number }>("SELECT count(*) AS n FROM apart");
  if (n === 0) return;
  await plan.listRows("document-number-reused", "row IN (SELECT row FROM apart)", "one supplier per document number",
    "Map the column that tells these documents apart (company code, year); they were kept apart by a number of our own.", true);
  await db.exec("UPDATE document SET doc_id = apart.doc_id FROM apart WHERE document.row = apart.row");
}
