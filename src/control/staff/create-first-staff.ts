/**
 * The first administrator of staff: made from the command line of the machine that holds control's secret, because nobody else is there to
 * do it. Holds the duties of the people team and of security, which is a conflict that is recorded as accepted by the command line; it ends when
 * somebody else takes one of them. Whoever has administrators already makes more with them, not here.
 */
import { z } from "zod";
import { Refusal } from "../../base/errors.ts";
import { newId, type StaffId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { nameField } from "../name-field.ts";
import type { ControlPlane } from "../plane.ts";
import { checkField, emailField, personFields } from "./staff.schema.ts";
import { issueEnrolment, type EnrolmentLink } from "./staff-enrolment.ts";
import type { Tx } from "./staff.store.ts";

export const firstStaff = z.strictObject({ name: nameField, email: emailField, ...personFields, checks: z.array(checkField).max(10) });
export type FirstStaff = z.infer<typeof firstStaff>;

const BY = "command line";
const DUTIES = ["people_team", "security"] as const;

/** @throws Refusal conflict staff-administered, email-taken. */
export function createFirstStaff(plane: ControlPlane, input: FirstStaff, by: string): Promise<EnrolmentLink> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    await tx.selectFrom("staff").select("id").forUpdate().execute();
    const administers = await tx.selectFrom("staff").innerJoin("staff_duty", "staff_duty.staff_id", "staff.id").innerJoin("staff_passkey", "staff_passkey.staff_id", "staff.id")
      .select("staff.id").where("left_at", "is", null).where("duty", "in", ["people_team"]).executeTakeFirst();
    if (administers) throw new Refusal("conflict", "staff-administered", "Somebody of the people team has a passkey already.", [{ remedy: "They add further people in the staff area." }]);
    const id = (await alreadyMade(tx, input.email)) ?? (await add(plane, tx, input, by));
    const link = await issueEnrolment(plane, tx, id);
    await audit(tx, { actor: { kind: "system", name: "staff-command" }, act: "staff.issue-link", object: { kind: "staff", id }, detail: { by } }, plane.auditSeal, plane.clock);
    return link;
  });
}

/** Whoever was made before and lost the link gets another one. */
const alreadyMade = async (tx: Tx, email: string): Promise<StaffId | undefined> => {
  const known = await tx.selectFrom("staff").innerJoin("staff_duty", "staff_duty.staff_id", "staff.id").select("staff.id").where("email", "=", email).where("duty", "=", "people_team").where("left_at", "is", null).executeTakeFirst();
  return known?.id;
};

async function add(plane: ControlPlane, tx: Tx, { name, email, checks, team, employment, place, hiredOn }: FirstStaff, by: string): Promise<StaffId> {
  const now = plane.clock.now();
  const id = newId("stf");
  const row = { id, name, email, team, employment, place, hired_on: hiredOn, created_at: now, left_at: null };
  const added = await tx.insertInto("staff").values(row).onConflict((known) => known.column("email").doNothing()).returning("id").executeTakeFirst();
  if (!added) throw new Refusal("conflict", "email-taken", "Somebody in the register has this address already.", [{ at: "/email" }]);
  await tx.insertInto("staff_duty").values(DUTIES.map((duty) => ({ staff_id: id, duty, given_by: BY, given_at: now }))).execute();
  await tx.insertInto("staff_duty_acceptance").values({ staff_id: id, one: "security", other: "people_team", accepted_by: BY, reason: "The first administrator of staff, until somebody else takes one of the two.", accepted_at: now }).execute();
  for (const check of checks) await tx.insertInto("staff_background_check").values({ id: newId("bgc"), staff_id: id, kind: check.kind, passed: true, done_on: check.doneOn, reference: check.reference, recorded_by: BY, recorded_at: now }).execute();
  await audit(tx, { actor: { kind: "system", name: "staff-command" }, act: "staff.create-first", object: { kind: "staff", id }, after: { name, email, team, employment, place, hiredOn, duties: DUTIES, checks }, detail: { by } }, plane.auditSeal, plane.clock);
  return id;
}

export const DEMO_STAFF_EMAIL = "demo.staff@spendward.example";

/** For `up --demo`: the link until its person has made a passkey, then null. Checks are said to be made up, in their reference. */
export async function createDemoStaff(plane: ControlPlane): Promise<EnrolmentLink | null> {
  const today = plane.clock.now().toISOString().slice(0, 10);
  const checks = (["identity", "criminal-record"] as const).map((kind) => ({ kind, doneOn: today, reference: "made up for the demo" }));
  try {
    return await createFirstStaff(plane, { name: "Robin Hale", email: DEMO_STAFF_EMAIL, team: "Operations", employment: "permanent", place: "Demo office", hiredOn: today, checks }, "up --demo");
  } catch (error) {
    if (error instanceof Refusal && error.code === "staff-administered") return null;
    throw error;
  }
}
