/**
 * How long an organisation has its entries kept: its own, and those of each site. The door.
 *
 * Invariant: never less than the plane keeps everybody's, which is 90 days at least; a shorter wish is refused, not rounded. What concerns a
 * site's trail is done by its region, which is told by signed message until it confirms.
 */
export { retentionRoutes } from "./retention.routes.ts";
export { tellRetention } from "./tell-retention.ts";
