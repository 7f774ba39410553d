/**
 * What happens when a second factor has been proven, whichever it was: an arriving session becomes a whole one, under a new
 * token, so that one planted or seen before is worth nothing (session fixation); in a whole session the proof is renewed,
 * which is what dangerous acts ask for (step-up).
 */
import { isStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";
import { boundSessions, carryConnection, deviceCookie, knownDevice, type SetCookies, type SignedIn, type Visitor, whence } from "../sessions/sessions.ts";
import type { Tx } from "./second-factors.store.ts";

/** In the names of RFC 8176. A recovery code is a one-time password too; the audit entry says which it was. */
export type Method = "otp" | "hwk" | "swk";
export type Proven = { readonly method: Method; readonly by: "authenticator" | "passkey" | "recovery-code" };

export async function proven(plane: ControlPlane, tx: Tx, by: SignedIn, { method, by: means }: Proven, visitor: Visitor): Promise<SetCookies> {
  const { actor } = by;
  const now = plane.clock.now();
  const strength = [...new Set([...actor.strength, method, "mfa"])];
  if (by.strong && isStrong(actor.strength)) {
    await tx.updateTable("session").set({ proved_at: now, strength: strength.join(" ") }).where("id", "=", actor.session).where("person_id", "=", actor.person).execute();
    await audit(tx, { actor, act: "sessions.step-up", object: { kind: "session", id: actor.session }, detail: { by: means, ...whence(visitor) } }, plane.auditSeal, plane.clock);
    return knownDevice(plane.deviceKey, by.person.email, visitor.cookie) === undefined ? [deviceCookie(plane.deviceKey, by.person.email)] : [];
  }
  return openWhole(plane, tx, by, strength, means, visitor, actor.session);
}

/** A whole session for somebody whose proofs are complete. @param before the arriving one, which ends */
export async function openWhole(plane: ControlPlane, tx: Tx, who: Pick<SignedIn, "actor" | "person">, strength: readonly string[], means: Proven["by"], visitor: Visitor, before?: string): Promise<SetCookies> {
  const { person, actor } = who;
  const now = plane.clock.now();
  const opened = await plane.accounts.openSession(tx, { person: person.id, strength: strength.join(" "), userAgent: visitor.userAgent, provedAt: now });
  if (before !== undefined) {
    await carryConnection(plane, tx, actor.organisation, before, opened.sessionId);
    await tx.deleteFrom("session").where("id", "=", before).execute();
  }
  await boundSessions(plane, tx, actor.organisation, person.id, strength);
  await tx.updateTable("person").set({ last_signed_in_at: now }).where("id", "=", person.id).execute();
  await audit(tx, { actor: { ...actor, session: opened.sessionId, strength }, act: "sessions.sign-in", object: { kind: "session", id: opened.sessionId }, detail: { by: means, ...whence(visitor) } }, plane.auditSeal, plane.clock);
  return [...opened.setCookies, deviceCookie(plane.deviceKey, person.email)];
}
