/**
 * Adds a key. The first one signs at once; a later one is published ahead, so that regions know it before they see it.
 * Two nodes that start together make one key between them (advisory lock).
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { newId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { Actor } from "../../platform/access/access.ts";
import { inTrail, OPERATOR, type Database } from "../../platform/postgres/postgres.ts";
import { newSigningKey, readSigningKey } from "../../platform/tokens/tokens.ts";
import type { Seal } from "../sealing/sealing.ts";
import type { ControlTables } from "../tables.ts";

/** From publication to the first signature; regions fetch unknown keys themselves, so this is for those cut off. */
export const PUBLISHED_AHEAD_MS = 15 * 60_000;
/** From the follower's first signature to the end of publication: twice the life of an access token. */
export const PUBLISHED_AFTER_MS = 10 * 60_000;
/** A key signs for this long, then it is followed by another. */
const KEY_LIFE_MS = 90 * 86_400_000;

export type KeyRing = {
  readonly database: Database<ControlTables>;
  readonly clock: Clock;
  readonly keySeal: Seal;
  readonly auditSeal: Seal["seal"];
};

/** @param onlyIfDue makes a key only when there is none or the newest is old. Answers whether one was made. */
export async function rotateTokenKeys(ring: KeyRing, actor: Actor, { onlyIfDue }: { onlyIfDue: boolean }): Promise<boolean> {
  const jwkText = newSigningKey();
  const { publicJwk } = await readSigningKey(jwkText);
  return inTrail(ring.database, OPERATOR, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('token_key', 0))`.execute(tx);
    const newest = await tx.selectFrom("token_key").select("signs_from").orderBy("signs_from", "desc").limit(1).executeTakeFirst();
    const now = ring.clock.now();
    if (onlyIfDue && newest && now.getTime() - newest.signs_from.getTime() < KEY_LIFE_MS) return false;
    const id = newId("key");
    await tx
      .insertInto("token_key")
      .values({
        id,
        public_jwk: JSON.stringify(publicJwk),
        sealed_private_jwk: ring.keySeal.seal({ kind: "token_key.sealed_private_jwk", object: id }, Buffer.from(jwkText)),
        created_at: now,
        signs_from: newest ? new Date(now.getTime() + PUBLISHED_AHEAD_MS) : now,
      })
      .execute();
    await audit(tx, { actor, act: newest ? "token-keys.rotate" : "token-keys.create", object: { kind: "token-key", id } }, ring.auditSeal, ring.clock);
    return true;
  });
}

/** Start-up and the plane's own clock call this. */
export const tokenKeysDue = (ring: KeyRing): Promise<boolean> =>
  rotateTokenKeys(ring, { kind: "system", name: "token-keys" }, { onlyIfDue: true });
