/** Entries against their leaves, leaves against the tiles, and tiles against those above them: each difference at the place where it is. */
import { sql } from "kysely";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { fold, type Hash, sameHash, TILE_WIDTH, widthAt } from "../tlog/tlog.ts";
import { leafHash } from "./leaf.ts";
import type { StoredEntry } from "./list.ts";
import { type Bounds, tileAt } from "./stored-faults.ts";
import { entriesFrom } from "./trail-log.store.ts";
import type { Fault } from "./verify-pack.ts";

const HASH_BYTES = 32;
/** Tiles read at once: 4,096 entries. */
const TILES_AT_ONCE = 16;

export async function checkTree(tx: AuditedTransaction, treeSize: number, { firstSeq, lastSeq }: Bounds, faults: Fault[]): Promise<void> {
  const above = await upperTiles(tx, treeSize, faults);
  let expected = firstSeq ?? 1;
  const missing = (seq: number): void => {
    if (expected < seq) faults.push({ at: `entry ${expected}`, what: expected === seq - 1 ? "It is missing." : `It is missing, and so are all up to entry ${seq - 1}.` });
    expected = seq + 1;
  };
  if ((firstSeq ?? treeSize + 1) > 1) await checkPruned(tx, firstSeq ?? treeSize + 1, faults);
  const tiles = Math.ceil(Math.max(treeSize, lastSeq ?? 0) / TILE_WIDTH);
  for (let from = 0; from < tiles; from += TILES_AT_ONCE) {
    const stored = await tilesFrom(tx, 0, from);
    const entries = await entriesFrom(tx, from * TILE_WIDTH + 1, TILES_AT_ONCE * TILE_WIDTH);
    const here = entries.filter(({ seq }) => seq <= (from + TILES_AT_ONCE) * TILE_WIDTH);
    for (const { seq } of here) missing(seq);
    for (let n = from; n < Math.min(from + TILES_AT_ONCE, tiles); n += 1) {
      checkLeafTile({ n, treeSize, hashes: stored.get(n), parent: above(0, n), entries: here.filter(({ seq }) => Math.ceil(seq / TILE_WIDTH) === n + 1) }, faults);
    }
  }
  if (firstSeq !== null && expected <= treeSize) faults.push({ at: `entry ${expected}`, what: `The end of the trail is missing from here on: ${treeSize} entries were signed.` });
  await checkNoMore(tx, treeSize, faults);
}

type LeafTile = { readonly n: number; readonly treeSize: number; readonly hashes: Uint8Array | undefined; readonly parent: Hash | undefined; readonly entries: readonly StoredEntry[] };

function checkLeafTile({ n, treeSize, hashes, parent, entries }: LeafTile, faults: Fault[]): void {
  const width = widthAt({ level: 0, n }, treeSize);
  const whole = (hashes?.length ?? 0) === width * HASH_BYTES;
  if (!whole) faults.push({ at: tileAt(0, n), what: `It should hold ${width} hashes and holds ${(hashes?.length ?? 0) / HASH_BYTES}.` });
  const before = faults.length;
  for (const entry of entries) checkEntry(entry, whole && entry.seq <= treeSize ? hashAt(hashes, entry.seq - n * TILE_WIDTH - 1) : undefined, faults);
  // What is not an entry's fault is the tile's, or that of the hash over it.
  if (whole && parent !== undefined && faults.length === before && !sameHash(fold(hashes ?? new Uint8Array()), parent)) {
    const entriesAgree = entries.length === TILE_WIDTH;
    faults.push(entriesAgree ? { at: tileAt(1, Math.floor(n / TILE_WIDTH)), what: `Its hash number ${n % TILE_WIDTH} is not that of the entries below it.` } : { at: tileAt(0, n), what: "It is not what the tile above it says." });
  }
}

const hashAt = (hashes: Uint8Array | undefined, index: number): Hash | undefined => hashes?.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);

