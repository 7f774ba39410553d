/** Puts control's log store together: its keys, its doors, its rounds, and readers in threads of their own. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock } from "../base/clock.ts";
import { isRegion, type Region } from "../base/regions.ts";
import type { ControlTables } from "../control/control.ts";
import { acceptBatch, anchorLogs, checkLogsDaily, controlSigner, deleteOldLogs, folderEndRecord, type LogReading, type LogStore, type LogVerdict, logRoutes, openLogKeys, type ReadLogs } from "../control/logs/logs.ts";
import { keyFor, sealWith } from "../control/sealing/sealing.ts";
import type { HttpApp } from "../platform/http/http.ts";
import { type Database, openDatabase } from "../platform/postgres/postgres.ts";
import { batchBytes, type SendBatch } from "../platform/spool/spool.ts";
import type { Log, Telemetry } from "../platform/telemetry/telemetry.ts";
import { databaseNonces, fixedKeys, type PublicKeys, publicKeySet, remoteKeys } from "../platform/tokens/tokens.ts";
import { fetchKeys } from "./fetch-keys.ts";
import { openChosenKeyService } from "./key-service-settings.ts";
import type { OperatorAlerts } from "./operator-alerts-rounds.ts";
import type { ControlLogSettings, ControlSettings } from "./settings.ts";

export type RunningLogStore = { readonly keysOf: (plane: Region | "operator") => PublicKeys; readonly routes: (app: HttpApp) => void; readonly send: SendBatch; readonly start: () => void; readonly stop: () => Promise<void> };

/** Whom the store's rounds tell what they find. */
export type LogTellers = { readonly log: Log; readonly telemetry: Telemetry; readonly alerts: OperatorAlerts };

const ROUND_MS = 60_000;
const ANCHOR_MS = 3_600_000;
/** Lines of the log about one check; `logs verify` shows all. */
const PROBLEMS_TOLD = 20;

/** A pool of its own: taking in lines must not keep sign-ins waiting. */
export async function openLogStore(settings: ControlSettings, clock: Clock, tellers: LogTellers): Promise<RunningLogStore> {
  const { store, close } = await openStoreParts(settings, clock, (error) => tellers.log.warn("database connection lost", { error }));
  const secret = Buffer.from(settings.secret, "base64");
  const keysOf = await planeKeys(settings, secret);
  const verify = async (): Promise<LogVerdict> => {
    let text = "";
    for await (const more of readInThread(settings)({ act: "verify" }, new AbortController().signal)) text += more;
    return JSON.parse(text) as LogVerdict;
  };
  const rounds = logRounds({ ...tellers, store, verify, seal: sealWith(keyFor(secret, "audit")).seal }, settings.logs);
  return {
    keysOf,
    routes: (app) => logRoutes(app, { store, secret, retentionDays: settings.logs.retentionDays, nonces: databaseNonces(store.db), keysOf, read: readInThread(settings) }),
    send: (batch, resume) => acceptBatch(store, "control", batchBytes(batch), resume),
    start: rounds.start,
    stop: async () => {
      await rounds.stop();
      await close();
    },
  };
}

/** Also for the reader's thread. */
export async function openStoreParts(settings: Pick<ControlSettings, "database" | "logs">, clock: Clock, onError?: (error: Error) => void): Promise<{ readonly store: LogStore; readonly close: () => Promise<void> }> {
  const { url } = settings.database;
  const db: Database<ControlTables> = openDatabase({ url, tls: settings.database, poolSize: 4, ...(onError && { onError }) });
  const begun = (await db.kysely.selectFrom("log_key").select("id").limit(1).execute()).length > 0;
  const keyService = await openChosenKeyService(settings.logs.keyService, join(settings.logs.keyFolder, "root"), begun);
  return {
    store: { db, clock, keys: openLogKeys({ db, keyService, clock }), ends: folderEndRecord(settings.logs.keyFolder, onError as (error: unknown) => void) },
    close: async () => {
      await keyService.close();
      await db.close();
    },
  };
}

