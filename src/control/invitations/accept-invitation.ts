/**
 * The invited person: looks at the invitation, then becomes a person of the organisation with the address that was invited.
 *
 * One use, also of two at once: the row is locked and deleted in the transaction, so the second finds nothing. A refused password leaves it
 * usable. The person arrives by password; setting up the second factor comes next, as for everybody.
 */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import type { Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { factsOf, oneAtATime, reconcile, settle, WHY_REFUSED, type RefusedBecause } from "../memberships/memberships.ts";
import { needGoodPassword } from "../passwords/passwords.ts";
import { removeCredentials } from "../people/people.ts";
import { rolesById } from "../own-roles/own-roles.ts";
import type { ControlPlane } from "../plane.ts";
import { signIn, type SetCookies, type Visitor } from "../sessions/sessions.ts";
import { invitationOver, readLink, sayInvitedTo, type Tx } from "./invitations.store.ts";

const AT_DOOR = { kind: "system", name: "invitation" } as const;

export type InvitationView = { readonly organisation: string; readonly email: string; readonly inviter: string; readonly roles: readonly Role[]; readonly narrower: readonly string[]; readonly expiresAt: Date };

/** @throws Refusal not_found invitation-over. */
export async function openInvitation(plane: ControlPlane, link: string): Promise<InvitationView> {
  const { organisation, hash } = readLink(link);
  return inTrail(plane.database, organisation, async (tx) => {
    const found = await tx.selectFrom("invitation").innerJoin("organisation", "organisation.id", "invitation.organisation_id").innerJoin("person", "person.id", "invitation.invited_by")
      .select(["invitation.id", "invitation.email", "invitation.roles", "invitation.assignments", "invitation.expires_at", "organisation.name as organisation", "person.name as inviter"])
      .where("invitation.organisation_id", "=", organisation).where("invitation.token_sha256", "=", hash).where("invitation.expires_at", ">", plane.clock.now()).executeTakeFirst();
    if (!found) throw invitationOver();
    await audit(tx, { actor: AT_DOOR, act: "invitations.open", object: { kind: "invitation", id: found.id } }, plane.auditSeal, plane.clock);
    return { organisation: found.organisation, email: found.email, inviter: found.inviter, roles: found.roles, narrower: sayInvitedTo(await rolesById(tx, organisation), found.assignments), expiresAt: found.expires_at };
  });
}

export type Acceptance = { readonly link: string; readonly name: string; readonly password: string };

/** @throws Refusal not_found invitation-over; conflict address-has-account; invalid password-refused; unavailable sign-in-busy. */
export async function acceptInvitation(plane: ControlPlane, input: Acceptance, visitor: Visitor): Promise<SetCookies> {
  const { organisation, hash } = readLink(input.link);
  const known = await inTrail(plane.database, organisation, (tx) =>
    tx.selectFrom("invitation").select("email").where("organisation_id", "=", organisation).where("token_sha256", "=", hash).where("expires_at", ">", plane.clock.now()).executeTakeFirst());
  if (!known) throw invitationOver();
  const person = { name: input.name.trim(), email: known.email, password: input.password };
  await needGoodPassword(person.password, person, plane.breached);
  await plane.hashing.run(() =>
    inTrail(plane.database, organisation, async (tx) => {
      await oneAtATime(tx, known.email);
      // Becoming a member deletes it; a second who waited for the lock finds nothing.
      const used = await tx.selectFrom("invitation").select(["id", "roles", "assignments", "invited_by"]).where("organisation_id", "=", organisation).where("token_sha256", "=", hash).where("expires_at", ">", plane.clock.now()).forUpdate().executeTakeFirst();
      if (!used) throw invitationOver();
      const id = await becomeMember(plane, tx, organisation, person, used.roles);
      const after = { name: person.name, email: person.email, roles: used.roles, ...(used.assignments.length > 0 && { assignments: used.assignments }), invitedBy: used.invited_by };
      await audit(tx, { actor: { kind: "person", person: id }, act: "invitations.accept", object: { kind: "invitation", id: used.id }, after }, plane.auditSeal, plane.clock);
    }));
  return signIn(plane, person, visitor);
}

/** Somebody who was a member once, anywhere, and is none now begins anew under their address. */
async function becomeMember(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: { readonly name: string; readonly email: string; readonly password: string }, roles: readonly Role[]): Promise<PersonId> {
  const known = await tx.selectFrom("person").select(["id", "name", "email"]).where("email", "=", person.email).forUpdate().executeTakeFirst();
  const facts = await factsOf(tx, organisation, person.email, known ?? null, { by: "invitation", linked: false, justInTime: false, said: null, otherwise: null, invited: roles }, plane.clock.now());
  const outcome = reconcile(facts);
  if (outcome.kind === "refuse") throw refusedBecause(outcome.why);
  const id = known?.id ?? (await plane.accounts.createPerson(tx, person));
  if (known) {
    await removeCredentials(tx, id);
    await plane.accounts.setPassword(tx, id, person.password);
  }
  await tx.updateTable("person").set({ name: person.name, email_verified: true }).where("id", "=", id).execute();
  await settle(plane, tx, organisation, { id, name: person.name, email: person.email }, facts, outcome, AT_DOOR, plane.clock.now());
  return id;
}

/** Said to whoever holds the mailbox, and to nobody else. */
function refusedBecause(why: RefusedBecause): Refusal {
  switch (why) {
    case "address-elsewhere":
    case "already-member":
      return new Refusal("conflict", "address-has-account", "There is an account with your address already.", [{ remedy: "An account belongs to one organisation. Ask to be invited under another address, or to be removed from the other organisation first." }]);
    case "single-sign-on-only":
      return new Refusal("conflict", why, "Your organisation uses single sign-on, so there is no password to choose.", [{ remedy: "Sign in with this address on the sign-in page. The invitation is accepted by that." }]);
    default:
      return new Refusal("conflict", why, WHY_REFUSED[why], [{ remedy: "Ask an administrator of your organisation." }]);
  }
}
