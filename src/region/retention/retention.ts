/**
 * How long a site's entries are kept, as control says its customer has asked. The door.
 *
 * Invariant: never less than 90 days, whoever signs a message that says so; the newest asking counts, whatever order they come in.
 */
export { retentionRoutes } from "./retention.routes.ts";
