/**
 * Makes, changes and removes a role of the organisation's own. A change holds for everybody who has the role from their next request on;
 * region tokens that are out already are revoked where the role gives less than before.
 *
 * Nobody but an administrator puts into a role what they do not hold, takes out of it what they do not hold, or changes a role they have.
 */
import { sql } from "kysely";
import { Refusal } from "../../base/errors.ts";
import { newId, parseId, type OrganisationId, type OwnRoleId } from "../../base/ids.ts";
import { needOrganisation, needStrong, type Permission } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { isAdministrator, needMayGive } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { lockOwnRole, MOST_OWN_ROLES, type Tx } from "./own-roles.store.ts";

export type NewOwnRole = { readonly name: string; readonly description: string; readonly permissions: readonly Permission[] };

function needMayChangeRoles(plane: ControlPlane, { actor, assignments }: SignedIn, ...lists: readonly (readonly Permission[])[]): void {
  needOrganisation(actor, actor.organisation, "people", "change");
  needStrong(actor, plane.clock.now().getTime());
  for (const permissions of lists) needMayGive(assignments, [{ role: { id: "rol_", name: "", permissions }, site: null, companyCodes: null }]);
}

/** @throws Refusal forbidden, step-up-needed, more-than-you-hold; conflict role-name-taken; too_many too-many-roles. */
export async function makeOwnRole(plane: ControlPlane, by: SignedIn, input: NewOwnRole): Promise<OwnRoleId> {
  needMayChangeRoles(plane, by, input.permissions);
  const { actor } = by;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const { count } = await tx.selectFrom("own_role").select((eb) => eb.fn.countAll<string>().as("count")).where("organisation_id", "=", actor.organisation).executeTakeFirstOrThrow();
    if (Number(count) >= MOST_OWN_ROLES) throw new Refusal("too_many", "too-many-roles", "Your organisation has very many roles.", [{ remedy: "Remove those that nobody has." }]);
    const id = newId("rol");
    const now = plane.clock.now();
    const inserted = await tx.insertInto("own_role").values({ organisation_id: actor.organisation, id, ...columns(input), revision: 1, created_at: now, changed_at: now })
      .onConflict((row) => row.columns(["organisation_id", "name_folded"]).doNothing()).returning("id").executeTakeFirst();
    if (!inserted) throw nameTaken();
    await audit(tx, { actor, act: "roles.create", object: { kind: "role", id }, after: input }, plane.auditSeal, plane.clock);
    return id;
  });
}

/** @throws Refusal as above; not_found; conflict changed-meanwhile. */
export async function changeOwnRole(plane: ControlPlane, by: SignedIn, roleIdText: string, input: NewOwnRole, revision: number): Promise<void> {
  needMayChangeRoles(plane, by, input.permissions);
  const { actor, assignments } = by;
  const id = parseId("rol", roleIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await lockOwnRole(tx, actor.organisation, id, revision);
    needMayChangeRoles(plane, by, before.permissions);
    if (!isAdministrator(assignments) && assignments.some(({ role }) => typeof role !== "string" && role.id === id)) {
      throw new Refusal("forbidden", "your-own-role", "You have this role yourself.", [{ remedy: "Ask an administrator of your organisation to change it." }]);
    }
    if (await nameOfAnother(tx, actor.organisation, id, input.name)) throw nameTaken();
    await tx.updateTable("own_role").set({ ...columns(input), revision: before.revision + 1, changed_at: plane.clock.now() }).where("organisation_id", "=", actor.organisation).where("id", "=", id).execute();
    if (before.permissions.some((permission) => !input.permissions.includes(permission))) await revokeOfRole(plane, tx, actor.organisation, id);
    await audit(tx, { actor, act: "roles.change", object: { kind: "role", id }, before, after: input }, plane.auditSeal, plane.clock);
  });
}

/** @throws Refusal forbidden, step-up-needed; not_found; conflict role-in-use. */
export async function removeOwnRole(plane: ControlPlane, by: SignedIn, roleIdText: string): Promise<void> {
  needMayChangeRoles(plane, by);
  const { actor } = by;
  const id = parseId("rol", roleIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await lockOwnRole(tx, actor.organisation, id);
    needMayChangeRoles(plane, by, before.permissions);
    const used = await tx.selectFrom("assignment").select("id").where("organisation_id", "=", actor.organisation).where("own_role_id", "=", id).limit(1).executeTakeFirst();
    if (used || (await standsForGroup(tx, actor.organisation, id)) || (await isInvitedTo(tx, actor.organisation, id))) {
      throw new Refusal("conflict", "role-in-use", "Somebody has this role or is invited to it, or a group of your identity provider stands for it.", [{ remedy: "Give them another role first; withdraw the invitations." }]);
    }
    await tx.deleteFrom("own_role").where("organisation_id", "=", actor.organisation).where("id", "=", id).execute();
    await audit(tx, { actor, act: "roles.remove", object: { kind: "role", id }, before }, plane.auditSeal, plane.clock);
  });
}

/** Whoever has the role holds less now. */
async function revokeOfRole(plane: ControlPlane, tx: Tx, organisation: OrganisationId, role: OwnRoleId): Promise<void> {
  const people = await tx.selectFrom("assignment").select("person_id").distinct().where("organisation_id", "=", organisation).where("own_role_id", "=", role).orderBy("person_id").execute();
  for (const { person_id: person } of people) await revoke(plane, tx, organisation, { person });
}

const columns = ({ name, description, permissions }: NewOwnRole) => ({ name, name_folded: fold(name), description, permissions: [...permissions].sort() });
const fold = (name: string): string => name.normalize("NFKC").toLowerCase();
const nameTaken = (): Refusal => new Refusal("conflict", "role-name-taken", "There is a role of this name already.", [{ at: "/name", remedy: "Choose another name." }]);

async function nameOfAnother(tx: Tx, organisation: OrganisationId, id: OwnRoleId, name: string): Promise<boolean> {
  return (await tx.selectFrom("own_role").select("id").where("organisation_id", "=", organisation).where("name_folded", "=", fold(name)).where("id", "<>", id).executeTakeFirst()) !== undefined;
}

async function isInvitedTo(tx: Tx, organisation: OrganisationId, id: OwnRoleId): Promise<boolean> {
  const holding = sql<boolean>`assignments @> ${JSON.stringify([{ role: id }])}::jsonb`;
  return (await tx.selectFrom("invitation").select("id").where("organisation_id", "=", organisation).where(holding).limit(1).executeTakeFirst()) !== undefined;
}

async function standsForGroup(tx: Tx, organisation: OrganisationId, id: OwnRoleId): Promise<boolean> {
  const provisioning = await tx.selectFrom("provisioning_roles").select("mapping").where("organisation_id", "=", organisation).executeTakeFirst();
  const connections = await tx.selectFrom("connection").select("settings").where("organisation_id", "=", organisation).execute();
  return JSON.stringify([provisioning?.mapping, connections.map(({ settings }) => settings)]).includes(id);
}
