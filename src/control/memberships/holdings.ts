/**
 * What a person's assignments add up to, in the organisation and at each site; and who may give what. Pure.
 *
 * An assignment is a role × (all sites | one) × (all company codes | listed ones). Without a limit it gives all that its role has. At one site
 * it gives the role's site part there; for listed codes, what can be told by code (platform/access byCompanyCode). Administration is
 * held for the whole organisation or not at all.
 *
 * Nobody gives what they do not hold themselves, and nobody changes somebody who holds more, but administrators of the whole organisation.
 */
import type { OwnRoleId, SiteId } from "../../base/ids.ts";
import { byCompanyCode, isOfOrganisation, MEMBER_PERMISSIONS, type Permission, permissionsOf, type Role, type Scope } from "../../platform/access/access.ts";

/** A role of the organisation's own, as far as rights go. */
export type OwnRole = { readonly id: OwnRoleId; readonly name: string; readonly permissions: readonly Permission[] };
export type Assignment = {
  readonly role: Role | OwnRole;
  /** Null: all sites. */
  readonly site: SiteId | null;
  /** Null: all company codes. */
  readonly companyCodes: readonly string[] | null;
};

export const rightsOf = ({ role }: Pick<Assignment, "role">): readonly Permission[] => (typeof role === "string" ? [...permissionsOf(role)] : role.permissions);
export const everywhere = (roles: readonly Role[]): Assignment[] => roles.map((role) => ({ role, site: null, companyCodes: null }));
const unlimited = ({ site, companyCodes }: Assignment): boolean => site === null && companyCodes === null;
const ofMembers = (permission: Permission): boolean => MEMBER_PERMISSIONS.includes(permission);

/** Held in control, where the scope is the organisation. */
export const inOrganisation = (assignments: readonly Assignment[]): ReadonlySet<Permission> =>
  new Set(assignments.flatMap((one) => rightsOf(one).filter((permission) => unlimited(one) || ofMembers(permission))));

export type AtSite = { readonly permissions: ReadonlySet<Permission>; readonly scopes: readonly Scope[] };

/** What a region is told. Undefined: nothing is held there, so the site is not there for this person. */
export function atSite(assignments: readonly Assignment[], site: SiteId): AtSite | undefined {
  const here = assignments.filter((one) => one.site === null || one.site === site);
  if (here.length === 0) return undefined;
  const permissions = new Set(here.flatMap((one) => rightsOf(one).filter((permission) => givesAll(one, permission))));
  const scopes = here.flatMap(({ role, companyCodes }) => {
    const limited = companyCodes === null ? [] : rightsOf({ role }).filter((permission) => byCompanyCode(permission) && !permissions.has(permission));
    return companyCodes === null || limited.length === 0 ? [] : [{ permissions: limited, companyCodes: [...companyCodes] }];
  });
  return { permissions, scopes };
}

function givesAll(one: Assignment, permission: Permission): boolean {
  if (unlimited(one) || ofMembers(permission)) return true;
  return one.companyCodes === null && !isOfOrganisation(permission);
}

/** An assignment that would give nothing but the way to an empty site. */
export const givesNothing = (one: Assignment): boolean =>
  !rightsOf(one).some((permission) => unlimited(one) || (one.companyCodes === null ? !isOfOrganisation(permission) : byCompanyCode(permission)));

export const isAdministrator = (assignments: readonly Assignment[]): boolean => assignments.some((one) => one.role === "administrator" && unlimited(one));

/** Whether all that `wanted` gives is held by the giver, there and for these codes. */
function holds(giver: readonly Assignment[], wanted: Assignment): boolean {
  const covering = giver.filter((one) => one.site === null || one.site === wanted.site);
  return rightsOf(wanted).every((permission) => {
    if (unlimited(wanted)) return giver.some((one) => unlimited(one) && rightsOf(one).includes(permission));
    if (ofMembers(permission) || isOfOrganisation(permission)) return true; // the first is everybody's, the second not given by it
    if (wanted.companyCodes === null) return covering.some((one) => one.companyCodes === null && rightsOf(one).includes(permission));
    if (!byCompanyCode(permission)) return true;
    const of = covering.filter((one) => rightsOf(one).includes(permission));
    const codes = new Set(of.flatMap(({ companyCodes }) => companyCodes ?? []));
    return of.some(({ companyCodes }) => companyCodes === null) || wanted.companyCodes.every((code) => codes.has(code));
  });
}

export const mayGive = (giver: readonly Assignment[], wanted: readonly Assignment[]): boolean => isAdministrator(giver) || wanted.every((one) => holds(giver, one));

/** The same assignments in another order, or codes in another order, are the same. */
export const assignmentKey = ({ role, site, companyCodes }: Assignment): string => JSON.stringify([typeof role === "string" ? role : role.id, site, companyCodes === null ? null : [...companyCodes].sort()]);

/** For lists: the role, and that it is limited. */
export const inWords = ({ role, site, companyCodes }: Assignment): string =>
  `${typeof role === "string" ? role.replaceAll("_", " ") : role.name}${site === null ? "" : " at one site"}${companyCodes === null ? "" : ` for ${companyCodes.length} company ${companyCodes.length === 1 ? "code" : "codes"}`}`;
