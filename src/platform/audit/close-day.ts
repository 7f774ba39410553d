/**
 * Ends each day (UTC) of a trail with an entry of its own, on days on which nothing happened too. The checkpoint that covers it
 * is kept (trail_day): between two closing entries stands everything the trail will ever say of the time between them.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import type { Database } from "../postgres/postgres.ts";
import { CLOSE_DAY } from "./advance-trail.ts";
import { type AnyTrail, lockTrail, withTrail } from "./trail-log.store.ts";
import { audit } from "./write.ts";

const AT_ONCE = 200;
const ACTOR = { kind: "system", name: "trail" } as const;

/** Closes the last day that is over wherever it is still open. A clock that goes backwards closes nothing twice. @returns how many. */
export async function closeDays(db: Database<any>, clock: Clock): Promise<number> {
  const yesterday = new Date(clock.now().getTime() - 86_400_000).toISOString().slice(0, 10);
  const { rows } = await sql<{ trail: AnyTrail }>`SELECT trail FROM trail_register WHERE closed_day IS NULL OR closed_day < ${yesterday} ORDER BY trail LIMIT ${AT_ONCE}`.execute(db.kysely);
  for (const { trail } of rows) {
    await withTrail(db, trail, async (tx) => {
      // In the order in which every writer locks; of two processes one closes the day.
      await lockTrail(tx);
      const taken = await sql`UPDATE trail_register SET closed_day = ${yesterday} WHERE trail = ${trail} AND (closed_day IS NULL OR closed_day < ${yesterday}) RETURNING trail`.execute(tx);
      if (taken.rows.length > 0) await audit(tx, { actor: ACTOR, act: CLOSE_DAY, object: { kind: "day", id: yesterday } }, undefined, clock);
    });
  }
  return rows.length;
}
