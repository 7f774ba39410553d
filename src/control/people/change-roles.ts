/** Gives a person other roles. They hold from their next request on; region tokens that are out already end within five minutes. */
import { Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needOrganisation, needStrong, type Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { everywhere, heldBy, isAdministrator, needMayGive } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { lockMember, needAnotherAdministrator } from "./people.store.ts";

/** @throws Refusal forbidden, step-up-needed; not_found; conflict last-administrator, last-emergency. */
export async function changeRoles(plane: ControlPlane, { actor, assignments: giver }: SignedIn, personIdText: string, roles: readonly Role[]): Promise<void> {
  needOrganisation(actor, actor.organisation, "people", "change");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("per", personIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    if (!roles.includes("administrator")) await needAnotherAdministrator(tx, actor.organisation, id);
    const before = await lockMember(tx, actor.organisation, id);
    needMayGive(giver, [...((await heldBy(tx, actor.organisation, id)) ?? []), ...everywhere(roles)]);
    if (id === actor.person && !isAdministrator(giver)) throw new Refusal("forbidden", "yourself", "You cannot change your own access.", [{ remedy: "Ask an administrator of your organisation." }]);
    await tx.updateTable("membership").set({ roles: [...roles] }).where("organisation_id", "=", actor.organisation).where("person_id", "=", id).execute();
    if (!roles.includes("administrator")) await tx.deleteFrom("break_glass").where("organisation_id", "=", actor.organisation).where("person_id", "=", id).execute();
    await revoke(plane, tx, actor.organisation, { person: id });
    await audit(tx, { actor, act: "people.change-roles", object: { kind: "person", id }, before: { roles: before.roles }, after: { roles } }, plane.auditSeal, plane.clock);
  });
}
