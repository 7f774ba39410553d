/**
 * Work outside requests: the door. pg-boss in the plane's own database, and nothing else imports it.
 *
 * Invariant: a job exists exactly if the transaction that asked for it committed; a killed worker's job runs again;
 * so every handler must be safe to run twice. Job data holds ids only, never customer data.
 */
export { type JobContext, type JobHandler, type Jobs, openJobs } from "./open-jobs.ts";
export { type JobData, type Queue, queue } from "./queue.ts";
export { type QueueDepth, queueDepths } from "./queue-depths.ts";
export { type JobProgress, type JobState, listProgress, progressOf } from "./progress.ts";
export { installQueue } from "./install.ts";
export { type UnderWay, workUnderWay } from "./under-way.ts";
