/**
 * What must be known of the whole ledger before its families are compared apart from each other: who is whose family, what is usual, and which
 * documents of different families share number and amount. Everything else that a comparison asks for lies inside one family.
 *
 * It reads few columns (THIN), so that a ledger too big to be compared by one machine may still be surveyed by it.
 */
import type { DuckDb } from "../duckdb/duckdb.ts";
import { buildFamilies } from "./families.ts";
import { readPiece, type StoredPieces } from "./pieces.ts";
import { sql } from "./sql.ts";

/** Columns of `invoice` that a survey reads; doc_id may be anything. Of `supplier` it reads all. */
export const THIN = "row_no, '' AS doc_id, supplier_id, invoice_no, invoice_date, posting_date, doc_type, currency, amount_gross";

/** Makes the survey's tables (pieces.ts), and doc_number and again of every family. */
export async function survey(db: DuckDb, onStage: (stage: string) => void): Promise<void> {
  onStage("families");
  await buildFamilies(db);
  await db.exec(sql("suppliers"));
  onStage("survey");
  await readPosted(db);
  await db.exec(sql("survey"));
}

/** doc_number and again, of the suppliers that are known. */
export async function readPosted(db: DuckDb): Promise<void> {
  await db.exec(sql("fold"));
  await db.exec(sql("posted"));
}

/** Empty tables of a survey, for one that was made elsewhere. */
export const emptySurvey = async (db: DuckDb): Promise<void> => void (await db.exec(`
  CREATE OR REPLACE TEMP TABLE supplier_key (supplier_id VARCHAR, s BIGINT, f BIGINT, sundry BOOLEAN);
  CREATE OR REPLACE TEMP TABLE ledger_usual (
    docs BIGINT, first_day INTEGER, last_day INTEGER, b0 INTEGER, b1 INTEGER, b2 INTEGER, b3 INTEGER,
    early DOUBLE, usual DOUBLE, slow DOUBLE, late DOUBLE, very_late DOUBLE, p95 INTEGER, p02 INTEGER);
  CREATE OR REPLACE TEMP TABLE stranger_pair (a BIGINT, b BIGINT);
  CREATE OR REPLACE TEMP TABLE stranger (d BIGINT, n_no_families INTEGER, n_amt_all INTEGER);
  CREATE OR REPLACE TEMP TABLE stranger_capped (docs HUGEINT)`));

/** @param part keep only the families of this part, of so many. */
export async function readSurvey(db: DuckDb, pieces: StoredPieces, part?: { readonly part: number; readonly of: number }): Promise<void> {
  await emptySurvey(db);
  for await (const piece of pieces) {
    await readPiece(db, piece, part !== undefined && piece.table === "supplier_key" ? `f % ${part.of} = ${part.part}` : undefined);
  }
}
