/**
 * Choosing a new password with the link. Ends every session and signs nobody in: the next sign-in asks for the second factor as ever,
 * so a stolen mailbox alone is not enough. This browser becomes one that the account knows, so that guessing elsewhere does not
 * keep its owner out.
 */
import { Refusal } from "../../base/errors.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { tokenHash } from "../link-token.ts";
import { notify } from "../mail/mail.ts";
import { needGoodPassword } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import { deviceCookie, findMembership, type SetCookies } from "../sessions/sessions.ts";

const over = (): Refusal => new Refusal("not_found", "reset-over", "This link has been used or has expired.", [{ remedy: "Ask for a new one on the sign-in page." }]);

/** One use, also of two at once: the row is deleted in the transaction. @throws Refusal not_found reset-over; invalid password-refused; unavailable sign-in-busy. */
export async function useReset(plane: ControlPlane, token: string, password: string): Promise<SetCookies> {
  const hash = tokenHash(token);
  const person = await plane.database.kysely.selectFrom("password_reset").innerJoin("person", "person.id", "password_reset.person_id").select(["person.id", "person.name", "person.email"])
    .where("token_sha256", "=", hash).where("expires_at", ">", plane.clock.now()).executeTakeFirst();
  const membership = person && (await findMembership(plane.database, person.id));
  if (!person || !membership) throw over();
  await needGoodPassword(password, person, plane.breached);
  await plane.hashing.run(() =>
    inTrail(plane.database, membership.organisation, async (tx) => {
      const used = await tx.deleteFrom("password_reset").where("token_sha256", "=", hash).where("expires_at", ">", plane.clock.now()).returning("person_id").executeTakeFirst();
      if (!used) throw over();
      await plane.accounts.setPassword(tx, person.id, password);
      await tx.deleteFrom("session").where("person_id", "=", person.id).execute();
      await revoke(plane, tx, membership.organisation, { person: person.id });
      await notify(plane, tx, person.email, { kind: "password-changed", name: person.name });
      await audit(tx, { actor: { kind: "person", person: person.id }, act: "passwords.reset", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
    }));
  return [deviceCookie(plane.deviceKey, person.email)];
}
