/**
 * The tables that linkage hands on: from one worker to another, and from one run to the next. As Parquet pieces, small enough to be
 * sealed and unsealed one at a time.
 */
import { invariant } from "../../base/errors.ts";
import { appendPiece, writePiece, type Bytes, type DuckDb } from "../duckdb/duckdb.ts";
import { sql } from "./sql.ts";

/** What is known of the whole ledger (sql/survey.sql). */
export const SURVEY_TABLES = ["supplier_key", "ledger_usual", "stranger_pair", "stranger", "stranger_capped"] as const;
/** What was found in families (sql/kept.sql). */
export const UNIT_TABLES = ["unit", "unit_usual", "unit_doc", "unit_pair", "unit_split", "unit_stated", "unit_credit", "unit_capped"] as const;
export type PieceTable = (typeof SURVEY_TABLES)[number] | (typeof UNIT_TABLES)[number];

export type WrittenPiece = { readonly table: PieceTable; readonly bytes: Buffer; readonly rows: number };
export type StoredPiece = { readonly table: PieceTable; readonly bytes: Bytes };
export type StoredPieces = AsyncIterable<StoredPiece> | Iterable<StoredPiece>;

/** A piece and its sealed copy must fit a /dev/shm of 64 MiB together. */
const MOST_BYTES = 24 << 20;
const ROWS_PER_PIECE = 500_000;

/** Every row of the tables, once. A table without rows has no piece. */
export async function* writePieces(db: DuckDb, tables: readonly PieceTable[]): AsyncIterable<WrittenPiece> {
  for (const table of tables) {
    const { last } = await db.one<{ last: number }>(`SELECT coalesce(max(rowid), -1) AS last FROM ${table}`);
    let span = ROWS_PER_PIECE;
    for (let from = 0; from <= last; ) {
      const rows = `FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + span}`;
      const bytes = await writePiece(db, `SELECT * ${rows}`);
      if (bytes.byteLength > MOST_BYTES) {
        invariant(span > 1, "one row of what linkage hands on is bigger than a piece");
        span = Math.ceil(span / 2);
        continue;
      }
      const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n ${rows}`);
      if (n > 0) yield { table, bytes, rows: n };
      from += span;
    }
  }
}

/** Appends to the table, which must exist. @param where which of its rows. */
export const readPiece = (db: DuckDb, { table, bytes }: StoredPiece, where?: string): Promise<void> => appendPiece(db, table, bytes, where === undefined ? {} : { where });

/** All of what workers found in their parts. */
export async function readUnits(db: DuckDb, pieces: StoredPieces): Promise<void> {
  await db.exec(sql("kept"));
  for await (const piece of pieces) await readPiece(db, piece);
}
