/**
 * Rows: one small value sealed in one go, with a key per kind and month.
 *
 * Layout, version 1 (92 bytes and the sealed value; numbers big-endian; published in vectors/FORMAT.md):
 *   0 mark "S" · 1 version 1 · 2 region (1 uk, 2 eu, 3 us; 0 for a plane's own things, see plane-seal.ts) · 3 zero · 4 site check (4) · 8 place check (4)
 *   12 length of the sealed value (4) · 16 id of the data key (16) · 32 nonce (12) · 44 commitment (32)
 *   76 sealed value · tag (16)
 * AES-256-GCM. Associated data: the first 76 bytes, then region, site, kind, object, position as length-prefixed
 * fields. The checks only name the reason of a refusal; the tag protects. The commitment is derived from the data key,
 * so that no bytes can be made that open under two keys.
 *
 * Limit: nonces are random, so one key must not seal more than 2^32 rows (NIST SP 800-38D, 8.3): per kind and month.
 */
import { createCipheriv, createDecipheriv, randomFillSync, timingSafeEqual, type KeyObject } from "node:crypto";
import type { KeyId, SiteId } from "../../base/ids.ts";
import { REGIONS, type Region } from "../../base/regions.ts";
import { fieldBytes, placeCheck, positionText, type Place } from "./place.ts";
import { refuse } from "./refusals.ts";
import { derive, derivedKey } from "./wrap.ts";

export type SealedRow = Uint8Array & { readonly __sealedRow: unique symbol };

/** A data key made ready for rows. */
export type RowKey = { readonly id: KeyId; readonly idBytes: Buffer; readonly sealing: KeyObject; readonly commitment: Uint8Array };

const MARK = 0x53;
const VERSION = 1;
const HEAD_BYTES = 76;
const TAG_BYTES = 16;
/** A row is one value of a table. What can be larger is a blob. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;
const NO_SALT = new Uint8Array();

export function rowKey(id: KeyId, key: KeyObject): RowKey {
  return {
    id,
    idBytes: Buffer.from(id.slice(4).replaceAll("-", ""), "hex"),
    sealing: derivedKey(key, NO_SALT, "spendward row 1 seal"),
    commitment: derive(key, NO_SALT, "spendward row 1 commit"),
  };
}

/** Whose row it is: a site's in a region, or a plane's own, which belongs to no site. */
export type RowRegion = Region | "control";
export type RowSite = SiteId | "none";

/** 0 for what is no region. */
const regionNumber = (region: RowRegion): number => REGIONS.indexOf(region as Region) + 1;

function idText(bytes: Buffer): KeyId {
  const hex = bytes.toString("hex");
  return `key_${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// Nonces are taken from a block of random bytes, each used once: asking the system for 12 at a time costs 2 µs a row.
const pool = Buffer.alloc(12 * 1024);
let poolAt = pool.length;
function takeNonce(into: Buffer, at: number): void {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  pool.copy(into, at, poolAt, poolAt + 12);
  pool.fill(0, poolAt, poolAt + 12);
  poolAt += 12;
}

export function sealRowWith(key: RowKey, region: RowRegion, site: RowSite, place: Place, value: Uint8Array): SealedRow {
  if (value.length > MAX_ROW_BYTES) throw refuse("sealed-too-large");
  const where = fieldBytes(region, site, place.kind, place.object, positionText(place));
  const sealed = Buffer.alloc(HEAD_BYTES + value.length + TAG_BYTES);
  sealed[0] = MARK;
  sealed[1] = VERSION;
  sealed[2] = regionNumber(region);
  sealed.writeUInt32BE(placeCheck(site), 4);
  sealed.writeUInt32BE(placeCheck(where), 8);
  sealed.writeUInt32BE(value.length, 12);
  key.idBytes.copy(sealed, 16);
  takeNonce(sealed, 32);
  sealed.set(key.commitment, 44);
  const cipher = createCipheriv("aes-256-gcm", key.sealing, sealed.subarray(32, 44));
  cipher.setAAD(Buffer.concat([sealed.subarray(0, HEAD_BYTES), where]));
  cipher.update(value).copy(sealed, HEAD_BYTES);
  cipher.final();
  cipher.getAuthTag().copy(sealed, HEAD_BYTES + value.length);
  return sealed as Uint8Array as SealedRow;
}

/** Everything that can be refused before a key is fetched; the id of the data key that is needed. */
export function readRowHead(region: RowRegion, site: RowSite, place: Place, sealed: Uint8Array): KeyId {
  if (sealed.length === 0) throw refuse("sealed-empty");
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] !== MARK || (bytes.length > 1 && bytes[1] !== VERSION)) throw refuse("sealed-unknown-format");
  if (bytes.length < HEAD_BYTES + TAG_BYTES) throw refuse("sealed-truncated");
  const length = bytes.readUInt32BE(12);
  if (length > MAX_ROW_BYTES) throw refuse("sealed-too-large");
  if (bytes.length < HEAD_BYTES + length + TAG_BYTES) throw refuse("sealed-truncated");
  if (bytes.length > HEAD_BYTES + length + TAG_BYTES) throw refuse("sealed-over-long");
  if (bytes[2] !== regionNumber(region)) throw refuse("sealed-wrong-region");
  if (bytes.readUInt32BE(4) !== placeCheck(site)) throw refuse("sealed-wrong-site");
  if (bytes.readUInt32BE(8) !== placeCheck(fieldBytes(region, site, place.kind, place.object, positionText(place)))) {
    throw refuse("sealed-wrong-place");
  }
  return idText(bytes.subarray(16, 32));
}

/** Call after readRowHead, with the key it named. Nothing is returned unless all of it is authentic. */
export function openRowWith(key: RowKey, region: RowRegion, site: RowSite, place: Place, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (!timingSafeEqual(bytes.subarray(44, HEAD_BYTES), key.commitment)) throw refuse("sealed-wrong-key");
  const decipher = createDecipheriv("aes-256-gcm", key.sealing, bytes.subarray(32, 44), { authTagLength: TAG_BYTES });
  const where = fieldBytes(region, site, place.kind, place.object, positionText(place));
  decipher.setAAD(Buffer.concat([bytes.subarray(0, HEAD_BYTES), where]));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const value = decipher.update(bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    value.fill(0);
    throw refuse("sealed-damaged");
  }
  return value;
}
