/**
 * The first line of every verb. Another site's or organisation's thing is answered exactly like a missing one.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import type { Actor } from "./actor.ts";
import type { Action, Area, Permission } from "./roles.ts";

/**
 * @param site the site whose data the verb touches; must be the actor's own.
 * @throws Refusal not-found for another site; forbidden when the right is missing; grant-over when a grant has ended.
 */
export function need<A extends Area>(actor: Actor, site: SiteId, area: A, action: Action<A>, nowMs: number = Date.now()): void {
  if (actor.kind === "system" || actor.site !== site) throw notFound("site");
  refuseWithout(actor, `${area}:${action}` as Permission, nowMs);
}

/** The same for the control plane, where the scope is the organisation. */
export function needOrganisation<A extends Area>(
  actor: Actor,
  organisation: OrganisationId,
  area: A,
  action: Action<A>,
  nowMs: number = Date.now(),
): void {
  if ((actor.kind !== "person" && actor.kind !== "staff") || actor.organisation !== organisation) throw notFound("organisation");
  refuseWithout(actor, `${area}:${action}` as Permission, nowMs);
}

export const RECENT_PROOF_MS = 15 * 60_000;

/** RFC 8176: more than one factor was used. */
export const isStrong = (strength: readonly string[]): boolean => strength.includes("mfa");

/**
 * For what takes data out, what changes who may come in, and what cannot be undone: a session left open, or stolen, is not
 * enough. The web app answers this refusal with its step-up dialog and then repeats the act.
 * @throws Refusal step-up-needed unless a person proved a second factor within the last quarter of an hour.
 */
export function needStrong(actor: Actor, nowMs: number): void {
  const atMs = actor.kind === "person" && isStrong(actor.strength) ? actor.signedInAtMs : undefined;
  if (atMs !== undefined && nowMs - atMs <= RECENT_PROOF_MS) return;
  throw new Refusal("forbidden", "step-up-needed", "This needs your second factor once more.", [{ remedy: "Prove who you are with your passkey or a code, then repeat it." }]);
}

/** For showing or hiding; never instead of `need`. */
export const may = (actor: Actor, permission: Permission): boolean =>
  actor.kind !== "system" && actor.permissions.has(permission);

function refuseWithout(actor: Exclude<Actor, { kind: "system" }>, permission: Permission, nowMs: number): void {
  if (actor.kind === "staff" && nowMs >= actor.expiresAtMs) {
    throw new Refusal("forbidden", "grant-over", "The grant that allowed this has ended.");
  }
  if (!actor.permissions.has(permission)) {
    throw new Refusal("forbidden", "forbidden", "Your Access Permissions do not include this.", [
      { expected: permission, remedy: "Ask an administrator of your organisation." },
    ]);
  }
}
