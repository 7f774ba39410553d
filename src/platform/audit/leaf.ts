/**
 * What exactly is hashed for an entry. Fixed for ever: a customer may hold a hash of it.
 *
 * entry      = JSON array [2, trail, seq, id, at (ISO, ms), actor kind, actor id, act, object kind, object id,
 *              SHA-256 of the sealed bytes in hex or null, SHA-256 of the clear details in hex or null]
 *              (entries without details, and those from before the last element existed, are [1, ...] without it)
 * commitment = SHA-256(salt (32 random bytes) || entry in UTF-8)
 * leaf       = SHA-256(0x00 || commitment)             RFC 6962 section 2.1
 */
import { createHash } from "node:crypto";
import { hashOfLeaf } from "../tlog/tlog.ts";

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
  /** SHA-256 of what was sealed, which holds 32 random bytes; null without details. */
  readonly clearHash: Uint8Array | null;
};

export function entryBytes(entry: EntryFacts): Uint8Array {
  const sealed = entry.sealed === null ? null : sha256(entry.sealed).toString("hex");
  const facts = [entry.trail, entry.seq, entry.id, entry.at.toISOString(), entry.actorKind, entry.actorId, entry.act, entry.objectKind, entry.objectId, sealed];
  return Buffer.from(JSON.stringify(entry.clearHash === null ? [1, ...facts] : [2, ...facts, Buffer.from(entry.clearHash).toString("hex")]));
}

/** What the transparency log holds of an entry: 32 bytes that say nothing without the salt. */
export const commitmentOf = (salt: Uint8Array, entry: Uint8Array): Buffer => sha256(salt, entry);

export const leafHash = (salt: Uint8Array, entry: EntryFacts): Buffer => hashOfLeaf(commitmentOf(salt, entryBytes(entry)));

/** Whether a stored entry still is what was written. */
export const isLeafOf = (entry: EntryFacts, salt: Uint8Array, leaf: Uint8Array): boolean => leafHash(salt, entry).equals(leaf);

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
