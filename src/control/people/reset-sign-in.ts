/**
 * For somebody who has lost everything they sign in with: password, second factors and sessions end, and a link goes to their address
 * with which they begin anew. It takes an administrator *and* the person's mailbox: neither alone gets into the account.
 */
import { Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { needHoldsAsMuch } from "../memberships/memberships.ts";
import { reviveAddress } from "../mail/mail.ts";
import { sendSignInLink } from "../password-resets/password-resets.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { lockMember, removeCredentials } from "./people.store.ts";

/** @throws Refusal forbidden, step-up-needed; not_found; conflict yourself; unavailable mail-not-set-up; too_many mail-too-many. */
export async function resetSignIn(plane: ControlPlane, { actor, person, assignments: giver }: SignedIn, personIdText: string): Promise<void> {
  needOrganisation(actor, actor.organisation, "people", "change");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("per", personIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    const member = await lockMember(tx, actor.organisation, id);
    if (id === actor.person) throw new Refusal("conflict", "yourself", "You cannot do this to yourself.", [{ remedy: "Change your own sign-in under Settings, Security." }]);
    await needHoldsAsMuch(tx, giver, actor.organisation, id);
    await removeCredentials(tx, id);
    await tx.deleteFrom("session").where("person_id", "=", id).execute();
    await revoke(plane, tx, actor.organisation, { person: id });
    await reviveAddress(plane, tx, member.email);
    await sendSignInLink(plane, tx, member, person.name);
    await audit(tx, { actor, act: "people.reset-sign-in", object: { kind: "person", id } }, plane.auditSeal, plane.clock);
  });
}
