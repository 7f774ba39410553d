/**
 * The first line of every verb. Another site's or organisation's thing is answered exactly like a missing one.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import type { Actor } from "./actor.ts";
import type { Action, Area, Permission } from "./roles.ts";
import { codesFor, type CompanyCodes } from "./scope.ts";

/**
 * The right must be held for all company codes of the site.
 * @param site the site whose data the verb touches; must be the actor's own.
 * @throws Refusal not-found for another site; forbidden when the right is missing; grant-over when a grant has ended.
 */
export function need<A extends Area>(actor: Actor, site: SiteId, area: A, action: Action<A>, nowMs: number = Date.now()): void {
  if (actor.kind === "system" || actor.site !== site) throw notFound("site");
  refuseWithout(actor, `${area}:${action}` as Permission, nowMs);
}

/**
 * The first line of a verb that can answer for some company codes alone. It answers with the codes; what does not belong to them is
 * to be treated as if it were not there, in lists, totals, counts and texts alike.
 */
export function needWithin<A extends Area>(actor: Actor, site: SiteId, area: A, action: Action<A>, nowMs: number = Date.now()): CompanyCodes {
  if (actor.kind === "system" || actor.site !== site) throw notFound("site");
  refuseEndedGrant(actor, nowMs);
  const permission = `${area}:${action}` as Permission;
  const codes = codesFor(actor, permission);
  if (codes === undefined) refuseWithout(actor, permission, nowMs);
  return codes ?? new Set();
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

/** For showing a part to whoever may see some of it; undefined: none of it. */
export const mayWithin = (actor: Actor, permission: Permission): CompanyCodes | undefined =>
  actor.kind === "system" ? undefined : codesFor(actor, permission);

function refuseEndedGrant(actor: Exclude<Actor, { kind: "system" }>, nowMs: number): void {
  if (actor.kind === "staff" && nowMs >= actor.expiresAtMs) {
    throw new Refusal("forbidden", "grant-over", "The grant that allowed this has ended.");
  }
}

function refuseWithout(actor: Exclude<Actor, { kind: "system" }>, permission: Permission, nowMs: number): void {
  refuseEndedGrant(actor, nowMs);
  if (actor.permissions.has(permission)) return;
  if (codesFor(actor, permission) !== undefined) {
    throw new Refusal("forbidden", "all-company-codes-needed", "This shows all company codes, and your Access Permissions name some of them.", [
      { expected: permission, remedy: "Ask an administrator of your organisation." },
    ]);
  }
  throw new Refusal("forbidden", "forbidden", "Your Access Permissions do not include this.", [
    { expected: permission, remedy: "Ask an administrator of your organisation." },
  ]);
}
