/**
 * Back-tests: a draft of the parameters tried on the site's history before it counts. The door.
 *
 * Invariant: a trial compares two settings on one state of the ledger in one job, so that whatever differs comes from the settings.
 */
export { TRY_PARAMETERS } from "./back-test-queue.ts";
export { tryParametersJob } from "./back-tests.jobs.ts";
export { backTestRoutes } from "./back-tests.routes.ts";
