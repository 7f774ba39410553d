/**
 * What happens without anybody doing anything: requests lapse, access ends at its time, the customer is reminded once, and who lost their
 * standing loses what they hold. Bears running twice, and running late: nothing that is over can be used in the meantime (issue-grant-token.ts).
 */
import type { ControlPlane } from "../plane.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { standingOf } from "../staff/staff.ts";
import { endIf, endWithStanding } from "./end-access.ts";
import { REMINDED_AFTER_MS } from "./grant-life.ts";
import { lockGrant, type Tx } from "./grants.store.ts";
import { tellCustomer } from "./tell.ts";

const ACTOR = { kind: "system", name: "grants" } as const;
/** Each round; what is left waits for the next. */
const AT_ONCE = 200;

/** Answers how many grants it ended. */
export async function strikeGrants(plane: ControlPlane): Promise<number> {
  const now = plane.clock.now();
  const queue = plane.database.kysely.selectFrom("grant_queue").where("state", "<>", "over");
  const due = await queue.select(["id", "organisation_id"])
    .where((row) => row.or([row.and([row("state", "=", "live"), row("ends_at", "<=", now)]), row.and([row("state", "<>", "live"), row("lapses_at", "<=", now)])])).orderBy("id").limit(AT_ONCE).execute();
  let ended = 0;
  for (const { id, organisation_id: organisation } of due) {
    await inTrail(plane.database, organisation, async (tx: Tx) => {
      if (await endIf(plane, tx, await lockGrant(tx, organisation, id), { act: "clock" }, ACTOR, "clock")) ended += 1;
    });
  }
  await remind(plane, now);
  const involved = await queue.select(["requester", "reviewer", "authoriser"]).execute();
  for (const staff of new Set(involved.flatMap(({ requester, reviewer, authoriser }) => [requester, reviewer, authoriser]))) {
    if (staff !== null && (await standingOf(plane.database.kysely, staff, now)).state !== "good") ended += await endWithStanding(plane, staff);
  }
  return ended;
}

async function remind(plane: ControlPlane, now: Date): Promise<void> {
  const quiet = await plane.database.kysely.selectFrom("grant_queue").select(["id", "organisation_id"]).where("state", "=", "customer").where("customer_reminded_at", "is", null)
    .where("customer_asked_at", "<=", new Date(now.getTime() - REMINDED_AFTER_MS)).orderBy("id").limit(AT_ONCE).execute();
  for (const { id, organisation_id: organisation } of quiet) {
    await inTrail(plane.database, organisation, async (tx: Tx) => {
      const row = await lockGrant(tx, organisation, id);
      if (row.state !== "customer" || row.customer_reminded_at !== null) return;
      await tx.updateTable("access_grant").set({ customer_reminded_at: now }).where("organisation_id", "=", organisation).where("id", "=", id).execute();
      await tellCustomer(plane, tx, row, "access-reminder");
      await audit(tx, { actor: ACTOR, act: "grants.remind", object: { kind: "grant", id } }, plane.auditSeal, plane.clock);
    });
  }
}
