/** The people register as its keepers read it: everybody with standing and duties, and one person with all that is recorded. */
import { notFound } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needDuty, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { standingsOf, type Standing } from "./standing.ts";

const MOST = 2_000;

export async function listStaff(plane: ControlPlane, actor: OperatorActor) {
  needDuty(actor, "register", "read");
  const db = plane.database.kysely;
  const people = await db.selectFrom("staff").leftJoin("staff_leaving", "staff_leaving.staff_id", "staff.id").select(["id", "name", "email", "team", "employment", "place", "hired_on", "left_at", "took_ms"]).orderBy("name").orderBy("id").limit(MOST).execute();
  const standings = await standingsOf(db, people.map(({ id }) => id), plane.clock.now());
  const duties = Map.groupBy(await db.selectFrom("staff_duty").select(["staff_id", "duty"]).orderBy("duty").execute(), (row) => row.staff_id);
  const withKey = new Set((await db.selectFrom("staff_passkey").select("staff_id").distinct().execute()).map((row) => row.staff_id));
  return people.map((one) => ({ ...one, duties: (duties.get(one.id) ?? []).map(({ duty }) => duty), standing: standings.get(one.id) as Standing, hasPasskey: withKey.has(one.id), you: one.id === actor.staff }));
}

export async function showStaff(plane: ControlPlane, actor: OperatorActor, idText: string) {
  needDuty(actor, "register", "read");
  const id = parseId("stf", idText);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const person = await tx.selectFrom("staff").selectAll().where("id", "=", id).executeTakeFirst();
    if (!person) throw notFound("member of staff");
    const shown = {
      ...person,
      duties: await tx.selectFrom("staff_duty").select(["duty", "given_at"]).where("staff_id", "=", id).orderBy("duty").execute(),
      standing: (await standingsOf(tx, [id], plane.clock.now())).get(id) as Standing,
      checks: await tx.selectFrom("staff_background_check as c").leftJoin("staff as by", "by.id", "c.recorded_by").select(["c.kind", "c.passed", "c.done_on", "c.reference", "c.recorded_by", "by.name as by_name"]).where("c.staff_id", "=", id).orderBy("c.done_on", "desc").orderBy("c.id", "desc").execute(),
      signatures: await tx.selectFrom("staff_signature").select(["agreement", "version", "sha256", "signed_at"]).where("staff_id", "=", id).orderBy("signed_at", "desc").execute(),
      trainings: await tx.selectFrom("staff_training").select(["course", "version", "score", "passed", "answered_at", "questions"]).where("staff_id", "=", id).where("answered_at", "is not", null).orderBy("answered_at", "desc").limit(50).execute(),
      passkeys: await tx.selectFrom("staff_passkey").select(["name", "attested_as", "created_at", "last_used_at"]).where("staff_id", "=", id).execute(),
      leaving: await tx.selectFrom("staff_leaving").leftJoin("staff as by", "by.id", "by_staff").select(["asked_at", "ended", "took_ms", "by.name as by_name"]).where("staff_leaving.staff_id", "=", id).executeTakeFirst(),
      you: id === actor.staff,
    };
    await audit(tx, { actor, act: "staff.read", object: { kind: "staff", id } }, plane.auditSeal, plane.clock);
    return shown;
  });
}
