/**
 * All stored trails of a plane checked, once a day on whichever node comes first, so that tampering in the database is found without a
 * customer's export. That it was done is an entry of the operator's trail, and each trail that does not hold is another.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { isId } from "../../base/ids.ts";
import { inTrail, OPERATOR } from "../postgres/postgres.ts";
import { checkStoredTrail, type StoredTrailDeps, type StoredVerdict } from "./check-stored.ts";
import { actedSince } from "./find-entries.ts";
import { type AnyTrail, lockTrail } from "./trail-log.store.ts";
import { audit } from "./write.ts";

const DAY_MS = 86_400_000;
/** Between nodes. An entry of later than that is from before a clock was set back, and no check of today. */
const CLOCKS_DIFFER_MS = 3_600_000;
const ACTOR = { kind: "system", name: "trail" } as const;
const CHECK = { actor: ACTOR, act: "trails.check", object: { kind: "plane", id: "all-trails" } } as const;

/** Those that do not hold; none when it was done within the last day. */
export async function checkDaily(deps: StoredTrailDeps, clock: Clock): Promise<readonly StoredVerdict[]> {
  const begun = await inTrail(deps.db, OPERATOR, async (tx) => {
    await lockTrail(tx);
    const nowMs = clock.now().getTime();
    if (await actedSince(tx, CHECK, new Date(nowMs - DAY_MS), new Date(nowMs + CLOCKS_DIFFER_MS))) return false;
    await audit(tx, CHECK, undefined, clock);
    return true;
  });
  if (!begun) return [];
  const broken: StoredVerdict[] = [];
  for await (const verdict of checkStoredTrails(deps)) {
    if (verdict.faults.length === 0) continue;
    broken.push(verdict);
    await inTrail(deps.db, OPERATOR, (tx) => audit(tx, { actor: ACTOR, act: "trails.broken", object: { kind: "trail", id: verdict.trail } }, undefined, clock));
  }
  return broken;
}

/** One after the other. A trail that was signed once and is now known to the database no more is checked too. */
export async function* checkStoredTrails(deps: StoredTrailDeps): AsyncGenerator<StoredVerdict> {
  const { rows } = await sql<{ trail: string }>`SELECT trail FROM trail_register`.execute(deps.db.kysely);
  const trails = new Set([...rows.map(({ trail }) => trail), ...(await deps.signer.record.trails())]);
  for (const trail of [...trails].sort()) if (isTrail(trail)) yield await checkStoredTrail(deps, trail);
}

const isTrail = (text: string): text is AnyTrail => text === OPERATOR || isId("sit", text) || isId("org", text);
