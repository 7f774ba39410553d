/**
 * Provisioning by SCIM 2.0 (RFC 7643, RFC 7644; promise A4): a customer's identity provider says who works there, in which
 * groups, and who has left. The door.
 *
 * Invariant: a token speaks for one organisation; an address outside its verified domains makes nobody; whoever is deactivated
 * or deleted has lost membership and every session before the provider hears that it is done. Who becomes a member with
 * which roles is memberships' decision, not this folder's.
 */
export { provisioningRoutes } from "./provisioning.routes.ts";
export { scimRoutes } from "./scim.routes.ts";
