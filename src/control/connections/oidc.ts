/**
 * OpenID Connect: the code flow with PKCE, nonce and state, by a certified library (the only importer of openid-client).
 *
 * Invariant: the issuer and its endpoints are the ones stored with the connection, never taken from an answer; the ID
 * token's signature is verified although it came over TLS; only asymmetric algorithms from our list count.
 */
import { createRemoteJWKSet, customFetch as joseFetch, errors, jwtVerify, type JWTPayload } from "jose";
import * as client from "openid-client";
import { Refusal } from "../../base/errors.ts";
import type { Egress } from "../egress/egress.ts";
import { AnswerRefused, refuseIf, type Reason } from "./answer-refused.ts";
import { identityOf, plainClaims, type Identity } from "./identity.ts";
import type { OidcMetadata, OidcSettings } from "./settings.ts";

export const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const;
const SKEW_SECONDS = 60;
const MOST_TOKEN_CHARACTERS = 64_000;

export type OidcParty = { readonly settings: OidcSettings; readonly secret: string; readonly redirectUri: string; readonly fetch: Egress["fetch"]; /** Names the cache of its keys; null: none is kept. */ readonly cacheAs: string | null };
export type OidcExpected = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** @throws Refusal issuer-not-usable, egress-… */
export async function discoverOidc(issuer: string, fetch: Egress["fetch"]): Promise<OidcMetadata> {
  const found = await client.discovery(new URL(issuer), "discovery", undefined, client.None(), { [client.customFetch]: asFetch(fetch) }).catch((error: unknown) => {
    throw refusalWithin(error) ?? notUsable("It does not publish /.well-known/openid-configuration for exactly this issuer.");
  });
  const metadata = found.serverMetadata();
  const { authorization_endpoint, token_endpoint, jwks_uri, end_session_endpoint } = metadata;
  for (const endpoint of [authorization_endpoint, token_endpoint, jwks_uri]) {
    if (endpoint === undefined || !URL.canParse(endpoint) || new URL(endpoint).protocol !== "https:") throw notUsable("Its endpoints must be addresses that begin with https://.");
  }
  const offered = (metadata.id_token_signing_alg_values_supported as readonly string[] | undefined) ?? ["RS256"];
  const algorithms = offered.filter((algorithm) => (ALGORITHMS as readonly string[]).includes(algorithm));
  if (algorithms.length === 0) throw notUsable("It signs with none of the algorithms that are accepted.");
  return {
    authorization_endpoint: authorization_endpoint as string,
    token_endpoint: token_endpoint as string,
    jwks_uri: jwks_uri as string,
    ...(end_session_endpoint !== undefined && URL.canParse(end_session_endpoint) && end_session_endpoint.startsWith("https://") && { end_session_endpoint }),
    id_token_signing_alg_values_supported: algorithms,
    ...(metadata.authorization_response_iss_parameter_supported === true && { authorization_response_iss_parameter_supported: true }),
    ...(metadata.token_endpoint_auth_methods_supported !== undefined && { token_endpoint_auth_methods_supported: metadata.token_endpoint_auth_methods_supported as string[] }),
  };
}

const notUsable = (remedy: string): Refusal => new Refusal("invalid", "issuer-not-usable", "This issuer cannot be used.", [{ at: "settings/issuer", remedy }]);

export async function oidcSignInUrl(party: OidcParty, expected: OidcExpected, hint?: string): Promise<string> {
  const { scopes } = party.settings;
  const url = client.buildAuthorizationUrl(configurationOf(party), {
    redirect_uri: party.redirectUri,
    response_type: "code",
    scope: [...new Set(["openid", ...scopes])].join(" "),
    state: expected.state,
    nonce: expected.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(expected.verifier),
    code_challenge_method: "S256",
    ...(hint !== undefined && { login_hint: hint }),
  });
  return url.href;
}

export const newExpected = (): OidcExpected => ({ state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() });

