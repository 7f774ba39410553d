/**
 * Segments: the rows of a canonical table as Parquet pieces, small enough to be sealed and unsealed one at a time.
 *
 * Invariant: loading all segments of a table gives back its rows, in order. A piece exists in clear only as bytes
 * and, for the moment in which DuckDB writes or reads it, as a file in the database's memory-backed folder. Sealing
 * is for the caller.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { invariant } from "../../base/errors.ts";
import { sqlText } from "../duckdb/duckdb.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { TableName } from "./map/canonical.ts";

export type SegmentPiece = { readonly bytes: Buffer; readonly rows: number };

/** A piece and its sealed copy must fit a /dev/shm of 64 MiB together. */
export const MAX_SEGMENT_BYTES = 24 << 20;
/** About 6 MiB of invoices with descriptions; halved while a piece comes out too big. */
const ROWS_PER_SEGMENT = 250_000;

/** Rows with `row_no` above `afterRow`, in that order. The folder must be the one the database was opened with. */
export async function* writeSegments(
  db: DuckDb, table: TableName, options: { readonly afterRow: number; readonly folder: string },
): AsyncIterable<SegmentPiece> {
  const path = join(options.folder, "segment-out.parquet");
  const { last } = await db.one<{ last: number }>(`SELECT coalesce(max(row_no), 0) AS last FROM ${table}`);
  let span = ROWS_PER_SEGMENT;
  let from = options.afterRow;
  while (from < last) {
    const rows = `FROM ${table} WHERE row_no > ${from} AND row_no <= ${from + span}`;
    const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n ${rows}`);
    if (n > 0) {
      const bytes = await exportRows(db, rows, path);
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

async function exportRows(db: DuckDb, rows: string, path: string): Promise<Buffer> {
  try {
    await db.exec(`COPY (SELECT * ${rows} ORDER BY row_no) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`);
    return await readFile(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Appends a segment, given as a file in the database's folder. */
export async function loadSegment(db: DuckDb, table: TableName, path: string): Promise<void> {
  await db.exec(`INSERT INTO ${table} BY NAME SELECT * FROM read_parquet(${sqlText(path)})`);
}
