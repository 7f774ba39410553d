/**
 * The operator's people in a customer's data (promises A6, A7, A8): asked for against an open ticket, reviewed by a peer, authorised by another
 * duty, allowed by the customer if it wants to be asked, four hours at most, over by itself. The door.
 *
 * Invariant: a region token for staff is made from a live grant and in no other way; three different people stand behind it; the customer
 * sees all of it and can end it. Left to others: what the token opens (region), and the list of what was looked at (the site's trail).
 */
export { endWithStanding, endWithTicket } from "./end-access.ts";
export { strikeGrants } from "./grant-clock.ts";
export { grantRoutes } from "./grants.routes.ts";