/** @param query the callback's query as it came. @throws AnswerRefused */
export async function verifyOidcAnswer(party: OidcParty, query: URLSearchParams, expected: OidcExpected): Promise<Identity> {
  refuseIf(query.size > 20 || [...query.keys()].some((key) => query.getAll(key).length > 1), "structure", "each parameter once");
  const configuration = configurationOf(party);
  const tokens = await client
    .authorizationCodeGrant(configuration, new URL(`${party.redirectUri}?${query.toString()}`), { expectedState: expected.state, expectedNonce: expected.nonce, pkceCodeVerifier: expected.verifier, idTokenExpected: true })
    .catch((error: unknown) => {
      throw answerRefused(error);
    });
  keepKeys(party.cacheAs, configuration);
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new AnswerRefused("structure", "an ID token");
  refuseIf(claims.email_verified === false, "email", "email_verified");
  refuseIf(claims.sub.length > 512, "subject", "sub");
  const methods = [...(Array.isArray(claims["amr"]) ? claims["amr"] : []), claims["acr"]].filter((method): method is string => typeof method === "string");
  return identityOf(party.settings, {
    subject: claims.sub,
    claims: plainClaims(claims),
    methods,
    providerSession: typeof claims["sid"] === "string" ? claims["sid"].slice(0, 512) : null,
    idToken: tokens.id_token,
  });
}

type JwksCache = Parameters<typeof client.setJwksCache>[1];
/** Public keys of providers, for as many connections; the library asks anew when it meets an unknown key id. */
const keys = new Map<string, JwksCache>();
const MOST_CACHED = 200;

function keepKeys(name: string | null, configuration: client.Configuration): void {
  const cached = client.getJwksCache(configuration);
  if (cached === undefined || name === null) return;
  keys.delete(name);
  keys.set(name, cached as JwksCache);
  for (const oldest of keys.keys()) {
    if (keys.size <= MOST_CACHED) break;
    keys.delete(oldest);
  }
}

function configurationOf(party: OidcParty): client.Configuration {
  const { metadata, issuer, clientId } = party.settings;
  const server = { ...metadata, id_token_signing_alg_values_supported: [...metadata.id_token_signing_alg_values_supported], issuer } as client.ServerMetadata;
  const posts = metadata.token_endpoint_auth_methods_supported !== undefined && !metadata.token_endpoint_auth_methods_supported.includes("client_secret_basic");
  const authentication = posts ? client.ClientSecretPost(party.secret) : client.ClientSecretBasic(party.secret);
  const configuration = new client.Configuration(server, clientId, { [client.clockTolerance]: SKEW_SECONDS }, authentication);
  configuration[client.customFetch] = asFetch(party.fetch);
  client.enableNonRepudiationChecks(configuration);
  const cached = party.cacheAs === null ? undefined : keys.get(party.cacheAs);
  if (cached) client.setJwksCache(configuration, cached);
  return configuration;
}

const asFetch = (fetch: Egress["fetch"]): client.CustomFetch => (url, options) => fetch(url, { method: options.method, headers: options.headers, body: options.body, signal: options.signal });

function refusalWithin(error: unknown): Refusal | undefined {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth++) if (inner instanceof Refusal) return inner;
  return undefined;
}

const REASON_OF_CLAIM: Readonly<Record<string, Reason>> = { aud: "audience", azp: "audience", iss: "issuer", nonce: "nonce", exp: "time", nbf: "time", iat: "time" };

