/**
 * A batch as it is stored: a row whose clear columns say where the lines are from and from when to when, and the lines, sealed.
 *
 * What is sealed: a line of JSON with those columns and the link of the batch before, a line break, the lines (zstd). So a column
 * that was changed, a batch that was exchanged, and one taken out of the middle with all links after it made anew, do not fit what is
 * sealed. The end alone could be cut off: that is what anchors are for (anchor-logs.ts).
 */
import { createHash } from "node:crypto";
import type { KeyId } from "../../base/ids.ts";
import type { PlaneSeal } from "../../platform/vault/vault.ts";

export type StoredBatch = {
  readonly position: number;
  readonly source: string;
  readonly stream: string;
  readonly from_number: number;
  readonly number: number;
  readonly missing: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly lines: number;
  readonly dropped: number;
  readonly received_at: Date;
  readonly key_id: KeyId;
  readonly sealed: Buffer;
  readonly link: Buffer;
};

export type BatchFacts = Omit<StoredBatch, "sealed" | "link">;

/** Before the first. */
export const FIRST_LINK = Buffer.alloc(32);

const factsText = (facts: BatchFacts): string => {
  const { position, source, stream, from_number: from, number, missing, first_at: first, last_at: last, lines, dropped, received_at: received, key_id: key } = facts;
  return JSON.stringify([position, source, stream, from, number, missing, first.getTime(), last.getTime(), lines, dropped, received.getTime(), key]);
};

const placeOf = ({ stream, number }: BatchFacts) => ({ kind: "log_batch.sealed", object: stream, position: number });
const headOf = (facts: BatchFacts, before: Uint8Array): string => `${factsText(facts)} ${Buffer.from(before).toString("base64")}\n`;

export const linkOf = (facts: BatchFacts, before: Uint8Array, sealed: Uint8Array): Buffer =>
  createHash("sha256").update("spendward log batch 1\n").update(before).update(factsText(facts)).update(createHash("sha256").update(sealed).digest()).digest();

export function sealBatch(seal: PlaneSeal, facts: BatchFacts, before: Uint8Array, packed: Uint8Array): { readonly sealed: Buffer; readonly link: Buffer } {
  const sealed = Buffer.from(seal.seal(placeOf(facts), Buffer.concat([Buffer.from(headOf(facts, before)), packed])));
  return { sealed, link: linkOf(facts, before, sealed) };
}

/** The compressed lines. @throws Refusal sealed-* when the seal is broken. */
export function openBatch(seal: PlaneSeal, batch: StoredBatch): { readonly packed: Buffer; readonly fits: (before: Uint8Array) => boolean } {
  const clear = seal.open(placeOf(batch), batch.sealed);
  const end = clear.indexOf(0x0a);
  return { packed: clear.subarray(end + 1), fits: (before) => clear.subarray(0, end + 1).equals(Buffer.from(headOf(batch, before))) };
}
