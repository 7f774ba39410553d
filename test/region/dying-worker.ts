/**
 * A worker that kills itself, as hard as a power cut, when a job reaches the stage it was told. Run as a process of its own
 * with its settings on standard input; started without a stage it lives until it is told to end.
 */
import { text } from "node:stream/consumers";
import { createRegionWorker } from "../../src/region/worker.ts";
import type { JobHandler, Jobs } from "../../src/platform/jobs/jobs.ts";
import { openDeps, type DepsPlace } from "./open-deps.ts";

export type DyingWorkerSettings = DepsPlace & {
  readonly queue: string;
  /** A stage of its progress, or `done`: after the last transaction, before the queue knows. */
  readonly dieAt: string;
  /** Ledgers with more documents are compared in parts. */
  readonly comparedDocuments?: number;
};

const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  for (;;); // the signal is on its way; nothing more may happen
};

const settings = JSON.parse(await text(process.stdin)) as DyingWorkerSettings;
const { deps } = await openDeps({ ...settings, onLog: () => undefined });
const work: Jobs["work"] = (queue, handler, options) =>
  deps.jobs.work(queue, queue.name === settings.queue ? dying(handler as JobHandler<any>) : handler, options);
const limits = { ...deps.limits, ...(settings.comparedDocuments !== undefined && { comparedDocuments: settings.comparedDocuments }) };
await createRegionWorker({ ...deps, limits, jobs: { ...deps.jobs, work } });

function dying(handler: JobHandler<any>): JobHandler<any> {
  return async (context) => {
    // A stage of the engine's is called `done` too, long before the last transaction.
    await handler({ ...context, progress: async (stage, done, total) => (stage === settings.dieAt && stage !== "done" ? die() : context.progress(stage, done, total)) });
    if (settings.dieAt === "done") die();
  };
}
