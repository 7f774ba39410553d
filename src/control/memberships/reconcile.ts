/**
 * What comes of it when an invitation is accepted, or single sign-on or provisioning speaks about a person. Pure; the whole decision, in order of
 * precedence:
 *
 * 1. An address outside the organisation's verified domains makes nobody a member, and a member of another organisation stays there.
 * 2. Provisioning's "no" beats everything: whom it deactivated, no sign-in brings back.
 * 3. An invitation that is open is an administrator's own word: it makes a member also of a foreign address and where provisioning is set up,
 *    by its link or, for an address of the organisation, by the next sign-in through a connection. It brings nobody a password where single sign-on is
 *    for everybody, and none to somebody who is a member already.
 *    Else, where provisioning is set up it decides who joins; single sign-on then only lets in who is there already.
 * 4. Roles: an emergency administrator keeps theirs; else provisioning's groups; else, for those whom single sign-on
 *    brought, the provider's claims at each sign-in; an invited person keeps what the administrator gave until provisioning names roles.
 * 5. The last administrator, and the last emergency administrator while passwords are off, cannot be taken away.
 */
import { ROLES, type Role } from "../../platform/access/access.ts";

/**
 * What a group of the provider stands for: a ready-made role everywhere, or something narrower: an own role (by its id), one site,
 * listed company codes.
 */
export type MappedGroup = { readonly value: string; readonly role: string; readonly siteId?: string | null | undefined; readonly companyCodes?: readonly string[] | null | undefined };
export type RoleMapping = readonly MappedGroup[];

export type Facts = {
  readonly by: "invitation" | "sso" | "scim";
  /** Under a verified domain of this organisation. */
  readonly ownAddress: boolean;
  /** Somebody with this address belongs to another organisation. */
  readonly elsewhere: boolean;
  readonly member: { readonly source: "invitation" | "sso" | "scim"; readonly roles: readonly Role[] } | null;
  /** Whether this person was linked to the speaker before, by its own name for them. */
  readonly linked: boolean;
  readonly emergency: boolean;
  /** Nobody else could administer, or use a password in an emergency, if this person could not. */
  readonly last: "no" | "administrator" | "emergency";
  /** What provisioning says about the person; 'unknown' when it never did. */
  readonly provisioned: "unknown" | "active" | "inactive";
  /** Provisioning is set up. */
  readonly provisioning: boolean;
  /** Single sign-on may make members. */
  readonly justInTime: boolean;
  /** Roles of an invitation that is open for this address; none of them: it gives narrower assignments only. null: not invited. */
  readonly invited: readonly Role[] | null;
  /** Passwords sign in nobody but emergency administrators. */
  readonly ssoOnly: boolean;
  /** Roles that the speaker's groups or claims stand for; null: they say nothing. */
  readonly said: readonly Role[] | null;
  /** They stand for narrower assignments, which hold beside the roles. */
  readonly narrow?: boolean;
  readonly otherwise: Role | null;
};

export type RefusedBecause = "address-not-yours" | "address-elsewhere" | "deactivated" | "not-provisioned" | "no-membership" | "no-role" | "already-member" | "single-sign-on-only" | "last-administrator" | "last-emergency";
export type Outcome =
  | { readonly kind: "join"; readonly roles: readonly Role[]; readonly source: "invitation" | "sso" | "scim" }
  | { readonly kind: "stay"; readonly roles: readonly Role[]; readonly source: "invitation" | "sso" | "scim" }
  | { readonly kind: "leave" }
  /** Provisioning speaks about somebody who was not there, and is not to be. */
  | { readonly kind: "nothing" }
  | { readonly kind: "refuse"; readonly why: RefusedBecause };

export function rolesSaid(mapping: RoleMapping, values: readonly string[]): readonly Role[] | null {
  const said = new Set(ofGroups(mapping, values).filter((one) => !isNarrow(one)).map(({ role }) => role));
  return said.size === 0 ? null : ROLES.filter((role) => said.has(role));
}

export const narrowSaid = (mapping: RoleMapping, values: readonly string[]): RoleMapping => ofGroups(mapping, values).filter(isNarrow);
export const isNarrow = ({ role, siteId, companyCodes }: MappedGroup): boolean => (siteId ?? null) !== null || (companyCodes ?? null) !== null || !ROLES.some((one) => one === role);

function ofGroups(mapping: RoleMapping, values: readonly string[]): RoleMapping {
  const folded = new Set(values.map((value) => value.toLowerCase()));
  return mapping.filter(({ value }) => folded.has(value.toLowerCase()));
}

const refuse = (why: RefusedBecause): Outcome => ({ kind: "refuse", why });

export function reconcile(facts: Facts): Outcome {
  if (facts.elsewhere) return refuse("address-elsewhere");
  if (facts.by === "invitation") return invited(facts);
  if (!facts.ownAddress && !(facts.linked && facts.member)) return facts.by === "scim" && facts.provisioned === "inactive" ? leaveOrNothing(facts) : refuse("address-not-yours");
  return facts.by === "scim" ? provisioned(facts) : signedOn(facts);
}

function invited(facts: Facts): Outcome {
  if (facts.provisioned === "inactive") return refuse("deactivated");
  if (facts.member) return refuse("already-member");
  if (facts.ssoOnly) return refuse("single-sign-on-only");
  return facts.invited === null ? refuse("no-role") : { kind: "join", roles: facts.invited, source: "invitation" };
}

function provisioned(facts: Facts): Outcome {
  if (facts.provisioned !== "active") return leaveOrNothing(facts);
  const roles = facts.said ?? (facts.narrow || facts.otherwise === null ? [] : [facts.otherwise]);
  const nothing = roles.length === 0 && !facts.narrow;
  if (!facts.member) return nothing ? { kind: "nothing" } : { kind: "join", roles, source: "scim" };
  if (facts.emergency) return { kind: "stay", roles: facts.member.roles, source: facts.member.source };
  if (facts.said === null && facts.member.source === "invitation") return { kind: "stay", roles: facts.member.roles, source: "invitation" };
  if (nothing) return leaveOrNothing(facts);
  return keepingAdministrator(facts, { kind: "stay", roles, source: "scim" });
}

function signedOn(facts: Facts): Outcome {
  if (facts.provisioned === "inactive") return refuse("deactivated");
  const roles = facts.said ?? (facts.narrow || facts.otherwise === null ? [] : [facts.otherwise]);
  const nothing = roles.length === 0 && !facts.narrow;
  if (facts.member) {
    if (facts.member.source !== "sso" || facts.emergency) return { kind: "stay", roles: facts.member.roles, source: facts.member.source };
    return nothing ? refuse("no-role") : keepingAdministrator(facts, { kind: "stay", roles, source: "sso" });
  }
  if (facts.invited !== null) return { kind: "join", roles: facts.invited, source: "invitation" };
  if (facts.provisioning) return refuse(facts.provisioned === "active" ? "no-role" : "not-provisioned");
  if (!facts.justInTime) return refuse("no-membership");
  return nothing ? refuse("no-role") : { kind: "join", roles, source: "sso" };
}

function leaveOrNothing(facts: Facts): Outcome {
  if (!facts.member) return { kind: "nothing" };
  if (facts.last === "emergency") return refuse("last-emergency");
  return facts.last === "administrator" ? refuse("last-administrator") : { kind: "leave" };
}

function keepingAdministrator(facts: Facts, outcome: Outcome & { kind: "stay" }): Outcome {
  return facts.last !== "no" && !outcome.roles.includes("administrator") ? refuse("last-administrator") : outcome;
}
