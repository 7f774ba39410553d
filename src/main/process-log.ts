/**
 * The log of one process: lines into its spool, the spool's batches to control's store. Also takes along what a process of the same kind left
 * behind that does not run any more, and says every five minutes that it is alive, so that silence means something.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { MESSAGE_HEADER, type PlaneName, type SigningKey, signMessage } from "../platform/tokens/tokens.ts";
import { batchBytes, openSpool, type SendBatch, shipBatches, type Shipping, type Spool, type SpoolOptions, type Taken } from "../platform/spool/spool.ts";
import { type Log, openLog } from "../platform/telemetry/telemetry.ts";
import type { PlaneSeal } from "../platform/vault/vault.ts";
import { followDatabaseLog } from "./database-log.ts";
import type { SpoolSettings } from "./settings.ts";

export type ProcessLog = {
  readonly log: Log;
  /** A line that is made already, of another process that cannot write it itself. */
  readonly write: (line: string) => void;
  /** Bytes that control has not taken yet. */
  readonly waitingBytes: () => number;
  readonly ship: (send: SendBatch) => void;
  readonly stop: () => Promise<void>;
};

export type ProcessName = { readonly source: string; readonly plane: string };

const ALIVE_EVERY_MS = 300_000;
const ADOPT_EVERY_MS = 600_000;
/** Processes of one kind on one machine. */
const SIDE_BY_SIDE = 16;
const MEGABYTE = 1024 ** 2;

export async function openProcessLog(settings: SpoolSettings, name: ProcessName, seal: PlaneSeal): Promise<ProcessLog> {
  const options = (folder: string): SpoolOptions => ({ folder: join(settings.folder, folder), ...name, seal, limitBytes: settings.spoolMegabytes * MEGABYTE });
  const base = name.source.replace("/", "-");
  const { spool, folder } = await firstFree(base, options);
  const log = openLog(name.plane, spool.write);
  const alive = setInterval(() => log.info("alive"), ALIVE_EVERY_MS).unref();
  log.info("started", { pid: process.pid });
  // Before anything else is told of it, and in the spool when this returns.
  const fallen = (error: Error): void => openLog(name.plane, spool.writeNow).error("process failed", { error });
  process.on("uncaughtExceptionMonitor", fallen);
  const database = settings.databaseLog === undefined ? undefined
    : followDatabaseLog(settings.databaseLog, join(settings.folder, folder, "database-log.json"), spool.write, (error) => log.warn("database log not read", { kind: "database", error }));
  let shipping: Shipping | undefined;
  let adopting: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    log,
    write: spool.write,
    waitingBytes: () => spool.waiting().bytes,
    ship: (send) => {
      const tell = (what: string) => (error: unknown): void => (error === undefined ? log.info(`${what} reached again`) : log.warn(`${what} not reached`, { error }));
      shipping = shipBatches(spool, send, tell("log store"));
      const adopt = (): void => void (adopting = adopting.then(() => adoptOthers(settings.folder, base, folder, options, send, () => stopped)).catch((error: unknown) => log.warn("log spool not adopted", { error })));
      adopt();
      timer = setInterval(adopt, ADOPT_EVERY_MS).unref();
    },
    stop: async () => {
      stopped = true;
      clearInterval(alive);
      clearInterval(timer);
      process.off("uncaughtExceptionMonitor", fallen);
      await database?.stop();
      log.info("stopped");
      await shipping?.stop();
      await adopting;
      await spool.stop();
    },
  };
}

async function firstFree(base: string, options: (folder: string) => SpoolOptions): Promise<{ spool: Spool; folder: string }> {
  for (let n = 1; n <= SIDE_BY_SIDE; n += 1) {
    const folder = n === 1 ? base : `${base}-${n}`;
    const spool = await openSpool(options(folder));
    if (spool !== undefined) return { spool, folder };
  }
  throw new Error(`More than ${SIDE_BY_SIDE} processes of one kind share a folder of logs`);
}

async function adoptOthers(root: string, base: string, own: string, options: (folder: string) => SpoolOptions, send: SendBatch, stopped: () => boolean): Promise<void> {
  for (const folder of await readdir(root)) {
    if (folder === own || !(folder === base || (folder.startsWith(`${base}-`) && /^-\d+$/.test(folder.slice(base.length))))) continue;
    const left = await openSpool(options(folder));
    if (left === undefined) continue;
    try {
      for (let batch = await left.oldest(); batch !== undefined && !stopped(); batch = await left.oldest()) {
        const answer = await send(batch, true);
        if (answer.state === "differs") await left.restart();
        else await left.sent(batch.head.number);
      }
    } finally {
      await left.stop();
    }
  }
}

const SEND_WAIT_MS = 20_000;

/** Over HTTPS, signed by the plane whose lines these are. */
export function sendToStore(controlOrigin: string, plane: string, from: PlaneName, signer: SigningKey): SendBatch {
  return async (batch, resume) => {
    const path = `/internal/logs/${plane}${resume ? "/resume" : ""}`;
    const body = batchBytes(batch);
    const message = await signMessage(signer, from, "control", { method: "POST", path, body });
    const headers = { [MESSAGE_HEADER]: message, "content-type": "application/octet-stream" };
    const response = await fetch(new URL(path, controlOrigin), { method: "POST", headers, body: Uint8Array.from(body), redirect: "error", signal: AbortSignal.timeout(SEND_WAIT_MS) });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw Object.assign(new Error("The log store did not take a batch"), { code: `status-${response.status}` });
    }
    return (await response.json()) as Taken;
  };
}
