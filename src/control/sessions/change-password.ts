/**
 * Changing one's own password. Takes the present one, because an open session is not proof enough, and ends every session
 * of the person, because whoever had the old password may have one.
 */
import { Refusal } from "../../base/errors.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import { needGoodPassword, PASSWORD_MAX_BYTES } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SetCookies } from "./better-auth.ts";
import { carryConnection } from "./connected-session.ts";
import type { SignedIn } from "./current-session.ts";
import { knownDevice } from "./known-device.ts";
import { needAttempt, type Visitor } from "./sign-in.ts";
import { attemptOf, forgiveAttempt } from "./sign-in-limits.ts";

export type PasswordChange = { readonly current: string; readonly next: string };

/** @throws Refusal invalid password-refused, current-password-wrong or password-unchanged; too_many too-many-attempts. */
export async function changePassword(plane: ControlPlane, { actor, person }: SignedIn, change: PasswordChange, visitor: Visitor): Promise<SetCookies> {
  await needGoodPassword(change.next, person, plane.breached);
  if (change.next === change.current) throw new Refusal("invalid", "password-unchanged", "The new password is the old one.", [{ at: "next", remedy: "Choose another password." }]);
  if (Buffer.byteLength(change.current) > PASSWORD_MAX_BYTES) throw wrong();
  const attempt = attemptOf(plane.limitKey, person.email, visitor.address, knownDevice(plane.deviceKey, person.email, visitor.cookie));
  await needAttempt(plane, attempt);
  const object = { kind: "person", id: person.id };
  const setCookies = await plane.hashing.run(() =>
    inTrail(plane.database, actor.organisation, async (tx) => {
      const right = await plane.accounts.checkPassword(tx, person.id, change.current);
      if (!right) {
        await audit(tx, { actor, act: "passwords.change-refused", object }, plane.auditSeal, plane.clock);
        return null;
      }
      await plane.accounts.setPassword(tx, person.id, change.next);
      await revoke(plane, tx, actor.organisation, { person: person.id });
      // As strong as the one it replaces, and proven when that was: the password alone adds nothing to it.
      const opened = await plane.accounts.openSession(tx, { person: person.id, strength: actor.strength.join(" "), userAgent: visitor.userAgent, provedAt: new Date(actor.signedInAtMs ?? 0) });
      await carryConnection(plane, tx, actor.organisation, actor.session, opened.sessionId);
      await tx.deleteFrom("session").where("person_id", "=", person.id).where("id", "!=", opened.sessionId).execute();
      await forgiveAttempt(tx, attempt);
      await notify(plane, tx, person.email, { kind: "password-changed", name: person.name });
      await audit(tx, { actor, act: "passwords.change", object }, plane.auditSeal, plane.clock);
      return opened.setCookies;
    }),
  );
  if (!setCookies) throw wrong();
  return setCookies;
}

const wrong = (): Refusal =>
  new Refusal("invalid", "current-password-wrong", "The present password is wrong.", [{ at: "current", remedy: "Type the password that you sign in with now." }]);
