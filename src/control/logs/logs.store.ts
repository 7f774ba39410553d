/** The tables of the log store. Batches are added at the end, one at a time, under a lock: positions have no gaps and are in order of arrival. */
import { type Kysely, sql, type Transaction } from "kysely";
import type { ControlTables } from "../tables.ts";
import { FIRST_LINK, type StoredBatch } from "./log-batch.ts";

type Db = Kysely<ControlTables>;
export type LogTransaction = Transaction<ControlTables>;

export const BATCH_COLUMNS = [
  "position", "source", "stream", "from_number", "number", "missing", "first_at", "last_at", "lines", "dropped", "received_at", "key_id", "sealed", "link",
] as const;

/** Held to the end of the transaction. */
export async function lockStore(tx: LogTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('log_batch', 0))`.execute(tx);
}

/** Where the next batch goes, and the link it follows. */
export async function endOfStore(db: Db): Promise<{ readonly position: number; readonly link: Buffer }> {
  const last = await db.selectFrom("log_batch").select(["position", "link"]).orderBy("position", "desc").limit(1).executeTakeFirst();
  return last ?? (await deletedUpTo(db));
}

export async function deletedUpTo(db: Db): Promise<{ readonly position: number; readonly link: Buffer }> {
  return (await db.selectFrom("log_deleted").select(["position", "link"]).executeTakeFirst()) ?? { position: 0, link: FIRST_LINK };
}

/** The newest number of a stream; undefined when the store knows nothing of it. */
export async function newestOf(db: Db, stream: string): Promise<number | undefined> {
  return (await db.selectFrom("log_batch").select("number").where("stream", "=", stream).orderBy("number", "desc").limit(1).executeTakeFirst())?.number;
}

export function batchOf(db: Db, stream: string, number: number): Promise<StoredBatch | undefined> {
  return db.selectFrom("log_batch").select(BATCH_COLUMNS).where("stream", "=", stream).where("number", "=", number).executeTakeFirst();
}

/** In order, in pages of some megabytes. */
export async function* batchesFrom(db: Db, after: number, upTo = Number.MAX_SAFE_INTEGER): AsyncGenerator<readonly StoredBatch[]> {
  for (let position = after; ; ) {
    const page = await db.selectFrom("log_batch").select(BATCH_COLUMNS).where("position", ">", position).where("position", "<=", upTo).orderBy("position").limit(PAGE).execute();
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    position = last.position;
  }
}

export const PAGE = 64;
