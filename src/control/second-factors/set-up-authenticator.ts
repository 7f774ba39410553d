/**
 * An authenticator app: a secret is made and shown once, and the app becomes a factor with its first right code. Until then the
 * one from before goes on working. Only the session that began it can finish it.
 */
import { Refusal } from "../../base/errors.ts";
import { needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { SetCookies, SignedIn, Visitor } from "../sessions/sessions.ts";
import { codeNotRight, takeCodeAttempt } from "./code-attempts.ts";
import { needMayEnrol } from "./may-enrol.ts";
import { proven } from "./prove-factor.ts";
import { makeCodes } from "./recovery-codes.ts";
import { factorsOf, hasAny, lockPerson } from "./second-factors.store.ts";
import { base32, keyUri, newSecret, stepOfCode } from "./totp.ts";

export type NewAuthenticator = { readonly secret: string; readonly uri: string };
/** Recovery codes come with the first factor, and are shown this once. */
export type Enrolled = { readonly recoveryCodes: readonly string[] | null; readonly setCookies: SetCookies };

const placeOf = (person: string) => ({ kind: "authenticator.sealed_secret", object: person });

/** @throws Refusal forbidden second-factor-needed, step-up-needed. */
export function beginAuthenticator(plane: ControlPlane, by: SignedIn): Promise<NewAuthenticator> {
  const { actor, person } = by;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    await needMayEnrol(plane, tx, by);
    const secret = newSecret();
    const row = { sealed_secret: plane.factorSeal.seal(placeOf(person.id), secret), session_id: actor.session, created_at: plane.clock.now() };
    await tx.insertInto("authenticator").values({ person_id: person.id, state: "pending", ...row }).onConflict((known) => known.columns(["person_id", "state"]).doUpdateSet({ ...row, last_step: 0 })).execute();
    await audit(tx, { actor, act: "second-factors.begin-authenticator", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
    return { secret: base32(secret), uri: keyUri(secret, person.email) };
  });
}

/** @throws Refusal conflict authenticator-not-begun; invalid code-wrong; too_many too-many-attempts; forbidden as above. */
export async function confirmAuthenticator(plane: ControlPlane, by: SignedIn, code: string, visitor: Visitor): Promise<Enrolled> {
  const { actor, person } = by;
  const attempt = await takeCodeAttempt(plane, by, visitor);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await needMayEnrol(plane, tx, by);
    const pending = await tx.selectFrom("authenticator").select("sealed_secret").where("person_id", "=", person.id).where("state", "=", "pending").where("session_id", "=", actor.session).executeTakeFirst();
    if (!pending) throw new Refusal("conflict", "authenticator-not-begun", "Setting up an authenticator app was not begun here.", [{ remedy: "Begin again, and scan the new code." }]);
    const step = stepOfCode(plane.factorSeal.open(placeOf(person.id), pending.sealed_secret), code, plane.clock.now());
    if (step === undefined) throw codeNotRight();
    await tx.deleteFrom("authenticator").where("person_id", "=", person.id).where("state", "=", "active").execute();
    await tx.updateTable("authenticator").set({ state: "active", last_step: step, created_at: plane.clock.now() }).where("person_id", "=", person.id).where("state", "=", "pending").execute();
    await attempt.forgive(tx);
    const recoveryCodes = hasAny(before) ? null : await makeCodes(plane, tx, person.id);
    const setCookies = await proven(plane, tx, by, { method: "otp", by: "authenticator" }, visitor);
    await notify(plane, tx, person.email, { kind: "second-factor-changed", name: person.name, change: "authenticator-added" });
    await audit(tx, { actor, act: "second-factors.add-authenticator", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
    return { recoveryCodes, setCookies };
  });
}

/** @throws Refusal forbidden step-up-needed; conflict last-second-factor, authenticator-missing. */
export async function removeAuthenticator(plane: ControlPlane, { actor, person }: SignedIn): Promise<void> {
  needStrong(actor, plane.clock.now().getTime());
  await inTrail(plane.database, actor.organisation, async (tx) => {
    await lockPerson(tx, person.id);
    const factors = await factorsOf(tx, person.id);
    if (factors.authenticatorSince === null) throw new Refusal("conflict", "authenticator-missing", "There is no authenticator app on this account.");
    if (factors.passkeys.length === 0) throw lastFactor();
    await tx.deleteFrom("authenticator").where("person_id", "=", person.id).execute();
    await notify(plane, tx, person.email, { kind: "second-factor-changed", name: person.name, change: "authenticator-removed" });
    await audit(tx, { actor, act: "second-factors.remove-authenticator", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
  });
}

export const lastFactor = (): Refusal =>
  new Refusal("conflict", "last-second-factor", "This is your only second factor.", [{ remedy: "Add another one first; everybody needs one." }]);
