/** Puts a region's worker together. It listens on nothing. */
import { createRegionWorker, REGION_QUEUES } from "../region/worker.ts";
import { openRegionLog } from "./region-log.ts";
import { openRegionParts } from "./region-parts.ts";
import type { WorkerSettings } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";
import { startTrailRounds } from "./trail-rounds.ts";
import { trustAlso } from "./trust.ts";

export async function startWorker(settings: WorkerSettings): Promise<RunningPlane> {
  trustAlso(settings.trust);
  const { processLog } = await openRegionLog(settings);
  const { deps, close } = await openRegionParts(settings, REGION_QUEUES, processLog.log);
  const worker = await createRegionWorker(deps);
  const trail = await startTrailRounds({ plane: settings.region, db: deps.db, clock: deps.clock, log: deps.log, onAdvanced: worker.wake }, settings.trail);
  return {
    stop: async () => {
      await trail.stop();
      await worker.stop();
      await close();
      await processLog.stop();
    },
  };
}
