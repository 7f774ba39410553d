/** The numbers of a site's first page: what its ledger holds, what was done last, what was found. The door. */
export { overviewRoutes } from "./overview.routes.ts";
