/** Ledgers that no supplier sends, of any size: for the tests of this folder and for the command that tries them at full size. */
import type { DuckDb } from "../duckdb/duckdb.ts";

/** supplier, number, date, amount in minor units; `i` counts the rows. */
export const HOSTILE_LEDGERS: Readonly<Record<string, string>> = {
  "one supplier, all amounts different": "'S', 'N' || i, DATE '2024-01-01' + (i % 700)::INTEGER, i * 7919 % 1000003 + 100",
  "one amount everywhere": "'S' || (i % 500), 'N' || i, DATE '2024-01-01' + (i % 700)::INTEGER, 5000",
  "one number everywhere": "'S' || (i % 500), 'N1000', DATE '2024-01-01' + (i % 700)::INTEGER, i * 7919 % 100000 + 100",
  "one supplier, day and amount": "'S', 'N' || i, DATE '2024-01-01', 5000",
  "everything equal": "'S', 'N1000', DATE '2024-01-01', 5000",
  "everything equal, every tenth a credit": "'S', 'N1000', DATE '2024-01-01', CASE WHEN i % 10 = 0 THEN -5000 ELSE 5000 END",
  "neither numbers nor dates": "'S', NULL, NULL, i % 1000 * 7 + 1",
  "numbers without letters or digits": "'S' || (i % 500), '--', DATE '2024-01-01' + (i % 700)::INTEGER, i * 7919 % 1000003 + 100",
};

export async function fillHostile(db: DuckDb, name: string, rows: number): Promise<void> {
  await db.exec(`
    INSERT INTO invoice
    SELECT i + 1, 'D' || i, 'E', s, n, c, c + 3, NULL, CASE WHEN a < 0 THEN 'credit_note' ELSE 'invoice' END, 'GBP', a, 0, a, NULL, NULL, 'U', 'V', NULL, NULL
    FROM (SELECT i, ${HOSTILE_LEDGERS[name]} FROM range(${rows}) t(i)) x(i, s, n, c, a)`);
  await db.exec("INSERT INTO statement_line SELECT row_no, supplier_id, DATE '2024-03-31', invoice_no, invoice_date, 'GBP', amount_gross, 'invoice' FROM invoice WHERE row_no % 3 = 0");
}