function checkEntry(entry: StoredEntry, inTree: Hash | undefined, faults: Fault[]): void {
  const at = `entry ${entry.seq} (${entry.id})`;
  const computed = leafHash(entry.salt, entry);
  const kept = sameHash(computed, entry.leaf);
  if (inTree === undefined ? !kept : !sameHash(computed, inTree) && !sameHash(entry.leaf, computed)) {
    faults.push({ at, what: "It is not what was written: its time, actor, act, object, details, salt or place was altered." });
  } else if (!kept) {
    faults.push({ at, what: "Its stored leaf was altered; the entry itself is as it was written." });
  } else if (inTree !== undefined && !sameHash(computed, inTree)) {
    faults.push({ at, what: "It is not the entry that is in the tree: it was rewritten together with its leaf, or the tile was altered." });
  }
}

/** Tiles above the leaves, each compared with the one above it. Answers the hash that stands over a tile. */
async function upperTiles(tx: AuditedTransaction, treeSize: number, faults: Fault[]): Promise<(level: number, n: number) => Hash | undefined> {
  const kept = new Map<string, Uint8Array>();
  const over = (level: number, n: number): Hash | undefined => {
    const hashes = kept.get(`${level + 1}/${Math.floor(n / TILE_WIDTH)}`);
    const hash = hashAt(hashes, n % TILE_WIDTH);
    return hash?.length === HASH_BYTES ? hash : undefined;
  };
  for (let level = 1; TILE_WIDTH ** level <= treeSize; level += 1) {
    const count = Math.ceil(Math.floor(treeSize / TILE_WIDTH ** level) / TILE_WIDTH);
    for (let n = 0; n < count; n += 1) {
      const hashes = (await tilesFrom(tx, level, n, 1)).get(n);
      const width = widthAt({ level, n }, treeSize);
      if (hashes?.length === width * HASH_BYTES) kept.set(`${level}/${n}`, hashes);
      else faults.push({ at: tileAt(level, n), what: `It should hold ${width} hashes and holds ${(hashes?.length ?? 0) / HASH_BYTES}.` });
    }
  }
  for (const [name, hashes] of kept) {
    const [level = 0, n = 0] = name.split("/").map(Number);
    const parent = over(level, n);
    if (parent !== undefined && !sameHash(fold(hashes), parent)) faults.push({ at: tileAt(level, n), what: "It is not what the tile above it says." });
  }
  return over;
}

async function tilesFrom(tx: AuditedTransaction, level: number, from: number, count = TILES_AT_ONCE): Promise<ReadonlyMap<number, Uint8Array>> {
  const { rows } = await sql<{ n: number; hashes: Buffer }>`SELECT n, hashes FROM trail_tile WHERE site_id = ${tx.trail} AND level = ${level} AND n >= ${from} AND n < ${from + count}`.execute(tx);
  return new Map(rows.map(({ n, hashes }) => [n, hashes]));
}

/** Entries at the beginning may be gone, if the trail says so itself. */
async function checkPruned(tx: AuditedTransaction, firstSeq: number, faults: Fault[]): Promise<void> {
  const { rows } = await sql<{ upTo: string }>`SELECT object_id AS "upTo" FROM audit_entry WHERE site_id = ${tx.trail} AND act = 'trail.prune' ORDER BY seq DESC LIMIT 1`.execute(tx);
  const upTo = Number(rows[0]?.upTo ?? 0);
  if (upTo < firstSeq - 1) faults.push({ at: `entry ${upTo + 1}`, what: `Entries from here to ${firstSeq - 1} are missing, and no entry says that their time was over.` });
}

/** Tiles that no tree of that size has. */
async function checkNoMore(tx: AuditedTransaction, treeSize: number, faults: Fault[]): Promise<void> {
  const { rows } = await sql<{ level: number; n: number }>`
    SELECT level, n FROM trail_tile WHERE site_id = ${tx.trail} AND n * 256::numeric ^ (level + 1) + 256::numeric ^ level > ${treeSize} ORDER BY level, n LIMIT 10`.execute(tx);
  for (const { level, n } of rows) faults.push({ at: tileAt(level, n), what: "The tree has no such tile." });
}
