/**
 * Ending what was already given out: the door. `revoke` is called in the transaction that ends a session, a membership, a set of
 * rights, an API client or a grant; each region that may hold tokens of it hears within a second or so, and asks by itself for what
 * it missed.
 *
 * Invariant: who loses a right is revoked in the same transaction, or loses nothing. Left to others: what the region does
 * with it (region/revocations).
 */
export { forgetRevocations } from "./forget-revocations.ts";
export { revocationRoutes } from "./revocations.routes.ts";
export { revoke, type Ended } from "./revoke.ts";
export { startTellingRegions, tellRegions } from "./tell-regions.ts";
