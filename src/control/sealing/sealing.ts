/**
 * What control seals for itself: details of audit entries and the private halves of token keys. The keys come from
 * the plane's one secret, which is not in its database; customer data has no business here (that is platform/vault).
 *
 * Sealed form: version 1 (1 byte) · nonce (12) · AES-256-GCM ciphertext · tag (16); the key is HKDF-SHA-256 of the secret
 * for one purpose, and kind and object of the row are authenticated, so a sealed value cannot move to another row.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { invariant } from "../../base/errors.ts";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The plane's secret has at least this many random bytes. */
export const SECRET_BYTES = 32;

export type SealedPlace = { readonly kind: string; readonly object: string };
export type Seal = {
  readonly seal: (place: SealedPlace, clear: Uint8Array) => Buffer;
  readonly open: (place: SealedPlace, sealed: Uint8Array) => Buffer;
};

/** A key of its own for each purpose, so that no two uses of the secret can be played against each other. */
export function keyFor(secret: Uint8Array, purpose: string): Buffer {
  invariant(secret.length >= SECRET_BYTES, "the control plane's secret has at least 32 bytes");
  return Buffer.from(hkdfSync("sha256", secret, new Uint8Array(), `spendward control 1 ${purpose}`, 32));
}

const bound = (place: SealedPlace): Buffer => Buffer.from(JSON.stringify([VERSION, place.kind, place.object]));

export function sealWith(key: Uint8Array): Seal {
  return {
    seal: (place, clear) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bound(place));
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
    },
    open: (place, sealed) => {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      invariant(bytes.length >= 1 + NONCE_BYTES + TAG_BYTES && bytes[0] === VERSION, `a sealed ${place.kind} has the form we wrote`);
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(bound(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}
