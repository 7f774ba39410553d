/**
 * The commands that run the service: `up`, and `control`, `region`, `worker` for one plane each. What they start is loaded
 * only then. Exit code 2 when it cannot be started, with what is in the way and what to do.
 */
import { type Command, Option } from "commander";
import { Refusal } from "../base/errors.ts";
import { isRegion } from "../base/regions.ts";
import type { Up, UpOptions } from "./up.ts";

export function register(program: Command): void {
  program
    .command("up")
    .description("run the whole service on this machine")
    .option("--data <folder>", "where everything is kept")
    .option("--port <port>", "first of four ports in a row", "8443")
    .option("--host <name>", "the name people open; other than localhost it is open to the network", "localhost")
    .option("--demo", "with a demo organisation", false)
    .addOption(new Option("--web <folder>", "the built web app").hideHelp())
    .action((options: UpCommandOptions) => orSayWhy(() => runUp(options)));
  program
    .command("migrate <plane>")
    .description("bring the database of control, uk, eu or us to this version, as its owner")
    .requiredOption("--owner-url-file <file>", "file with the URL of the owner role, readable by its owner only")
    .requiredOption("--ca <file>", "certificate authority of the database server")
    .action((plane: string, options: { ownerUrlFile: string; ca: string }) => orSayWhy(() => runMigrate(plane, options)));
  for (const [plane, what] of [["control", "the control plane"], ["region <name>", "one region's server"], ["worker <name>", "one region's worker"]] as const) {
    const command = program.command(plane).description(`run ${what}`).option("--settings <file>", "its settings (or SPENDWARD_SETTINGS)");
    if (plane === "control") command.action((options: { settings?: string }) => orSayWhy(() => runPlane(plane, undefined, options.settings)));
    else command.action((name: string, options: { settings?: string }) => orSayWhy(() => runPlane(plane.startsWith("region") ? "region" : "worker", name, options.settings)));
  }
}

async function orSayWhy(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const lines = error instanceof Refusal
      ? [error.message, ...error.details.flatMap(({ at, expected, remedy }) => [at, expected && `Expected: ${expected}`, remedy].filter((line) => line !== undefined && line !== ""))]
      : [`It could not be started: ${(error as Error).message}`];
    process.stderr.write(`spendward: ${lines.join("\n  ")}\n`);
    process.exit(error instanceof Refusal ? 2 : 1);
  }
}

function portIn(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_532) return port;
  throw new Refusal("invalid", "port-not-valid", `"${text}" is not a port.`, [{ expected: "a whole number from 1 to 65532" }]);
}

type UpCommandOptions = { readonly data?: string; readonly port: string; readonly host: string; readonly demo: boolean; readonly web?: string };

async function runUp(given: UpCommandOptions): Promise<void> {
  const [{ up }, { dataFolderOf }] = await Promise.all([import("./up.ts"), import("./settings-source.ts")]);
  const options: UpOptions = { data: dataFolderOf(given.data), port: portIn(given.port), host: given.host, demo: given.demo, ...(given.web !== undefined && { webFolder: given.web }) };
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const asked = stopAsked();
  const running = await up(options, say);
  const loading = new AbortController();
  if (running.demo !== undefined) await Promise.race([asked, loadDemoSafely(running, say, loading.signal)]);
  for (const line of welcome(running)) say(line);
  const reason = await Promise.race([asked, running.failed.catch((error: Error) => error)]);
  loading.abort(new Error("stopping"));
  say(reason instanceof Error ? `${reason.message} Stopping …` : "Stopping …");
  await running.stop();
  say("Stopped.");
  if (reason instanceof Error) process.exit(1);
}

/** The service is worth having without its demo, so a demo that fails is told and the rest goes on. */
async function loadDemoSafely(running: Up, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const [{ loadDemo }, { trustAlso }, { readFile }] = await Promise.all([import("./demo/demo.ts"), import("./trust.ts"), import("node:fs/promises")]);
  trustAlso(await readFile(running.caFile, "utf8"));
  const { siteId, cookie } = running.demo as NonNullable<Up["demo"]>;
  try {
    await loadDemo({ controlOrigin: running.address, siteId, cookie, signal }, say);
  } catch (error) {
    if (!signal.aborted) say(`The demo organisation could not be loaded: ${(error as Error).message}`);
  } finally {
    // The loader's session is access of the operator's own; it ends with the work. If this fails it ends by itself.
    await fetch(`${running.address}/api/sign-out`, { method: "POST", headers: { cookie, origin: running.address }, signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  }
}

function welcome(running: Up): readonly string[] {
  const signIn = running.firstAdministratorUrl === undefined
    ? [`  Open      ${running.address}`]
    : [`  Open      ${running.firstAdministratorUrl}`, "            This link works once, for 24 hours: it makes you the first administrator.",
       "            You will set up a second factor: scan the QR code with an authenticator app. Without a phone at hand,",
       "            run './spendward code' and give it the key that the page shows."];
  return [
    "",
    "Spendward is running.",
    "",
    ...signIn,
    ...(running.demoStaffUrl === undefined ? [] : [`  Staff     ${running.demoStaffUrl}`, "            The operator's own side: makes a passkey for the demo's member of staff. Works once, for 24 hours;", "            browsers make passkeys only where they trust the certificate, so import the authority below first."]),
    `  Trust     Your browser does not know this machine's certificate authority yet. Import ${running.caFile}`,
    "            once into your browser or system, or accept its warning for this machine.",
    `  Data      ${running.dataFolder}`,
    "  Stop      Ctrl-C",
    "",
  ];
}

async function runPlane(plane: "control" | "region" | "worker", name: string | undefined, file: string | undefined): Promise<void> {
  const [{ settingsFromFile }, { startPlane }, { fallAs }] = await Promise.all([import("./settings-source.ts"), import("./start-plane.ts"), import("./fall.ts")]);
  const settings = await settingsFromFile(file);
  if (name !== undefined && !isRegion(name)) throw new Refusal("invalid", "region-not-known", `There is no region "${name}".`, [{ expected: "uk, eu or us" }]);
  if (settings.plane !== plane || ("region" in settings && settings.region !== name)) {
    throw new Refusal("invalid", "settings-of-another", "These settings are for another plane.", [{ at: "plane" }]);
  }
  process.on("uncaughtException", fallAs(name === undefined ? plane : `${plane} ${name}`));
  const asked = stopAsked();
  const running = await startPlane(settings, (report) => {
    // The only place where the link of an installation without administrator can be shown.
    if (report.kind === "first-administrator") process.stderr.write(`First administrator, once, within 24 hours: ${report.url}\n`);
  });
  await asked;
  await running.stop();
  process.exit(0);
}

async function runMigrate(plane: string, options: { readonly ownerUrlFile: string; readonly ca: string }): Promise<void> {
  if (plane !== "control" && !isRegion(plane)) throw new Refusal("invalid", "plane-not-known", `There is no plane "${plane}".`, [{ expected: "control, uk, eu or us" }]);
  const [{ migratePlane }, { readSecretFile }, { readFile }] = await Promise.all([import("./plane-schema.ts"), import("./secrets.ts"), import("node:fs/promises")]);
  await migratePlane(plane, await readSecretFile(options.ownerUrlFile, "--owner-url-file"), { ca: await readFile(options.ca, "utf8") });
  process.stdout.write("The database is up to date.\n");
}

const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
