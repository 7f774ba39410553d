/** A real SAML identity provider (samlp) without a network: what its page would post to us is the answer. */
import { createRequire } from "node:module";
import type { ForgedKey } from "../../src/control/connections/attack-saml.ts";

export type SamlUser = { readonly id: string; readonly email: string; readonly name: string; readonly groups?: readonly string[] };
type Middleware = (request: object, response: object, next: (error: unknown) => void) => void;
// The package has no types; it is loaded by name.
const require = createRequire(import.meta.url);
const samlp = require("samlp") as { auth: (options: object) => Middleware; logout: (options: object) => Middleware };
const SessionParticipants = require("samlp/lib/sessionParticipants") as new (list: object[]) => { hasElements: () => boolean };

export const ENTITY_ID = "https://provider.example/idp";

/** Also signs the response as a whole when `both`. */
export function answerAs(url: string, user: SamlUser, key: ForgedKey, acsUrl: string, both = false, sessionIndex?: string): Promise<{ SAMLResponse: string; RelayState: string }> {
  const query = Object.fromEntries(new URL(url).searchParams);
  const profileMapper = () => ({
    getClaims: () => ({ email: user.email, name: user.name, ...(user.groups && { groups: user.groups }) }),
    getNameIdentifier: () => ({ nameIdentifier: user.id, nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" }),
  });
  const { promise, resolve, reject } = Promise.withResolvers<{ SAMLResponse: string; RelayState: string }>();
  const handler = samlp.auth({
    issuer: ENTITY_ID, cert: key.certificate, key: key.privateKey, getUserFromRequest: () => user, profileMapper, signResponse: both, lifetimeInSeconds: 300, ...(sessionIndex !== undefined && { sessionIndex }), recipient: acsUrl, destination: acsUrl,
    getPostURL: (_audience: string, _dom: object, _request: object, callback: (error: null, url: string) => void) => callback(null, acsUrl),
    responseHandler: (response: Buffer) => resolve({ SAMLResponse: response.toString("base64"), RelayState: query["RelayState"] ?? "" }),
  });
  handler({ method: "GET", query, headers: {}, originalUrl: url }, {}, reject);
  return promise;
}

export const SIGN_OUT_URL = "https://provider.example/slo";
export type Participant = { readonly serviceProviderId: string; readonly serviceProviderLogoutURL: string; readonly nameId: string; readonly sessionIndex: string; readonly cert: string };

/** The provider's own sign-out with who is signed in where. It checks what it is sent against each participant's certificate, and signs what it sends. */
export function signOutProvider(key: ForgedKey, participants: readonly Participant[]): { readonly visit: (url: string) => Promise<string>; readonly begin: () => Promise<string>; readonly left: () => boolean } {
  const sessionParticipants = new SessionParticipants(participants.map((one) => ({ ...one, nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" })));
  const states = new Map<string, object>();
  const store = {
    save: (_request: object, state: object, done: (error: null, id: string) => void) => (states.set(String(states.size), state), done(null, String(states.size - 1))),
    load: (_request: object, id: string, options: unknown, done?: (error: null, state?: object) => void) => (done ?? (options as typeof done))?.(null, states.get(id)),
    update: (_request: object, id: string, state: object, done: (error: null) => void) => (states.set(id, state), done(null)),
  };
  const ask = (query: Record<string, string>, originalUrl: string): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const handler = samlp.logout({ issuer: ENTITY_ID, cert: key.certificate, key: key.privateKey, deflate: true, protocolBinding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256", sessionParticipants, store });
    handler({ method: "GET", query, body: {}, headers: {}, originalUrl }, { redirect: resolve, send: (what: unknown) => resolve(`answered ${String(what)}`), set: () => undefined }, reject);
    return promise;
  };
  return { visit: (url) => ask(Object.fromEntries(new URL(url).searchParams), url), begin: () => ask({}, SIGN_OUT_URL), left: () => !sessionParticipants.hasElements() };
}
