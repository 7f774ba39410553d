/** Forgets alerts when the entries behind them have gone: as old as the trail is kept. With an entry, as every deletion by schedule. */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { type AnyTrail, audit, retentionOf, withTrail } from "../audit/audit.ts";
import type { Database } from "../postgres/postgres.ts";

const ACTOR = { kind: "system", name: "retention" } as const;

/** Every trail of the plane. @param planeDays what the plane keeps every trail for */
export async function pruneAlerts(db: Database<any>, planeDays: number, clock: Clock): Promise<number> {
  const { rows } = await sql<{ trail: AnyTrail }>`SELECT trail FROM trail_register ORDER BY trail`.execute(db.kysely);
  let forgotten = 0;
  for (const { trail } of rows) forgotten += await pruneTrailAlerts(db, trail, planeDays, clock);
  return forgotten;
}

function pruneTrailAlerts(db: Database<any>, trail: AnyTrail, planeDays: number, clock: Clock): Promise<number> {
  return withTrail(db, trail, async (tx) => {
    const olderThan = new Date(clock.now().getTime() - (await retentionOf(tx, planeDays)) * 86_400_000);
    const deleted = await sql`DELETE FROM alert WHERE site_id = ${tx.trail} AND fired_at < ${olderThan}`.execute(tx);
    const count = Number(deleted.numAffectedRows ?? 0);
    if (count > 0) await audit(tx, { actor: ACTOR, act: "alerts.prune", object: { kind: "alerts-before", id: olderThan.toISOString() } }, undefined, clock);
    return count;
  });
}
