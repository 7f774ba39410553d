/**
 * Connections to customers' identity providers (promise A4): OpenID Connect and SAML. The door.
 *
 * Invariant: an answer signs somebody in only if it was asked for in this very browser, is the provider's own (verified
 * against what is stored with this connection), is new, and the reconciler lets the person in; and only into the
 * organisation whose connection it is.
 */
export { connectionRoutes } from "./connections.routes.ts";
export { signOnRoutes } from "./sign-on.routes.ts";
