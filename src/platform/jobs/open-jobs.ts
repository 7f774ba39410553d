/**
 * Sending and working. A sender (a process that answers requests) and a worker open the same thing; only a worker
 * calls `work`. What happens when the process dies between each two steps:
 *   sent, not committed          nothing happened
 *   committed, not fetched       any worker fetches it
 *   fetched, worker killed       its heartbeat lapses, the job is handed out again
 *   handler done, not completed  the handler runs again; handlers must bear that
 */
import { fromKysely, type Job, PgBoss } from "pg-boss";
import { invariant, Refusal } from "../../base/errors.ts";
import { newId, type Id, type SiteId } from "../../base/ids.ts";
import { type Actor, actorId, type JobActor } from "../access/access.ts";
import { connectionOf, type Database, type DatabaseTls, type SiteTransaction, withSite } from "../postgres/postgres.ts";
import { currentWork, NO_TELEMETRY, type Telemetry } from "../telemetry/telemetry.ts";
import { QUEUE_SCHEMA } from "./install.ts";
import { changeProgress, insertQueued, type ProgressChange } from "./progress.ts";
import { deadLetterOf, type JobData, type Queue } from "./queue.ts";
import { type UnderWay, workUnderWay } from "./under-way.ts";

export type JobContext<Data extends JobData> = {
  readonly jobId: Id<"job">;
  readonly data: Data;
  readonly actor: JobActor;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts when the process stops; stop at the next safe point and throw. */
  readonly signal: AbortSignal;
  /** Shown to the site's people; written at most twice a second, a change of stage at once. */
  readonly progress: (stage: string, done: number, total: number) => Promise<void>;
};

export type JobEnd = { readonly jobId: string; readonly queue: string; readonly site: SiteId; readonly attempt: number; readonly ms: number; readonly code?: string };

export type JobHandler<Data extends JobData> = (context: JobContext<Data>) => Promise<void>;

export type Jobs = {
  /** Puts a job in the queue if and when the transaction commits. */
  readonly send: <Data extends JobData>(tx: SiteTransaction, queue: Queue<Data>, data: Data, actor: Actor) => Promise<Id<"job">>;
  readonly work: <Data extends JobData>(queue: Queue<Data>, handler: JobHandler<Data>, options?: { readonly concurrency?: number }) => Promise<void>;
  /** Rounds and other work that no queue hands out: for as long as it lasts, `job` is under way here. */
  readonly during: UnderWay["during"];
  /** Lets running handlers end (they see `signal`), at most `waitMs`; what has not ended by then runs again elsewhere. */
  readonly stop: (waitMs?: number) => Promise<void>;
};

const POLL_SECONDS = 0.5;
/** How often a worker looks for jobs whose heartbeat has lapsed. */
const MONITOR_SECONDS = 5;
const PROGRESS_EVERY_MS = 500;

/** How long a job that waits for something stays out of sight before it is tried again. */
const WAIT_SECONDS = 20;

/** `jobId` is there when the job was put back to wait: the queue's own id is then another. `trace`: what it continues, where that is told. */
type Wire = { readonly data: JobData; readonly cause: string; readonly jobId?: Id<"job">; readonly trace?: string };

export async function openJobs(options: {
  readonly db: Database<any>;
  readonly url: string;
  readonly tls: DatabaseTls;
  readonly queues: readonly Queue<any>[];
  /** Told of trouble in the queue itself and of unexpected failures of handlers, once each. */
  readonly onError: (error: unknown, job?: { readonly jobId: string; readonly queue: string }) => void;
  readonly telemetry?: Telemetry | undefined;
  /** Told of the end of each try: without a code it is done. */
  readonly onEnd?: (end: JobEnd) => void;
  /**
   * Codes of `unavailable` refusals that a job waits out, however long it takes, instead of failing in the end: a key that
   * its owner withholds. Other jobs go on meanwhile.
   */
  readonly waitsFor?: (code: string) => boolean;
  readonly waitSeconds?: number;
  /** Kept up to date, for whoever has to know whether a job is real. */
  readonly underWay?: UnderWay;
  /** A worker also watches for lapsed jobs; a sender does not. */
  readonly worker: boolean;
}): Promise<Jobs> {
  const { types: _types, connectionTimeoutMillis: _wait, ...connection } = connectionOf(options.url, options.tls);
  const boss = new PgBoss({
    ...(connection as object),
    schema: QUEUE_SCHEMA,
    max: options.worker ? 4 : 2,
    migrate: false,
    createSchema: false,
    supervise: options.worker,
    schedule: false,
    reindex: false,
    // a worker hears of a job when it is committed; it asks all the same, so that a lost connection costs half a second and no job
    useListenNotify: options.worker,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
  });
  boss.on("error", (error) => options.onError(error));
  await boss.start();
  await declareQueues(boss, options.queues);
  const stopping = new AbortController();
  const underWay = options.underWay ?? workUnderWay();
  let stopped: Promise<void> | undefined;
  return {
    send: (tx, queue, data, actor) => send(boss, tx, queue, data, actor),
    during: underWay.during,
    work: async (queue, handler, { concurrency = 1 } = {}) => {
      invariant(options.worker, "only a worker works");
      const settings = { localConcurrency: concurrency, pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS, batchSize: 1, includeMetadata: false as const };
      await boss.work<Wire>(queue.name, settings, async ([job]: Job<Wire>[]) => {
        invariant(job !== undefined, "a batch holds one job");
        const end = await (options.telemetry ?? NO_TELEMETRY).work("job", queue.name, (tell) => {
          const onEnd = (ended: JobEnd): void => {
            tell({ attempt: ended.attempt, ...(ended.code !== undefined && { code: ended.code }) });
            options.onEnd?.(ended);
          };
          return runJob({ ...options, underWay, onEnd }, queue, handler as JobHandler<JobData>, job, AbortSignal.any([job.signal, stopping.signal]));
        }, job.data.trace);
        // Killed between this and the queue's taking note of the end: the job is there twice, and the second ends at once.
        if (end !== "over") await boss.send(queue.name, { ...job.data, jobId: end.again } satisfies Wire, { startAfter: options.waitSeconds ?? WAIT_SECONDS });
      });
    },
    stop: (waitMs = 10_000) => {
      stopping.abort();
      stopped ??= boss.stop({ graceful: true, close: true, timeout: waitMs });
      return stopped;
    },
  };
}

