/**
 * Putting a file that has been read whole into the ledger: one transaction, everything or nothing.
 *
 * One plan per table: build the rows from `incoming` into a table of that grain, refuse and list what cannot be
 * taken, insert the rest. `row_no` is the row of the file plus what earlier files used up, so that it is unique in
 * the ledger and any row can be found again in its file.
 */
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { sqlText } from "../../duckdb/duckdb.ts";
import type { TableName } from "../map/canonical.ts";
import type { Mapping } from "../map/propose.ts";
import { LISTED_PER_CODE } from "../problems.ts";
import type { ProblemCode, ProblemTally } from "../problems.ts";
import { addDocuments, buildDocuments } from "./documents.ts";
import { minorSql } from "./money.ts";
import type { Loader } from "./piece.ts";
import { deriveSuppliers, resolveNames } from "./suppliers.ts";

export type CommitPlan = {
  readonly file: string;
  readonly mapping: Mapping;
  readonly notes: string[];
  readonly rowOffset: number;
  readonly loader: Loader;
  readonly has: (field: string) => boolean;
  /** Rows put together with others into one document. */
  linesJoined: number;
  /** Rows that are not of this table at all (payments among documents). */
  leftOut: number;
  /** Lists rows of the table being built as problems and removes them. */
  readonly refuseRows: (code: ProblemCode, where: string, expected: string, remedy: string) => Promise<void>;
  readonly listRows: (code: ProblemCode, where: string, expected: string, remedy: string, taken: boolean) => Promise<number>;
};

export type Commit = {
  readonly file: string;
  readonly mapping: Mapping;
  readonly problems: ProblemTally;
  readonly notes: string[];
  readonly loader: Loader;
};

