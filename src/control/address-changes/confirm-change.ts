/**
 * The new mailbox's part: the address changes, every session ends, links to a new password that were under way end too, and the old
 * mailbox hears of it with the means to undo it. The link opens no session: whoever has it signs in like anybody.
 */
import { Refusal } from "../../base/errors.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { newToken, tokenHash } from "../link-token.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import { givenBy, linkOver, readLink, UNDO_DAYS } from "./address-changes.store.ts";

/** One use, also of two at once: the row says that it is confirmed. @throws Refusal not_found address-link-over; conflict address-has-account, address-given. */
export async function confirmChange(plane: ControlPlane, link: string): Promise<{ readonly email: string }> {
  const { organisation, hash } = readLink(link);
  return inTrail(plane.database, organisation, async (tx) => {
    const now = plane.clock.now();
    const expiresAt = new Date(now.getTime() + UNDO_DAYS * 86_400_000);
    const undo = newToken();
    const change = await tx.updateTable("address_change").set({ confirmed_at: now, undo_sha256: tokenHash(undo), expires_at: expiresAt })
      .where("organisation_id", "=", organisation).where("confirm_sha256", "=", hash).where("confirmed_at", "is", null).where("expires_at", ">", now).returning(["person_id", "old_email", "new_email"]).executeTakeFirst();
    const member = change && (await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.id", "person.name", "person.email"])
      .where("membership.organisation_id", "=", organisation).where("person.id", "=", change.person_id).forUpdate("person").executeTakeFirst());
    if (!change || !member || member.email !== change.old_email) throw linkOver();
    if ((await givenBy(tx, organisation, member.id)) !== null) throw new Refusal("conflict", "address-given", "Your organisation gives your address meanwhile.", [{ remedy: "Have it changed there." }]);
    const taken = await tx.selectFrom("person").select("id").where("email", "=", change.new_email).executeTakeFirst();
    // Said to whoever holds the new mailbox, and to nobody else.
    if (taken) throw new Refusal("conflict", "address-has-account", "There is an account with this address already.", [{ remedy: "Use another address." }]);
    await tx.updateTable("person").set({ email: change.new_email, email_verified: true, updated_at: now }).where("id", "=", member.id).execute();
    await tx.deleteFrom("session").where("person_id", "=", member.id).execute();
    await revoke(plane, tx, organisation, { person: member.id });
    await tx.deleteFrom("password_reset").where("person_id", "=", member.id).execute();
    await notify(plane, tx, change.old_email, { kind: "address-changed", name: member.name, link: `${plane.origin}/stop-address-change#${organisation}.${undo}`, days: UNDO_DAYS }, expiresAt);
    await audit(tx, { actor: { kind: "person", person: member.id }, act: "address-changes.confirm", object: { kind: "person", id: member.id }, before: { email: change.old_email }, after: { email: change.new_email } }, plane.auditSeal, plane.clock);
    return { email: change.new_email };
  });
}
