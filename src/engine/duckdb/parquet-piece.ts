/** Rows as Parquet bytes and back, through the database's piece: in clear only for the moment in which DuckDB writes or reads it. */
import { invariant } from "../../base/errors.ts";
import type { DuckDb } from "./duckdb.ts";
import { sqlText } from "./sql-text.ts";

export type Bytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Without the temporary file that DuckDB would rename at its end: the piece has no name. */
export const writePiece = (db: DuckDb, query: string): Promise<Buffer> =>
  pieceOf(db).collect((path) => db.exec(`COPY (${query}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`));

/** Appends the rows of a piece to a table, by the names of its columns. It begins only when all bytes have arrived. */
export const appendPiece = (db: DuckDb, table: string, bytes: Bytes, rows: { readonly columns?: string; readonly where?: string } = {}): Promise<void> =>
  pieceOf(db).lend(bytes, async (path) => {
    await db.exec(`INSERT INTO ${table} BY NAME SELECT ${rows.columns ?? "*"} FROM read_parquet(${sqlText(path)})${rows.where === undefined ? "" : ` WHERE ${rows.where}`}`);
  });

function pieceOf({ piece }: DuckDb): NonNullable<DuckDb["piece"]> {
  invariant(piece !== undefined, "pieces need a DuckDB that was opened with a folder");
  return piece;
}
