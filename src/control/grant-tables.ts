/** Tables of grants as Kysely sees them. The truth is the SQL in migrations/0017. */
import type { Generated } from "kysely";
import type { GrantId, OrganisationId, PersonId, SiteId, StaffId, TicketId } from "../base/ids.ts";
import type { Duty, Grantable } from "../platform/access/access.ts";

export const GRANT_STATES = ["asked", "reviewed", "customer", "live", "over"] as const;
export type GrantState = (typeof GRANT_STATES)[number];
export const GRANT_OUTCOMES = ["declined", "withdrawn", "lapsed", "time", "ticket", "revoked", "customer", "standing", "site"] as const;
export type GrantOutcome = (typeof GRANT_OUTCOMES)[number];

type Course = {
  organisation_id: OrganisationId;
  id: GrantId;
  kind: "ticket" | "break_glass";
  site: SiteId;
  ticket: TicketId | null;
  permissions: Grantable[];
  minutes: number;
  duty: Duty;
  requester: StaffId;
  reviewer: StaffId | null;
  authoriser: StaffId | null;
  state: GrantState;
  outcome: GrantOutcome | null;
  asked_at: Date;
  lapses_at: Date;
  customer_asked_at: Date | null;
  customer_reminded_at: Date | null;
  starts_at: Date | null;
  ends_at: Date | null;
  ended_at: Date | null;
  accounted_at: Date | null;
};

export type GrantTables = {
  access_grant: Omit<Course, "state"> & {
    state: Generated<GrantState>;
    requester_device: string;
    sealed_reason: Buffer;
    reviewed_at: Date | null;
    authorised_at: Date | null;
    customer_person: PersonId | null;
    ended_by: string | null;
    account_reviewer: StaffId | null;
    sealed_account: Buffer | null;
  };
  grant_queue: Course;
  staff_access_policy: { organisation_id: OrganisationId; asked_each_time: boolean; changed_by: PersonId; changed_at: Date };
};