/** Returns how many rows of the canonical table were added. */
export async function commit(db: DuckDb, { file, mapping, problems, notes, loader }: Commit): Promise<{ taken: number; plan: CommitPlan }> {
  const { n: rowOffset } = await db.one<{ n: number }>(`SELECT coalesce(max(row_no), 0) AS n FROM ${mapping.table}`);
  const fields = new Set(mapping.columns.map(({ field }) => field));
  const built = mapping.table === "invoice" ? "document" : "built";
  const listRows: CommitPlan["listRows"] = async (code, where, expected, remedy, taken) => {
    const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n FROM ${built} WHERE ${where}`);
    if (n === 0) return 0;
    const rows = await db.all<{ row: number }>(`SELECT row FROM ${built} WHERE ${where} ORDER BY row LIMIT ${LISTED_PER_CODE}`);
    for (const { row } of rows) problems.add({ file, row, column: undefined, code, value: undefined, expected, remedy, taken });
    problems.count(code, n - rows.length);
    return n;
  };
  const plan: CommitPlan = {
    file, mapping, notes, rowOffset, loader, linesJoined: 0, leftOut: 0, has: (field) => fields.has(field), listRows,
    refuseRows: async (code, where, expected, remedy) => {
      if ((await listRows(code, where, expected, remedy, false)) > 0) await db.exec(`DELETE FROM ${built} WHERE ${where}`);
    },
  };
  try {
    // Documents are built before the transaction, since only what is dropped outside of one gives its memory back.
    if (mapping.table === "invoice") {
      await buildDocuments(db, plan);
      await resolveNames(db, plan, "document");
    } else if (mapping.table === "payment") await buildPayments(db, plan);
    return { taken: await db.transaction(() => WRITERS[mapping.table](db, plan)), plan };
  } finally {
    await db.exec(["document", "built", "shared", "grouped", "apart"].map((table) => `DROP TABLE IF EXISTS ${table}`).join("; "));
  }
}

const WRITERS: Readonly<Record<TableName, (db: DuckDb, plan: CommitPlan) => Promise<number>>> = {
  invoice: async (db, plan) => {
    if (plan.has("supplier_name")) await deriveSuppliers(db);
    return addDocuments(db, plan.rowOffset);
  },
  payment: async (db, plan) => {
    if (plan.rowOffset > 0) return db.exec(`INSERT INTO payment SELECT ${plan.rowOffset} + row, * EXCLUDE (row) FROM built`);
    const { n } = await db.one<{ n: number }>("SELECT count(*) AS n FROM built");
    const steps = ["RENAME COLUMN row TO row_no", ...["row_no", "payment_id", "supplier_id", "currency", "amount"].map((column) => `ALTER ${column} SET NOT NULL`), "RENAME TO payment"];
    await db.exec(`DROP TABLE payment; ${steps.map((step) => `ALTER TABLE built ${step}`).join("; ")}`);
    return n;
  },
  statement_line: async (db, plan) => {
    const type = plan.has("doc_type") ? "coalesce(doc_type, 0)" : "0";
    // The supplier's own books: what it charged is on the debit side.
    const amount = plan.has("amount_gross") ? "amount_gross" : `coalesce(${plan.has("debit") ? "debit" : "0"}, 0) - coalesce(${plan.has("credit") ? "credit" : "0"}, 0)`;
    await build(db, plan, `${supplierOf(plan)} AS supplier_id, ${moneySql(plan, amount)} AS amount_gross, ${type} AS said`, ["invoice_no"], ["statement_date", "invoice_date"]);
    await plan.refuseRows("amount-missing", "amount_gross IS NULL", "an amount in every row", "Complete the amount of this row.");
    await plan.refuseRows("supplier-missing", "supplier_id IS NULL", "a supplier in every row", "Complete the supplier of this row.");
    await resolveNames(db, plan, "built");
    await refuseKnown(plan, "statement_line", ["supplier_id", "statement_date", "invoice_no", "invoice_date", "currency"], "abs(known.amount_gross) = abs(built.amount_gross)");
    const { up, down } = await db.one<{ up: number; down: number }>("SELECT count(*) FILTER (amount_gross > 0) AS up, count(*) FILTER (amount_gross < 0) AS down FROM built WHERE said = 1");
    const sign = up > down ? "CASE WHEN said = 1 THEN -1 ELSE 1 END" : "1";
    return db.exec(`INSERT INTO statement_line SELECT ${plan.rowOffset} + row, supplier_id, statement_date, invoice_no, invoice_date, currency, (${sign}) * amount_gross,
      CASE WHEN said = 1 OR amount_gross < 0 THEN 'credit_note' ELSE 'invoice' END FROM built WHERE said <> 2`);
  },
  supplier_bank_change: async (db, plan) => {
    await build(db, plan, "supplier_id", ["changed_by", "old_iban", "new_iban"], ["changed_on"]);
    await plan.refuseRows("value-missing", "supplier_id IS NULL OR changed_on IS NULL", "a supplier and a date in every row", "Complete this row.");
    await refuseKnown(plan, "supplier_bank_change", ["supplier_id", "changed_on", "old_iban", "new_iban"]);
    return db.exec(`INSERT INTO supplier_bank_change SELECT ${plan.rowOffset} + row, supplier_id, changed_on, changed_by, old_iban, new_iban FROM built`);
  },
  supplier: async (db, plan) => {
    const id = plan.has("supplier_id") ? "coalesce(supplier_id, name)" : "name";
    await build(db, plan, `${id} AS supplier_id, CAST(${plan.has("terms_days") ? "terms_days" : "NULL"} AS INTEGER) AS terms_days`,
      ["name", "address_line", "city", "postcode", "country", "vat_no", "company_no", "email", "phone", "iban", "bank_account", "created_by", "status", "one_time", "duplicate_check"], ["created_on"]);
    await keepOnePerId(db, plan, "supplier", "supplier_id");
    return db.exec(`INSERT INTO supplier SELECT ${plan.rowOffset} + row, supplier_id, name, address_line, city, postcode, country, vat_no, company_no, email, phone, iban, bank_account, terms_days, created_on, created_by, status, one_time, duplicate_check FROM built`);
  },
  employee: async (db, plan) => {
    await build(db, plan, "employee_id", ["name", "address_line", "postcode", "iban"], ["left_on"]);
    await keepOnePerId(db, plan, "employee", "employee_id");
    return db.exec(`INSERT INTO employee SELECT ${plan.rowOffset} + row, employee_id, name, address_line, postcode, iban, left_on FROM built`);
  },
};

/** The columns of `payment` in their order, so that of the first payments of a ledger `built` becomes that table, as documents do (documents.ts). */
const PAYMENT = "row, payment_id, entity, supplier_id, doc_id, paid_on, method, currency, amount, iban, run_id, payee_name, status";

async function buildPayments(db: DuckDb, plan: CommitPlan): Promise<void> {
  await build(db, plan, `${supplierOf(plan)} AS supplier_id, ${moneySql(plan, "amount")} AS amount`, ["payment_id", "entity", "doc_id", "method", "iban", "run_id", "payee_name", "status"], ["paid_on"], PAYMENT);
  // with an id beside it, the name of a payment is whom it names, not which supplier it means
  if (!plan.has("payee_name") && plan.has("supplier_id") && plan.has("supplier_name")) await db.exec("UPDATE built SET payee_name = n.supplier_name FROM incoming n WHERE built.row = n.row");
  if (plan.has("doc_id")) {
    await db.exec(`UPDATE built SET supplier_id = i.supplier_id FROM invoice i WHERE built.supplier_id IS NULL AND built.doc_id = i.doc_id`);
  }
  await plan.refuseRows("amount-missing", "amount IS NULL", "an amount in every row", "Complete the amount of this row.");
  await plan.refuseRows("supplier-missing", "supplier_id IS NULL", "a supplier, or a document of the ledger", "Complete the supplier of this row.");
  await resolveNames(db, plan, "built");
  // Without numbers of their own, two equal payments may well be two payments.
  if (plan.has("payment_id")) await refuseKnown(plan, "payment", ["payment_id", "doc_id", "supplier_id", "paid_on", "currency", "amount"]);
  await db.exec("UPDATE built SET payment_id = 'row ' || row WHERE payment_id IS NULL");
}

/** `built`: row, the expressions given, and the texts and dates by name (NULL where the file has no such column). */
async function build(db: DuckDb, plan: CommitPlan, expressions: string, texts: readonly string[], dates: readonly string[], columns?: string): Promise<void> {
  const code = sqlText(plan.mapping.currency.code);
  const named = (field: string, type: string) => `CAST(${plan.has(field) ? `"${field}"` : "NULL"} AS ${type}) AS "${field}"`;
  await db.exec(`CREATE OR REPLACE ${columns === undefined ? "TEMP " : ""}TABLE built AS SELECT ${columns ?? "*"} FROM (SELECT row, ${expressions}, ${plan.has("currency") ? `coalesce(currency, ${code})` : code} AS currency,
    ${[...texts.map((field) => named(field, "VARCHAR")), ...dates.map((field) => named(field, "DATE"))].join(", ")} FROM incoming)`);
}

const supplierOf = ({ has }: CommitPlan): string =>
  has("supplier_id") ? (has("supplier_name") ? "coalesce(supplier_id, supplier_name)" : "supplier_id") : has("supplier_name") ? "supplier_name" : "CAST(NULL AS VARCHAR)";

const moneySql = (plan: CommitPlan, amount: string): string => {
  const code = sqlText(plan.mapping.currency.code);
  return minorSql(amount, plan.has("currency") ? `coalesce(incoming.currency, ${code})` : code);
};

/** Files of one ledger may overlap: rows that an earlier file brought are listed and not taken again. */
async function refuseKnown(plan: CommitPlan, table: TableName, columns: readonly string[], further = "true"): Promise<void> {
  if (plan.rowOffset === 0) return;
  const same = columns.map((column) => `known.${column} IS NOT DISTINCT FROM built.${column}`).join(" AND ");
  await plan.refuseRows("document-repeated", `EXISTS (FROM ${table} known WHERE ${same} AND ${further})`, "each row once", "Nothing, if the files overlap; the row was read once.");
}

/** Master records: the last file read is the present state; within one file the first row of an id counts. */
async function keepOnePerId(db: DuckDb, plan: CommitPlan, table: "supplier" | "employee", id: string): Promise<void> {
  await plan.refuseRows("value-missing", `${id} IS NULL`, "an id or name in every row", "Complete this row.");
  await plan.refuseRows("document-repeated", `row NOT IN (SELECT min(row) FROM built GROUP BY ${id})`, "one row per record",
    "Nothing, if the export has one row per site or company; the first row of each record was read.");
  await db.exec(`DELETE FROM ${table} WHERE ${id} IN (SELECT ${id} FROM built)`);
}
