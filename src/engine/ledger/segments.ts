/**
 * Segments: the rows of a canonical table as Parquet pieces, small enough to be sealed and unsealed one at a time.
 *
 * Invariant: loading all segments of a table gives back its rows, in order. A piece exists in clear only as bytes
 * and, for the moment in which DuckDB writes or reads it, as the database's piece (duckdb/piece-file.ts). Sealing is for
 * the caller.
 */
import { invariant } from "../../base/errors.ts";
import { appendPiece, writePiece, type Bytes, type DuckDb } from "../duckdb/duckdb.ts";
import type { TableName } from "./map/canonical.ts";

export type SegmentPiece = { readonly bytes: Buffer; readonly rows: number };

/** A piece and its sealed copy must fit a /dev/shm of 64 MiB together. */
export const MAX_SEGMENT_BYTES = 24 << 20;
/** About 6 MiB of invoices with descriptions; halved while a piece comes out too big. */
const ROWS_PER_SEGMENT = 250_000;

/** Rows with `row_no` above `afterRow`, in that order. */
export async function* writeSegments(db: DuckDb, table: TableName, options: { readonly afterRow: number }): AsyncIterable<SegmentPiece> {
  const { last } = await db.one<{ last: number }>(`SELECT coalesce(max(row_no), 0) AS last FROM ${table}`);
  let span = ROWS_PER_SEGMENT;
  let from = options.afterRow;
  while (from < last) {
    const rows = `FROM ${table} WHERE row_no > ${from} AND row_no <= ${from + span}`;
    const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n ${rows}`);
    if (n > 0) {
      const bytes = await exportRows(db, rows);
      if (bytes.byteLength > MAX_SEGMENT_BYTES) {
        invariant(span > 1, "one row of the ledger is bigger than a segment");
        span = Math.ceil(span / 2);
        continue;
      }
      yield { bytes, rows: n };
    }
    from += span;
  }
}

const exportRows = (db: DuckDb, rows: string): Promise<Buffer> => writePiece(db, `SELECT * ${rows} ORDER BY row_no`);

/** Appends a segment, or of it only rows and columns. It begins only when all of its bytes have arrived. */
export const loadSegment = (db: DuckDb, table: TableName, bytes: Bytes, rows?: { readonly columns?: string; readonly where?: string }): Promise<void> =>
  appendPiece(db, table, bytes, rows);
