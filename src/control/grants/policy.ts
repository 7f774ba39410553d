/** Whether the customer is asked each time (promise A8). It is, unless its administrator says otherwise. */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { Tx } from "./grants.store.ts";

export async function customerIsAsked(tx: Tx, organisation: OrganisationId): Promise<boolean> {
  const row = await tx.selectFrom("staff_access_policy").select("asked_each_time").where("organisation_id", "=", organisation).executeTakeFirst();
  return row?.asked_each_time ?? true;
}

/** Holds for what is authorised from now on. */
export function changeStaffAccessPolicy(plane: ControlPlane, { actor }: SignedIn, askedEachTime: boolean): Promise<void> {
  needOrganisation(actor, actor.organisation, "staff-access", "allow");
  const now = plane.clock.now();
  needStrong(actor, now.getTime());
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const before = await customerIsAsked(tx, actor.organisation);
    if (before === askedEachTime) throw new Refusal("conflict", "policy-unchanged", "It is set that way already.");
    const row = { asked_each_time: askedEachTime, changed_by: actor.person, changed_at: now };
    await tx.insertInto("staff_access_policy").values({ organisation_id: actor.organisation, ...row }).onConflict((known) => known.column("organisation_id").doUpdateSet(row)).execute();
    await audit(tx, { actor, act: "staff-access.change-policy", object: { kind: "organisation", id: actor.organisation }, before: { askedEachTime: before }, after: { askedEachTime } }, plane.auditSeal, plane.clock);
  });
}
