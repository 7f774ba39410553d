/** Puts a region's server together and serves it. */
import { join } from "node:path";
import { serveHttps } from "../platform/http/http.ts";
import { databaseNonces, publicKeySet, remoteKeys } from "../platform/tokens/tokens.ts";
import { startAskingControl } from "../region/revocations/revocations.ts";
import { createRegionApp, REGION_QUEUES, standingAccessRoutes } from "../region/region.ts";
import { edgeOf } from "./edge-settings.ts";
import { fetchKeys, KEYS_PATH } from "./fetch-keys.ts";
import { openRegionLog } from "./region-log.ts";
import { openRegionParts } from "./region-parts.ts";
import { rootKeyRights } from "./root-key-rights.ts";
import type { RegionSettings } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";
import { askControlAs } from "./to-control.ts";
import { trustAlso } from "./trust.ts";

export async function startRegion(settings: RegionSettings): Promise<RunningPlane> {
  trustAlso(settings.trust);
  const { processLog, messageKey } = await openRegionLog(settings);
  const { deps, close } = await openRegionParts(settings, REGION_QUEUES, processLog.log);
  const trust = { controlKeys: remoteKeys({ fetchSet: () => fetchKeys(settings.controlOrigin), cacheFile: join(settings.cacheFolder, "control-keys.json") }), nonces: databaseNonces(deps.db) };
  const app = createRegionApp(deps, {
    ...trust,
    edge: await edgeOf(settings.edge),
    allowOrigins: [settings.controlOrigin],
    ready: { database: deps.db.ping, keys: deps.vault.health },
  });
  const ask = askControlAs(settings.controlOrigin, `region:${settings.region}`, messageKey);
  const asking = await startAskingControl({ revocations: deps.revocations, region: settings.region, ask, log: deps.log });
  standingAccessRoutes(app, deps, trust, () => rootKeyRights(settings.keyService, join(settings.keyFolder, "root")));
  app.get(KEYS_PATH, (c) => c.json(publicKeySet([messageKey]), 200, { "Cache-Control": "public, max-age=60" }));
  deps.telemetry?.observe("spendward.log.waiting", () => [{ value: processLog.waitingBytes() }]);
  const server = await serveHttps(app, { ...settings.listen, ...settings.tls, onRefused: (code) => deps.log.warn("connection refused", { kind: "access", code }) });
  deps.log.info("listening", { port: server.port });
  return {
    port: server.port,
    renew: server.renew,
    stop: async () => {
      await server.close();
      await asking.stop();
      await close();
      await processLog.stop();
    },
  };
}
