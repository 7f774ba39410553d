/**
 * A prepared history as Parquet pieces, small enough to be sealed and unsealed one at a time: whoever has them needs neither the ledger nor its sorting
 * and joining to check a payment run.
 *
 * Invariant: a history that was read back answers as the one it was written from (prepared.test.ts). Keys that are quick to make again are left out.
 */
import { invariant } from "../../../base/errors.ts";
import { appendPiece, writePiece, type Bytes, type DuckDb } from "../../duckdb/duckdb.ts";
import { makeTables, openHistory, type History } from "./history.ts";

/** Table → what is not kept of it, and how that is made again. */
const TABLES = {
  gate_supplier: {}, gate_bill: { h_doc: "hash(f, doc_id)", h_amt: "hash(f, cur, amt)" }, gate_account: {}, gate_usual: {}, gate_last_paid: {}, gate_entity: {}, gate_staff: {}, gate_change: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;
export type PreparedTable = keyof typeof TABLES;
export const PREPARED_TABLES = Object.keys(TABLES) as readonly PreparedTable[];

export type WrittenPrepared = { readonly table: PreparedTable; readonly bytes: Buffer; readonly rows: number };
export type StoredPrepared = { readonly table: PreparedTable; readonly bytes: Bytes };

/** A piece and its sealed copy must fit a /dev/shm of 64 MiB together. */
const MOST_BYTES = 24 << 20;
const ROWS_PER_PIECE = 500_000;

/** Every row of the gate's tables, once. A table without rows has no piece. */
export async function* writePrepared({ db }: History): AsyncIterable<WrittenPrepared> {
  for (const table of PREPARED_TABLES) {
    const left = Object.keys(TABLES[table]);
    const columns = left.length === 0 ? "*" : `* EXCLUDE (${left.join(", ")})`;
    const { last } = await db.one<{ last: number }>(`SELECT coalesce(max(rowid), -1) AS last FROM ${table}`);
    let span = ROWS_PER_PIECE;
    for (let from = 0; from <= last; ) {
      const rows = `FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + span}`;
      const bytes = await writePiece(db, `SELECT ${columns} ${rows}`);
      if (bytes.byteLength > MOST_BYTES) {
        invariant(span > 1, "one row of a prepared history is bigger than a piece");
        span = Math.ceil(span / 2);
        continue;
      }
      const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n ${rows}`);
      if (n > 0) yield { table, bytes, rows: n };
      from += span;
    }
  }
}

/** @param db with a ledger's tables that are empty: the gate's own are made of them, and then filled. */
export async function readPrepared(db: DuckDb, pieces: AsyncIterable<StoredPrepared> | Iterable<StoredPrepared>, onRead: (pieces: number) => Promise<void> = async () => undefined): Promise<History> {
  await makeTables(db);
  let read = 0;
  for await (const { table, bytes } of pieces) {
    const again = Object.entries(TABLES[table]).map(([column, how]) => `, ${how} AS ${column}`).join("");
    await appendPiece(db, table, bytes, { columns: `*${again}` });
    read += 1;
    await onRead(read);
  }
  return openHistory(db);
}
