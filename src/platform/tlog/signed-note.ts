/**
 * Signed notes (c2sp.org/signed-note): text, an empty line, one line per signature. Log keys are Ed25519 (type 0x01); witnesses
 * cosign with a time (c2sp.org/tlog-cosignature, type 0x04). Pure; keys come from the caller.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { invariant, Refusal } from "../../base/errors.ts";

export type KeyType = "log" | "witness";
const TYPE_BYTE = { log: 0x01, witness: 0x04 } as const;
const PUBLIC_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** The DER bytes before the 32 of an Ed25519 public key (RFC 8410). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

export type VerifierKey = { readonly name: string; readonly type: KeyType; readonly id: Buffer; readonly key: KeyObject };
export type SignerKey = { readonly name: string; readonly privateKey: KeyObject };

export type NoteSignature = { readonly name: string; readonly id: Buffer; readonly bytes: Buffer };
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** What a note's key names may be: no space, no plus sign, printable. */
const NAME = /^[^\s+\u0000-\u001f\u007f]{1,200}$/u;
const MAX_NOTE_CHARACTERS = 100_000;
const MAX_SIGNATURES = 100;

const publicBytes = (key: KeyObject): Buffer => createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI.length);

const keyIdOf = (name: string, type: KeyType, raw: Uint8Array): Buffer =>
  createHash("sha256").update(name).update(Buffer.of(0x0a, TYPE_BYTE[type])).update(raw).digest().subarray(0, 4);

/** The text by which a key is given to whoever verifies: `name+id+key`. */
export function verifierText(name: string, type: KeyType, key: KeyObject): string {
  invariant(NAME.test(name), "a key's name has neither spaces nor plus signs");
  const raw = publicBytes(key);
  return `${name}+${keyIdOf(name, type, raw).toString("hex")}+${Buffer.concat([Buffer.of(TYPE_BYTE[type]), raw]).toString("base64")}`;
}

/** @throws Refusal verifier-key-not-valid */
export function readVerifier(text: string): VerifierKey {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  const [name, id, bytes] = [found?.[1] ?? "", found?.[2] ?? "", strictBase64(found?.[3] ?? "")];
  const type = bytes[0] === TYPE_BYTE.log ? "log" : bytes[0] === TYPE_BYTE.witness ? "witness" : undefined;
  if (type === undefined || bytes.length !== 1 + PUBLIC_BYTES || !NAME.test(name) || keyIdOf(name, type, bytes.subarray(1)).toString("hex") !== id) {
    throw new Refusal("invalid", "verifier-key-not-valid", "This is not a verifier key of a log or a witness.", [{ expected: "name+8 hex digits+base64, as the log publishes it" }]);
  }
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(1)]), format: "der", type: "spki" });
  return { name, type, id: Buffer.from(id, "hex"), key };
}

/** Nothing for what is not written the one right way: two texts must not mean one signature. */
function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : Buffer.alloc(0);
}

const lineOf = (name: string, id: Buffer, bytes: Buffer): string => `— ${name} ${Buffer.concat([id, bytes]).toString("base64")}\n`;

/** A line that a log adds to its own text. */
export function signLine({ name, privateKey }: SignerKey, text: string): string {
  invariant(NAME.test(name) && text.endsWith("\n"), "a note ends with its line and is signed by a name");
  return lineOf(name, keyIdOf(name, "log", publicBytes(privateKey)), sign(null, Buffer.from(text), privateKey));
}

const cosigned = (text: string, seconds: number): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

/** A line that a witness adds to a checkpoint it found consistent. */
export function cosignLine({ name, privateKey }: SignerKey, text: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  return lineOf(name, keyIdOf(name, "witness", publicBytes(privateKey)), Buffer.concat([time, sign(null, cosigned(text, seconds), privateKey)]));
}

/** @throws Refusal note-not-valid when it does not have the form; says nothing about its signatures. */
export function readNote(whole: string): Note {
  const end = whole.lastIndexOf("\n\n");
  if (end < 0 || whole.length > MAX_NOTE_CHARACTERS || !whole.endsWith("\n") || !/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/.test(whole)) throw notANote();
  const lines = whole.slice(end + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw notANote();
  return { text: whole.slice(0, end + 1), signatures: readSignatures(lines) };
}

/** Signature lines alone, as a witness answers them. @throws Refusal note-not-valid */
export function readSignatures(lines: readonly string[]): NoteSignature[] {
  return lines.map((line) => {
    const found = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    const bytes = strictBase64(found?.[2] ?? "");
    if (found === null || bytes.length < 5) throw notANote();
    return { name: found[1] ?? "", id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
  });
}

const notANote = (): Refusal => new Refusal("invalid", "note-not-valid", "This is not a signed note.", [{ expected: "text, an empty line, and signature lines (c2sp.org/signed-note)" }]);

/**
 * Whether the key signed the note. A signature under the key's name and id that is wrong makes the whole note worthless, which
 * is why it is told apart from none.
 */
export function signatureBy(note: Note, key: VerifierKey): "signed" | "not signed" | "wrong" {
  const own = note.signatures.filter(({ name, id }) => name === key.name && id.equals(key.id));
  if (own.length === 0) return "not signed";
  return own.every(({ bytes }) => isGood(note.text, bytes, key)) ? "signed" : "wrong";
}

/** When a witness says it signed; undefined when it did not. */
export function cosignedAt(note: Note, key: VerifierKey): Date | undefined {
  if (key.type !== "witness" || signatureBy(note, key) !== "signed") return undefined;
  const bytes = note.signatures.find(({ name, id }) => name === key.name && id.equals(key.id))?.bytes;
  return bytes && new Date(Number(bytes.readBigUInt64BE(0)) * 1000);
}

function isGood(text: string, bytes: Buffer, { type, key }: VerifierKey): boolean {
  if (type === "log") return bytes.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, bytes);
  if (bytes.length !== 8 + SIGNATURE_BYTES) return false;
  const seconds = bytes.readBigUInt64BE(0);
  if (seconds > BigInt(Number.MAX_SAFE_INTEGER)) return false;
  return verify(null, cosigned(text, Number(seconds)), key, bytes.subarray(8));
}
