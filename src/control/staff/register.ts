/**
 * Keeping the people register: who comes, what changes, which checks were made. Nobody keeps their own entry: a check that one records about
 * oneself is worth nothing, and the table refuses it too.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type StaffId } from "../../base/ids.ts";
import { needDuty, needFreshProof, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { enqueueMail, needMailWorks } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { issueEnrolment } from "./staff-enrolment.ts";
import { lockStaff, type Tx } from "./staff.store.ts";
import type { CHECKS, EMPLOYMENTS } from "./staff.schema.ts";

export type NewStaff = { readonly name: string; readonly email: string } & StaffTerms;
export type StaffTerms = { readonly team: string; readonly employment: (typeof EMPLOYMENTS)[number]; readonly place: string; readonly hiredOn: string };
export type NewCheck = { readonly kind: (typeof CHECKS)[number]; readonly passed: boolean; readonly doneOn: string; readonly reference: string };

const LINK_HOURS = 24;

/** @throws Refusal forbidden; conflict email-taken; unavailable mail-not-set-up. */
export function addStaff(plane: ControlPlane, actor: OperatorActor, { name, email, team, employment, place, hiredOn }: NewStaff): Promise<StaffId> {
  needDuty(actor, "register", "change");
  needFreshProof(actor, plane.clock.now().getTime());
  needMailWorks(plane);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const id = newId("stf");
    const added = await tx.insertInto("staff").values({ id, name, email, team, employment, place, hired_on: hiredOn, created_at: plane.clock.now(), left_at: null })
      .onConflict((known) => known.column("email").doNothing()).returning("id").executeTakeFirst();
    if (!added) throw new Refusal("conflict", "email-taken", "Somebody in the register has this address already.", [{ at: "/email", remedy: "Look for them, also among those who have left." }]);
    await mailLink(plane, tx, { id, name, email }, false);
    await audit(tx, { actor, act: "staff.add", object: { kind: "staff", id }, after: { name, email, team, employment, place, hiredOn } }, plane.auditSeal, plane.clock);
    return id;
  });
}

async function mailLink(plane: ControlPlane, tx: Tx, who: { readonly id: StaffId; readonly name: string; readonly email: string }, again: boolean): Promise<void> {
  const { url, expiresAt } = await issueEnrolment(plane, tx, who.id);
  await enqueueMail(plane, tx, who.email, { kind: "staff-invitation", name: who.name, again, link: url, hours: LINK_HOURS }, expiresAt);
}

/** For whoever never used theirs, or lost the key: their sessions end now, their passkeys when the new one is made. @throws Refusal not_found; conflict own-entry. */
export function sendStaffLink(plane: ControlPlane, actor: OperatorActor, idText: string): Promise<void> {
  needDuty(actor, "register", "change");
  needFreshProof(actor, plane.clock.now().getTime());
  needMailWorks(plane);
  return change(plane, actor, idText, async (tx, person) => {
    const { count } = await tx.selectFrom("staff_passkey").select((eb) => eb.fn.countAll<string>().as("count")).where("staff_id", "=", person.id).executeTakeFirstOrThrow();
    await tx.deleteFrom("staff_session").where("staff_id", "=", person.id).execute();
    await mailLink(plane, tx, person, Number(count) > 0);
    await audit(tx, { actor, act: "staff.issue-link", object: { kind: "staff", id: person.id } }, plane.auditSeal, plane.clock);
  });
}

/** @throws Refusal not_found; conflict own-entry. */
export function changeStaff(plane: ControlPlane, actor: OperatorActor, idText: string, terms: StaffTerms & { readonly name: string }): Promise<void> {
  needDuty(actor, "register", "change");
  return change(plane, actor, idText, async (tx, person) => {
    const { name, team, employment, place, hiredOn } = terms;
    await tx.updateTable("staff").set({ name, team, employment, place, hired_on: hiredOn }).where("id", "=", person.id).execute();
    const before = { name: person.name, team: person.team, employment: person.employment, place: person.place, hiredOn: person.hired_on };
    await audit(tx, { actor, act: "staff.change", object: { kind: "staff", id: person.id }, before, after: terms }, plane.auditSeal, plane.clock);
  });
}

/** What was checked, when, how it ended and where that is filed. @throws Refusal not_found; conflict own-entry; invalid day-not-yet. */
export function recordCheck(plane: ControlPlane, actor: OperatorActor, idText: string, check: NewCheck): Promise<void> {
  needDuty(actor, "register", "change");
  needFreshProof(actor, plane.clock.now().getTime());
  if (check.doneOn > plane.clock.now().toISOString().slice(0, 10)) throw new Refusal("invalid", "day-not-yet", "This day has not come yet.", [{ at: "/doneOn" }]);
  return change(plane, actor, idText, async (tx, person) => {
    const id = newId("bgc");
    const { kind, passed, doneOn, reference } = check;
    await tx.insertInto("staff_background_check").values({ id, staff_id: person.id, kind, passed, done_on: doneOn, reference, recorded_by: actor.staff, recorded_at: plane.clock.now() }).execute();
    await audit(tx, { actor, act: "staff.record-check", object: { kind: "staff", id: person.id }, after: check }, plane.auditSeal, plane.clock);
  });
}

type Person = NonNullable<Awaited<ReturnType<typeof lockStaff>>>;

/** Somebody who works here and is not oneself, locked until the change is done. */
export function change(plane: ControlPlane, actor: OperatorActor, idText: string, work: (tx: Tx, person: Person) => Promise<void>): Promise<void> {
  const id = parseId("stf", idText);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const person = await lockStaff(tx, id);
    if (!person || person.left_at !== null) throw notFound("member of staff");
    if (person.id === actor.staff) throw new Refusal("conflict", "own-entry", "This is your own entry: somebody else has to do it.", [{ remedy: "Ask a colleague who has the duty." }]);
    await work(tx, person);
  });
}
