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
  const seen = checkpoint === undefined ? [] : [checkEntry(opened, proof.hashes, `index ${proof.index}`, checkpoint, faults)].filter((one) => one !== undefined);
  for (const { seq } of seen) if (seq !== proof.index + 1) faults.push({ at: `entry ${seq}`, what: `The proof is for entry ${proof.index + 1}.` });
  return { log: origin, key: options.key === undefined ? "" : `${options.key.name} as given`, ...(checkpoint && { checkpoint }), ...sumUp(seen, true), cosigned: cosignatures(checkpoint, options), faults };
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

type Seen = { readonly seq: number; readonly act: string; readonly object: string; readonly opened: boolean; readonly good: boolean };

function checkLine(line: string, where: string, checkpoint: Checkpoint, faults: Fault[]): Seen | undefined {
  try {
    const { proof, ...opened } = JSON.parse(line) as PackLine;
    return checkEntry(opened, readHashes(proof), where, checkpoint, faults);
  } catch {
    faults.push({ at: where, what: "This line cannot be read." });
    return undefined;
  }
}

function checkEntry(opened: OpenedEntry, hashes: readonly Uint8Array[], where: string, checkpoint: Checkpoint, faults: Fault[]): Seen | undefined {
  const facts = JSON.parse(opened.entry) as readonly unknown[];
  const [version, trail, seq, id, , , , act, , object, , clearHash] = facts;
  const at = `entry ${String(seq)} (${String(id)})`;
  if ((version !== 1 && version !== 2) || typeof seq !== "number" || typeof id !== "string") {
    faults.push({ at: where, what: "This is not an entry." });
    return undefined;
  }
  if (!checkpoint.origin.endsWith(`/${String(trail)}`)) faults.push({ at, what: "This entry is of another trail than the checkpoint." });
  const salt = Buffer.from(opened.salt, "base64");
  const leaf = hashOfLeaf(commitmentOf(salt, Buffer.from(opened.entry)));
  const root = rootByInclusion(leaf, seq - 1, checkpoint.size, hashes);
  const shown = opened.clear !== null && version === 2;
  const fault =
    salt.toString("base64") !== opened.salt || root === undefined || !sameHash(root, checkpoint.root) ? "This entry is not in the signed tree: it, its place or its proof was altered."
    : shown && createHash("sha256").update(opened.clear ?? "").digest("hex") !== clearHash ? "The details shown are not those that were recorded."
    : undefined;
  if (fault !== undefined) faults.push({ at, what: fault });
  return { seq, act: String(act), object: String(object), opened: shown, good: fault === undefined };
}

function checkOrder(seen: readonly Seen[], faults: Fault[]): { readonly gaps: readonly number[] } {
  const gaps: number[] = [];
  seen.forEach(({ seq }, n) => {
    const before = seen[n - 1]?.seq;
    if (before === undefined) return;
    if (seq <= before) faults.push({ at: `entry ${seq}`, what: "It stands twice, or out of order." });
    if (seq > before + 1 && gaps.length < MOST_FAULTS) gaps.push(before + 1);
  });
  return { gaps };
}

function sumUp(all: readonly Seen[], complete: boolean): Pick<Verdict, "entries" | "firstSeq" | "lastSeq" | "complete" | "opened" | "closedDays"> {
  const seen = all.filter(({ good }) => good);
  const [first, last] = [seen[0]?.seq, seen.at(-1)?.seq];
  return {
    entries: seen.length, ...(first !== undefined && { firstSeq: first }), ...(last !== undefined && { lastSeq: last }), complete,
    opened: seen.filter(({ opened }) => opened).length, closedDays: seen.filter(({ act }) => act === CLOSE_DAY).map(({ object }) => object),
  };
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
