/**
 * Payment runs: a run of payments is checked against the site's history before it is released. The door.
 *
 * Invariant: the verdicts of a run are seen when all of them are stored, and never change after that; a person's word stands beside them, with its reason.
 */
export { CHECK_PAYMENTS, PREPARE_HISTORY } from "./check-queue.ts";
export { checkPaymentsJob, prepareHistoryJob } from "./payment-runs.jobs.ts";
export { keepHistories, type KeptHistories } from "./kept-history.ts";
export { judgeAgain, type JudgedAgain } from "./judge-again.ts";
export { askPreparing } from "./prepare-history.ts";
export { paymentRunRoutes } from "./payment-runs.routes.ts";
