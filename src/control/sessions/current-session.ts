/**
 * Who sends this request: the session behind the cookie, with the organisation and rights as they are now. Nothing is
 * taken from the cookie but the session's token; a person who lost the membership has no session from that moment.
 *
 * A session without a proven second factor is *arriving*: it holds no rights, ends after half an hour, and is good for one
 * thing, which is to prove the second factor or, where there is none yet, to set it up (promise A3). `needSession` refuses it,
 * so a route that does not say otherwise is closed to it, whichever way in opened it.
 */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import { isStrong, type PersonActor, type Role } from "../../platform/access/access.ts";
import { inOrganisation, type Assignment } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import { judgeSession } from "../sign-on-policy/sign-on-policy.ts";
import { SESSION_EXTEND_SECONDS, type SetCookies } from "./better-auth.ts";
import { findMembership } from "./find-membership.ts";
import { hasSecondFactor } from "./has-second-factor.ts";

/** However busy, a session ends this long after the sign-in. */
export const SESSION_MOST_MS = 12 * 3_600_000;
/** An arriving one: long enough to install an authenticator app. */
export const ARRIVING_MOST_MS = 30 * 60_000;

export type SignedIn = {
  readonly actor: PersonActor;
  readonly person: { readonly id: PersonId; readonly name: string; readonly email: string };
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly roles: readonly Role[];
  /** Of the tokens that these rights may be put into. */
  readonly generation: number;
  /** What the person holds, where and for which company codes; the roles included. */
  readonly assignments: readonly Assignment[];
  /** false: arriving, and without rights. */
  readonly strong: boolean;
  /** To be sent along with the answer: the library extends sessions by setting the cookie again. */
  readonly setCookies: SetCookies;
};

/** Machines have no second factor: their session is made by the plane itself, never by a password. */
const isEnough = (strength: readonly string[]): boolean => isStrong(strength) || strength.includes("machine");

/** @param address where the request comes from. @throws Refusal forbidden network-not-allowed. */
export async function currentSession(plane: ControlPlane, cookie: string, address: string): Promise<SignedIn | null> {
  const session = await plane.accounts.read(cookie);
  if (!session) return null;
  const { strength } = session;
  const strong = isEnough(strength);
  const nowMs = plane.clock.now().getTime();
  const [ageMs, idleMs] = [nowMs - session.createdAt.getTime(), nowMs - session.seenAt.getTime()];
  if (ageMs > (strong ? SESSION_MOST_MS : ARRIVING_MOST_MS)) return null;
  const membership = await findMembership(plane.database, session.person.id);
  if (!membership) return null;
  const judged = judgeSession(membership.policy, { strength, ageMs, idleMs, address });
  if (judged === "other-network") throw new Refusal("forbidden", "network-not-allowed", "Your organisation does not allow this network.", [{ remedy: "Connect from your organisation's network, or ask an administrator." }]);
  if (judged !== "good") return null;
  const actor: PersonActor = {
    kind: "person",
    person: session.person.id,
    organisation: membership.organisation,
    permissions: strong ? inOrganisation(membership.assignments) : new Set(),
    session: session.sessionId,
    signedInAtMs: session.provedAt.getTime(),
    strength,
  };
  return {
    actor,
    person: session.person,
    organisation: { id: membership.organisation, name: membership.organisationName },
    roles: membership.roles,
    generation: membership.generation,
    assignments: strong ? membership.assignments : [],
    strong,
    setCookies: idleMs >= SESSION_EXTEND_SECONDS * 1_000 ? await plane.accounts.extend(cookie) : [],
  };
}

/** Also an arriving one: for the routes that complete a sign-in. @throws Refusal unauthenticated not-signed-in; forbidden network-not-allowed */
export async function needArriving(plane: ControlPlane, cookie: string, address: string): Promise<SignedIn> {
  const signedIn = await currentSession(plane, cookie, address);
  if (!signedIn) throw new Refusal("unauthenticated", "not-signed-in", "Sign in first.");
  return signedIn;
}

/** @throws Refusal unauthenticated not-signed-in; forbidden second-factor-needed, second-factor-missing, network-not-allowed. */
export async function needSession(plane: ControlPlane, cookie: string, address: string): Promise<SignedIn> {
  const signedIn = await needArriving(plane, cookie, address);
  if (signedIn.strong) return signedIn;
  if (await hasSecondFactor(plane.database, signedIn.person.id)) throw secondFactorNeeded();
  throw new Refusal("forbidden", "second-factor-missing", "Set up a second factor first.", [{ remedy: "Add a passkey or an authenticator app." }]);
}

export const secondFactorNeeded = (): Refusal =>
  new Refusal("forbidden", "second-factor-needed", "Prove your second factor first.", [{ remedy: "Use your passkey, a code of your authenticator app, or a recovery code." }]);
