/** Ends access before its time: whoever holds it, whoever had a say, whoever watches, and the customer, one by one or all at once. */
import { parseId, type OrganisationId, type StaffId } from "../../base/ids.ts";
import { type ActorFace, mayAsStaff, needDuty, needOrganisation, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { finish } from "./finish.ts";
import { judge, type GrantAct } from "./grant-life.ts";
import { refusalOf } from "./grant-refusals.ts";
import { type GrantRow, lifeOf, lockGrant, organisationOf, saveChange, type Tx } from "./grants.store.ts";

/** Needs no proof anew: ending is always safe. @throws Refusal forbidden not-involved; conflict grant-over; not_found. */
export async function endAccess(plane: ControlPlane, actor: OperatorActor, idText: string): Promise<void> {
  needDuty(actor, "grants", "read");
  const { id, organisation } = await organisationOf(plane, idText);
  await inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await lockGrant(tx, organisation, id);
    const act: GrantAct = row.requester === actor.staff
      ? { act: "withdraw", by: actor.staff }
      : { act: "revoke", by: actor.staff, mayRevokeAny: mayAsStaff(actor.duties, "grants:authorise") };
    const judged = judge(lifeOf(row), act, plane.clock.now());
    if (judged !== "nothing" && "refusal" in judged) throw refusalOf(judged.refusal);
    await endIf(plane, tx, row, act, actor, actor.staff);
  });
}

/** @throws Refusal conflict grant-over; not_found. */
export function endAccessAsCustomer(plane: ControlPlane, { actor }: SignedIn, idText: string): Promise<void> {
  needOrganisation(actor, actor.organisation, "staff-access", "end");
  const id = parseId("grt", idText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await lockGrant(tx, actor.organisation, id);
    if (!(await endIf(plane, tx, row, { act: "revoke-as-customer" }, actor, actor.person))) throw refusalOf("grant-over");
  });
}

/** The kill switch: everything that is live or asked for. Answers how many ended; none is an answer too. */
export function endAllAccess(plane: ControlPlane, { actor }: SignedIn): Promise<number> {
  needOrganisation(actor, actor.organisation, "staff-access", "end");
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const ended = await endAll(plane, tx, await openRows(tx, actor.organisation), { act: "revoke-as-customer" }, actor, actor.person);
    await audit(tx, { actor, act: "staff-access.end-all", object: { kind: "organisation", id: actor.organisation }, detail: { ended } }, plane.auditSeal, plane.clock);
    return ended;
  });
}

/** When a ticket is open no longer; in the transaction of that. */
export async function endWithTicket(plane: ControlPlane, tx: Tx, end: { readonly organisation: OrganisationId; readonly ticket: string; readonly by: ActorFace }): Promise<void> {
  const rows = (await openRows(tx, end.organisation)).filter(({ ticket }) => ticket === end.ticket);
  await endAll(plane, tx, rows, { act: "ticket-over" }, end.by, "ticket");
}

/** Everything that somebody holds or had a say in, when they leave or lose their standing. */
export async function endWithStanding(plane: ControlPlane, staff: StaffId): Promise<number> {
  const found = await plane.database.kysely.selectFrom("grant_queue").select(["id", "organisation_id"]).where("state", "<>", "over")
    .where((row) => row.or([row("requester", "=", staff), row("reviewer", "=", staff), row("authoriser", "=", staff)])).execute();
  let ended = 0;
  for (const { id, organisation_id: organisation } of found) {
    await inTrail(plane.database, organisation, async (tx: Tx) => {
      if (await endIf(plane, tx, await lockGrant(tx, organisation, id), { act: "standing-lost" }, ACTOR, "standing")) ended += 1;
    });
  }
  return ended;
}

const ACTOR = { kind: "system", name: "grants" } as const;

const openRows = (tx: Tx, organisation: OrganisationId): Promise<GrantRow[]> =>
  tx.selectFrom("access_grant").selectAll().where("organisation_id", "=", organisation).where("state", "<>", "over").orderBy("id").forUpdate().execute();

async function endAll(plane: ControlPlane, tx: Tx, rows: readonly GrantRow[], act: GrantAct, actor: ActorFace, by: string): Promise<number> {
  let ended = 0;
  for (const row of rows) if (await endIf(plane, tx, row, act, actor, by)) ended += 1;
  return ended;
}

/** False when there is nothing to end. The row is locked. */
export async function endIf(plane: ControlPlane, tx: Tx, row: GrantRow, act: GrantAct, actor: ActorFace, by: string): Promise<boolean> {
  const now = plane.clock.now();
  const judged = judge(lifeOf(row), act, now);
  if (judged === "nothing" || "refusal" in judged || judged.change.state !== "over") return false;
  await saveChange(tx, row, judged.change, by, now);
  await finish(plane, tx, row, judged.change.outcome);
  await audit(tx, { actor, act: "grants.end", object: { kind: "grant", id: row.id }, before: { state: row.state }, after: { ...judged.change } }, plane.auditSeal, plane.clock);
  return true;
}