async function declareQueues(boss: PgBoss, queues: readonly Queue<any>[]): Promise<void> {
  for (const { name, retryLimit, retryDelaySeconds, expireSeconds, heartbeatSeconds } of queues) {
    await boss.createQueue(deadLetterOf(name), { retentionSeconds: 90 * 86_400 });
    const settings = { retryLimit, retryDelay: retryDelaySeconds, retryBackoff: true, expireInSeconds: expireSeconds, heartbeatSeconds, deadLetter: deadLetterOf(name), notify: true };
    await boss.createQueue(name, settings);
    await boss.updateQueue(name, settings);
  }
}

async function send<Data extends JobData>(boss: PgBoss, tx: SiteTransaction, queue: Queue<Data>, data: Data, actor: Actor): Promise<Id<"job">> {
  invariant(data.site === tx.siteId, "a job is sent in a transaction of its own site");
  const jobId = newId("job");
  const trace = currentWork()?.trace();
  const wire: Wire = { data, cause: actorId(actor), ...(trace !== undefined && { trace }) };
  await insertQueued(tx, jobId, queue.name, wire.cause);
  const sent = await boss.send(queue.name, wire, { id: jobId.slice("job_".length), db: fromKysely(tx as never) });
  invariant(sent !== null, "the queue took the job");
  return jobId;
}

/** @returns `again` when the job has to wait for something and is to be put back. @throws a bare code, for the queue to try again. */
async function runJob(
  options: {
    readonly db: Database<any>; readonly underWay: UnderWay; readonly waitsFor?: (code: string) => boolean;
    readonly onError: (error: unknown, job: { jobId: string; queue: string }) => void; readonly onEnd?: (end: JobEnd) => void;
  },
  queue: Queue<any>,
  handler: JobHandler<JobData>,
  job: Job<Wire>,
  signal: AbortSignal,
): Promise<"over" | { readonly again: Id<"job"> }> {
  const { data, cause, jobId = `job_${job.id}` as const } = job.data;
  const attempt = (job.retryCount ?? 0) + 1;
  const change = (to: ProgressChange) => withSite(options.db, data.site, (tx) => changeProgress(tx, jobId, to));
  await change({ state: "running", attempt, failure: null });
  const actor: JobActor = { kind: "job", job: jobId, site: data.site, cause, permissions: new Set(queue.permissions) };
  const startedMs = performance.now();
  const ended = (code?: string): void => options.onEnd?.({ jobId, queue: queue.name, site: data.site, attempt, ms: Math.round(performance.now() - startedMs), ...(code !== undefined && { code }) });
  try {
    await options.underWay.during(data.site, jobId, () => handler({ jobId, data, actor, attempt, signal, progress: throttled(change) }));
    await change({ state: "done", failure: null });
    ended();
    return "over";
  } catch (error) {
    // A refusal will not change by trying again, unless it says that something is away.
    if (error instanceof Refusal && error.kind !== "unavailable") {
      await change({ state: "failed", failure: error.code });
      ended(error.code);
      return "over";
    }
    if (error instanceof Refusal && options.waitsFor?.(error.code) === true) {
      await change({ state: "retrying", failure: error.code });
      ended(error.code);
      return { again: jobId };
    }
    const failure = error instanceof Refusal ? error.code : signal.aborted ? "stopped" : "internal";
    const last = attempt > queue.retryLimit;
    await change({ state: last ? "failed" : "retrying", failure }).catch(() => undefined); // the queue hands it out again even so
    ended(failure);
    if (!signal.aborted) options.onError(error, { jobId, queue: queue.name });
    throw bareFailure(failure);
  }
}

/** pg-boss stores what is thrown, cause included; the original may hold customer data, so it gets only the code. */
const bareFailure = (code: string): Error => new Error(code);

function throttled(change: (to: ProgressChange) => Promise<void>): (stage: string, done: number, total: number) => Promise<void> {
  let lastStage = "";
  let lastMs = 0;
  return async (stage, done, total) => {
    const nowMs = Date.now();
    if (stage === lastStage && nowMs - lastMs < PROGRESS_EVERY_MS && done < total) return;
    lastStage = stage;
    lastMs = nowMs;
    await change({ state: "running", stage, done: Math.round(done), total: Math.round(total) });
  };
}

