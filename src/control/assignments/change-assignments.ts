/**
 * Gives a person another list of assignments. They hold from the next request on; region tokens that are out already are revoked.
 *
 * Whoever is no administrator gives no more than they hold, to nobody who holds more, and never to themselves. The last administrator
 * stays one. Two editors at once: the second is told, because the list has another revision.
 */
import { Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needOrganisation, needStrong, type Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { heldBy, isAdministrator, needMayGive, replaceNarrow, revisionOf, type Assignment } from "../memberships/memberships.ts";
import { lockMember, needAnotherAdministrator } from "../people/people.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { readAssignments, type AssignmentAsked } from "./read-assignments.ts";

export type AssignmentsChange = { readonly assignments: readonly AssignmentAsked[]; readonly revision: string };

/** @throws Refusal forbidden, step-up-needed, more-than-you-hold, yourself; not_found; invalid; conflict changed-meanwhile, last-administrator, last-emergency. */
export async function changeAssignments(plane: ControlPlane, { actor, assignments: giver }: SignedIn, personIdText: string, change: AssignmentsChange): Promise<void> {
  needOrganisation(actor, actor.organisation, "people", "change");
  needStrong(actor, plane.clock.now().getTime());
  const organisation = actor.organisation;
  const id = parseId("per", personIdText);
  await inTrail(plane.database, organisation, async (tx) => {
    const wanted = await readAssignments(tx, organisation, change.assignments);
    if (!isAdministrator(wanted)) await needAnotherAdministrator(tx, organisation, id);
    await lockMember(tx, organisation, id);
    const before = (await heldBy(tx, organisation, id)) ?? [];
    if (revisionOf(before) !== change.revision) throw new Refusal("conflict", "changed-meanwhile", "Somebody else has changed this since you opened it.", [{ remedy: "Load it again and repeat what you wanted." }]);
    needMayGive(giver, [...before, ...wanted]);
    if (id === actor.person && !isAdministrator(giver)) throw new Refusal("forbidden", "yourself", "You cannot change your own access.", [{ remedy: "Ask an administrator of your organisation." }]);
    const roles = wanted.filter((one): one is Assignment & { role: Role } => typeof one.role === "string" && one.site === null && one.companyCodes === null).map(({ role }) => role);
    const narrow = wanted.filter((one) => !roles.includes(one.role as Role) || one.site !== null || one.companyCodes !== null);
    await tx.updateTable("membership").set({ roles }).where("organisation_id", "=", organisation).where("person_id", "=", id).execute();
    await replaceNarrow(tx, organisation, id, narrow, ["administrator", "sso", "scim"], "administrator", plane.clock.now());
    if (!roles.includes("administrator")) await tx.deleteFrom("break_glass").where("organisation_id", "=", organisation).where("person_id", "=", id).execute();
    await revoke(plane, tx, organisation, { person: id });
    await audit(tx, { actor, act: "people.change-assignments", object: { kind: "person", id }, before: { assignments: before }, after: { assignments: wanted } }, plane.auditSeal, plane.clock);
  });
}