/** From the library's errors to the closed list. What is unknown is a broken form: never let through, never quoted. */
function answerRefused(error: unknown): AnswerRefused {
  if (refusalWithin(error) !== undefined) return new AnswerRefused("away", "the provider's endpoints", error);
  const chain: { code?: string; message: string; cause?: unknown }[] = [];
  for (let inner: unknown = error; inner instanceof Error && chain.length < 5; inner = inner.cause) chain.push(inner as (typeof chain)[number]);
  const text = chain.map(({ message }) => message).join(" ");
  const claim = chain.map(({ cause }) => (cause as { claim?: string } | undefined)?.claim).find((name) => name !== undefined);
  const has = (...codes: readonly string[]): boolean => chain.some(({ code }) => code !== undefined && codes.includes(code));
  if (has("OAUTH_AUTHORIZATION_RESPONSE_ERROR")) return new AnswerRefused("provider", "an authorization code", error);
  if (/"state"/.test(text)) return new AnswerRefused("request", "state", error);
  if (/"iss"/.test(text)) return new AnswerRefused("issuer", "iss", error);
  if (/"alg"|algorithm/i.test(text)) return new AnswerRefused("algorithm", "alg", error);
  if (has("OAUTH_JWT_TIMESTAMP_CHECK_FAILED")) return new AnswerRefused("time", claim ?? "exp, iat, nbf", error);
  if (has("OAUTH_KEY_SELECTION_FAILED") || /signature verification failed/i.test(text)) return new AnswerRefused("signature", "the signature", error);
  const named = claim ?? /"(\w+)" (?:\(\w+\) )?claim/.exec(text)?.[1];
  if (named !== undefined && REASON_OF_CLAIM[named] !== undefined) return new AnswerRefused(REASON_OF_CLAIM[named], named, error);
  if (has("OAUTH_RESPONSE_BODY_ERROR", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON")) return new AnswerRefused("provider", "the token endpoint", error);
  return new AnswerRefused("structure", "the ID token", error);
}

export function oidcSignOutUrl(settings: OidcSettings, idToken: string | null, backTo: string): string | null {
  if (settings.metadata.end_session_endpoint === undefined) return null;
  const url = new URL(settings.metadata.end_session_endpoint);
  url.searchParams.set("client_id", settings.clientId);
  url.searchParams.set("post_logout_redirect_uri", backTo);
  if (idToken !== null) url.searchParams.set("id_token_hint", idToken);
  return url.href;
}

export type LogoutToken = { readonly id: string; readonly subject: string | null; readonly providerSession: string | null; readonly expiresAt: Date };

/** OpenID Connect Back-Channel Logout 1.0, section 2.6. @throws AnswerRefused */
export async function verifyLogoutToken(party: Pick<OidcParty, "settings" | "fetch">, token: string, now: Date): Promise<LogoutToken> {
  refuseIf(token.length > MOST_TOKEN_CHARACTERS, "structure", "a logout token");
  const { metadata, issuer, clientId } = party.settings;
  const keySet = createRemoteJWKSet(new URL(metadata.jwks_uri), { [joseFetch]: (url, options) => party.fetch(String(url), { headers: Object.fromEntries(new Headers(options.headers)), signal: options.signal }) });
  const { payload, protectedHeader } = await jwtVerify(token, keySet, {
    issuer, audience: clientId, algorithms: [...metadata.id_token_signing_alg_values_supported], clockTolerance: SKEW_SECONDS, currentDate: now, maxTokenAge: 600, requiredClaims: ["iat", "jti", "events"],
  }).catch((error: unknown) => {
    throw logoutRefused(error);
  });
  refuseIf(protectedHeader.typ !== undefined && !/^(application\/)?(logout\+jwt|jwt)$/i.test(protectedHeader.typ), "structure", "typ");
  const { events, sid, nonce } = payload as JWTPayload & { events?: Record<string, unknown>; sid?: unknown; nonce?: unknown };
  refuseIf(typeof events !== "object" || typeof events["http://schemas.openid.net/event/backchannel-logout"] !== "object", "structure", "events");
  refuseIf(nonce !== undefined, "structure", "no nonce"); // an ID token must not pass for one
  const providerSession = typeof sid === "string" ? sid : null;
  refuseIf(payload.sub === undefined && providerSession === null, "structure", "sub or sid");
  return { id: String(payload.jti), subject: payload.sub ?? null, providerSession, expiresAt: new Date(now.getTime() + 1_200_000) };
}

function logoutRefused(error: unknown): AnswerRefused {
  if (refusalWithin(error) !== undefined) return new AnswerRefused("away", "the provider's keys", error);
  if (error instanceof errors.JWTExpired) return new AnswerRefused("time", "exp, iat", error);
  if (error instanceof errors.JWTClaimValidationFailed) return new AnswerRefused(REASON_OF_CLAIM[error.claim] ?? "structure", error.claim, error);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return new AnswerRefused("algorithm", "alg", error);
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) return new AnswerRefused("signature", "the signature", error);
  return new AnswerRefused("structure", "a logout token", error);
}
