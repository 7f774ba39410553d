/**
 * `spendward up`: the whole service on this machine. Starts, in this order, the data folder, the authority, PostgreSQL with
 * its four databases, one process per plane and one worker per region; stops in the opposite order.
 *
 * Only this process ever holds more than one plane's credentials. They are made anew at each start.
 */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "../base/errors.ts";
import { REGIONS } from "../base/regions.ts";
import { controlSigner } from "../control/logs/logs.ts";
import { lineOfCrash } from "../platform/telemetry/telemetry.ts";
import { planeSealIn } from "../platform/vault/vault.ts";
import { type Authority, openAuthority } from "./certificates.ts";
import { openDataFolder } from "./data-folder.ts";
import { preparePlaneDatabase } from "./databases.ts";
import { keepPostgres } from "./keep-postgres.ts";
import type { Plane } from "./plane-schema.ts";
import { needPort } from "./port-owner.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { openProcessLog, type ProcessLog, sendToStore } from "./process-log.ts";
import { type Child, type Report, supervise } from "./supervisor.ts";
import { trustAlso } from "./trust.ts";
import { controlLogsIn, controlSecret, listenOn, planUp, portsOf } from "./up-plan.ts";

export type UpOptions = { readonly data: string; readonly port: number; readonly host: string; readonly demo: boolean; readonly webFolder?: string };

export type Up = {
  readonly address: string;
  readonly caFile: string;
  readonly dataFolder: string;
  /** Set when there is no administrator yet. */
  readonly firstAdministratorUrl: string | undefined;
  readonly demo: DemoReport | undefined;
  /** With --demo, until the demo's member of staff has a passkey. */
  readonly demoStaffUrl: string | undefined;
  readonly children: readonly Child[];
  /** Rejects when the database cannot be kept running; everything else is restarted. */
  readonly failed: Promise<never>;
  readonly stop: () => Promise<void>;
};

/** @param say one line for the person at the terminal. */
export async function up(options: UpOptions, say: (line: string) => void): Promise<Up> {
  const address = `https://${options.host}:${options.port}`;
  const webFolder = options.webFolder ?? fileURLToPath(new URL("../../web/dist", import.meta.url));
  await refuseWithoutWebApp(webFolder);
  const folder = await openDataFolder(options.data, address);
  const closing: (() => Promise<void>)[] = [folder.release];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    for (const port of portsOf(options.port)) await needPort(listenOn(options.host), port);
    const authority = await openAuthority(folder.path);
    const machineLog = await openMachineLog(folder.path, address, authority.ca);
    closing.push(machineLog.stop);
    const { log, write } = machineLog;
    say("Starting the database …");
    const postgres = await keepPostgres({ folder: join(folder.path, "postgres"), binariesFolder: join(folder.path, "binaries"), authority, onLine: write }, () => log.warn("database ended"));
    closing.push(postgres.stop);
    const databaseUrls = await prepareDatabases(postgres.server, authority);
    say("Starting control, three regions and their workers …");
    const heard: Heard = {};
    const plan = await planUp({ ...options, webFolder, dataFolder: folder.path, authority, databaseUrls });
    const children = plan.children.map(({ name, settings }) =>
      supervise(name, settings, {
        onLine: (printed) => {
          const line = lineOfCrash(name, printed, new Date());
          if (line !== undefined) write(line);
        },
        onReport: (report) => hear(heard, report),
        onDeath: (restartInMs) => log.warn("child ended", { child: name, ms: restartInMs }),
      }),
    );
    closing.push(async () => void (await Promise.all(children.map((child) => child.stop()))));
    closing.push(renewDaily(plan.renewed, children));
    await Promise.all(children.map((child) => child.ready));
    const { caFile } = authority;
    return { address, caFile, dataFolder: folder.path, firstAdministratorUrl: heard.firstAdministratorUrl, demo: heard.demo, demoStaffUrl: heard.demoStaffUrl, children, failed: postgres.failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lines of the supervisor, of the database's server, and the last words of children: sent like any other process's, once control answers. */
async function openMachineLog(dataFolder: string, address: string, ca: string): Promise<ProcessLog> {
  const settings = await controlLogsIn(dataFolder);
  await mkdir(settings.keyFolder, { recursive: true, mode: 0o700 });
  const secret = Buffer.from(await controlSecret(join(dataFolder, "control")), "base64");
  const machineLog = await openProcessLog(settings, { source: "control/supervisor", plane: "up" }, await planeSealIn(join(settings.keyFolder, "spool.json")));
  trustAlso(ca);
  machineLog.ship(sendToStore(address, "control", "control", await controlSigner(secret, "logs")));
  return machineLog;
}

type DemoReport = Extract<Report, { kind: "demo" }>;

type Heard = { firstAdministratorUrl?: string; demo?: DemoReport; demoStaffUrl?: string };

function hear(heard: Heard, report: Report): void {
  if (report.kind === "first-administrator") heard.firstAdministratorUrl = report.url;
  if (report.kind === "demo-staff") heard.demoStaffUrl = report.url;
  if (report.kind === "demo") heard.demo = report;
}

async function refuseWithoutWebApp(webFolder: string): Promise<void> {
  await stat(join(webFolder, "index.html")).catch(() => {
    throw new Refusal("unavailable", "web-app-missing", "The web app is not built yet.", [{ at: webFolder, remedy: "Run 'npm run build', or 'npm start', which does it for you." }]);
  });
}

const DAY_MS = 86_400_000;

function renewDaily(renewed: (now: Date) => Promise<ReadonlyMap<string, { cert: string; key: string }>>, children: readonly Child[]): () => Promise<void> {
  const timer = setInterval(async () => {
    const fresh = await renewed(new Date());
    for (const child of children) {
      const tls = fresh.get(child.name);
      if (tls !== undefined) child.tell({ kind: "renew", tls });
    }
  }, DAY_MS).unref();
  return async () => clearInterval(timer);
}

async function prepareDatabases(postgres: PostgresServer, authority: Authority): Promise<Record<Plane, string>> {
  const urls: Partial<Record<Plane, string>> = {};
  // One after the other: they change the same catalogues.
  for (const plane of ["control", ...REGIONS] as const) urls[plane] = (await preparePlaneDatabase(postgres, authority.ca, plane)).url;
  return urls as Record<Plane, string>;
}
