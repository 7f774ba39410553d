/** Checkpoints (c2sp.org/tlog-checkpoint): a signed note whose text is origin, size and root hash. */
import { invariant, Refusal } from "../../base/errors.ts";
import { HASH_BYTES, type Hash } from "./merkle.ts";
import { type Note, readNote, signatureBy, type VerifierKey } from "./signed-note.ts";

export type Tree = { readonly size: number; readonly root: Hash };
export type Checkpoint = Tree & {
  /** Which log: `spendward.example/uk/sit_…`. */
  readonly origin: string;
  /** As it was signed, with its signatures. */
  readonly note: Note;
  readonly whole: string;
};

export function checkpointText(origin: string, { size, root }: Tree): string {
  invariant(/^\S+$/.test(origin) && Number.isSafeInteger(size) && size >= 0, "a checkpoint names a log and a size");
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** @throws Refusal note-not-valid, checkpoint-not-valid. Says nothing about who signed it. */
export function readCheckpoint(whole: string): Checkpoint {
  const note = readNote(whole);
  const [origin = "", size = "", root = ""] = note.text.split("\n");
  const hash = Buffer.from(root, "base64");
  const good = origin !== "" && /^(0|[1-9]\d{0,15})$/.test(size) && Number.isSafeInteger(Number(size)) && hash.length === HASH_BYTES && hash.toString("base64") === root;
  if (!good) throw new Refusal("invalid", "checkpoint-not-valid", "This is not a checkpoint of a log.", [{ expected: "origin, size and root hash, a line each (c2sp.org/tlog-checkpoint)" }]);
  return { origin, size: Number(size), root: hash, note, whole };
}

/** @throws Refusal checkpoint-of-another-log, checkpoint-not-signed, checkpoint-signature-wrong. */
export function openCheckpoint(whole: string, key: VerifierKey): Checkpoint {
  const checkpoint = readCheckpoint(whole);
  if (checkpoint.origin !== key.name) throw new Refusal("invalid", "checkpoint-of-another-log", "This checkpoint is of another log.", [{ at: checkpoint.origin, expected: key.name }]);
  const signed = signatureBy(checkpoint.note, key);
  if (signed === "not signed") throw new Refusal("invalid", "checkpoint-not-signed", "The log has not signed this checkpoint with that key.", [{ at: checkpoint.origin }]);
  if (signed === "wrong") throw new Refusal("invalid", "checkpoint-signature-wrong", "The signature of this checkpoint is wrong: it was altered, or made by somebody else.", [{ at: checkpoint.origin }]);
  return checkpoint;
}
