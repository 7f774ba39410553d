/**
 * Takes a trail's new entries into its tree and signs the tree that results.
 *
 * Crash story. Entries are committed by their acts before this begins, and never change.
 *   1  the log's row is locked            killed: the lock goes, nothing happened
 *   2  tiles are written                  killed: rolled back
 *   3  the signing record is noted        killed: rolled back, and the record is one tree ahead. The next round takes in the same
 *                                         entries and must reach the recorded root; it does, because entries never change
 *   4  the checkpoint is signed and saved killed: rolled back; the signature never left this process
 *   5  the transaction commits            from here anybody may see the checkpoint
 * Stop and repair, never go on: an entry that is not what its leaf says, a gap in the numbers, a tree that does not continue the one
 * that was signed last. A log that signs on after such a thing would vouch for it.
 */
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { AuditedTransaction, Database } from "../postgres/postgres.ts";
import { checkpointText, growTiles, nodesOf, rootOf, sameHash, signLine, type Tree, type TileReader, verifierText } from "../tlog/tlog.ts";
import { isLeafOf, type EntryFacts } from "./leaf.ts";
import type { StoredEntry } from "./list.ts";
import type { TrailSigner } from "./signing-record.ts";
import { type AnyTrail, dueTrails, entriesFrom, lockLog, saveDay, saveLog, saveTiles, settleDue, tilesOf, withTrail } from "./trail-log.store.ts";

export type TrailLogDeps = {
  readonly db: Database<any>;
  readonly signer: TrailSigner;
  /** What the names of this plane's logs begin with: `spendward.example/uk`. */
  readonly origin: string;
  readonly clock: Clock;
  /** Entries taken in with one signature. */
  readonly batch?: number;
  /** Told how many entries were taken in, once they are. */
  readonly onTaken?: (entries: number) => void;
  /** For tests that kill: called after each step of the crash story. */
  readonly afterStep?: (step: "locked" | "tiles written" | "record noted" | "checkpoint saved" | "committed") => Promise<void>;
};

const BATCH = 4_096;
const TRAILS_AT_ONCE = 100;

export const logName = (deps: Pick<TrailLogDeps, "origin">, trail: string): string => `${deps.origin}/${trail}`;

/** The entry that ends a day; see close-day.ts. */
export const CLOSE_DAY = "trail.close-day";

/** Answers how many entries were taken in. @throws Refusal trail-entry-altered, trail-gap, trail-behind-signed, trail-forked, signing-key-changed, signing-record-missing. */
export async function advanceTrail(deps: TrailLogDeps, trail: AnyTrail): Promise<number> {
  const step = deps.afterStep ?? (async () => {});
  const taken = await withTrail(deps.db, trail, async (tx) => {
    const name = logName(deps, trail);
    const verifier = verifierText(name, "log", deps.signer.privateKey);
    const log = await lockLog(tx, verifier);
    await step("locked");
    if (log.checkpoint !== null && log.verifier !== verifier) throw stop("signing-key-changed", "The log was signed with another key than the one that is here.", trail);
    const recorded = await deps.signer.record.last(trail);
    const entries = await entriesFrom(tx, log.treeSize + 1, Math.max(deps.batch ?? BATCH, (recorded?.size ?? 0) - log.treeSize));
    if (entries.length === 0 && log.checkpoint !== null) return refuseUnless(log.treeSize >= (recorded?.size ?? 0), behind(trail), 0);
    checkEntries(trail, log.treeSize, entries);
    const tree = await growTree(tx, log.treeSize, entries, trail, recorded);
    await step("tiles written");
    await deps.signer.record.note(trail, tree);
    await step("record noted");
    const text = checkpointText(name, tree);
    const checkpoint = `${text}\n${signLine({ name, privateKey: deps.signer.privateKey }, text)}`;
    await saveLog(tx, { treeSize: tree.size, verifier, checkpoint, signedAt: deps.clock.now() });
    for (const entry of entries) if (entry.act === CLOSE_DAY) await saveDay(tx, entry.objectId, entry.seq, checkpoint);
    await step("checkpoint saved");
    return entries.length;
  });
  await step("committed");
  await withTrail(deps.db, trail, settleDue);
  deps.onTaken?.(taken);
  return taken;
}

/** One round over the trails that have new entries. A trail that must be repaired does not hold up the others. */
export async function advanceDueTrails(deps: TrailLogDeps, onTrouble: (error: unknown, trail: string) => void): Promise<readonly AnyTrail[]> {
  const due = await dueTrails(deps.db, TRAILS_AT_ONCE);
  const advanced: AnyTrail[] = [];
  for (const trail of due) {
    await advanceTrail(deps, trail).then(() => advanced.push(trail), (error: unknown) => onTrouble(error, trail));
  }
  return advanced;
}

function checkEntries(trail: string, size: number, entries: readonly StoredEntry[]): void {
  entries.forEach((entry, n) => {
    if (entry.seq !== size + n + 1) throw stop("trail-gap", "An entry is missing from the trail.", `${trail} entry ${size + n + 1}`);
    if (!isLeafOf(entry, entry.salt, entry.leaf)) throw stop("trail-entry-altered", "An entry is not what it was when it was written.", `${trail} entry ${entry.seq}`);
  });
}

/** Writes the tiles; answers the tree, which continues the one that was signed last. */
async function growTree(tx: AuditedTransaction, size: number, entries: readonly (EntryFacts & { readonly leaf: Uint8Array })[], trail: string, recorded: Tree | undefined): Promise<Tree> {
  const stored = tilesOf(tx);
  const grown = await growTiles(stored, size, entries.map(({ leaf }) => leaf));
  await saveTiles(tx, grown);
  const fresh = new Map(grown.map((tile) => [`${tile.level}/${tile.n}`, tile.hashes]));
  const read: TileReader = async (tile) => fresh.get(`${tile.level}/${tile.n}`) ?? stored(tile);
  const tree = { size: size + entries.length, root: await rootOf(size + entries.length, nodesOf(read)) };
  if (recorded === undefined) {
    if (size > 0) throw stop("signing-record-missing", "The record of what was signed last is gone, and the log is not new.", trail);
    return tree;
  }
  if (tree.size < recorded.size) throw behind(trail);
  if (!sameHash(await rootOf(recorded.size, nodesOf(read)), recorded.root)) throw stop("trail-forked", "The trail does not continue the one that was signed before.", `${trail} at size ${recorded.size}`);
  return tree;
}

const behind = (trail: string): Refusal => stop("trail-behind-signed", "The trail has fewer entries than were signed before: its end was removed, or the database is older than the signing record.", trail);

function refuseUnless<T>(condition: boolean, refusal: Refusal, value: T): T {
  if (!condition) throw refusal;
  return value;
}

const stop = (code: string, message: string, at: string): Refusal =>
  new Refusal("conflict", code, message, [{ at, remedy: "Nothing more of this trail is signed until it is repaired: docs/runbooks/audit-verify.md." }]);
