/**
 * A program proves who it is and gets a token for one site (RFC 6749 section 4.4): its secret, and what its administrator asked for besides.
 *
 * Whatever is wrong, it is told `invalid_client` and nothing more; why, is in the organisation's trail when the secret was right, because then
 * it is a setting that somebody wants to know about. A wrong secret and a program that does not exist take the same work.
 */
import { timingSafeEqual, type X509Certificate } from "node:crypto";
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import { isId, type ClientId, type SiteId } from "../../base/ids.ts";
import { isPermission, mayClientHold, type Permission } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { thumbprintOf } from "../../platform/http/http.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { networkAllows } from "../sign-on-policy/sign-on-policy.ts";
import { siteOf } from "../sites/sites.ts";
import { type ClientRow, secretHash } from "./api-clients.store.ts";
import { satisfies } from "./certificate-rule.ts";
import { OAuthError } from "./oauth-error.ts";

export type TokenAsked = {
  readonly clientId: string;
  readonly secret: string;
  /** Needed where the program has several. */
  readonly site: string | undefined;
  /** Permissions, a part of what it holds; all of it when left out. */
  readonly scope: readonly string[] | undefined;
  readonly address: string;
  readonly certificate: X509Certificate | undefined;
};
export type ClientToken = { readonly token: string; readonly expiresInSeconds: number; readonly scope: readonly Permission[]; readonly site: SiteId; readonly origin: string };

/** Why it was refused although the secret was right. */
type Refused = "switched-off" | "expired" | "other-network" | "no-certificate" | "other-certificate";

type Found = { readonly client: ClientRow; readonly generation: number; readonly secrets: readonly { readonly id: string; readonly secret_sha256: Buffer }[] };

/** @throws OAuthError invalid_client, invalid_request, invalid_scope, invalid_target */
export async function issueClientToken(plane: ControlPlane, asked: TokenAsked): Promise<ClientToken> {
  const found = isId("cli", asked.clientId) ? await lookUp(plane, asked.clientId) : undefined;
  const secretId = matching(found?.secrets ?? [], asked.secret);
  if (!found || secretId === undefined) throw new OAuthError("invalid_client");
  const { client } = found;
  const refused = whyRefused(client, asked, plane.clock.now());
  if (refused !== undefined) {
    await inTrail(plane.database, client.organisation_id, (tx) => audit(tx, { actor: { kind: "client", client: client.id }, act: "api-clients.refuse", object: { kind: "api-client", id: client.id }, detail: { why: refused, address: asked.address } }, plane.auditSeal, plane.clock));
    throw new OAuthError("invalid_client");
  }
  const permissions = scopeOf(client, asked.scope);
  const site = siteAsked(client, asked.site);
  const signer = await plane.tokenKeys.signer();
  return inTrail(plane.database, client.organisation_id, async (tx) => {
    const held = await siteOf(tx, client.organisation_id, site);
    if (held?.state !== "ready") throw new OAuthError("invalid_target");
    const rights = client.company_codes === null ? { permissions } : { permissions: [], scopes: [{ permissions, companyCodes: client.company_codes }] };
    const { token } = await issueAccessToken(signer, {
      client: client.id, organisation: client.organisation_id, site: held.id, region: held.region, ...rights, session: client.id, generation: found.generation, name: client.name, strength: ["machine"],
      networks: client.networks, ...(client.certificate !== null && asked.certificate && { certificate: thumbprintOf(asked.certificate) }),
    }, plane.clock.now().getTime());
    const used = { last_used_at: plane.clock.now() };
    await tx.updateTable("api_client").set({ ...used, last_used_from: asked.address }).where("organisation_id", "=", client.organisation_id).where("id", "=", client.id).execute();
    await tx.updateTable("api_client_secret").set(used).where("organisation_id", "=", client.organisation_id).where("id", "=", secretId as never).execute();
    await audit(tx, { actor: { kind: "client", client: client.id }, act: "api-clients.issue-token", object: { kind: "site", id: held.id }, detail: { address: asked.address, secret: secretId } }, plane.auditSeal, plane.clock);
    return { token, expiresInSeconds: ACCESS_TOKEN_SECONDS, scope: permissions, site: held.id, origin: plane.regionOrigins[held.region] };
  });
}

/** Rights and generation in one statement: see decision 0022. */
function lookUp(plane: ControlPlane, id: ClientId): Promise<Found | undefined> {
  invariant(isId("cli", id), "a program's id is checked before it is put into SQL by hand");
  return inTrail(plane.database, OPERATOR, async (tx) => {
    await sql.raw(`SET LOCAL app.client_id = '${id}'`).execute(tx);
    const row = await tx.selectFrom("api_client").selectAll("api_client").where("api_client.id", "=", id)
      .leftJoin("token_generation", (join) => join.onRef("token_generation.organisation_id", "=", "api_client.organisation_id").onRef("token_generation.holder", "=", "api_client.id")).select("token_generation.generation").executeTakeFirst();
    if (!row) return undefined;
    const secrets = await tx.selectFrom("api_client_secret").select(["id", "secret_sha256"]).where("organisation_id", "=", row.organisation_id).where("client_id", "=", id).execute();
    const { generation, ...client } = row;
    return { client, generation: generation ?? 0, secrets };
  });
}

/** Every secret is compared, in a time that does not depend on them; where there is none, one that nobody has is. */
function matching(secrets: Found["secrets"], secret: string): string | undefined {
  const hash = secretHash(secret);
  let match: string | undefined;
  for (const { id, secret_sha256: known } of secrets.length > 0 ? secrets : [{ id: undefined, secret_sha256: Buffer.alloc(32) }]) {
    if (timingSafeEqual(known, hash)) match = id;
  }
  return match;
}

function whyRefused(client: ClientRow, { address, certificate }: TokenAsked, now: Date): Refused | undefined {
  if (client.disabled_at !== null) return "switched-off";
  if (client.expires_at <= now) return "expired";
  if (!networkAllows(client.networks, address)) return "other-network";
  if (client.certificate === null) return undefined;
  if (certificate === undefined) return "no-certificate";
  return satisfies(client.certificate, certificate, now) ? undefined : "other-certificate";
}

function scopeOf(client: ClientRow, asked: readonly string[] | undefined): readonly Permission[] {
  // Asked of the table again: what a program was once given may have been taken off the list since.
  const held = client.permissions.filter((permission) => isPermission(permission) && mayClientHold(permission));
  if (asked === undefined) return held;
  const wanted = new Set(asked);
  if ([...wanted].some((permission) => !held.includes(permission as Permission))) throw new OAuthError("invalid_scope");
  return held.filter((permission) => wanted.has(permission));
}

function siteAsked(client: ClientRow, asked: string | undefined): SiteId {
  const site = asked ?? (client.sites.length === 1 ? client.sites[0] : undefined);
  if (site === undefined) throw new OAuthError("invalid_request", "Say which site: this client has several.");
  if (!client.sites.includes(site as SiteId)) throw new OAuthError("invalid_target");
  return site as SiteId;
}
