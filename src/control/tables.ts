/** The control database's tables as Kysely sees them. The truth is the SQL in migrations/. */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { AlertId, ClientId, InvitationId, KeyId, MailId, OrganisationId, PasskeyId, PersonId, SiteId } from "../base/ids.ts";
import type { Region } from "../base/regions.ts";
import type { Role } from "../platform/access/access.ts";
import type { Trail } from "../platform/postgres/postgres.ts";
import type { AccessTables, InvitedTo } from "./access-tables.ts";
import type { CampaignTables } from "./campaign-tables.ts";
import type { ApiClientTables } from "./api-clients/api-clients.ts";
import type { SignOnTables } from "./sign-on-tables.ts";
import type { StaffTables } from "./staff-tables.ts";
import type { TicketTables } from "./ticket-tables.ts";
import type { GrantTables } from "./grant-tables.ts";

export type ControlTables = AccessTables & SignOnTables & ApiClientTables & StaffTables & TicketTables & GrantTables & CampaignTables & {
  site_retention: { organisation_id: OrganisationId; site: SiteId; days: number };
  /** No scope: sites whose region has not confirmed yet. */
  retention_message: { site: SiteId; organisation_id: OrganisationId; set_at: Date; attempts: Generated<number>; due_at: Date };
  alert_mail_unwanted: { organisation_id: OrganisationId; person_id: PersonId; rule: string };
  organisation: { id: OrganisationId; name: string; created_at: Date };
  person: {
    id: PersonId;
    name: string;
    email: string;
    email_verified: boolean;
    image: string | null;
    kind: "person" | "machine";
    last_signed_in_at: Date | null;
    created_at: Date;
    updated_at: Date;
  };
  session: {
    id: string;
    person_id: PersonId;
    token: string;
    strength: string;
    proved_at: Generated<Date>;
    expires_at: Date;
    ip_address: string | null;
    user_agent: string | null;
    created_at: Date;
    updated_at: Date;
  };
  credential: { id: string; person_id: PersonId; account_id: string; provider_id: string; password: string | null };
  membership: { organisation_id: OrganisationId; person_id: PersonId; roles: Role[]; created_at: Date };
  first_administrator: { the_one: Generated<boolean>; organisation_id: OrganisationId; person_id: PersonId; created_at: Date };
  first_administrator_link: { the_one: Generated<boolean>; token_sha256: Buffer; expires_at: Date; created_at: Date };
  demo_organisation: {
    the_one: Generated<boolean>;
    organisation_id: OrganisationId;
    site: SiteId;
    loader_person_id: PersonId;
    created_at: Date;
  };
  authenticator: {
    person_id: PersonId;
    state: "pending" | "active";
    sealed_secret: Buffer;
    session_id: string;
    /** bigint: the driver gives text. */
    last_step: ColumnType<string, number | undefined, number>;
    created_at: Date;
  };
  passkey: {
    id: PasskeyId;
    person_id: PersonId;
    name: string;
    credential_id: string;
    public_key: Buffer;
    counter: ColumnType<string, number, number>;
    transports: string[];
    synchronised: boolean;
    created_at: Date;
    last_used_at: Date | null;
  };
  passkey_challenge_used: { challenge_sha256: Buffer; expires_at: Date };
  recovery_code: { person_id: PersonId; code_sha256: Buffer; created_at: Date };
  sign_in_attempt: { bucket: Buffer; failures: number; started_at: Date };
  invitation: {
    organisation_id: OrganisationId;
    id: InvitationId;
    email: string;
    roles: Role[];
    assignments: JSONColumnType<readonly InvitedTo[]>;
    token_sha256: Buffer;
    invited_by: PersonId;
    created_at: Date;
    sent_at: Date;
    expires_at: Date;
  };
  address_change: {
    organisation_id: OrganisationId;
    person_id: PersonId;
    old_email: string;
    new_email: string;
    confirm_sha256: Buffer;
    stop_sha256: Buffer;
    undo_sha256: Buffer | null;
    asked_at: Date;
    expires_at: Date;
    confirmed_at: Date | null;
  };
  password_reset_request: { id: string; sealed_email: Buffer; created_at: Date };
  password_reset: { person_id: PersonId; token_sha256: Buffer; expires_at: Date; created_at: Date };
  mail: {
    organisation_id: Trail;
    id: MailId;
    template: string;
    state: "waiting" | "sent" | "refused" | "given-up" | "suppressed" | "kept" | "bounced";
    attempts: Generated<number>;
    reply: string | null;
    sealed_recipient: Buffer;
    sealed_text: Buffer | null;
    created_at: Date;
    useful_until: Date;
    finished_at: Date | null;
  };
  mail_due: { mail: MailId; organisation_id: Trail; step: "send" | "forget-text" | "forget"; due_at: Date };
  mail_recipient: { bucket: Buffer; sent: number; started_at: Date; dead_since: Date | null };
  alert_mail: { organisation_id: OrganisationId; alert: AlertId; told_at: Date; mailed: boolean };
  site: {
    organisation_id: OrganisationId;
    id: SiteId;
    name: string;
    region: Region;
    state: "preparing" | "ready";
    created_at: Date;
    ready_at: Date | null;
  };
  site_announcement: { site: SiteId; organisation_id: OrganisationId; attempts: Generated<number>; due_at: Date };
  log_key: { id: KeyId; month: number; root: string; wrapped: Buffer; created_at: Date };
  log_batch: {
    position: number;
    source: string;
    stream: string;
    from_number: number;
    number: number;
    missing: number;
    first_at: Date;
    last_at: Date;
    lines: number;
    dropped: number;
    received_at: Date;
    key_id: KeyId;
    sealed: Buffer;
    link: Buffer;
  };
  log_deleted: { the_one: Generated<boolean>; position: number; link: Buffer };
  token_generation: { organisation_id: OrganisationId; holder: PersonId | ClientId; generation: number };
  revocation: {
    /** bigint: the driver gives text. */
    id: Generated<string>;
    region: Region;
    organisation_id: OrganisationId;
    subject: string;
    below: number | null;
    written_in: Generated<string>;
    revoked_at: Date;
    attempts: Generated<number>;
    due_at: Date | null;
    confirmed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  token_key: {
    id: KeyId;
    public_jwk: JSONColumnType<Record<string, unknown>>;
    sealed_private_jwk: Buffer;
    created_at: Date;
    signs_from: Date;
  };
};
