/** A real SAML identity provider (samlp) without a network: what its page would post to us is the answer. */
import { createRequire } from "node:module";
import type { ForgedKey } from "../../src/control/connections/attack-saml.ts";

export type SamlUser = { readonly id: string; readonly email: string; readonly name: string; readonly groups?: readonly string[] };
type Middleware = (request: object, response: object, next: (error: unknown) => void) => void;
// The package has no types; it is loaded by name.
const samlp = createRequire(import.meta.url)("samlp") as { auth: (options: object) => Middleware };

export const ENTITY_ID = "https://provider.example/idp";

/** Also signs the response as a whole when `both`. */
export function answerAs(url: string, user: SamlUser, key: ForgedKey, acsUrl: string, both = false): Promise<{ SAMLResponse: string; RelayState: string }> {
  const query = Object.fromEntries(new URL(url).searchParams);
  const profileMapper = () => ({
    getClaims: () => ({ email: user.email, name: user.name, ...(user.groups && { groups: user.groups }) }),
    getNameIdentifier: () => ({ nameIdentifier: user.id, nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" }),
  });
  const { promise, resolve, reject } = Promise.withResolvers<{ SAMLResponse: string; RelayState: string }>();
  const handler = samlp.auth({
    issuer: ENTITY_ID, cert: key.certificate, key: key.privateKey, getUserFromRequest: () => user, profileMapper, signResponse: both, lifetimeInSeconds: 300, recipient: acsUrl, destination: acsUrl,
    getPostURL: (_audience: string, _dom: object, _request: object, callback: (error: null, url: string) => void) => callback(null, acsUrl),
    responseHandler: (response: Buffer) => resolve({ SAMLResponse: response.toString("base64"), RelayState: query["RelayState"] ?? "" }),
  });
  handler({ method: "GET", query, headers: {}, originalUrl: url }, {}, reject);
  return promise;
}
