/**
 * Codes of an authenticator app: HOTP (RFC 4226) over time steps (RFC 6238), with the parameters that every app knows: SHA-1, six
 * digits, 30 seconds. Tried on the vectors of both (totp.test.ts).
 *
 * Written out because the libraries answer yes or no, and refusing a replay needs to know *which* step a code belongs to.
 * One step of leeway each way: clocks differ, and people type slowly (RFC 6238, section 5.2).
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const STEP_MS = 30_000;
const DIGITS = 6;
const LEEWAY_STEPS = 1;
/** As RFC 4226 recommends (section 4, R6). */
const SECRET_BYTES = 20;

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

export function hotp(secret: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac("sha1", secret).update(message).digest();
  const at = (digest.at(-1) ?? 0) & 0x0f;
  return String((digest.readUInt32BE(at) & 0x7fff_ffff) % 10 ** DIGITS).padStart(DIGITS, "0");
}

export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

/** The step whose code this is, or undefined. Compares all of them, whichever fits. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | undefined {
  if (!/^[0-9]{6}$/.test(code)) return undefined;
  const given = Buffer.from(code);
  let found: number | undefined;
  for (let step = stepAt(now) - LEEWAY_STEPS; step <= stepAt(now) + LEEWAY_STEPS; step++) {
    if (timingSafeEqual(Buffer.from(hotp(secret, step)), given)) found = step;
  }
  return found;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, section 6, without padding: how apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** What the QR code says (Key URI format of the authenticator apps). */
export function keyUri(secret: Uint8Array, account: string): string {
  return `otpauth://totp/${encodeURIComponent("Spendward")}:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=Spendward&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}
