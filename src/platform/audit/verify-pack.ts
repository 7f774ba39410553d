/**
 * Checks packs and single proofs with nothing but their text: no server, no database. Names the entry that fails. Pure.
 *
 * What a good result says: the holder of the log's key signed a tree with exactly these entries at exactly these places. Not who that
 * is: compare the key with the one that was published, or give it (`key`). Not that it shows everybody the same tree: that is what
 * witnesses and a kept older checkpoint (`since`) are for.
 */
import { createHash } from "node:crypto";
import { Refusal } from "../../base/errors.ts";
import { type Checkpoint, cosignedAt, hashOfLeaf, isConsistent, openCheckpoint, readCheckpoint, readHashes, readProof, readVerifier, rootByInclusion, sameHash, signatureBy, type VerifierKey } from "../tlog/tlog.ts";
import { CLOSE_DAY } from "./advance-trail.ts";
import { commitmentOf } from "./leaf.ts";
import { type OpenedEntry, PACK_FORMAT, type PackHead, type PackLine } from "./trail-pack.ts";

export type VerifyOptions = { readonly key?: VerifierKey; readonly witnesses: readonly VerifierKey[]; readonly since?: Checkpoint };

/** What is wrong, at the entry it is wrong with (undefined: with the whole). */
export type Fault = { readonly at?: string; readonly what: string };

export type Verdict = {
  readonly log: string;
  readonly key: string;
  readonly checkpoint?: Checkpoint;
  readonly entries: number;
  readonly firstSeq?: number;
  readonly lastSeq?: number;
  /** Whether the entries are all there are between the first and the last. */
  readonly complete: boolean;
  /** Entries whose clear details were shown and are those that were recorded. */
  readonly opened: number;
  readonly closedDays: readonly string[];
  /** Days of which everything is shown, from the closing entry of the day before to their own, with how many entries they have. */
  readonly wholeDays: readonly { readonly day: string; readonly entries: number }[];
  /** What holds and is still worth knowing: times that run backwards. */
  readonly notes: readonly string[];
  readonly cosigned: readonly { readonly witness: string; readonly at: string }[];
  readonly faults: readonly Fault[];
};

const MOST_FAULTS = 100;

/** @throws Refusal pack-not-readable when it is not a pack at all. */
export function verifyPack(text: string, options: VerifyOptions): Verdict {
  const [first = "", ...lines] = text.split("\n");
  const head = readHead(first);
  const faults: Fault[] = [];
  const key = options.key ?? readVerifier(head.key);
  const checkpoint = trusted(head.checkpoint, key, options, faults);
  // Nobody signs the head itself. What in it is shown as a fact must agree with what is signed.
  if (checkpoint !== undefined && head.log !== checkpoint.origin) faults.push({ at: "line 1", what: `It names another log than its checkpoint, which is of ${checkpoint.origin}.` });
  if (options.key !== undefined && !sameKey(head.key, options.key)) faults.push({ at: "line 1", what: "It shows another key than the one that you gave." });
  if (checkpoint !== undefined && options.since !== undefined) checkSince(head, checkpoint, options.since, faults);
  const ended = lines.pop() === "";
  if (!ended) faults.push({ at: `line ${lines.length + 2}`, what: "The file ends in the middle of a line: it was cut off." });
  const seen = checkpoint === undefined ? [] : lines.flatMap((line, n) => checkLine(line, `line ${n + 2}`, checkpoint, faults) ?? []);
  const order = checkOrder(seen, faults);
  if (head.complete && order.gaps.length > 0) for (const gap of order.gaps) faults.push({ at: `entry ${gap}`, what: "The pack says it is complete, and this entry is missing." });
  return { log: head.log, key: options.key === undefined ? head.key : `${options.key.name} as given`, ...(checkpoint && { checkpoint }), ...sumUp(seen, order.gaps.length === 0), cosigned: cosignatures(checkpoint, options), faults: faults.slice(0, MOST_FAULTS) };
}

/** @throws Refusal proof-not-valid and others when it is not a proof at all. */
export function verifyProof(text: string, options: VerifyOptions): Verdict {
  const proof = readProof(text);
  const faults: Fault[] = [];
  const opened = readOpened(proof.extra);
  const { origin } = proof.checkpoint;
  const checkpoint = options.key === undefined ? proof.checkpoint : trusted(proof.checkpoint.whole, options.key, options, faults);
  if (options.key === undefined) faults.push({ what: "A single proof does not carry the log's key: give it with --key." });
  const seen = checkpoint === undefined ? [] : [checkEntry(opened, proof.hashes, `index ${proof.index} of the proof`, checkpoint, faults)].filter((one) => one !== undefined);
  for (const { seq } of seen) if (seq !== proof.index + 1) faults.push({ at: `entry ${seq}`, what: `The proof is for entry ${proof.index + 1}.` });
  return { log: origin, key: options.key === undefined ? "" : `${options.key.name} as given`, ...(checkpoint && { checkpoint }), ...sumUp(seen, true), cosigned: cosignatures(checkpoint, options), faults };
}

