/**
 * Invites an address: a link goes there, works once, for a week, and makes a person with exactly that address.
 *
 * Whether the address has an account with another customer is not looked up, so it cannot be told: the inviter is answered the same,
 * and whoever opens the link learns it.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type InvitationId } from "../../base/ids.ts";
import { needOrganisation, needStrong, type Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { InvitedTo } from "../access-tables.ts";
import { readAssignments, type AssignmentAsked } from "../assignments/assignments.ts";
import { newToken, tokenHash } from "../link-token.ts";
import { enqueueMail, needMailWorks, reviveAddress } from "../mail/mail.ts";
import { needMayGive, type Assignment } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { Tx } from "./invitations.store.ts";

const DAYS = 7;
const LIFE_MS = DAYS * 24 * 3_600_000;
const MOST_OPEN = 1_000;

/** `roles` hold everywhere; `assignments` are as for a person, narrower ones too. One of the two at least. */
export type NewInvitation = { readonly email: string; readonly roles: readonly Role[]; readonly assignments: readonly AssignmentAsked[] };

/** @throws Refusal forbidden, step-up-needed, more-than-you-hold; not_found role, site; invalid as assignments are; conflict already-member, already-invited; too_many mail-too-many; unavailable mail-not-set-up. */
export async function invite(plane: ControlPlane, by: SignedIn, input: NewInvitation): Promise<InvitationId> {
  const { actor } = by;
  needMayInvite(plane, by);
  const email = input.email.trim().toLowerCase();
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const wanted = await readAssignments(tx, actor.organisation, [...input.roles.map((role) => ({ role, siteId: null, companyCodes: null })), ...input.assignments]);
    needMayGive(by.assignments, wanted);
    const { roles, narrower } = apart(wanted);
    const member = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select("person.id").where("membership.organisation_id", "=", actor.organisation).where("person.email", "=", email).executeTakeFirst();
    if (member) throw new Refusal("conflict", "already-member", "Somebody with this address is a member already.", [{ at: "/email", remedy: "Change their roles instead." }]);
    const open = await tx.selectFrom("invitation").select((eb) => eb.fn.countAll<string>().as("count")).where("organisation_id", "=", actor.organisation).executeTakeFirstOrThrow();
    if (Number(open.count) >= MOST_OPEN) throw new Refusal("too_many", "too-many-invitations", "Your organisation has very many open invitations.", [{ remedy: "Withdraw those that are no longer needed." }]);
    const id = newId("inv");
    const { token, times } = fresh(plane);
    const inserted = await tx.insertInto("invitation").values({ organisation_id: actor.organisation, id, email, roles: [...roles], assignments: JSON.stringify(narrower), token_sha256: tokenHash(token), invited_by: actor.person, created_at: times.sent_at, ...times })
      .onConflict((row) => row.columns(["organisation_id", "email"]).doNothing()).returning("id").executeTakeFirst();
    if (!inserted) throw new Refusal("conflict", "already-invited", "This address is invited already.", [{ at: "/email", remedy: "Send that invitation again, or withdraw it." }]);
    await mailIt(plane, tx, by, email, token, times.expires_at);
    await audit(tx, { actor, act: "invitations.create", object: { kind: "invitation", id }, after: { email, roles, ...(narrower.length > 0 && { assignments: narrower }) } }, plane.auditSeal, plane.clock);
    return id;
  });
}

/** A new link, which ends the one before. */
export async function inviteAgain(plane: ControlPlane, by: SignedIn, invitationIdText: string): Promise<void> {
  const { actor } = by;
  needMayInvite(plane, by);
  const id = parseId("inv", invitationIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    const { token, times } = fresh(plane);
    const row = await tx.updateTable("invitation").set({ token_sha256: tokenHash(token), ...times }).where("organisation_id", "=", actor.organisation).where("id", "=", id).returning("email").executeTakeFirst();
    if (!row) throw notFound("invitation");
    await reviveAddress(plane, tx, row.email);
    await mailIt(plane, tx, by, row.email, token, times.expires_at);
    await audit(tx, { actor, act: "invitations.resend", object: { kind: "invitation", id } }, plane.auditSeal, plane.clock);
  });
}

/** From now on its link opens nothing. */
export async function withdrawInvitation(plane: ControlPlane, by: SignedIn, invitationIdText: string): Promise<void> {
  const { actor } = by;
  needOrganisation(actor, actor.organisation, "people", "invite");
  const id = parseId("inv", invitationIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    const row = await tx.deleteFrom("invitation").where("organisation_id", "=", actor.organisation).where("id", "=", id).returning(["email", "roles", "assignments"]).executeTakeFirst();
    if (!row) throw notFound("invitation");
    await audit(tx, { actor, act: "invitations.withdraw", object: { kind: "invitation", id }, before: row }, plane.auditSeal, plane.clock);
  });
}

/** What holds everywhere is in `roles`, as in a membership. */
function apart(wanted: readonly Assignment[]): { readonly roles: readonly Role[]; readonly narrower: readonly InvitedTo[] } {
  const roles = wanted.flatMap(({ role, site, companyCodes }) => (typeof role === "string" && site === null && companyCodes === null ? [role] : []));
  const narrower = wanted.filter(({ role, site, companyCodes }) => typeof role !== "string" || site !== null || companyCodes !== null)
    .map(({ role, site, companyCodes }) => ({ role: typeof role === "string" ? role : role.id, siteId: site, companyCodes }));
  return { roles, narrower };
}

function needMayInvite(plane: ControlPlane, { actor }: SignedIn): void {
  needOrganisation(actor, actor.organisation, "people", "invite");
  needStrong(actor, plane.clock.now().getTime());
  needMailWorks(plane);
}

function fresh(plane: ControlPlane): { token: string; times: { sent_at: Date; expires_at: Date } } {
  const now = plane.clock.now();
  return { token: newToken(), times: { sent_at: now, expires_at: new Date(now.getTime() + LIFE_MS) } };
}

/** The organisation's id in the link is no secret; it says in which organisation to look for the hash. */
async function mailIt(plane: ControlPlane, tx: Tx, { actor, person, organisation }: SignedIn, email: string, token: string, expiresAt: Date): Promise<void> {
  const link = `${plane.origin}/invitation#${actor.organisation}.${token}`;
  await enqueueMail(plane, tx, email, { kind: "invitation", organisation: organisation.name, inviter: person.name, link, days: DAYS }, expiresAt);
}
