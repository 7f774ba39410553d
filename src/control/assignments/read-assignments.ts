/** Assignments as somebody writes them: roles and sites by id, checked against what the organisation has. */
import { z } from "@hono/zod-openapi";
import { notFound, Refusal } from "../../base/errors.ts";
import { isId, type OrganisationId } from "../../base/ids.ts";
import { COMPANY_CODE_MAX_LENGTH, COMPANY_CODES_MAX_CHARACTERS, MOST_COMPANY_CODES } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { assignmentKey, givesNothing, type Assignment } from "../memberships/memberships.ts";
import { findRole, rolesById } from "../own-roles/own-roles.ts";
import { siteOf } from "../sites/sites.ts";
import type { ControlTables } from "../tables.ts";

export const MOST_ASSIGNMENTS = 50;
/** What a database cannot store, or nobody can see: in no ledger a company code. */
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

const codeField = z.string().min(1, "A company code.").max(COMPANY_CODE_MAX_LENGTH).refine((code) => STORABLE.test(code), "Visible characters.");
export const assignmentFields = {
  role: z.string().min(1).max(60).openapi({ description: "A ready-made role, or the id of one of your own" }),
  siteId: z.string().max(60).nullable().openapi({ description: "null: all sites, those to come included" }),
  companyCodes: z.array(codeField).min(1, "A company code, or none of the list.").max(MOST_COMPANY_CODES).refine((codes) => new Set(codes).size === codes.length, "Each code once.").nullable()
    .openapi({ description: "As they stand in the ledger; null: all, rows without one included" }),
};
const asked = z.object(assignmentFields);
export type AssignmentAsked = z.infer<typeof asked>;

/** @throws Refusal not_found role, site, of another organisation too; invalid role-gives-nothing, assignment-repeated, too-many-company-codes. */
export async function readAssignments(tx: TrailTransaction<ControlTables>, organisation: OrganisationId, list: readonly AssignmentAsked[]): Promise<Assignment[]> {
  const own = await rolesById(tx, organisation);
  const read: Assignment[] = [];
  for (const [at, { role, siteId, companyCodes }] of list.entries()) {
    if (siteId !== null && (!isId("sit", siteId) || !(await siteOf(tx, organisation, siteId)))) throw notFound("site");
    const one: Assignment = { role: findRole(own, role), site: siteId as Assignment["site"], companyCodes };
    if (givesNothing(one)) {
      throw new Refusal("invalid", "role-gives-nothing", companyCodes === null ? "This role has nothing that can be given at one site." : "This role has nothing that can be given for listed company codes.", [
        { at: `/assignments/${at}`, remedy: companyCodes === null ? "Give it for all sites, or choose another role." : "Give it for all company codes, or choose a role that reads findings." },
      ]);
    }
    read.push(one);
  }
  if (new Set(read.map(assignmentKey)).size !== read.length) throw new Refusal("invalid", "assignment-repeated", "The same assignment is there twice.", [{ at: "/assignments", remedy: "Leave it there once." }]);
  const characters = read.reduce((sum, { companyCodes }) => sum + (companyCodes ?? []).join("").length, 0);
  if (characters > COMPANY_CODES_MAX_CHARACTERS) {
    throw new Refusal("invalid", "too-many-company-codes", "These are more company codes than one person can carry.", [{ at: "/assignments", expected: `at most ${COMPANY_CODES_MAX_CHARACTERS} characters in all`, remedy: "Give all company codes of a site, or make another site for some of them." }]);
  }
  return read;
}
