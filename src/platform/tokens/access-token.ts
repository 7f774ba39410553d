/**
 * The token a browser shows to a region: five minutes, one region, one site. It carries the Access Permissions, so a
 * region needs nothing from control to decide; it names no customer data.
 */
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { ClientId, OrganisationId, PersonId, SiteId, StaffId } from "../../base/ids.ts";
import { isId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { COMPANY_CODE_MAX_LENGTH, isPermission, MOST_COMPANY_CODES, type Permission, type Scope } from "../access/access.ts";
import { type PublicKeys, type SigningKey, unknownKey } from "./keys.ts";

export const ACCESS_TOKEN_SECONDS = 300;
/** Of staff under a grant: what is left to them at most when a region cannot be told that it ended. */
export const GRANT_TOKEN_SECONDS = 60;
const ISSUER = "control";
/** How far the clocks of two planes may be apart. */
const SKEW_SECONDS = 5;

export type AccessClaims = CommonClaims & (PersonClaims | ClientClaims);
/** `person`: of the customer; of the operator if, and only if, there is a grant. */
type PersonClaims = { readonly person: PersonId | StaffId; readonly client?: undefined; readonly networks?: undefined; readonly certificate?: undefined };
type ClientClaims = {
  readonly client: ClientId;
  readonly person?: undefined;
  /** Where it may come from; left out: anywhere. */
  readonly networks?: readonly string[];
  /** RFC 8705: SHA-256 of the certificate that the bearer must show, base64url; left out: none. */
  readonly certificate?: string;
};

type CommonClaims = {
  readonly organisation: OrganisationId;
  readonly site: SiteId;
  readonly region: Region;
  /** Held for all company codes of the site. */
  readonly permissions: readonly Permission[];
  /** Held for listed company codes besides; left out where there are none. */
  readonly scopes?: readonly Scope[];
  /** Session in control. */
  readonly session: string;
  /** Which of the holder's generations of tokens this is of: a region refuses those below the one it was told of. */
  readonly generation: number;
  /** As others in the organisation know them; the region shows and seals it beside what they did. */
  readonly name?: string;
  /** RFC 8176 names of how they signed in. */
  readonly strength: readonly string[];
  /** When the session was begun (OpenID Connect: auth_time). */
  readonly signedInAtMs?: number;
  /** Set if, and only if, the person is staff. */
  readonly grant?: { readonly id: string; readonly expiresAtMs: number };
};

/** What a token that was verified says; `expiresAtMs` is its own end. */
export type VerifiedClaims = AccessClaims & { readonly expiresAtMs: number };

export async function issueAccessToken(signer: SigningKey, claims: AccessClaims, nowMs: number = Date.now()): Promise<{ token: string; expiresAt: Date }> {
  const issued = Math.floor(nowMs / 1000);
  const grantEnd = claims.grant === undefined ? Infinity : Math.floor(claims.grant.expiresAtMs / 1000);
  const expires = Math.min(issued + (claims.grant === undefined ? ACCESS_TOKEN_SECONDS : GRANT_TOKEN_SECONDS), grantEnd);
  const token = await new SignJWT({
    org: claims.organisation,
    site: claims.site,
    perm: claims.permissions,
    ...(claims.scopes && claims.scopes.length > 0 && { scp: claims.scopes.map(({ permissions, companyCodes }) => ({ perm: permissions, codes: companyCodes })) }),
    sid: claims.session,
    gen: claims.generation,
    amr: claims.strength,
    ...(claims.name !== undefined && { name: claims.name }),
    ...(claims.signedInAtMs !== undefined && { auth_time: Math.floor(claims.signedInAtMs / 1000) }),
    ...(claims.networks && claims.networks.length > 0 && { net: claims.networks }),
    ...(claims.certificate !== undefined && { cnf: { "x5t#S256": claims.certificate } }),
    ...(claims.grant && { grant: { id: claims.grant.id, exp: grantEnd } }),
  })
    .setProtectedHeader({ alg: "EdDSA", kid: signer.kid, typ: "at+jwt" })
    .setIssuer(ISSUER)
    .setSubject(claims.person ?? claims.client)
    .setAudience(`region:${claims.region}`)
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(signer.key);
  return { token, expiresAt: new Date(expires * 1000) };
}

const payloadShape = z.object({
  sub: z.custom<PersonId | StaffId | ClientId>((id) => isId("per", id) || isId("stf", id) || isId("cli", id)),
  org: z.custom<OrganisationId>((id) => isId("org", id)),
  site: z.custom<SiteId>((id) => isId("sit", id)),
  perm: z.array(z.custom<Permission>(isPermission)),
  scp: z.array(z.object({
    perm: z.array(z.custom<Permission>(isPermission)).min(1),
    codes: z.array(z.string().min(1).max(COMPANY_CODE_MAX_LENGTH)).min(1).max(MOST_COMPANY_CODES),
  })).optional(),
  sid: z.string().min(1),
  gen: z.int().nonnegative(),
  net: z.array(z.string().max(60)).min(1).max(50).optional(),
  cnf: z.object({ "x5t#S256": z.string().length(43) }).optional(),
  exp: z.number().int(),
  amr: z.array(z.string()),
  name: z.string().max(200).optional(),
  auth_time: z.number().int().nonnegative().optional(),
  grant: z.object({ id: z.string(), exp: z.number() }).optional(),
});

/** @throws Refusal unauthenticated, always with the same code: why a token failed is nobody's business outside. */
export async function verifyAccessToken(keys: PublicKeys, region: Region, token: string, nowMs: number = Date.now()): Promise<VerifiedClaims> {
  const verified = await jwtVerify(token, (header) => keys(header.kid ?? ""), {
    algorithms: ["EdDSA"],
    typ: "at+jwt",
    issuer: ISSUER,
    audience: `region:${region}`,
    maxTokenAge: ACCESS_TOKEN_SECONDS,
    requiredClaims: ["exp", "iat", "sub"],
    clockTolerance: SKEW_SECONDS,
    currentDate: new Date(nowMs),
  }).catch(() => {
    throw unknownKey();
  });
  const parsed = payloadShape.safeParse(verified.payload);
  // Staff have a grant, and nobody else has one.
  if (!parsed.success || isId("stf", parsed.data.sub) !== (parsed.data.grant !== undefined)) throw unknownKey();
  const { sub, org, site, perm, scp, sid, gen, net, cnf, exp, amr, name, auth_time: authTime, grant } = parsed.data;
  const whose = isId("cli", sub) ? { client: sub, ...(net && { networks: net }), ...(cnf && { certificate: cnf["x5t#S256"] }) } : { person: sub as PersonId | StaffId };
  return {
    ...whose,
    organisation: org,
    site,
    region,
    permissions: perm,
    ...(scp && { scopes: scp.map((scope) => ({ permissions: scope.perm, companyCodes: scope.codes })) }),
    session: sid,
    generation: gen,
    expiresAtMs: exp * 1000,
    strength: amr,
    ...(name !== undefined && { name }),
    ...(authTime !== undefined && { signedInAtMs: authTime * 1000 }),
    ...(grant && { grant: { id: grant.id, expiresAtMs: grant.exp * 1000 } }),
  };
}
