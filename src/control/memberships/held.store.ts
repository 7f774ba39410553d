/** Reads and writes what people are assigned: the roles of the membership and the narrower assignments beside it, as one list. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type OwnRoleId, type PersonId, type SiteId } from "../../base/ids.ts";
import type { Permission, Role } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";
import { assignmentKey, everywhere, mayGive, type Assignment } from "./holdings.ts";

type Tx = TrailTransaction<ControlTables>;
export type Source = "administrator" | "sso" | "scim";
export type Held = Assignment & { readonly source: Source | "invitation" };

type Row = { readonly person: PersonId; readonly role: Role | null; readonly own: OwnRoleId | null; readonly name: string | null; readonly permissions: Permission[] | null; readonly site: SiteId | null; readonly codes: string[] | null; readonly source: Source };

/** The narrower assignments of `membership.person_id`, for selecting beside a membership. */
export const narrowOf = sql<Row[]>`(select coalesce(json_agg(json_build_object('person', a.person_id, 'role', a.role, 'own', o.id, 'name', o.name, 'permissions', o.permissions, 'site', a.at_site, 'codes', a.company_codes, 'source', a.source) order by coalesce(a.role, o.name), a.at_site, a.company_codes), '[]')
  from assignment a left join own_role o on o.organisation_id = a.organisation_id and o.id = a.own_role_id where a.organisation_id = membership.organisation_id and a.person_id = membership.person_id)`;

const asRole = ({ role, own, name, permissions }: Row): Assignment["role"] => role ?? { id: own as OwnRoleId, name: name ?? "", permissions: permissions ?? [] };
export const heldFrom = (roles: readonly Role[], rows: readonly Row[], source: Held["source"] = "administrator"): Held[] =>
  [...everywhere(roles).map((one) => ({ ...one, source })), ...rows.map((row) => ({ role: asRole(row), site: row.site, companyCodes: row.codes, source: row.source }))];

/** Undefined: no member of this organisation. */
export async function heldBy(tx: Tx, organisation: OrganisationId, person: PersonId): Promise<Held[] | undefined> {
  const row = await tx.selectFrom("membership").leftJoin("membership_source as by", (join) => join.onRef("by.organisation_id", "=", "membership.organisation_id").onRef("by.person_id", "=", "membership.person_id"))
    .select(["membership.roles", "by.source", narrowOf.as("narrow")]).where("membership.organisation_id", "=", organisation).where("membership.person_id", "=", person).executeTakeFirst();
  return row && heldFrom(row.roles, row.narrow, row.source ?? "administrator");
}

/** Changes with any change of the list; says to an editor whether it still shows what there is. */
export const revisionOf = (held: readonly Assignment[]): string => createHash("sha256").update(JSON.stringify(held.map(assignmentKey).sort())).digest("hex").slice(0, 16);

/** Puts these in the place of all narrower assignments of the person that have one of the sources. */
export async function replaceNarrow(tx: Tx, organisation: OrganisationId, person: PersonId, wanted: readonly Assignment[], sources: readonly Source[], source: Source, now: Date): Promise<void> {
  await tx.deleteFrom("assignment").where("organisation_id", "=", organisation).where("person_id", "=", person).where("source", "in", sources).execute();
  if (wanted.length === 0) return;
  await tx.insertInto("assignment").values(wanted.map(({ role, site, companyCodes }) => ({
    organisation_id: organisation, id: newId("asn"), person_id: person, ...(typeof role === "string" ? { role, own_role_id: null } : { role: null, own_role_id: role.id }),
    at_site: site, company_codes: companyCodes === null ? null : [...companyCodes], source, created_at: now,
  }))).execute();
}

/** @throws Refusal forbidden more-than-you-hold. */
export function needMayGive(giver: readonly Assignment[], wanted: readonly Assignment[]): void {
  if (mayGive(giver, wanted)) return;
  throw new Refusal("forbidden", "more-than-you-hold", "This is more than you hold yourself.", [{ remedy: "Ask an administrator of your organisation to do it." }]);
}

/** Nobody but an administrator changes somebody who holds more than they do. @throws Refusal forbidden more-than-you-hold. */
export async function needHoldsAsMuch(tx: Tx, giver: readonly Assignment[], organisation: OrganisationId, person: PersonId): Promise<void> {
  needMayGive(giver, (await heldBy(tx, organisation, person)) ?? []);
}
