/**
 * Runs: the engine over one state of a site's ledger. The door.
 *
 * Invariant: the findings of a run are seen when all of them are stored, and never change after that.
 */
export { COMPARE_PART, EXAMINE_LEDGER } from "./run-queue.ts";
export { comparePartJob, examineLedgerJob } from "./runs.jobs.ts";
export { queueRun } from "./queue-run.ts";
export { examineAgain } from "./start-run.ts";
export { runRoutes } from "./runs.routes.ts";
export { appliedLessons, showProgress } from "./runs.store.ts";
export { detectorName } from "./detector-names.ts";
export { lastCoverage, lastRun, lastScreened } from "./list-runs.ts";
export { runSchema, type Run } from "./runs.schema.ts";
