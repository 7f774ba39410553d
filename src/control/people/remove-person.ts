/**
 * Takes a person out of the organisation: membership, sessions and everything they could sign in with end together. What they did
 * stays in the audit trail. Invited again later, they begin anew.
 */
import { Refusal } from "../../base/errors.ts";
import { parseId, type PersonId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { endAccess, needHoldsAsMuch } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { lockMember, needAnotherAdministrator, removeCredentials, type Tx } from "./people.store.ts";

/** @throws Refusal forbidden, step-up-needed, more-than-you-hold; not_found; conflict last-administrator, last-emergency, yourself. */
export async function removePerson(plane: ControlPlane, by: SignedIn, personIdText: string): Promise<void> {
  const { actor } = by;
  needOrganisation(actor, actor.organisation, "people", "remove");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("per", personIdText);
  await inTrail(plane.database, actor.organisation, (tx) => takeOut(plane, tx, by, id));
}

/** For who has checked the right. @throws Refusal as above. */
export async function takeOut(plane: ControlPlane, tx: Tx, { actor, assignments: giver }: SignedIn, id: PersonId): Promise<void> {
  await needAnotherAdministrator(tx, actor.organisation, id);
  const { name, email, roles } = await lockMember(tx, actor.organisation, id);
  if (id === actor.person) throw new Refusal("conflict", "yourself", "You cannot remove yourself.", [{ remedy: "Ask another administrator." }]);
  await needHoldsAsMuch(tx, giver, actor.organisation, id);
  await removeCredentials(tx, id);
  await endAccess(plane, tx, actor.organisation, id, actor, plane.clock.now());
  await audit(tx, { actor, act: "people.remove", object: { kind: "person", id }, before: { name, email, roles } }, plane.auditSeal, plane.clock);
}
