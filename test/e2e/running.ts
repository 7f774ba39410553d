/** The whole service with its demo organisation and the web app as built from this tree, and a browser to look at it with. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumPath, programEnvironment } from "../../tools/test-programs.ts";
import { portsInARow, until } from "../up/running.ts";

const ROOT = join(import.meta.dirname, "../..");

export type Service = { readonly origin: string; readonly regionOrigin: string; readonly link: string; readonly data: string; readonly stop: () => Promise<void> };

/** Ready when the address is printed; with the demo, that is when its ledger has been examined. */
export async function startService({ demo }: { demo: boolean }): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), "spendward e2e "));
  await chmod(folder, 0o711); // PostgreSQL runs as another account when this is root
  // Nothing to do when it is built and current, as it is under `npm test`.
  const built = spawnSync("sh", ["tools/build-web"], { cwd: ROOT, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The web app does not build: ${built.stderr}`);
  const web = join(ROOT, "web/dist");
  const port = await portsInARow();
  const child = spawn(join(ROOT, "spendward"), ["up", ...(demo ? ["--demo"] : []), "--data", join(folder, "data"), "--port", String(port), "--web", web], { stdio: ["ignore", "pipe", "pipe"] });
  const output = collect(child);
  const link = await until(() => {
    const found = /https:\/\/localhost:\d+\/welcome#[\w-]+/.exec(output())?.[0];
    if (!found || !output().includes("Stop")) throw new Error(`not ready: ${output()}`);
    return found;
  }, 240_000);
  const exit = new Promise((resolve) => child.once("exit", resolve));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  return { origin: `https://localhost:${port}`, regionOrigin: `https://localhost:${port + 1}`, link, data: join(folder, "data"), stop };
}

function collect(child: ChildProcess): () => string {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS, env: { ...process.env, ...programEnvironment() } });

/** Certificates are the business of test/up; here the browser takes the service's own authority as trusted. */
export const openContext = (browser: Browser, more: object = {}): Promise<BrowserContext> =>
  browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 }, locale: "en-GB", ...more });

/** Everything the browser complains about, so that a test can demand silence: script errors, policy violations, failed loads. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  return complaints;
}
