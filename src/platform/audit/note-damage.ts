/**
 * Tells a customer in the customer's own trail that the trail is not what was written: an entry, which the alert rules look at. At most one a
 * day. Acts go on being written to a trail that must be repaired, so this one may too; it says nothing of where, which is the operator's to find.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { type Database, OPERATOR } from "../postgres/postgres.ts";
import { actedSince } from "./find-entries.ts";
import { type AnyTrail, lockTrail, withTrail } from "./trail-log.store.ts";
import { audit } from "./write.ts";

const DAY_MS = 86_400_000;
const CLOCKS_DIFFER_MS = 3_600_000;
/** Of a round that comes once a day, the next is a little late. */
const MARGIN_MS = 3_600_000;

/** False: told before, or a trail that has no entries at all, where an entry would only be in the way of a repair. */
export async function noteDamage(db: Database<any>, trail: AnyTrail, clock: Clock): Promise<boolean> {
  if (trail === OPERATOR) return false;
  const entry = { actor: { kind: "system", name: "trail" }, act: "trail.damaged", object: { kind: "trail", id: trail } } as const;
  return withTrail(db, trail, async (tx) => {
    await lockTrail(tx);
    const nowMs = clock.now().getTime();
    if (await actedSince(tx, entry, new Date(nowMs - DAY_MS + MARGIN_MS), new Date(nowMs + CLOCKS_DIFFER_MS))) return false;
    const { rows } = await sql`SELECT FROM audit_entry WHERE site_id = ${trail} LIMIT 1`.execute(tx);
    if (rows.length === 0) return false;
    await audit(tx, entry, undefined, clock);
    return true;
  });
}
