/** Tables of single sign-on and provisioning as Kysely sees them. The truth is the SQL in migrations/0010 and 0011. */
import type { Generated, JSONColumnType } from "kysely";
import type { ConnectionId, ConnectionTestId, LockoutId, OrganisationId, PersonId, ProvisionedGroupId, ProvisionedUserId, ProvisioningTokenId } from "../base/ids.ts";
import type { Role } from "../platform/access/access.ts";
import type { RoleMapping } from "./memberships/memberships.ts";

type Json<T extends object> = JSONColumnType<T, string, string>;

export type SignOnTables = {
  domain: { organisation_id: OrganisationId; name: string; proof: string; verified_at: Date | null; checked_at: Date | null; problem: string | null; created_at: Date };
  connection: {
    organisation_id: OrganisationId;
    id: ConnectionId;
    kind: "oidc" | "saml";
    name: string;
    state: "draft" | "on" | "off";
    settings: Json<Record<string, unknown>>;
    sealed_secret: Buffer | null;
    revision: number;
    tested_revision: number | null;
    tested_at: Date | null;
    created_at: Date;
    changed_at: Date;
    sealed_signing_key: Generated<Buffer | null>;
    signing_certificate: Generated<string | null>;
  };
  saml_sign_out: { organisation_id: OrganisationId; connection_id: ConnectionId; request_sha256: Buffer; expires_at: Date };
  sign_in_request: {
    organisation_id: OrganisationId;
    state_sha256: Buffer;
    connection_id: ConnectionId;
    browser_sha256: Buffer | null;
    test_id: ConnectionTestId | null;
    saml_request_id: string | null;
    sealed: Buffer;
    created_at: Date;
    expires_at: Date;
    answered_at: Date | null;
    handle_sha256: Buffer | null;
    sealed_identity: Buffer | null;
  };
  used_assertion: { organisation_id: OrganisationId; connection_id: ConnectionId; assertion_sha256: Buffer; expires_at: Date };
  connected_person: { organisation_id: OrganisationId; connection_id: ConnectionId; subject: string; person_id: PersonId; created_at: Date; last_sign_in_at: Date | null };
  connected_session: {
    organisation_id: OrganisationId;
    session_id: string;
    connection_id: ConnectionId;
    subject: string;
    provider_session: string | null;
    sealed_id_token: Buffer | null;
    /** How a SAML provider names the person, word for word. */
    sealed_name_id: Buffer | null;
    created_at: Date;
  };
  connection_test: {
    organisation_id: OrganisationId;
    id: ConnectionTestId;
    connection_id: ConnectionId;
    revision: number;
    started_by: PersonId;
    started_at: Date;
    finished_at: Date | null;
    passed: boolean | null;
    sealed_result: Buffer | null;
  };
  sign_on_policy: { organisation_id: OrganisationId; sso_only: boolean; session_most_minutes: number | null; session_idle_minutes: number | null; own_factor: Generated<boolean>; allowed_networks: string[]; changed_at: Date };
  break_glass: { organisation_id: OrganisationId; person_id: PersonId; named_at: Date };
  membership_source: { organisation_id: OrganisationId; person_id: PersonId; source: "invitation" | "sso" | "scim"; connection_id: string | null; changed_at: Date };
  scim_token: {
    organisation_id: OrganisationId;
    id: ProvisioningTokenId;
    token_sha256: Buffer;
    hint: string;
    created_by: PersonId;
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
  };
  scim_user: {
    organisation_id: OrganisationId;
    id: ProvisionedUserId;
    person_id: PersonId;
    user_name: string;
    user_name_folded: string;
    external_id: string | null;
    email: string;
    active: boolean;
    resource: Json<Record<string, unknown>>;
    revision: Generated<number>;
    created_at: Date;
    changed_at: Date;
  };
  scim_group: {
    organisation_id: OrganisationId;
    id: ProvisionedGroupId;
    display_name: string;
    display_name_folded: string;
    external_id: string | null;
    revision: Generated<number>;
    created_at: Date;
    changed_at: Date;
  };
  scim_group_member: { organisation_id: OrganisationId; group_id: ProvisionedGroupId; user_id: ProvisionedUserId };
  provisioning_roles: { organisation_id: OrganisationId; mapping: Json<RoleMapping>; otherwise: Role | null; changed_at: Date };
  lockout: {
    organisation_id: OrganisationId;
    id: LockoutId;
    person_id: PersonId;
    told_at: Date;
    locked_out_at: Date;
    sessions_ended: number;
    tokens_end_at: Date | null;
  };
};
