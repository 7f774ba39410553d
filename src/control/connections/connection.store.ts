/** The connection table, and connections as the verbs see them. Queries name the organisation: row security is the second lock. */
import { sql, type Selectable } from "kysely";
import { invariant, notFound } from "../../base/errors.ts";
import { isId, type ConnectionId, type OrganisationId } from "../../base/ids.ts";
import { inTrail, OPERATOR, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import type { OidcParty } from "./oidc.ts";
import type { SamlParty } from "./saml.ts";
import type { OidcSettings, SamlSettings, StoredSettings } from "./settings.ts";

export type Tx = TrailTransaction<ControlTables>;
export type Connection = {
  readonly organisation: OrganisationId;
  readonly id: ConnectionId;
  readonly kind: "oidc" | "saml";
  readonly name: string;
  readonly state: "draft" | "on" | "off";
  /** null until the page has been filled in once. */
  readonly settings: StoredSettings | null;
  readonly sealedSecret: Buffer | null;
  readonly revision: number;
  readonly testedRevision: number | null;
  readonly testedAt: Date | null;
};

const COLUMNS = ["organisation_id", "id", "kind", "name", "state", "settings", "sealed_secret", "revision", "tested_revision", "tested_at"] as const;
type Row = Pick<Selectable<ControlTables["connection"]>, (typeof COLUMNS)[number]>;

const connectionFrom = (row: Row): Connection => ({
  organisation: row.organisation_id,
  id: row.id,
  kind: row.kind,
  name: row.name,
  state: row.state,
  settings: Object.keys(row.settings).length === 0 ? null : (row.settings as unknown as StoredSettings),
  sealedSecret: row.sealed_secret,
  revision: row.revision,
  testedRevision: row.tested_revision,
  testedAt: row.tested_at,
});

export const connectionsOf = async (tx: Tx, organisation: OrganisationId): Promise<readonly Connection[]> =>
  (await tx.selectFrom("connection").select(COLUMNS).where("organisation_id", "=", organisation).orderBy("created_at").limit(50).execute()).map(connectionFrom);

/** @throws Refusal not_found */
export async function connectionOf(tx: Tx, organisation: OrganisationId, id: ConnectionId): Promise<Connection> {
  const row = await tx.selectFrom("connection").select(COLUMNS).where("organisation_id", "=", organisation).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("connection");
  return connectionFrom(row);
}

/** By its id alone, before the organisation is known: the address that a provider answers to names it. @throws Refusal not_found */
export async function findConnection(plane: ControlPlane, idText: string): Promise<Connection> {
  if (!isId("con", idText)) throw notFound("connection");
  const row = await inTrail(plane.database, OPERATOR, async (tx) => {
    invariant(/^[a-z0-9_-]{1,64}$/.test(idText), "a connection's id is checked before it is put into SQL by hand");
    await sql.raw(`SET LOCAL app.connection_id = '${idText}'`).execute(tx);
    return tx.selectFrom("connection").select(COLUMNS).where("id", "=", idText).executeTakeFirst();
  });
  if (!row) throw notFound("connection");
  return connectionFrom(row);
}

export const secretPlace = (id: ConnectionId) => ({ kind: "connection.secret", object: id });

export function oidcParty(plane: ControlPlane, connection: Connection, settings: OidcSettings): OidcParty {
  const secret = connection.sealedSecret === null ? "" : plane.signOnSeal.open(secretPlace(connection.id), connection.sealedSecret).toString();
  return { settings, secret, redirectUri: addressesOf(plane.origin, connection.id).redirectUri, fetch: plane.egress.fetch, cacheAs: `${connection.id} ${connection.revision}` };
}

export function samlParty(plane: ControlPlane, connection: Connection, settings: SamlSettings): SamlParty {
  const { entityId, acsUrl } = addressesOf(plane.origin, connection.id);
  return { settings, entityId, acsUrl };
}

/** Where providers send people and messages, one set per connection. */
export const addressesOf = (origin: string, id: ConnectionId) => ({
  redirectUri: `${origin}/sso/oidc/${id}/callback`,
  logoutUri: `${origin}/sso/oidc/${id}/logout`,
  signedOutUri: `${origin}/sign-in`,
  entityId: `${origin}/sso/saml/${id}`,
  acsUrl: `${origin}/sso/saml/${id}/acs`,
  samlLogoutUrl: `${origin}/sso/saml/${id}/logout`,
  metadataUrl: `${origin}/sso/saml/${id}/metadata`,
});
