/** The running witness: folder, certificate, server. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { systemClock } from "../base/clock.ts";
import { Refusal } from "../base/errors.ts";
import { createApp, serveHttps } from "../platform/http/http.ts";
import { openLog } from "../platform/telemetry/telemetry.ts";
import { openWitness, openWitnessFolder, readVerifier, verifierText } from "../platform/tlog/tlog.ts";
import { openAuthority } from "./certificates.ts";
import { openDataFolder } from "./data-folder.ts";
import { listenOn } from "./up-plan.ts";

export type WitnessAsk = { readonly state: string; readonly name: string; readonly log: readonly string[]; readonly port: string; readonly host: string; readonly cert?: string; readonly certKey?: string };

/** @returns the exit code: 0 when it was told to stop, 2 when it cannot start. */
export async function runWitness(ask: WitnessAsk, say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`), stopped: Promise<unknown> = asked()): Promise<number> {
  try {
    const witness = await startWitness(ask, say);
    await stopped;
    await witness.stop();
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`spendward: ${error.message}\n${error.details.map(({ at, remedy }) => `  ${[at, remedy].filter(Boolean).join(": ")}\n`).join("")}`);
    return 2;
  }
}

const asked = (): Promise<unknown> => new Promise((tell) => void process.once("SIGTERM", tell).once("SIGINT", tell));

export async function startWitness(ask: WitnessAsk, say: (line: string) => void): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const logs = ask.log.map(readVerifier);
  if (logs.length === 0) throw new Refusal("invalid", "no-log-to-watch", "A witness needs a log to watch.", [{ at: "--log", remedy: "Give the log's verifier key, as its activity page shows it." }]);
  const address = `https://${ask.host}:${ask.port}`;
  // One witness per folder: two could cosign two trees between them.
  const folder = await openDataFolder(resolve(ask.state), address, 1024 ** 2);
  try {
    const { privateKey, state, forks } = await openWitnessFolder(folder.path, (origin, file) => say(`FORK: ${origin} signed two trees that cannot both be honest. Evidence: ${file}`));
    const answer = openWitness({ signer: { name: ask.name, privateKey }, logs, state, clock: systemClock });
    const app = createApp({ log: openLog("witness", () => undefined), allowOrigins: [], ready: {} });
    app.post("/add-checkpoint", async (c) => {
      const { status, text, type } = await answer(await c.req.text());
      return c.body(text, status, { "Content-Type": type ?? "text/plain; charset=utf-8" });
    });
    const server = await serveHttps(app, { host: listenOn(ask.host), port: Number(ask.port), ...(await certificateOf(ask, folder.path, say)) });
    say(`Witness ${ask.name} listens at https://${ask.host}:${server.port} and watches ${logs.length === 1 ? "1 log" : `${logs.length} logs`}.`);
    say(`Its verifier key: ${verifierText(ask.name, "witness", privateKey)}`);
    for (const file of await forks()) say(`FORK seen before: ${join(folder.path, "forks", file)}`);
    return { port: server.port, stop: async () => { await server.close(); await folder.release(); } };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function certificateOf({ cert, certKey, host }: WitnessAsk, folder: string, say: (line: string) => void): Promise<{ readonly cert: string; readonly key: string }> {
  if (cert !== undefined && certKey !== undefined) return { cert: await readFile(cert, "utf8"), key: await readFile(certKey, "utf8") };
  const authority = await openAuthority(folder);
  say(`Its certificate is signed by its own authority: ${authority.caFile}`);
  return authority.issue([host, "localhost", "127.0.0.1"]);
}
