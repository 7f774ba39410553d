/** Puts a region's server together and serves it. */
import { join } from "node:path";
import { serveHttps } from "../platform/http/http.ts";
import { databaseNonces, remoteKeys } from "../platform/tokens/tokens.ts";
import { createRegionApp, REGION_QUEUES } from "../region/region.ts";
import { openRegionParts } from "./region-parts.ts";
import type { RegionSettings } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";
import { trustAlso } from "./trust.ts";

const KEYS_WAIT_MS = 5_000;
/** Where control publishes its token keys. */
const KEYS_PATH = "/.well-known/spendward-keys.json";

export async function startRegion(settings: RegionSettings): Promise<RunningPlane> {
  trustAlso(settings.trust);
  const { deps, close } = await openRegionParts(settings, REGION_QUEUES);
  const app = createRegionApp(deps, {
    controlKeys: remoteKeys({ fetchSet: () => fetchKeys(settings.controlOrigin), cacheFile: join(settings.cacheFolder, "control-keys.json") }),
    nonces: databaseNonces(deps.db),
    allowOrigins: [settings.controlOrigin],
    ready: { database: deps.db.ping, keys: deps.vault.health },
  });
  const server = await serveHttps(app, { ...settings.listen, ...settings.tls });
  deps.log.info("listening", { port: server.port });
  return {
    port: server.port,
    renew: server.renew,
    stop: async () => {
      await server.close();
      await close();
    },
  };
}

async function fetchKeys(controlOrigin: string): Promise<unknown> {
  const response = await fetch(new URL(KEYS_PATH, controlOrigin), { redirect: "error", signal: AbortSignal.timeout(KEYS_WAIT_MS) });
  return response.json();
}
