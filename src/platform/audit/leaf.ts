/**
 * What exactly is hashed for an entry. Fixed for ever: a customer may hold a hash of it.
 *
 * entry      = JSON array [1, trail, seq, id, at (ISO, ms), actor kind, actor id, act, object kind, object id,
 *              SHA-256 of the sealed bytes in hex, or null]
 * commitment = SHA-256(salt (32 random bytes) || entry in UTF-8)
 * leaf       = SHA-256(0x00 || commitment)             RFC 6962 section 2.1
 */
import { createHash } from "node:crypto";

export type EntryFacts = {
  readonly trail: string;
  readonly seq: number;
  readonly id: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string;
  readonly act: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly sealed: Uint8Array | null;
};

export function entryBytes(entry: EntryFacts): Uint8Array {
  const sealed = entry.sealed === null ? null : sha256(entry.sealed).toString("hex");
  return Buffer.from(
    JSON.stringify([
      1, entry.trail, entry.seq, entry.id, entry.at.toISOString(), entry.actorKind, entry.actorId,
      entry.act, entry.objectKind, entry.objectId, sealed,
    ]),
  );
}

export const leafHash = (salt: Uint8Array, entry: EntryFacts): Buffer =>
  sha256(Buffer.of(0), sha256(salt, entryBytes(entry)));

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
