/**
 * Asking for another address, and taking that back. The new mailbox gets the link that makes the change, the old one hears of it
 * and gets the link that stops it. Whether the new address has an account is not looked up here: only its mailbox learns.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { isOwnAddress } from "../domains/domains.ts";
import { newToken, tokenHash } from "../link-token.ts";
import { enqueueMail, needMailWorks } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { CONFIRM_HOURS, givenBy, type GivenBy, type Tx } from "./address-changes.store.ts";

const GIVEN: Readonly<Record<GivenBy, string>> = {
  provisioning: "Your organisation's provisioning gives your address.",
  connection: "Your organisation's single sign-on gives your address.",
};

/** @throws Refusal forbidden step-up-needed; conflict address-given, address-unchanged, address-changed-lately; invalid address-not-yours; unavailable mail-not-set-up; too_many mail-too-many. */
export async function askForChange(plane: ControlPlane, by: SignedIn, emailText: string): Promise<void> {
  const { actor, person } = by;
  needStrong(actor, plane.clock.now().getTime());
  needMailWorks(plane);
  const email = emailText.trim().toLowerCase();
  await inTrail(plane.database, actor.organisation, async (tx) => {
    await needMayBecome(tx, by, email);
    const now = plane.clock.now();
    const [confirm, stop] = [newToken(), newToken()];
    const expiresAt = new Date(now.getTime() + CONFIRM_HOURS * 3_600_000);
    const row = { old_email: person.email, new_email: email, confirm_sha256: tokenHash(confirm), stop_sha256: tokenHash(stop), undo_sha256: null, asked_at: now, expires_at: expiresAt, confirmed_at: null };
    const written = await tx.insertInto("address_change").values({ organisation_id: actor.organisation, person_id: actor.person, ...row })
      .onConflict((known) => known.columns(["organisation_id", "person_id"]).doUpdateSet(row).where((eb) => eb.or([eb("address_change.confirmed_at", "is", null), eb("address_change.expires_at", "<=", now)])))
      .returning("person_id").executeTakeFirst();
    // Another change on top would take the old mailbox's means of undoing the first one away.
    if (!written) throw new Refusal("conflict", "address-changed-lately", "Your address was changed in the last days, and that can still be undone.", [{ remedy: "Wait until it cannot be undone any more, or undo it with the link that went to the address before." }]);
    const link = (page: string, token: string): string => `${plane.origin}/${page}#${actor.organisation}.${token}`;
    await enqueueMail(plane, tx, email, { kind: "confirm-address", name: person.name, link: link("confirm-address", confirm), hours: CONFIRM_HOURS }, expiresAt);
    await enqueueMail(plane, tx, person.email, { kind: "address-change-asked", name: person.name, link: link("stop-address-change", stop), hours: CONFIRM_HOURS }, expiresAt);
    await audit(tx, { actor, act: "address-changes.ask", object: { kind: "person", id: actor.person }, before: { email: person.email }, after: { email } }, plane.auditSeal, plane.clock);
  });
}

async function needMayBecome(tx: Tx, { actor, person }: SignedIn, email: string): Promise<void> {
  const giver = await givenBy(tx, actor.organisation, actor.person);
  if (giver !== null) throw new Refusal("conflict", "address-given", GIVEN[giver], [{ remedy: "Have it changed there." }]);
  if (email === person.email) throw new Refusal("conflict", "address-unchanged", "This is your address already.", [{ at: "/email", remedy: "Enter another one." }]);
  if ((await isOwnAddress(tx, actor.organisation, person.email)) && !(await isOwnAddress(tx, actor.organisation, email))) {
    throw new Refusal("invalid", "address-not-yours", "The new address is outside your organisation's domains.", [{ at: "/email", expected: "An address of your organisation." }]);
  }
}

/** From now on its links do nothing. @throws Refusal not_found when nothing waits. */
export function withdrawChange(plane: ControlPlane, { actor }: SignedIn): Promise<void> {
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const gone = await tx.deleteFrom("address_change").where("organisation_id", "=", actor.organisation).where("person_id", "=", actor.person).where("confirmed_at", "is", null).returning("new_email").executeTakeFirst();
    if (!gone) throw notFound("address-change");
    await audit(tx, { actor, act: "address-changes.withdraw", object: { kind: "person", id: actor.person }, before: { email: gone.new_email } }, plane.auditSeal, plane.clock);
  });
}
