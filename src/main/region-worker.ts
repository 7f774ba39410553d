/** Puts a region's worker together. It listens on nothing. */
import { MESSAGE_HEADER, type PlaneName, type SigningKey, signMessage } from "../platform/tokens/tokens.ts";
import { createRegionWorker, REGION_QUEUES, type SendToControl } from "../region/worker.ts";
import { observeFeeds, observeQueues } from "./figures.ts";
import { openRegionLog } from "./region-log.ts";
import { openRegionParts } from "./region-parts.ts";
import type { WorkerSettings } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";
import { startTrailRounds } from "./trail-rounds.ts";
import { trustAlso } from "./trust.ts";

const CONTROL_WAIT_MS = 10_000;

export async function startWorker(settings: WorkerSettings): Promise<RunningPlane> {
  trustAlso(settings.trust);
  const { processLog, messageKey } = await openRegionLog(settings);
  const { deps, close } = await openRegionParts(settings, REGION_QUEUES, processLog.log);
  const worker = await createRegionWorker(deps, sendToControl(settings.controlOrigin, `region:${settings.region}`, messageKey));
  const trail = await startTrailRounds({ plane: settings.region, db: deps.db, clock: deps.clock, log: deps.log, telemetry: deps.telemetry, onAdvanced: worker.wake }, settings.trail);
  deps.telemetry?.observe("spendward.log.waiting", () => [{ value: processLog.waitingBytes() }]);
  observeFeeds(deps.telemetry, deps);
  observeQueues(deps.telemetry, deps.db);
  return {
    stop: async () => {
      await trail.stop();
      await worker.stop();
      await close();
      await processLog.stop();
    },
  };
}

/** Over HTTPS, signed by the region whose sites these are about. */
function sendToControl(controlOrigin: string, from: PlaneName, signer: SigningKey): SendToControl {
  return async (path, body) => {
    const headers = { [MESSAGE_HEADER]: await signMessage(signer, from, "control", { method: "POST", path, body }), "content-type": "application/json" };
    const response = await fetch(new URL(path, controlOrigin), { method: "POST", headers, body: Uint8Array.from(body), redirect: "error", signal: AbortSignal.timeout(CONTROL_WAIT_MS) });
    await response.body?.cancel();
    return response.status;
  };
}
