/** Puts a region's worker together. It listens on nothing. */
import { createRegionWorker, REGION_QUEUES } from "../region/worker.ts";
import { openRegionParts } from "./region-parts.ts";
import type { WorkerSettings } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";

export async function startWorker(settings: WorkerSettings): Promise<RunningPlane> {
  const { deps, close } = await openRegionParts(settings, REGION_QUEUES);
  const worker = await createRegionWorker(deps);
  return {
    stop: async () => {
      await worker.stop();
      await close();
    },
  };
}
