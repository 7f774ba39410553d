/**
 * Challenges that passkeys sign: random, for one purpose and one session, for five minutes, answered once.
 *
 * Making one writes nothing, so asking for them in a flood fills nothing: it carries its end and a keyed hash. Only an answered one
 * is remembered, in the transaction of what it proves, until it would have run out.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { ControlPlane } from "../plane.ts";
import type { Tx } from "./second-factors.store.ts";

export type Purpose = "add" | "prove" | "sign-in" | "staff-add" | "staff-prove" | "staff-sign-in" | "staff-agree";

const CHALLENGE_MS = 5 * 60_000;
const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;

function macOf(plane: ControlPlane, head: Uint8Array, purpose: Purpose, session: string): Buffer {
  return createHmac("sha256", plane.challengeKey).update(head).update(JSON.stringify([purpose, session])).digest();
}

/** @param session empty where nobody is signed in yet */
export function newChallenge(plane: ControlPlane, purpose: Purpose, session: string): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(HEAD_BYTES);
  randomBytes(RANDOM_BYTES).copy(head);
  head.writeUInt32BE(Math.floor((plane.clock.now().getTime() + CHALLENGE_MS) / 1000), RANDOM_BYTES);
  return new Uint8Array(Buffer.concat([head, macOf(plane, head, purpose, session)]));
}

/** Was this one ours, for this, and is it answered for the first time? */
export async function takeChallenge(plane: ControlPlane, tx: Tx, challenge: string, purpose: Purpose, session: string): Promise<boolean> {
  const bytes = Buffer.from(challenge, "base64url");
  if (bytes.length !== HEAD_BYTES + 32) return false;
  const head = bytes.subarray(0, HEAD_BYTES);
  if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), macOf(plane, head, purpose, session))) return false;
  const now = plane.clock.now();
  const expiresAt = new Date(head.readUInt32BE(RANDOM_BYTES) * 1000);
  if (expiresAt <= now) return false;
  await sql`delete from passkey_challenge_used where challenge_sha256 in (select challenge_sha256 from passkey_challenge_used where expires_at <= ${now} limit 20)`.execute(tx);
  const taken = await tx
    .insertInto("passkey_challenge_used").values({ challenge_sha256: createHash("sha256").update(bytes).digest(), expires_at: expiresAt })
    .onConflict((known) => known.doNothing()).returning("expires_at").executeTakeFirst();
  return taken !== undefined;
}
