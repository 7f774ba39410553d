/**
 * Groups of an identity provider that stand for roles or for narrower assignments: checked when an administrator writes them, and
 * read again when somebody of the group comes.
 */
import { z } from "@hono/zod-openapi";
import type { OrganisationId } from "../../base/ids.ts";
import { ROLES } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { everywhere, needMayGive, type Assignment, type RoleMapping } from "../memberships/memberships.ts";
import { rolesById } from "../own-roles/own-roles.ts";
import { sitesOf } from "../sites/sites.ts";
import type { ControlTables } from "../tables.ts";
import { assignmentFields, readAssignments } from "./read-assignments.ts";

type Tx = TrailTransaction<ControlTables>;
type OtherwiseRole = (typeof ROLES)[number] | null;

export const mappedGroupSchema = z.strictObject({
  value: z.string().trim().min(1).max(300), role: assignmentFields.role, siteId: assignmentFields.siteId.optional(), companyCodes: assignmentFields.companyCodes.optional(),
}).openapi("MappedGroup");

const asAsked = ({ role, siteId, companyCodes }: RoleMapping[number]) => ({ role, siteId: siteId ?? null, companyCodes: companyCodes ? [...companyCodes] : null });

/** @throws Refusal not_found role, site; invalid; forbidden more-than-you-hold. */
export async function needGoodMapping(tx: Tx, organisation: OrganisationId, giver: readonly Assignment[], mapping: RoleMapping, otherwise: OtherwiseRole): Promise<void> {
  // One by one: two groups may well stand for the same.
  for (const one of mapping) needMayGive(giver, await readAssignments(tx, organisation, [asAsked(one)]));
  if (otherwise !== null) needMayGive(giver, everywhere([otherwise]));
}

/** What is left of it: a site or a role that has gone since stands for nothing. */
export async function narrowAssignments(tx: Tx, organisation: OrganisationId, said: RoleMapping): Promise<Assignment[]> {
  if (said.length === 0) return [];
  const own = await rolesById(tx, organisation);
  const sites = new Set<string>((await sitesOf(tx, organisation)).map(({ id }) => id));
  const found = said.flatMap((one): Assignment[] => {
    const { role, siteId, companyCodes } = asAsked(one);
    const known = ROLES.find((ready) => ready === role) ?? [...own.values()].find(({ id }) => id === role);
    return known && (siteId === null || sites.has(siteId)) ? [{ role: known, site: siteId as Assignment["site"], companyCodes }] : [];
  });
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
