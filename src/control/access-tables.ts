/** Tables of own roles, assignments and access reviews as Kysely sees them. The truth is the SQL in migrations/0013. */
import type { JSONColumnType } from "kysely";
import type { AssignmentId, OrganisationId, OwnRoleId, PersonId, ReviewId, SiteId } from "../base/ids.ts";
import type { Permission, Role } from "../platform/access/access.ts";

/** What an invitation gives beyond ready-made roles everywhere; `role` is one, or the id of an own one. */
export type InvitedTo = { readonly role: string; readonly siteId: SiteId | null; readonly companyCodes: readonly string[] | null };

export type AccessTables = {
  own_role: {
    organisation_id: OrganisationId;
    id: OwnRoleId;
    name: string;
    name_folded: string;
    description: string;
    permissions: Permission[];
    revision: number;
    created_at: Date;
    changed_at: Date;
  };
  assignment: {
    organisation_id: OrganisationId;
    id: AssignmentId;
    person_id: PersonId;
    role: Role | null;
    own_role_id: OwnRoleId | null;
    at_site: SiteId | null;
    company_codes: string[] | null;
    source: "administrator" | "sso" | "scim";
    created_at: Date;
  };
  access_review_policy: { organisation_id: OrganisationId; every_months: number; next_at: Date; changed_at: Date };
  access_review: {
    organisation_id: OrganisationId;
    id: ReviewId;
    opened_by: PersonId | null;
    opened_at: Date;
    due_at: Date;
    reminded_at: Date | null;
    signed_by: PersonId | null;
    signed_at: Date | null;
    list_sha256: Buffer | null;
    audit_entry: string | null;
  };
  access_review_line: {
    organisation_id: OrganisationId;
    review_id: ReviewId;
    person_id: PersonId;
    position: number;
    listed: JSONColumnType<Record<string, unknown>, string, string>;
    decision: "keep" | "remove" | null;
    reason: string | null;
    decided_by: PersonId | null;
    decided_at: Date | null;
  };
  access_review_due: { organisation_id: OrganisationId; due_at: Date };
};
