/**
 * The region's worker: everything that takes longer than an answer. Inspecting, importing, examining, and rounds that
 * remove what was abandoned. Each job is safe to be killed and handed out again.
 */
import { NO_TELEMETRY } from "../platform/telemetry/telemetry.ts";
import { checkMemoryFolder, sweepMemoryFolders } from "../platform/vault/vault.ts";
import type { JobData, JobHandler } from "../platform/jobs/jobs.ts";
import type { AnyTrail } from "../platform/audit/audit.ts";
import { wakeFeeds } from "../platform/feeds/feeds.ts";
import { type SendToControl, startSiteWatch, startTellingControl } from "./alerts/alerts.ts";
import { TRY_PARAMETERS, tryParametersJob } from "./back-tests/back-tests.ts";
import { startSiteFeeds } from "./feeds/feeds.ts";
import { READ_IMPORT, readImportJob } from "./imports/imports.ts";
import { keysRound } from "./keys/keys.ts";
import { CHECK_PAYMENTS, checkPaymentsJob, keepHistories, PREPARE_HISTORY, prepareHistoryJob } from "./payment-runs/payment-runs.ts";
import type { RegionDeps } from "./region.deps.ts";
import { COMPARE_PART, comparePartJob, EXAMINE_LEDGER, examineAgain, examineLedgerJob } from "./runs/runs.ts";
import { READ_LIST, readListJob } from "./sanctions-lists/sanctions-lists.ts";
import { sweepBlobs } from "./sealed-blobs/sealed-blobs.ts";
import { sitesOfRegion } from "./sites/sites.ts";
import { expireUploads, INSPECT_UPLOAD, inspectUploadJob } from "./uploads/uploads.ts";

export { REGION_LIMITS, type RegionDeps } from "./region.deps.ts";
export type { SendToControl } from "./alerts/alerts.ts";
export { REGION_QUEUES } from "./region.queues.ts";

export type RegionWorker = {
  /** Removes abandoned uploads and loose blobs of every site; by itself every hour. */
  readonly round: () => Promise<void>;
  /** Ends rotations that were cut short, and rotates what is due; by itself at the start and every day. */
  readonly keysRound: () => Promise<void>;
  /** Trails that have new entries: their feeds are due. */
  readonly wake: (trails: readonly AnyTrail[]) => Promise<void>;
  /** Ends the rounds. The queue is closed by whoever opened it. */
  readonly stop: () => Promise<void>;
};

const ROUND_EVERY_MS = 3_600_000;
const KEYS_EVERY_MS = 24 * 3_600_000;

/**
 * @param sendToControl absent: nobody is written to about alerts
 * @throws Refusal no-memory-folder: without one, clear text would have to be written to a disk.
 */
export async function createRegionWorker(deps: RegionDeps, sendToControl?: SendToControl): Promise<RegionWorker> {
  await checkMemoryFolder(deps.memoryFolder);
  await sweepMemoryFolders(deps.memoryFolder);
  await deps.jobs.work(INSPECT_UPLOAD, inspectUploadJob(deps), { concurrency: 2 });
  const histories = keepHistories(deps);
  // reading and examining a ledger need the memory that a kept history has
  const without = <Data extends JobData>(handler: JobHandler<Data>): JobHandler<Data> => async (context) => {
    await histories.forget();
    return handler(context);
  };
  await deps.jobs.work(READ_IMPORT, without(readImportJob(deps)));
  await deps.jobs.work(EXAMINE_LEDGER, without(examineLedgerJob(deps)));
  await deps.jobs.work(COMPARE_PART, without(comparePartJob(deps)));
  await deps.jobs.work(TRY_PARAMETERS, without(tryParametersJob(deps)));
  await deps.jobs.work(CHECK_PAYMENTS, checkPaymentsJob(deps, histories));
  await deps.jobs.work(READ_LIST, readListJob(deps, examineAgain));
  await deps.jobs.work(PREPARE_HISTORY, prepareHistoryJob(deps, histories));
  const round = async (): Promise<void> => {
    for (const siteId of await sitesOfRegion(deps)) {
      const expired = await expireUploads(deps, siteId);
      const swept = await sweepBlobs(deps, siteId);
      if (expired + swept > 0) deps.log.info("round", { count: expired + swept });
    }
  };
  const keys = async (): Promise<void> => keysRound(deps, await sitesOfRegion(deps));
  const { work } = deps.telemetry ?? NO_TELEMETRY;
  const timers = [
    setInterval(() => void work("round", "sweep", round).catch((error: unknown) => deps.log.error("round failed", { error })), ROUND_EVERY_MS),
    setInterval(() => void orLog(deps, work("round", "keys", keys)), KEYS_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  const first = orLog(deps, work("round", "keys", keys));
  const feeds = startSiteFeeds(deps);
  const watch = startSiteWatch(deps);
  const telling = sendToControl && startTellingControl(deps, sendToControl);
  return {
    round,
    keysRound: keys,
    wake: async (trails) => {
      await wakeFeeds(deps, trails);
      feeds.soon();
      watch.look(trails);
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await watch.stop();
      await telling?.stop();
      await histories.stop();
      await feeds.stop();
      await first;
    },
  };
}

const orLog = ({ log }: RegionDeps, work: Promise<void>): Promise<void> => work.catch((error: unknown) => log.error("keys round failed", { error }));
