/**
 * Programs of a customer that fetch and send by themselves (promises A1, D2): the door.
 *
 * Invariant: a program holds at most what `CLIENT_PERMISSIONS` lists, at the sites its administrator named; its secret is shown once and kept as a hash;
 * what is taken from it is revoked in the same transaction. Left to others: what a region does with its token (region/bearer).
 */
export { apiClientRoutes } from "./api-clients.routes.ts";
export type { ApiClientTables } from "./api-clients.store.ts";
export { tokenRoutes } from "./token.routes.ts";
