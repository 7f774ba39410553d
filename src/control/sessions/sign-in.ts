/**
 * Signing in, first step: email and password. It opens an arriving session, which the second factor makes a whole one. Whatever is wrong, the answer is the same and costs the same one hash, so neither
 * tells whether an address is known here. Success and failure are audited in the person's organisation; an address
 * that nobody has, in the operator's trail and without the address, since people type passwords into the wrong field.
 */
import { Refusal } from "../../base/errors.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import { PASSWORD_MAX_BYTES } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import type { SetCookies } from "./better-auth.ts";
import { boundSessions } from "./bound-sessions.ts";
import { findMembershipByEmail, type Membership } from "./find-membership.ts";
import { knownDevice } from "./known-device.ts";
import { attemptOf, forgiveAttempt, spendAttempt, tooManyAttempts, type Attempt } from "./sign-in-limits.ts";

/** Where a request comes from, as the edge saw it. */
export type Visitor = { readonly address: string; readonly country?: string; readonly userAgent: string; readonly cookie: string };
/** The same as an entry holds it. */
export const whence = ({ address, country }: Visitor): { readonly address: string; readonly country?: string } => (country === undefined ? { address } : { address, country });
export type SignIn = { readonly email: string; readonly password: string };

const AT_DOOR = { kind: "system", name: "sign-in" } as const;

/** @throws Refusal unauthenticated sign-in-refused; too_many too-many-attempts; unavailable sign-in-busy. */
export async function signIn(plane: ControlPlane, input: SignIn, visitor: Visitor): Promise<SetCookies> {
  const email = input.email.trim().toLowerCase();
  const device = knownDevice(plane.deviceKey, email, visitor.cookie);
  const attempt = attemptOf(plane.limitKey, email, visitor.address, device);
  await needAttempt(plane, attempt);
  if (Buffer.byteLength(input.password) > PASSWORD_MAX_BYTES) throw refused();
  const opened = await plane.hashing.run(async () => {
    const membership = await findMembershipByEmail(plane.database, email);
    return inTrail(plane.database, membership?.organisation ?? OPERATOR, (tx) => tryPassword(plane, tx, { email, password: input.password }, membership, visitor, attempt));
  }, device !== undefined);
  if (!opened) throw refused();
  return opened;
}

const refused = (): Refusal => new Refusal("unauthenticated", "sign-in-refused", "The email address or the password is wrong.");

/** Also used where a signed-in person must prove something again. @param onLimit told once per window, when the limit is reached */
export async function needAttempt(plane: ControlPlane, attempt: Attempt, onLimit: () => Promise<void> = async () => undefined): Promise<void> {
  const verdict = await spendAttempt(plane.database, attempt, plane.clock);
  if (!verdict.refused) return;
  // One entry when the limit is reached, not one per attempt: a flood must not fill the trail.
  if (verdict.first) {
    await inTrail(plane.database, OPERATOR, (tx) => audit(tx, { actor: AT_DOOR, act: "sessions.limit", object: { kind: "limit", id: verdict.bucket.toString("hex").slice(0, 16) } }, plane.auditSeal, plane.clock));
    await onLimit();
  }
  throw tooManyAttempts(verdict.retryAt, plane.clock.now());
}

async function tryPassword(
  plane: ControlPlane,
  tx: TrailTransaction<ControlTables>,
  input: SignIn,
  membership: Membership | null,
  visitor: Visitor,
  attempt: Attempt,
): Promise<SetCookies | null> {
  const opened = await plane.accounts.signIn(tx, { ...input, userAgent: visitor.userAgent });
  const from = whence(visitor);
  // Without a membership there is nothing to sign in to, and with single sign-on for everybody a password opens nothing: a
  // right one is answered like a wrong one.
  if (!opened || !membership || (membership.policy.ssoOnly && !membership.policy.emergency)) {
    if (opened) await tx.deleteFrom("session").where("id", "=", opened.sessionId).execute();
    const object = { kind: "person", id: membership?.person ?? "unknown" };
    await audit(tx, { actor: AT_DOOR, act: "sessions.sign-in-refused", object, detail: from }, plane.auditSeal, plane.clock);
    return null;
  }
  // A session that was open in this browser ends: no token from before the sign-in is worth anything after it.
  if (visitor.cookie !== "") await plane.accounts.signOut(tx, visitor.cookie);
  await forgiveAttempt(tx, attempt);
  await boundSessions(plane, tx, membership.organisation, opened.personId, ["pwd"]);
  const actor = { kind: "person", person: opened.personId, organisation: membership.organisation, permissions: new Set<never>(), session: opened.sessionId, strength: ["pwd"] } as const;
  await audit(tx, { actor, act: "sessions.password-accepted", object: { kind: "session", id: opened.sessionId }, detail: from }, plane.auditSeal, plane.clock);
  return opened.setCookies;
}
