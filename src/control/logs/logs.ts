/**
 * The central log store (promises L1, L2): log lines of all planes, sealed, numbered and chained, in control's database. The door.
 *
 * Invariant: a plane speaks for its own processes only; a batch is taken once or not at all; what is taken is never changed, and deleted only
 * when it is 90 days old at least; a batch that is missing, altered or exchanged is found and located (verify-logs.ts).
 */
export { acceptBatch, type LogPlane, type LogStore } from "./accept-batch.ts";
export { type Anchor, anchorLogs } from "./anchor-logs.ts";
export { checkLogsDaily, type LogCheck } from "./check-logs.ts";
export { deleteOldLogs, LEAST_LOG_DAYS } from "./delete-logs.ts";
export { type EndRecord, folderEndRecord } from "./end-record.ts";
export { type LogKeys, openLogKeys } from "./log-keys.ts";
export { type LineFilter, matchLines } from "./match-lines.ts";
export { type LogParts, type LogReading, logRoutes, type ReadLogs } from "./logs.routes.ts";
export { controlSigner } from "./operator-key.ts";
export { type LogQuery, logQuery, searchLogs } from "./search-logs.ts";
export { type LogStatus, showLogStatus } from "./show-status.ts";
export { type LogProblem, type LogVerdict, verifyLogs } from "./verify-logs.ts";
