/** The tables of programs and their secrets. Queries name the organisation as well: row security is the second lock. */
import { createHash, randomBytes } from "node:crypto";
import type { ColumnType } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { ClientId, ClientSecretId, OrganisationId, PersonId, SiteId } from "../../base/ids.ts";
import type { Permission } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { CertificateRule } from "./certificate-rule.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
/** One that follows and one that goes: a change of secrets without a gap. */
export const MOST_SECRETS = 2;

export type ApiClientTables = {
  api_client: {
    organisation_id: OrganisationId;
    id: ClientId;
    name: string;
    sites: SiteId[];
    permissions: Permission[];
    company_codes: string[] | null;
    networks: string[];
    certificate: ColumnType<CertificateRule | null, string | null, string | null>;
    expires_at: Date;
    disabled_at: Date | null;
    created_by: PersonId;
    created_at: Date;
    last_used_at: Date | null;
    last_used_from: string | null;
  };
  api_client_secret: {
    organisation_id: OrganisationId;
    client_id: ClientId;
    id: ClientSecretId;
    secret_sha256: Buffer;
    hint: string;
    created_at: Date;
    last_used_at: Date | null;
  };
};

export const newSecret = (): string => `spw_${randomBytes(32).toString("base64url")}`;
export const secretHash = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** Held until the transaction ends. @throws Refusal not_found also for another organisation's. */
export async function lockClient(tx: Tx, organisation: OrganisationId, id: ClientId) {
  const found = await tx.selectFrom("api_client").selectAll().where("organisation_id", "=", organisation).where("id", "=", id).forUpdate().executeTakeFirst();
  if (!found) throw notFound("API client");
  return found;
}
export type ClientRow = Awaited<ReturnType<typeof lockClient>>;

export const secretsOf = (tx: Tx, organisation: OrganisationId, id: ClientId) =>
  tx.selectFrom("api_client_secret").select(["id", "hint", "created_at", "last_used_at"]).where("organisation_id", "=", organisation).where("client_id", "=", id).orderBy("created_at").execute();
