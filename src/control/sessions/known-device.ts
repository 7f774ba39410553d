/**
 * The cookie of a browser that has signed in as an account before. It opens nothing: it only keeps others' guessing from closing
 * the account on its owner (sign-in-limits.ts). Bound to the address of the account, so it is worth nothing for another, and
 * signed, so that nobody can make one.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export const DEVICE_COOKIE = "__Host-spendward-device";
const DEVICE_DAYS = 180;

const mac = (key: Uint8Array, nonce: string, account: string): Buffer => createHmac("sha256", key).update(JSON.stringify([nonce, account.toLowerCase()])).digest();

/** A Set-Cookie line. */
export function deviceCookie(key: Uint8Array, account: string): string {
  const nonce = randomBytes(16).toString("base64url");
  const value = `${nonce}.${mac(key, nonce, account).toString("base64url")}`;
  return `${DEVICE_COOKIE}=${value}; Max-Age=${DEVICE_DAYS * 86_400}; Path=/; HttpOnly; Secure; SameSite=Strict`;
}

/** What this device is counted by, if the account knows it. */
export function knownDevice(key: Uint8Array, account: string, cookies: string): string | undefined {
  const value = cookies.split(/; */).find((one) => one.startsWith(`${DEVICE_COOKIE}=`))?.slice(DEVICE_COOKIE.length + 1);
  const [, nonce = "", signature = ""] = /^([\w-]{22})\.([\w-]{43})$/.exec(value ?? "") ?? [];
  if (nonce === "") return undefined;
  const expected = mac(key, nonce, account);
  const given = Buffer.from(signature, "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : undefined;
}
