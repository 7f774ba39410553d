/**
 * Who sends this request: the session behind the cookie, with the organisation and rights as they are now. Nothing is
 * taken from the cookie but the session's token; a person who lost the membership has no session from that moment.
 */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import { permissionsOf, type PersonActor, type Permission, type Role } from "../../platform/access/access.ts";
import type { ControlPlane } from "../plane.ts";
import { judgeSession } from "../sign-on-policy/sign-on-policy.ts";
import type { SetCookies } from "./better-auth.ts";
import { findMembership } from "./find-membership.ts";

/** However busy, a session ends this long after the sign-in. */
export const SESSION_MOST_MS = 12 * 3_600_000;

export type SignedIn = {
  readonly actor: PersonActor;
  readonly person: { readonly id: PersonId; readonly name: string; readonly email: string };
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly roles: readonly Role[];
  /** To be sent along with the answer: the library extends sessions by setting the cookie again. */
  readonly setCookies: SetCookies;
};

/** Roles add up: somebody who administers and also works the queue has both roles. */
export const permissionsOfRoles = (roles: readonly Role[]): ReadonlySet<Permission> =>
  new Set(roles.flatMap((role) => [...permissionsOf(role)]));

/** @param address where the request comes from. @throws Refusal forbidden network-not-allowed. */
export async function currentSession(plane: ControlPlane, cookie: string, address: string): Promise<SignedIn | null> {
  const session = await plane.accounts.read(cookie);
  if (!session) return null;
  const ageMs = plane.clock.now().getTime() - session.createdAt.getTime();
  if (ageMs > SESSION_MOST_MS) return null;
  const membership = await findMembership(plane.database, session.person.id);
  if (!membership) return null;
  const strength = session.strength.split(" ");
  const judged = judgeSession(membership.policy, { strength, ageMs, address });
  if (judged === "other-network") throw new Refusal("forbidden", "network-not-allowed", "Your organisation does not allow this network.", [{ remedy: "Connect from your organisation's network, or ask an administrator." }]);
  if (judged !== "good") return null;
  const actor: PersonActor = {
    kind: "person",
    person: session.person.id,
    organisation: membership.organisation,
    permissions: permissionsOfRoles(membership.roles),
    session: session.sessionId,
    signedInAtMs: session.createdAt.getTime(),
    strength,
  };
  return {
    actor,
    person: session.person,
    organisation: { id: membership.organisation, name: membership.organisationName },
    roles: membership.roles,
    setCookies: session.setCookies,
  };
}

/** @throws Refusal unauthenticated not-signed-in; forbidden network-not-allowed */
export async function needSession(plane: ControlPlane, cookie: string, address: string): Promise<SignedIn> {
  const signedIn = await currentSession(plane, cookie, address);
  if (!signedIn) throw new Refusal("unauthenticated", "not-signed-in", "Sign in first.");
  return signedIn;
}
