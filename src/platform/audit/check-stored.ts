/**
 * Reads a whole trail as it is stored and says what in it is not what was written, and where: entries against their leaves, leaves
 * against tiles, tiles against each other, the tree against the signed checkpoint, the record of what was signed, and the closed days.
 *
 * It needs no key but the log's public one, opens no details and changes nothing. All of it is one snapshot, so it may run beside
 * the sequencer. What it cannot see: an entry of the last second or two that was altered together with its leaf before it was signed,
 * and a rewriting of everything by somebody who holds the database, the record and the signing key: for that there are witnesses.
 */
import { sql } from "kysely";
import { Refusal } from "../../base/errors.ts";
import type { AuditedTransaction, Database } from "../postgres/postgres.ts";
import { type Checkpoint, growTiles, nodesOf, readNote, readVerifier, rootOf, sameHash, signatureBy, type TileReader, type Tree, type VerifierKey, verifierText } from "../tlog/tlog.ts";
import { logName } from "./advance-trail.ts";
import { checkDays } from "./check-days.ts";
import { checkTree } from "./check-tree.ts";
import type { TrailSigner } from "./signing-record.ts";
import { type Bounds, opened, type RootAt } from "./stored-faults.ts";
import { type AnyTrail, entriesFrom, logOf, type LogRow, tilesOf, withTrail } from "./trail-log.store.ts";
import type { Fault } from "./verify-pack.ts";

export type StoredTrailDeps = {
  readonly db: Database<any>;
  readonly signer: TrailSigner;
  readonly origin: string;
  /** Whose cosignatures can be checked; those of others are only read. */
  readonly witnesses?: readonly VerifierKey[];
};

export type StoredVerdict = {
  readonly trail: string;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly treeSize: number;
  readonly faults: readonly Fault[];
};

const MOST_FAULTS = 100;

export async function checkStoredTrail(deps: StoredTrailDeps, trail: AnyTrail): Promise<StoredVerdict> {
  const { known, verdict } = await look(deps, trail);
  // Signed for the first time while we looked: what is in the snapshot was in no record yet.
  if (known || verdict.faults.length === 0) return verdict;
  return (await look(deps, trail)).verdict;
}