/** Control and the operator's command line by keys made from the secret, regions by what they publish, kept for when they are away. */
async function planeKeys(settings: ControlSettings, secret: Uint8Array): Promise<(plane: "control" | "operator" | Region) => PublicKeys> {
  const folder = join(settings.logs.folder, "keys-of-regions");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = { control: fixedKeys(publicKeySet([await controlSigner(secret, "logs")])), operator: fixedKeys(publicKeySet([await controlSigner(secret, "operator")])) };
  const known = new Map<Region, PublicKeys>();
  return (plane) => {
    if (!isRegion(plane)) return own[plane];
    const keys = known.get(plane) ?? remoteKeys({ fetchSet: () => fetchKeys(settings.regionOrigins[plane]), cacheFile: join(folder, `${plane}.json`) });
    known.set(plane, keys);
    return keys;
  };
}

type RoundParts = LogTellers & { readonly store: LogStore; readonly verify: () => Promise<LogVerdict>; readonly seal: ReturnType<typeof sealWith>["seal"] };

/** Each hour the store is anchored in the trail, and what is past its time deleted; once a day all of it is checked. */
function logRounds({ store, log, telemetry, alerts, verify, seal }: RoundParts, settings: ControlLogSettings): { start: () => void; stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let checking: Promise<void> | undefined;
  // By a clock that is never set.
  let dueMs = 0;
  const check = async (): Promise<void> => {
    const verdict = await checkLogsDaily(store, seal, verify);
    for (const { position, problem } of verdict?.problems.slice(0, PROBLEMS_TOLD) ?? []) log.error("log store is not what was taken in", { code: problem.replaceAll(/[^\w .-]/g, "").slice(0, 200), count: position });
    const [first] = verdict?.problems ?? [];
    if (first !== undefined) await alerts.raise("logs-damaged", "log-store", `batch ${first.position}`);
  };
  const round = async (): Promise<void> => {
    const nowMs = performance.now();
    if (nowMs < dueMs) return;
    await anchorLogs(store);
    await deleteOldLogs(store, settings.retentionDays, seal);
    dueMs = nowMs + ANCHOR_MS;
    // Beside the round: reading all lines takes minutes, and anchoring must not wait for it.
    checking ??= telemetry.work("round", "check logs", check).catch((error: unknown) => log.error("logs not checked", { error })).finally(() => (checking = undefined));
  };
  const next = (): void => void (running = running.then(() => telemetry.work("round", "logs", round)).catch((error: unknown) => log.error("log round failed", { error })));
  return {
    start: () => {
      timer = setInterval(next, ROUND_MS).unref();
      next();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
      await checking;
    },
  };
}

export type ReaderTask = { readonly settings: Pick<ControlSettings, "database" | "logs">; readonly reading: LogReading };
export type ReaderSays = { readonly text: string } | { readonly end: true } | { readonly failed: string };

/** Opening and unpacking millions of lines must not hold up requests. The thread gives the next part when the last one was taken. */
function readInThread(settings: ControlSettings): ReadLogs {
  return async function* (reading, signal) {
    const task: ReaderTask = { settings: { database: settings.database, logs: settings.logs }, reading };
    const thread = new Worker(new URL("./log-reader.ts", import.meta.url), { workerData: task, env: {}, resourceLimits: { maxOldGenerationSizeMb: 512 } });
    const said: ReaderSays[] = [];
    let wake = Promise.withResolvers<void>();
    const hear = (what: ReaderSays): void => {
      said.push(what);
      wake.resolve();
    };
    thread.on("message", hear).on("error", () => hear({ failed: "reader-failed" })).on("exit", () => hear({ end: true }));
    const stop = (): void => hear({ end: true });
    signal.addEventListener("abort", stop);
    try {
      for (;;) {
        const next = said.shift();
        if (next === undefined) {
          await wake.promise;
          wake = Promise.withResolvers();
        } else if ("text" in next) {
          yield next.text;
          thread.postMessage("more", []);
        } else if ("failed" in next) throw new Error("The logs could not be read");
        else return;
      }
    } finally {
      signal.removeEventListener("abort", stop);
      await thread.terminate();
    }
  };
}
