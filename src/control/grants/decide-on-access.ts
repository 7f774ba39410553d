/** Those who have a say: a peer reviews, somebody of another duty authorises, the customer answers if it wants to be asked. */
import { Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needDuty, needFreshProof, needOrganisation, needStrong, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { standingOf } from "../staff/staff.ts";
import { openTicket } from "../tickets/tickets.ts";
import { finish } from "./finish.ts";
import { judge, type GrantAct } from "./grant-life.ts";
import { refusalOf } from "./grant-refusals.ts";
import { approverOf, type GrantRow, lifeOf, lockGrant, organisationOf, saveChange, type Tx } from "./grants.store.ts";
import { customerIsAsked } from "./policy.ts";
import { tellAuthorisers, tellCustomer } from "./tell.ts";

export type Decision = { readonly allow: boolean };

/** @throws Refusal forbidden own-grant, same-person, same-device, duty-…; conflict grant-state, grant-over; not_found. */
export const reviewAccess = (plane: ControlPlane, actor: OperatorActor, id: string, decision: Decision): Promise<void> => decide(plane, actor, id, "review", decision);
export const authoriseAccess = (plane: ControlPlane, actor: OperatorActor, id: string, decision: Decision): Promise<void> => decide(plane, actor, id, "authorise", decision);

async function decide(plane: ControlPlane, actor: OperatorActor, idText: string, step: "review" | "authorise", { allow }: Decision): Promise<void> {
  needDuty(actor, "grants", step);
  needFreshProof(actor, plane.clock.now().getTime());
  const { id, organisation } = await organisationOf(plane, idText);
  const reviewed = await inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await lockGrant(tx, organisation, id);
    const by = await approverOf(tx, actor);
    const act: GrantAct = { act: step, by, allow, customerIsAsked: await customerIsAsked(tx, organisation) };
    const judged = judge(lifeOf(row), act, plane.clock.now());
    if (judged !== "nothing" && "change" in judged && judged.change.state !== "over") await needStillGood(plane, tx, row);
    const verb = step === "review" ? "grants.review" : row.kind === "break_glass" ? "break-glass.join" : "grants.authorise";
    await carryOut(plane, tx, row, judged, { actor, by: actor.staff, verb, detail: { allow, name: actor.name } });
    return step === "review" && allow ? row.requester : undefined;
  });
  if (reviewed !== undefined) await tellAuthorisers(plane, reviewed, id);
}

/**
 * The customer's answer.
 * @throws Refusal forbidden also for somebody who works for the operator; conflict grant-state, grant-over; not_found.
 */
export function answerAccess(plane: ControlPlane, { actor, person }: SignedIn, idText: string, { allow }: Decision): Promise<void> {
  needOrganisation(actor, actor.organisation, "staff-access", "allow");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("grt", idText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await lockGrant(tx, actor.organisation, id);
    const staff = await tx.selectFrom("staff").select("id").where("email", "=", person.email.toLowerCase()).executeTakeFirst();
    if (staff) throw new Refusal("forbidden", "answer-by-staff", "This address is in the operator's register, so it cannot answer for the customer.", [{ remedy: "Another administrator of the organisation answers." }]);
    const judged = judge(lifeOf(row), { act: "answer", allow }, plane.clock.now());
    if (allow && judged !== "nothing" && "change" in judged) await needStillGood(plane, tx, row);
    await carryOut(plane, tx, row, judged, { actor, by: actor.person, verb: "grants.answer", detail: { allow } });
  });
}

type Doing = { readonly actor: Parameters<typeof audit>[1]["actor"]; readonly by: string; readonly verb: string; readonly detail: object };

async function carryOut(plane: ControlPlane, tx: Tx, row: GrantRow, judged: ReturnType<typeof judge>, { actor, by, verb, detail }: Doing): Promise<void> {
  if (judged === "nothing") return;
  if ("refusal" in judged) throw refusalOf(judged.refusal);
  const { change } = judged;
  const now = plane.clock.now();
  await saveChange(tx, row, change, by, now);
  if (change.state === "customer") await tellCustomer(plane, tx, row, "access-asked");
  if (change.state === "live") await tellCustomer(plane, tx, row, row.kind === "break_glass" ? "access-emergency" : "access-begun");
  if (change.state === "over") await finish(plane, tx, row, change.outcome);
  await audit(tx, { actor, act: verb, object: { kind: "grant", id: row.id }, before: { state: row.state }, after: { ...change }, detail }, plane.auditSeal, plane.clock);
}

/** Everybody who allowed it, and whoever will hold it, is still here and in good standing; and the ticket is still open, and still about this site. */
async function needStillGood(plane: ControlPlane, tx: Tx, row: GrantRow): Promise<void> {
  for (const id of [row.requester, row.reviewer, row.authoriser]) {
    if (id === null || (await standingOf(tx, id, plane.clock.now())).state === "good") continue;
    throw new Refusal("conflict", "grant-standing", "Somebody this access rests on has left or is no longer in good standing.", [{ remedy: "It has to be asked for anew." }]);
  }
  if (row.ticket === null) return;
  const ticket = await openTicket(tx, row.organisation_id, row.ticket);
  if (!ticket.open || ticket.site !== row.site) throw new Refusal("conflict", "ticket-not-open", "The ticket this rests on is not open any more.", [{ remedy: "Only the customer can reopen it." }]);
}