/** @returns known: something was on record before the snapshot was taken. */
async function look(deps: StoredTrailDeps, trail: AnyTrail): Promise<{ readonly known: boolean; readonly verdict: StoredVerdict }> {
  const faults: Fault[] = [];
  // Before the snapshot: what was signed by then must be in it, or follow from it.
  const recorded = await deps.signer.record.last(trail).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    faults.push({ at: "signing record", what: error.message });
    return "damaged" as const;
  });
  const verdict = await withTrail(deps.db, trail, async (tx) => {
    await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`.execute(tx);
    const bounds = await boundsOf(tx);
    const log = await logOf(tx);
    const checkpoint = checkLog(deps, trail, log, faults);
    const signedSize = recorded === "damaged" || (log === undefined && (await firstOnItsWay(tx))) ? 0 : (recorded?.size ?? 0);
    if (log === undefined && signedSize > 0) faults.push({ at: "checkpoint", what: `It is gone, with all that the log says of itself: ${signedSize} entries were signed.` });
    const treeSize = log?.treeSize ?? signedSize;
    await checkTree(tx, treeSize, bounds, faults);
    const rootAt = rootsOf(tx);
    if (checkpoint !== undefined && checkpoint.size === treeSize) await sameTree(rootAt, checkpoint, "tree", "The tree is not the one that was signed: it was replaced, or tiles of it altered.", faults);
    if (recorded !== "damaged") await checkRecord(tx, recorded, treeSize, rootAt, faults);
    await checkDays(tx, { trail, key: keyOf(deps, trail), treeSize, rootAt, firstSeq: bounds.firstSeq }, faults);
    await checkRegister(tx, bounds.lastSeq ?? 0, treeSize, faults);
    return { trail, ...bounds, treeSize, faults: faults.slice(0, MOST_FAULTS) };
  });
  return { known: recorded !== undefined, verdict };
}

/**
 * The record is noted before the first signature is committed, or the sequencer was killed between the two: then nothing of a log is
 * there yet and the trail is still to be signed. Its entries must lead to the recorded tree all the same (checkRecord).
 */
async function firstOnItsWay(tx: AuditedTransaction): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`
    SELECT due AND NOT EXISTS (SELECT FROM trail_tile WHERE site_id = ${tx.trail}) AND NOT EXISTS (SELECT FROM trail_day WHERE site_id = ${tx.trail}) AS yes
    FROM trail_register WHERE trail = ${tx.trail}`.execute(tx);
  return rows[0]?.yes === true;
}

const keyOf = ({ signer, origin }: StoredTrailDeps, trail: string): VerifierKey => readVerifier(verifierText(logName({ origin }, trail), "log", signer.privateKey));

async function boundsOf(tx: AuditedTransaction): Promise<Bounds> {
  const { rows } = await sql<Bounds>`SELECT min(seq) AS "firstSeq", max(seq) AS "lastSeq" FROM audit_entry WHERE site_id = ${tx.trail}`.execute(tx);
  return rows[0] ?? { firstSeq: null, lastSeq: null };
}

/** The checkpoint and what is kept beside it. */
function checkLog(deps: StoredTrailDeps, trail: string, log: LogRow | undefined, faults: Fault[]): Checkpoint | undefined {
  if (log === undefined || log.checkpoint === null) return undefined;
  if (log.verifier !== verifierText(logName(deps, trail), "log", deps.signer.privateKey)) faults.push({ at: "log key", what: "The key that is shown for this log is not the one that signs it." });
  const checkpoint = opened(log.checkpoint, keyOf(deps, trail), "checkpoint", faults);
  if (checkpoint !== undefined && checkpoint.size !== log.treeSize) faults.push({ at: "tree size", what: `The log says ${log.treeSize} entries, its signed checkpoint ${checkpoint.size}.` });
  if (checkpoint !== undefined) checkCosignatures(log.checkpoint, log.cosignatures, deps.witnesses ?? [], faults);
  return checkpoint;
}

function checkCosignatures(checkpoint: string, cosignatures: string, witnesses: readonly VerifierKey[], faults: Fault[]): void {
  try {
    const note = readNote(checkpoint + cosignatures);
    for (const { name } of note.signatures.slice(1)) {
      const witness = witnesses.find((key) => key.name === name);
      if (witness === undefined ? witnesses.length > 0 : signatureBy(note, witness) !== "signed") faults.push({ at: `cosignature of ${name}`, what: "It is not a cosignature of this checkpoint by a witness that is known here." });
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push({ at: "cosignatures", what: "They cannot be read." });
  }
}

function rootsOf(tx: AuditedTransaction, read: TileReader = tilesOf(tx)): RootAt {
  const nodes = nodesOf(read);
  return (size) => rootOf(size, nodes).catch((error: unknown) => {
    if (error instanceof Error && /reaches as far as the tree/.test(error.message)) return undefined;
    throw error;
  });
}

async function sameTree(rootAt: RootAt, { size, root }: Tree, at: string, what: string, faults: Fault[]): Promise<void> {
  const stored = await rootAt(size);
  if (stored === undefined || !sameHash(stored, root)) faults.push({ at, what });
}

async function checkRecord(tx: AuditedTransaction, recorded: Tree | undefined, treeSize: number, rootAt: RootAt, faults: Fault[]): Promise<void> {
  const at = "signing record";
  if (recorded === undefined) {
    if (treeSize > 0) faults.push({ at, what: "It is gone, and the log is not new." });
    return;
  }
  const what = `It says that another tree of ${recorded.size} entries was signed: the record was altered, or the trail replaced.`;
  if (recorded.size <= treeSize) return sameTree(rootAt, recorded, at, what, faults);
  // One signature may be on its way: then the entries for it are there and lead to that very tree.
  const pending = await entriesFrom(tx, treeSize + 1, recorded.size - treeSize);
  if (pending.length < recorded.size - treeSize) return void faults.push({ at: `entry ${treeSize + pending.length + 1}`, what: `The end of the trail is missing from here on: ${recorded.size} entries were signed.` });
  const stored = tilesOf(tx);
  const grown = await growTiles(stored, treeSize, pending.map(({ leaf }) => leaf)).catch(() => []);
  const fresh = new Map(grown.map((tile) => [`${tile.level}/${tile.n}`, tile.hashes]));
  await sameTree(rootsOf(tx, async (tile) => fresh.get(`${tile.level}/${tile.n}`) ?? stored(tile)), recorded, at, what, faults);
}

/** What tells the rounds that there is work: altered, the trail would be left lying. */
async function checkRegister(tx: AuditedTransaction, lastSeq: number, treeSize: number, faults: Fault[]): Promise<void> {
  const { rows } = await sql<{ due: boolean }>`SELECT due FROM trail_register WHERE trail = ${tx.trail}`.execute(tx);
  if (lastSeq > treeSize && rows[0]?.due !== true) faults.push({ at: `entry ${treeSize + 1}`, what: "Entries from here on are not signed, and nothing tells the service to sign them." });
}
