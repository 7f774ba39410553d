/**
 * Giving and taking duties, and what must be kept apart (promise V1). A pair that the table refuses cannot be given. A pair that it records is
 * given only with a reason, by somebody else than the person, and stands on the page of conflicts for as long as it lasts.
 */
import { sql } from "kysely";
import { Refusal } from "../../base/errors.ts";
import type { StaffId } from "../../base/ids.ts";
import { CONFLICTS, conflictsAmong, type Duty, needDuty, needFreshProof, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";
import { change } from "./register.ts";
import { dutiesOf, type Tx } from "./staff.store.ts";

/** @throws Refusal not_found; conflict own-entry, duty-held, duties-kept-apart; invalid reason-missing. */
export function giveDuty(plane: ControlPlane, actor: OperatorActor, idText: string, duty: Duty, reason: string | undefined): Promise<void> {
  needDuty(actor, "duties", "give");
  needFreshProof(actor, plane.clock.now().getTime());
  return change(plane, actor, idText, async (tx, { id }) => {
    const before = await dutiesOf(tx, id);
    if (before.includes(duty)) throw new Refusal("conflict", "duty-held", "They have this duty already.");
    const conflicts = conflictsAmong([...before, duty]).filter(({ one, other }) => one === duty || other === duty);
    const refused = conflicts.find(({ answer }) => answer === "refused");
    if (refused) throw new Refusal("conflict", "duties-kept-apart", refused.why, [{ at: `/duty`, remedy: `Take ${words(refused.one === duty ? refused.other : refused.one)} away first.` }]);
    if (conflicts.length > 0) {
      needDuty(actor, "duties", "accept");
      if (reason === undefined) throw new Refusal("invalid", "reason-missing", conflicts.map(({ why }) => why).join(" "), [{ at: "/reason", remedy: "Say why this is right for now. Your name stands beside it for as long as it lasts." }]);
    }
    const now = plane.clock.now();
    for (const { one, other } of conflicts) await tx.insertInto("staff_duty_acceptance").values({ staff_id: id, one, other, accepted_by: actor.staff, reason: reason as string, accepted_at: now }).execute();
    await tx.insertInto("staff_duty").values({ staff_id: id, duty, given_by: actor.staff, given_at: now }).execute();
    await audit(tx, { actor, act: "duties.give", object: { kind: "staff", id }, before: { duties: before }, after: { duties: [...before, duty] }, detail: { conflicts: conflicts.map(({ one, other }) => `${one} + ${other}`), reason } }, plane.auditSeal, plane.clock);
  });
}

/** @throws Refusal not_found; conflict own-entry, last-with-duty. */
export function takeDuty(plane: ControlPlane, actor: OperatorActor, idText: string, duty: Duty): Promise<void> {
  needDuty(actor, "duties", "give");
  needFreshProof(actor, plane.clock.now().getTime());
  return change(plane, actor, idText, async (tx, { id }) => {
    const before = await dutiesOf(tx, id);
    if (!before.includes(duty)) throw new Refusal("conflict", "duty-not-held", "They do not have this duty.");
    await needOthersWith(tx, id, [duty]);
    await tx.deleteFrom("staff_duty").where("staff_id", "=", id).where("duty", "=", duty).execute();
    await tx.deleteFrom("staff_duty_acceptance").where("staff_id", "=", id).where((eb) => eb.or([eb("one", "=", duty), eb("other", "=", duty)])).execute();
    await audit(tx, { actor, act: "duties.take", object: { kind: "staff", id }, before: { duties: before }, after: { duties: before.filter((one) => one !== duty) } }, plane.auditSeal, plane.clock);
  });
}

/** Without somebody who keeps the register and somebody who gives duties nothing could be mended any more. @throws Refusal conflict last-with-duty */
export async function needOthersWith(tx: Tx, id: StaffId, duties: readonly Duty[]): Promise<void> {
  // One after the other: two who take it from each other at once would both find the other one there.
  await sql`select pg_advisory_xact_lock(hashtext('staff duties'))`.execute(tx);
  for (const duty of duties.filter((one) => one === "people_team" || one === "security")) {
    const other = await tx.selectFrom("staff_duty").innerJoin("staff", "staff.id", "staff_duty.staff_id").innerJoin("staff_passkey", "staff_passkey.staff_id", "staff.id").select("staff.id")
      .where("duty", "=", duty).where("staff.id", "!=", id).where("left_at", "is", null).executeTakeFirst();
    if (!other) throw new Refusal("conflict", "last-with-duty", `Nobody else with a passkey has the duty ${words(duty)}.`, [{ remedy: "Give it to somebody else first." }]);
  }
}

export type FoundConflict = {
  readonly staff: { readonly id: StaffId; readonly name: string };
  readonly one: Duty; readonly other: Duty; readonly why: string;
  /** null: found in the tables, and accepted by nobody. */
  readonly accepted: { readonly by: string; readonly reason: string; readonly at: Date } | null;
};

/** Whatever stands in the tables, however it came there. */
export async function listConflicts(plane: ControlPlane, actor: OperatorActor): Promise<readonly FoundConflict[]> {
  needDuty(actor, "duties", "read");
  const db = plane.database.kysely;
  const rows = await db.selectFrom("staff_duty").innerJoin("staff", "staff.id", "staff_duty.staff_id").select(["staff.id", "staff.name", "duty"]).where("left_at", "is", null).orderBy("staff.name").orderBy("staff.id").execute();
  const acceptances = await db.selectFrom("staff_duty_acceptance as a").leftJoin("staff as by", "by.id", "a.accepted_by").select(["a.staff_id", "a.one", "a.other", "a.reason", "a.accepted_at", "a.accepted_by", "by.name as byName"]).execute();
  const people = Map.groupBy(rows, ({ id }) => id);
  return [...people.values()].flatMap((held) => {
    const [{ id, name }] = held as [(typeof held)[number]];
    return conflictsAmong(held.map(({ duty }) => duty)).map(({ one, other, why }) => {
      const found = acceptances.find((each) => each.staff_id === id && each.one === one && each.other === other);
      return { staff: { id, name }, one, other, why, accepted: found ? { by: found.byName ?? found.accepted_by, reason: found.reason, at: found.accepted_at } : null };
    });
  });
}

export const KEPT_APART = CONFLICTS;
const words = (duty: Duty): string => duty.replace("_", " ");
