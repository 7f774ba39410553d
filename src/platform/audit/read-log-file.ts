/** A trail's log as files under a prefix (c2sp.org/tlog-tiles): the checkpoint, tiles of hashes, and bundles of commitments. */
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { entryBundle, parseTilePath, TILE_WIDTH, tileOfPath, widthAt } from "../tlog/tlog.ts";
import { commitmentOf, entryBytes } from "./leaf.ts";
import { signedTree } from "./prove-entry.ts";
import { entriesFrom, tilesOf } from "./trail-log.store.ts";

const HASH_BYTES = 32;

/** Undefined for what the signed tree does not have: a path that is none, a tile not that wide yet, a bundle whose entries were deleted. */
export async function readLogFile(tx: AuditedTransaction, path: string): Promise<Uint8Array | undefined> {
  const tree = await signedTree(tx);
  if (path === "checkpoint") return Buffer.from(tree.checkpoint);
  const file = parseTilePath(path);
  if (file === undefined || widthAt(tileOfPath(file), tree.treeSize) < file.width) return undefined;
  if (file.level !== "entries") return (await tilesOf(tx)(tileOfPath(file))).subarray(0, file.width * HASH_BYTES);
  const entries = await entriesFrom(tx, file.n * TILE_WIDTH + 1, file.width);
  if (entries.length < file.width || entries[0]?.seq !== file.n * TILE_WIDTH + 1) return undefined;
  invariant(entries.at(-1)?.seq === file.n * TILE_WIDTH + file.width, "numbers have no gaps");
  return entryBundle(entries.map((entry) => commitmentOf(entry.salt, entryBytes(entry))));
}

export type ClosedDay = { readonly day: string; readonly closingSeq: number; readonly checkpoint: string };

/** Newest first. */
export async function closedDays(tx: AuditedTransaction, limit: number): Promise<readonly ClosedDay[]> {
  const { rows } = await sql<ClosedDay>`SELECT day, closing_seq AS "closingSeq", checkpoint FROM trail_day WHERE site_id = ${tx.trail} ORDER BY day DESC LIMIT ${limit}`.execute(tx);
  return rows;
}

/** A day that is over, and where the one before it ended. */
export async function closedDay(tx: AuditedTransaction, day: string): Promise<{ readonly closingSeq: number; readonly closingBefore: number | null } | undefined> {
  const { rows } = await sql<{ closingSeq: number; closingBefore: number | null }>`
    SELECT closing_seq AS "closingSeq", (SELECT max(closing_seq) FROM trail_day WHERE site_id = ${tx.trail} AND day < ${day}) AS "closingBefore"
    FROM trail_day WHERE site_id = ${tx.trail} AND day = ${day}`.execute(tx);
  return rows[0];
}
