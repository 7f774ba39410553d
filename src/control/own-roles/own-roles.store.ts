/** Rows of own roles. */
import { notFound, Refusal } from "../../base/errors.ts";
import { isId, type OrganisationId, type OwnRoleId } from "../../base/ids.ts";
import { ROLES, type Role } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { OwnRole } from "../memberships/memberships.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
export const MOST_OWN_ROLES = 100;

export const ownRolesOf = (tx: Tx, organisation: OrganisationId) =>
  tx.selectFrom("own_role").select(["id", "name", "description", "permissions", "revision"]).where("organisation_id", "=", organisation).orderBy("name_folded").limit(MOST_OWN_ROLES).execute();

/** Held until the transaction ends, so that none is removed while it is being given. */
export const rolesById = async (tx: Tx, organisation: OrganisationId): Promise<ReadonlyMap<OwnRoleId, OwnRole>> =>
  new Map((await tx.selectFrom("own_role").select(["id", "name", "permissions"]).where("organisation_id", "=", organisation).orderBy("id").limit(MOST_OWN_ROLES).forShare().execute()).map((one) => [one.id, one]));

/** Held until the transaction ends. @throws Refusal not_found also for another organisation's; conflict changed-meanwhile. */
export async function lockOwnRole(tx: Tx, organisation: OrganisationId, id: OwnRoleId, revision?: number) {
  const found = await tx.selectFrom("own_role").select(["id", "name", "description", "permissions", "revision"]).where("organisation_id", "=", organisation).where("id", "=", id).forUpdate().executeTakeFirst();
  if (!found) throw notFound("role");
  if (revision !== undefined && revision !== found.revision) throw changedMeanwhile();
  return found;
}

export const changedMeanwhile = (): Refusal => new Refusal("conflict", "changed-meanwhile", "Somebody else has changed this since you opened it.", [{ remedy: "Load it again and repeat what you wanted." }]);

/** A ready-made role by its name, an own one by its id. @throws Refusal not_found. */
export function findRole(own: ReadonlyMap<OwnRoleId, OwnRole>, role: string): Role | OwnRole {
  const ready = ROLES.find((one) => one === role);
  const found = ready ?? (isId("rol", role) ? own.get(role) : undefined);
  if (!found) throw notFound("role");
  return found;
}
