/**
 * Keys of a site: what its administrators see and do, and what is done on schedule. The door.
 *
 * Invariant: every opening and every act on keys is in the site's audit trail, and nothing here ever holds or shows a
 * key. How keys work is platform/vault's.
 */
export { checkAuthorityOf } from "./check-authority.ts";
export { folderCustomerKeys, type CustomerKeyConnection, type CustomerKeys } from "./customer-keys.ts";
export { forgetWithKeys, type ForgettingWorkbench } from "./forget-with-keys.ts";
export { keyRoutes } from "./keys.routes.ts";
export { keysRound } from "./keys-round.ts";
export { recordOpenings } from "./record-openings.ts";
export { waitsForKeys } from "./site-state.ts";
