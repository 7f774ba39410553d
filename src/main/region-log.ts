/** The log of a region's process: sealed by a key of the region's own, sent to control with the region's signature. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type SigningKey, signingKeyIn } from "../platform/tokens/tokens.ts";
import { planeSealIn } from "../platform/vault/vault.ts";
import { openProcessLog, type ProcessLog, sendToStore } from "./process-log.ts";
import type { RegionSettings, WorkerSettings } from "./settings.ts";

/** The key by which control knows messages of this region; its server publishes the public half. */
export async function openRegionLog(settings: RegionSettings | WorkerSettings): Promise<{ readonly processLog: ProcessLog; readonly messageKey: SigningKey }> {
  const { region, keyFolder, controlOrigin } = settings;
  await mkdir(keyFolder, { recursive: true, mode: 0o700 });
  const messageKey = await signingKeyIn(join(keyFolder, "message-key.json"));
  const name = settings.plane === "worker" ? { source: `${region}/worker`, plane: `worker ${region}` } : { source: `${region}/server`, plane: `region ${region}` };
  const processLog = await openProcessLog(settings.logs, name, await planeSealIn(join(keyFolder, "spool-key.json")));
  processLog.ship(sendToStore(controlOrigin, region, `region:${region}`, messageKey));
  return { processLog, messageKey };
}