function sameKey(text: string, key: VerifierKey): boolean {
  try {
    const shown = readVerifier(text);
    return shown.name === key.name && shown.id.equals(key.id) && shown.key.equals(key.key);
  } catch {
    return false;
  }
}

function readHead(line: string): PackHead {
  try {
    const head = JSON.parse(line) as PackHead;
    if (head.format === PACK_FORMAT && [head.log, head.key, head.checkpoint].every((field) => typeof field === "string")) return head;
  } catch {
    // told below
  }
  throw new Refusal("invalid", "pack-not-readable", "This is not an exported audit trail.", [{ at: "line 1", expected: `"format":"${PACK_FORMAT}"` }]);
}

function trusted(whole: string, key: VerifierKey, { witnesses }: VerifyOptions, faults: Fault[]): Checkpoint | undefined {
  try {
    const checkpoint = openCheckpoint(whole, key);
    for (const witness of witnesses) {
      const signed = signatureBy(checkpoint.note, witness);
      if (signed !== "signed") faults.push({ at: witness.name, what: signed === "wrong" ? "The witness's cosignature is wrong." : "This witness has not cosigned the checkpoint." });
    }
    return checkpoint;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push({ at: "checkpoint", what: error.message });
    return undefined;
  }
}

function checkSince({ since }: PackHead, now: Checkpoint, old: Checkpoint, faults: Fault[]): void {
  if (old.origin !== now.origin) return void faults.push({ at: "older checkpoint", what: `It is of another log: ${old.origin}.` });
  const proof = old.size === now.size || old.size === 0 ? [] : since?.size === old.size ? hashesOr(since.consistency) : undefined;
  if (proof === undefined) return void faults.push({ at: "older checkpoint", what: `The pack holds no proof from size ${old.size}. Export it again with since=${old.size}.` });
  if (!isConsistent(old.size, old.root, now.size, now.root, proof)) faults.push({ at: "older checkpoint", what: "The log does not continue the older checkpoint: what was signed then has been altered, removed or replaced." });
}

function hashesOr(lines: readonly string[]): Uint8Array[] {
  try {
    return readHashes(lines);
  } catch {
    return [];
  }
}

type Seen = { readonly seq: number; readonly where: string; readonly at: string; readonly act: string; readonly object: string; readonly opened: boolean; readonly good: boolean };

function checkLine(line: string, where: string, checkpoint: Checkpoint, faults: Fault[]): Seen | undefined {
  try {
    const { proof, ...opened } = JSON.parse(line) as PackLine;
    return checkEntry(opened, readHashes(proof), where, checkpoint, faults);
  } catch {
    faults.push({ at: where, what: "This line is not an entry with its proof: it was altered or cut off." });
    return undefined;
  }
}

function checkEntry(opened: OpenedEntry, hashes: readonly Uint8Array[], where: string, checkpoint: Checkpoint, faults: Fault[]): Seen | undefined {
  const facts = JSON.parse(opened.entry) as readonly unknown[];
  const [version, trail, seq, id, when, , , act, , object, , clearHash] = facts;
  const at = `entry ${String(seq)} (${String(id)}), ${where}`;
  if ((version !== 1 && version !== 2) || typeof seq !== "number" || typeof id !== "string") {
    faults.push({ at: where, what: "This line holds something other than an entry." });
    return undefined;
  }
  if (!checkpoint.origin.endsWith(`/${String(trail)}`)) faults.push({ at, what: "This entry is of another trail than the checkpoint." });
  const salt = Buffer.from(opened.salt, "base64");
  const leaf = hashOfLeaf(commitmentOf(salt, Buffer.from(opened.entry)));
  const root = rootByInclusion(leaf, seq - 1, checkpoint.size, hashes);
  const shown = opened.clear !== null && version === 2;
  const fault =
    salt.toString("base64") !== opened.salt || root === undefined || !sameHash(root, checkpoint.root) ? "This entry is not in the signed tree: it, its salt, its place or its proof was altered after it was signed."
    : shown && createHash("sha256").update(opened.clear ?? "").digest("hex") !== clearHash ? "The entry holds, but the details shown with it are not those that were recorded."
    : undefined;
  if (fault !== undefined) faults.push({ at, what: fault });
  return { seq, where, at: String(when), act: String(act), object: String(object), opened: shown, good: fault === undefined };
}

