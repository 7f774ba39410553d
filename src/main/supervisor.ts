/**
 * Keeps child processes running: starts each with its settings on standard input, restarts it when it dies, stops it in order.
 *
 * The pipe is also the life line: a child ends itself when its standard input closes, so nothing outlives a supervisor that was
 * killed. Settings, which hold secrets, are in no argument, no environment and no file. Waits between restarts double from
 * 0.2 s to 10 s and begin anew after a child has lived for half a minute.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { PlaneSettings } from "./settings.ts";

/** What a child says on its fourth file descriptor, a JSON object per line. */
export type Report =
  | { readonly kind: "ready"; readonly port?: number }
  | { readonly kind: "first-administrator"; readonly url: string }
  | { readonly kind: "demo-staff"; readonly url: string }
  | { readonly kind: "demo"; readonly siteId: string; readonly siteName: string; readonly cookie: string; readonly created: boolean }
  | { readonly kind: "failed"; readonly message: string };

/** What it is told after its settings. */
export type Order = { readonly kind: "renew"; readonly tls: { readonly cert: string; readonly key: string } };

export type Child = {
  readonly name: string;
  /** Resolves with the first start's readiness; rejects if it does not get there in time. */
  readonly ready: Promise<void>;
  readonly pid: () => number | undefined;
  readonly tell: (order: Order) => void;
  /** Asks it to end (life line closed), then insists. */
  readonly stop: () => Promise<void>;
};

export type Watch = {
  /** A line of the child's log. */
  readonly onLine: (line: string) => void;
  readonly onReport: (report: Report) => void;
  readonly onDeath: (restartInMs: number) => void;
};

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
const LIVED_MS = 30_000;
const READY_WAIT_MS = 90_000;
const STOP_WAIT_MS = 15_000;
const PROCESS = fileURLToPath(new URL("./plane-process.ts", import.meta.url));

export function supervise(name: string, settings: () => PlaneSettings, watch: Watch): Child {
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => undefined); // awaited by whoever starts; a later failure has no reader
  let child: ChildProcess | undefined;
  let ended = Promise.resolve();
  let stopping = false;
  let waitMs = FIRST_WAIT_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = setTimeout(() => first.reject(new Error(`${name} did not start in time`)), READY_WAIT_MS);

  const start = (): void => {
    const startedMs = Date.now();
    const running = spawnPlane(settings());
    child = running;
    readLines(running, watch.onLine, (report) => {
      if (report.kind === "ready") first.resolve();
      if (report.kind === "failed") first.reject(new Error(`${name}: ${report.message}`));
      watch.onReport(report);
    });
    ended = new Promise((resolve) => {
      running.once("close", () => {
        resolve();
        if (stopping) return;
        if (Date.now() - startedMs > LIVED_MS) waitMs = FIRST_WAIT_MS;
        watch.onDeath(waitMs);
        timer = setTimeout(start, waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      });
    });
  };
  start();
  return {
    name,
    ready: first.promise.finally(() => clearTimeout(late)),
    pid: () => child?.pid,
    tell: (order) => child?.stdin?.write(`${JSON.stringify(order)}\n`),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      clearTimeout(late);
      child?.stdin?.end();
      const insist = setTimeout(() => child?.kill("SIGKILL"), STOP_WAIT_MS);
      await ended;
      clearTimeout(insist);
    },
  };
}

/** Of the environment only what says where and how to write text, and where Node keeps what it compiled (half of a start); nothing that could carry a credential. */
function spawnPlane(settings: PlaneSettings): ChildProcess {
  const env = Object.fromEntries(["PATH", "HOME", "LANG", "TZ", "TMPDIR", "NODE_COMPILE_CACHE"].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const kind = settings.plane === "control" ? "control" : `${settings.plane} ${settings.region}`;
  // A group of its own: Ctrl-C reaches the supervisor only, which then stops everything in order.
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROCESS, kind], { stdio: ["pipe", "pipe", "pipe", "pipe"], env, detached: true });
  child.stdin?.on("error", () => undefined); // it died; `close` tells
  child.stdin?.write(`${JSON.stringify(settings)}\n`);
  return child;
}

function readLines(child: ChildProcess, onLine: (line: string) => void, onReport: (report: Report) => void): void {
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", onLine);
  const reports = child.stdio[3] as NodeJS.ReadableStream;
  createInterface({ input: reports }).on("line", (line) => onReport(JSON.parse(line) as Report));
}
