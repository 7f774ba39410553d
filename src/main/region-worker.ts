/** Puts a region's worker together. It listens on nothing. */
import { createRegionWorker, REGION_QUEUES } from "../region/worker.ts";
import { observeFeeds, observeQueues } from "./figures.ts";
import { operatorAlerts } from "./operator-alerts-rounds.ts";
import { openRegionLog } from "./region-log.ts";
import { openRegionParts } from "./region-parts.ts";
import type { WorkerSettings } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";
import { startTrailRounds } from "./trail-rounds.ts";
import { sendToControl } from "./to-control.ts";
import { trustAlso } from "./trust.ts";

export async function startWorker(settings: WorkerSettings): Promise<RunningPlane> {
  trustAlso(settings.trust);
  const { processLog, messageKey } = await openRegionLog(settings);
  const { deps, close } = await openRegionParts(settings, REGION_QUEUES, processLog.log);
  const worker = await createRegionWorker(deps, sendToControl(settings.controlOrigin, `region:${settings.region}`, messageKey));
  const send = sendToControl(settings.controlOrigin, `region:${settings.region}`, messageKey);
  const alerts = operatorAlerts({
    plane: settings.region, db: deps.db, clock: deps.clock, log: deps.log,
    tell: async ({ what, subject, place }) => {
      const status = await send(`/internal/operator-alerts/${settings.region}`, Buffer.from(JSON.stringify({ what, subject, ...(place !== null && { place }) })));
      if (status < 200 || status > 299) throw new Error(`Control answered ${status}`);
    },
  });
  const trail = await startTrailRounds({ plane: settings.region, db: deps.db, clock: deps.clock, log: deps.log, alerts, telemetry: deps.telemetry, onAdvanced: worker.wake }, settings.trail);
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