function checkOrder(seen: readonly Seen[], faults: Fault[]): { readonly gaps: readonly number[] } {
  const gaps: number[] = [];
  seen.forEach(({ seq, where }, n) => {
    const before = seen[n - 1]?.seq;
    if (before === undefined) return;
    if (seq <= before) faults.push({ at: `entry ${seq}, ${where}`, what: "It stands twice, or out of order." });
    if (seq > before + 1 && gaps.length < MOST_FAULTS) gaps.push(before + 1);
  });
  return { gaps };
}

function sumUp(all: readonly Seen[], complete: boolean): Pick<Verdict, "entries" | "firstSeq" | "lastSeq" | "complete" | "opened" | "closedDays" | "wholeDays" | "notes"> {
  const seen = all.filter(({ good }) => good);
  const [first, last] = [seen[0]?.seq, seen.at(-1)?.seq];
  return {
    entries: seen.length, ...(first !== undefined && { firstSeq: first }), ...(last !== undefined && { lastSeq: last }), complete,
    opened: seen.filter(({ opened }) => opened).length, closedDays: seen.filter(({ act }) => act === CLOSE_DAY).map(({ object }) => object),
    wholeDays: wholeDays(seen), notes: notesOf(seen),
  };
}

/** Between two closing entries with nothing missing stands all that happened. The first day of a trail begins with its first entry. */
function wholeDays(seen: readonly Seen[]): Verdict["wholeDays"] {
  const days: { day: string; entries: number }[] = [];
  let begun: number | undefined = seen[0]?.seq === 1 ? 0 : undefined;
  seen.forEach(({ seq, act, object }, n) => {
    if (n > 0 && seq !== (seen[n - 1]?.seq ?? 0) + 1) begun = undefined;
    if (act !== CLOSE_DAY) return;
    if (begun !== undefined) days.push({ day: object, entries: seq - begun - 1 });
    begun = seq;
  });
  return days;
}

const MOST_NOTES = 20;
/** Clocks of several machines never agree to the millisecond. */
const CLOCKS_AGREE_MS = 1_000;

/** The numbers are the order, whatever a clock said. */
function notesOf(seen: readonly Seen[]): string[] {
  const notes: string[] = [];
  let closed = "";
  seen.forEach(({ seq, at, act, object }, n) => {
    const before = seen[n - 1];
    if (before !== undefined && before.seq === seq - 1 && Date.parse(at) < Date.parse(before.at) - CLOCKS_AGREE_MS) notes.push(`Entry ${seq} has an earlier time than entry ${seq - 1}: a clock was set back. The numbers are the order.`);
    if (at.slice(0, 10) <= closed) notes.push(`Entry ${seq} has a time on ${at.slice(0, 10)}, and was written after that day had been closed.`);
    if (act === CLOSE_DAY && object > closed) closed = object;
  });
  return notes.slice(0, MOST_NOTES);
}

const cosignatures = (checkpoint: Checkpoint | undefined, { witnesses }: VerifyOptions): Verdict["cosigned"] =>
  checkpoint === undefined ? [] : witnesses.flatMap((key) => {
    const at = cosignedAt(checkpoint.note, key);
    return at === undefined ? [] : [{ witness: key.name, at: at.toISOString() }];
  });

function readOpened(extra: Uint8Array | undefined): OpenedEntry {
  try {
    const opened = JSON.parse(Buffer.from(extra ?? []).toString("utf8")) as OpenedEntry;
    if (typeof opened.entry === "string" && typeof opened.salt === "string") return opened;
  } catch {
    // told below
  }
  throw new Refusal("invalid", "proof-without-entry", "This proof does not carry its entry.", [{ expected: "a .tlog-proof file as the activity page gives it" }]);
}

/** Two checkpoints of one log and one size with different roots prove that it was forked. */
export function findFork(checkpoints: readonly Checkpoint[]): { readonly log: string; readonly size: number } | undefined {
  const roots = new Map<string, Checkpoint>();
  for (const checkpoint of checkpoints) {
    const key = `${checkpoint.origin} ${checkpoint.size}`;
    const known = roots.get(key);
    if (known !== undefined && !sameHash(known.root, checkpoint.root)) return { log: checkpoint.origin, size: checkpoint.size };
    roots.set(key, checkpoint);
  }
  return undefined;
}

/** For `since`: a checkpoint alone, or the one that a pack or proof kept from before holds. @throws Refusal when it is none of them. */
export function checkpointIn(text: string): Checkpoint {
  if (text.startsWith("{")) return readCheckpoint(readHead(text.split("\n", 1)[0] ?? "").checkpoint);
  if (text.startsWith("c2sp.org/tlog-proof")) return readProof(text).checkpoint;
  return readCheckpoint(text);
}
