/** Forged OpenID answers: the counterparts of the SAML cases, through the whole code exchange with a forged token endpoint. */
import { createHmac, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { SignJWT, type JWTPayload } from "jose";
import type { Egress } from "../egress/egress.ts";
import type { Reason } from "./answer-refused.ts";
import type { Attack } from "./attack-report.ts";
import { newExpected, verifyOidcAnswer, type OidcExpected, type OidcParty } from "./oidc.ts";

type Key = { readonly kid: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };
const newKey = (): Key => ({ kid: randomBytes(8).toString("hex"), ...generateKeyPairSync("rsa", { modulusLength: 2048 }) });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const json = (value: object): Response => new Response(JSON.stringify(value), { status: 200, headers: { "content-type": "application/json" } });

/** The provider's keys as `trusted` has them, or its real ones; its token endpoint as the attacker answers it. */
const forgedProvider = (party: OidcParty, token: string, trusted: Key | null): Egress["fetch"] => async (url, init) => {
  if (url === party.settings.metadata.token_endpoint) return json({ access_token: "x", token_type: "Bearer", expires_in: 60, id_token: token });
  if (trusted === null) return party.fetch(url, init);
  return json({ keys: [{ ...trusted.publicKey.export({ format: "jwk" }), kid: trusted.kid, use: "sig" }] });
};

type Forged = { readonly token: string; readonly trusted: Key | null; readonly query?: Readonly<Record<string, string>> };

export async function oidcAttacks(party: OidcParty, now: Date): Promise<readonly Attack[]> {
  const [key, stranger] = [newKey(), newKey()];
  const expected = newExpected();
  const seconds = Math.floor(now.getTime() / 1000);
  const { issuer, clientId } = party.settings;
  const claims: JWTPayload = { iss: issuer, aud: clientId, sub: "throwaway-subject", nonce: expected.nonce, iat: seconds, exp: seconds + 300, email: "throwaway@attack.invalid" };
  // RS256 whatever the provider itself signs with, for the throwaway key is one of RSA.
  const trusting: OidcParty = { ...party, settings: { ...party.settings, metadata: { ...party.settings.metadata, id_token_signing_alg_values_supported: ["RS256"] } } };
  const sign = (change: JWTPayload = {}, by = key, header: object = {}): Promise<string> => new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: "RS256", kid: by.kid, ...header }).sign(by.privateKey);
  const without = (name: string): Promise<string> => sign({ [name]: undefined });
  const good = await sign();
  const [header = "", payload = "", signature = ""] = good.split(".");
  const edited = `${header}.${part({ ...claims, sub: "administrator" })}.${signature}`;
  const hmacHead = part({ alg: "HS256", kid: key.kid });
  const confused = `${hmacHead}.${payload}.${createHmac("sha256", key.publicKey.export({ type: "spki", format: "pem" })).update(`${hmacHead}.${payload}`).digest("base64url")}`;
  const attack = (id: string, what: string, stoppedBy: readonly Reason[] | null, forged: Forged): Attack => ({ id, what, stoppedBy, attempt: () => attempt(forged.trusted === null ? party : trusting, forged, expected) });
  const wrong = async (id: string, what: string, stoppedBy: readonly Reason[], change: JWTPayload): Promise<Attack> => attack(id, what, stoppedBy, { token: await sign(change), trusted: key });
  return [
    attack("right", "A right answer (must be accepted)", null, { token: good, trusted: key }),
    attack("stranger", "Right in everything, but signed by a stranger's key", ["signature", "algorithm"], { token: await sign({}, stranger), trusted: null }),
    attack("stranger-kid", "Signed by a stranger's key that claims to be the right one", ["signature"], { token: await sign({}, stranger, { kid: key.kid }), trusted: key }),
    attack("none", "Not signed at all (alg none)", ["algorithm", "signature", "structure"], { token: `${part({ alg: "none" })}.${payload}.`, trusted: key }),
    attack("confusion", "Signed with the public key as a shared secret (algorithm confusion)", ["algorithm", "signature"], { token: confused, trusted: key }),
    attack("edited", "The subject edited after signing", ["signature"], { token: edited, trusted: key }),
    await wrong("audience", "Meant for another service", ["audience"], { aud: `${clientId}x` }),
    await wrong("several", "Meant for several services, issued to another", ["audience"], { aud: [clientId, "another"], azp: "another" }),
    await wrong("issuer", "From another identity provider (mix-up)", ["issuer"], { iss: "https://another.invalid" }),
    await wrong("nonce", "Belongs to another sign-in", ["nonce"], { nonce: "another" }),
    attack("no-nonce", "Belongs to no sign-in", ["nonce"], { token: await without("nonce"), trusted: key }),
    await wrong("expired", "Expired more than a minute ago", ["time"], { exp: seconds - 90, iat: seconds - 400 }),
    await wrong("early", "Not valid for another two minutes", ["time"], { nbf: seconds + 150 }),
    attack("no-subject", "Names nobody", ["structure", "subject"], { token: await without("sub"), trusted: key }),
    await wrong("unverified", "With an address that the provider says it has not verified", ["email"], { email_verified: false }),
    attack("state", "Comes back with another state", ["request"], { token: good, trusted: key, query: { state: "another" } }),
    attack("no-state", "Comes back without a state", ["request"], { token: good, trusted: key, query: { state: "" } }),
    attack("answer-issuer", "Comes back in the name of another identity provider (mix-up)", ["issuer"], { token: good, trusted: key, query: { iss: "https://another.invalid" } }),
    attack("denied", "Comes back with an error and a code", ["provider"], { token: good, trusted: key, query: { error: "access_denied" } }),
  ];
}

function attempt(party: OidcParty, forged: Forged, expected: OidcExpected): Promise<unknown> {
  const sent = { code: "forged", state: expected.state, iss: party.settings.issuer, ...forged.query };
  const query = new URLSearchParams(Object.entries(sent).filter(([, value]) => value !== ""));
  // No cache: nothing that is forged here may be remembered for sign-ins.
  return verifyOidcAnswer({ ...party, fetch: forgedProvider(party, forged.token, forged.trusted), cacheAs: null }, query, expected);
}
