/**
 * One key sealed under another: data keys under the site key, and root-wrapped site keys in the local key file.
 *
 * Layout, version 1 (93 bytes for a 32-byte key): version (1) · nonce (12) · commitment (32) · sealed key · tag (16).
 * AES-256-GCM; the commitment is derived from the wrapping key and the nonce, so that no wrapped key
 * can be made that opens under two wrapping keys (GCM alone does not promise that).
 * Published in vectors/FORMAT.md.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from "node:crypto";
import { fieldBytes } from "./place.ts";
import { refuse } from "./refusals.ts";

const VERSION = 1;
const NONCE_BYTES = 12;
const COMMITMENT_BYTES = 32;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + COMMITMENT_BYTES;
export const KEY_BYTES = 32;

/** HKDF-SHA-256 (RFC 5869) with the label in the info field. */
export function derive(key: KeyObject, salt: Uint8Array, ...label: readonly string[]): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, fieldBytes(...label), KEY_BYTES));
}

export const derivedKey = (key: KeyObject, salt: Uint8Array, ...label: readonly string[]): KeyObject => {
  const bytes = derive(key, salt, ...label);
  const object = createSecretKey(bytes);
  bytes.fill(0);
  return object;
};

/** @param context binds the wrapped key to its use; the same fields are needed to unwrap it. */
export function wrapKey(wrapping: KeyObject, context: readonly string[], key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const commitment = derive(wrapping, nonce, "spendward wrap 1 commit");
  const head = Buffer.concat([Buffer.of(VERSION), nonce, commitment]);
  const cipher = createCipheriv("aes-256-gcm", derivedKey(wrapping, nonce, "spendward wrap 1 seal"), nonce);
  cipher.setAAD(Buffer.concat([head, fieldBytes(...context)]));
  return Buffer.concat([head, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Refusal sealed-truncated, sealed-unknown-format, sealed-wrong-key, wrapped-key-damaged. */
export function unwrapKey(wrapping: KeyObject, context: readonly string[], wrapped: Uint8Array): Buffer {
  const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength);
  if (bytes.length < HEAD_BYTES + TAG_BYTES + 1) throw refuse("sealed-truncated");
  if (bytes[0] !== VERSION) throw refuse("sealed-unknown-format");
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const commitment = bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES);
  if (!timingSafeEqual(commitment, derive(wrapping, nonce, "spendward wrap 1 commit"))) throw refuse("sealed-wrong-key");
  const decipher = createDecipheriv("aes-256-gcm", derivedKey(wrapping, nonce, "spendward wrap 1 seal"), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([bytes.subarray(0, HEAD_BYTES), fieldBytes(...context)]));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw refuse("wrapped-key-damaged");
  }
}
