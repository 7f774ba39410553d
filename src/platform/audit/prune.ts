/**
 * Deletes entries whose time is over (promise L2), and says so in the trail. Tiles and the checkpoints of closed days stay: every proof that was ever given remains
 * valid, and the tree still shows that the deleted entries were there.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { invariant } from "../../base/errors.ts";
import type { Database } from "../postgres/postgres.ts";
import { LEAST_RETENTION_DAYS, retentionOf } from "./retention.ts";
import { type AnyTrail, withTrail } from "./trail-log.store.ts";
import { audit } from "./write.ts";

const BATCH = 5_000;
const ACTOR = { kind: "system", name: "retention" } as const;

/**
 * @param planeDays what the plane keeps every trail for; a customer may have asked for longer
 * @returns the number of the last entry deleted, if any was.
 */
export async function pruneTrail(db: Database<any>, trail: AnyTrail, planeDays: number, clock: Clock): Promise<number | undefined> {
  invariant(planeDays >= LEAST_RETENTION_DAYS, "the trail is kept for at least 90 days");
  let last: number | undefined;
  for (;;) {
    const deleted = await withTrail(db, trail, async (tx) => {
      const olderThan = new Date(clock.now().getTime() - (await retentionOf(tx, planeDays)) * 86_400_000);
      const { rows } = await sql<{ last: number | null }>`SELECT prune_audit_entries(${olderThan}, ${BATCH}) AS last`.execute(tx);
      const upTo = rows[0]?.last ?? undefined;
      if (upTo !== undefined) await audit(tx, { actor: ACTOR, act: "trail.prune", object: { kind: "entries-up-to", id: String(upTo) } }, undefined, clock);
      return upTo;
    });
    if (deleted === undefined) return last;
    last = deleted;
  }
}

/** One round over every trail of the plane. */
export async function pruneTrails(db: Database<any>, planeDays: number, clock: Clock): Promise<void> {
  const { rows } = await sql<{ trail: AnyTrail }>`SELECT trail FROM trail_register ORDER BY trail`.execute(db.kysely);
  for (const { trail } of rows) await pruneTrail(db, trail, planeDays, clock);
}
