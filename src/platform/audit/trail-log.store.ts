/** The tables of the log that a trail is. A transaction belongs to one trail; no function here reaches another's rows. */
import { sql } from "kysely";
import { isId, type SiteId } from "../../base/ids.ts";
import { type AuditedTransaction, type Database, inTrail, type Trail, withSite } from "../postgres/postgres.ts";
import type { GrownTile, TileReader } from "../tlog/tlog.ts";
import type { StoredEntry } from "./list.ts";

export type AnyTrail = Trail | SiteId;

/** One transaction of a trail of either kind. */
export const withTrail = <T>(db: Database<any>, trail: AnyTrail, work: (tx: AuditedTransaction) => Promise<T>): Promise<T> =>
  isId("sit", trail) ? withSite(db, trail, work) : inTrail(db, trail as Trail, work);

export type LogRow = { readonly treeSize: number; readonly verifier: string; readonly checkpoint: string | null; readonly cosignatures: string; readonly signedAt: Date | null };

const columns = sql`tree_size AS "treeSize", verifier, checkpoint, cosignatures, signed_at AS "signedAt"`;

export async function logOf(tx: AuditedTransaction): Promise<LogRow | undefined> {
  const { rows } = await sql<LogRow>`SELECT ${columns} FROM trail_log WHERE site_id = ${tx.trail}`.execute(tx);
  return rows[0];
}

/** The row, made if there is none, locked until the transaction ends. */
export async function lockLog(tx: AuditedTransaction, verifier: string): Promise<LogRow> {
  await sql`INSERT INTO trail_log (site_id, verifier) VALUES (${tx.trail}, ${verifier}) ON CONFLICT DO NOTHING`.execute(tx);
  const { rows } = await sql<LogRow>`SELECT ${columns} FROM trail_log WHERE site_id = ${tx.trail} FOR UPDATE`.execute(tx);
  return rows[0] as LogRow;
}

export async function saveLog(tx: AuditedTransaction, row: { readonly treeSize: number; readonly verifier: string; readonly checkpoint: string; readonly signedAt: Date }): Promise<void> {
  await sql`UPDATE trail_log SET tree_size = ${row.treeSize}, verifier = ${row.verifier}, checkpoint = ${row.checkpoint}, cosignatures = '', signed_at = ${row.signedAt}
    WHERE site_id = ${tx.trail}`.execute(tx);
}

export async function saveTiles(tx: AuditedTransaction, tiles: readonly GrownTile[]): Promise<void> {
  for (const { level, n, hashes } of tiles) {
    await sql`INSERT INTO trail_tile (site_id, level, n, hashes) VALUES (${tx.trail}, ${level}, ${n}, ${hashes})
      ON CONFLICT (site_id, level, n) DO UPDATE SET hashes = EXCLUDED.hashes`.execute(tx);
  }
}

export const tilesOf = (tx: AuditedTransaction): TileReader => async ({ level, n }) => {
  const { rows } = await sql<{ hashes: Buffer }>`SELECT hashes FROM trail_tile WHERE site_id = ${tx.trail} AND level = ${level} AND n = ${n}`.execute(tx);
  return rows[0]?.hashes ?? new Uint8Array();
};

/** Entries by number, oldest first. */
export async function entriesFrom(tx: AuditedTransaction, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<StoredEntry>`
    SELECT site_id AS trail, seq, id, at, actor_kind AS "actorKind", actor_id AS "actorId", act,
           object_kind AS "objectKind", object_id AS "objectId", sealed, clear_hash AS "clearHash", salt, leaf
    FROM audit_entry WHERE site_id = ${tx.trail} AND seq >= ${fromSeq} ORDER BY seq LIMIT ${limit}`.execute(tx);
  return rows;
}

export async function saveDay(tx: AuditedTransaction, day: string, closingSeq: number, checkpoint: string): Promise<void> {
  await sql`INSERT INTO trail_day (site_id, day, closing_seq, checkpoint) VALUES (${tx.trail}, ${day}, ${closingSeq}, ${checkpoint}) ON CONFLICT DO NOTHING`.execute(tx);
}

/** Trails with entries that no checkpoint covers yet. */
export async function dueTrails(db: Database<any>, limit: number): Promise<AnyTrail[]> {
  const { rows } = await sql<{ trail: AnyTrail }>`SELECT trail FROM trail_register WHERE due ORDER BY trail LIMIT ${limit}`.execute(db.kysely);
  return rows.map(({ trail }) => trail);
}

/** Writers are kept out while the newest number is compared, so no entry can come in unseen between the two. */
export async function settleDue(tx: AuditedTransaction): Promise<void> {
  await lockTrail(tx);
  await sql`UPDATE trail_register SET due = false WHERE trail = ${tx.trail}
    AND (SELECT tree_size FROM trail_log WHERE site_id = ${tx.trail}) = (SELECT max(seq) FROM audit_entry WHERE site_id = ${tx.trail})`.execute(tx);
}

/** Held to the end of the transaction; collisions of the hash only make two trails wait for each other. */
export async function lockTrail(tx: AuditedTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${tx.trail}`}, 0))`.execute(tx);
}
