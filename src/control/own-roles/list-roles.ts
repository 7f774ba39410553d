/** All roles of an organisation, ready-made and own, as a matrix: areas × actions, and how many people have each. */
import { sql } from "kysely";
import { ALL_PERMISSIONS, byCompanyCode, isOfOrganisation, needOrganisation, type Permission, permissionsOf, type Role, ROLES } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { mayGive } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { ownRolesOf } from "./own-roles.store.ts";

export type RoleView = {
  readonly id: string; readonly name: string | null; readonly description: string; readonly own: boolean; readonly permissions: readonly Permission[];
  readonly people: number; readonly revision: number; /** You hold enough to give it to somebody. */ readonly mayGive: boolean;
};
export type RoleMatrix = {
  readonly permissions: readonly { readonly permission: Permission; readonly ofOrganisation: boolean; readonly byCompanyCode: boolean; readonly yours: boolean }[];
  readonly items: readonly RoleView[];
};

export function listRoles(plane: ControlPlane, { actor, assignments }: SignedIn): Promise<RoleMatrix> {
  needOrganisation(actor, actor.organisation, "people", "read");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const people = await sql<{ role: string; n: number }>`select role, count(distinct person_id)::int as n from (
      select unnest(m.roles) as role, m.person_id from membership m join person p on p.id = m.person_id where m.organisation_id = ${actor.organisation} and p.kind = 'person'
      union all select coalesce(a.role, a.own_role_id), a.person_id from assignment a where a.organisation_id = ${actor.organisation}) held group by role`.execute(tx);
    const count = new Map(people.rows.map(({ role, n }) => [role, n]));
    const give = (role: Role | { id: `rol_${string}`; name: string; permissions: readonly Permission[] }): boolean => mayGive(assignments, [{ role, site: null, companyCodes: null }]);
    const ready = ROLES.map((role): RoleView => ({ id: role, name: null, description: "", own: false, permissions: [...permissionsOf(role)], people: count.get(role) ?? 0, revision: 0, mayGive: give(role) }));
    const own = (await ownRolesOf(tx, actor.organisation)).map((role): RoleView => ({ ...role, own: true, people: count.get(role.id) ?? 0, mayGive: give(role) }));
    return {
      permissions: ALL_PERMISSIONS.map((permission) => ({
        permission, ofOrganisation: isOfOrganisation(permission), byCompanyCode: byCompanyCode(permission), yours: mayGive(assignments, [{ role: { id: "rol_", name: "", permissions: [permission] }, site: null, companyCodes: null }]),
      })),
      items: [...ready, ...own],
    };
  });
}
