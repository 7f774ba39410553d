/**
 * What control said has ended, and what it refuses here: the door.
 *
 * Invariant: whoever shows a token, or holds a site's key by one, is asked after in the region's own database, so every node refuses from the
 * moment that one of them has heard. While control is away, tokens that were issued go on until they end by themselves (X3).
 */
export { openRevocations, type Bearer, type Revocations } from "./open-revocations.ts";
export { askControl, startAskingControl, type AskControl } from "./ask-control.ts";
export { revocationRoutes } from "./revocations.routes.ts";
