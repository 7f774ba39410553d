/** `spendward up` as a person runs it, on ports and a folder of its own, and what can be seen of it from outside. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SPENDWARD = join(ROOT, "spendward");

export type Started = { readonly child: ChildProcess; readonly output: () => string; readonly exit: Promise<number | null>; readonly port: number; readonly data: string };

/** Does not wait; `ready` does. */
export async function startUp(data: string, port: number): Promise<Started> {
  const web = `${data} web`;
  await mkdir(web, { recursive: true });
  await writeFile(join(web, "index.html"), "<!doctype html><title>Spendward</title>");
  const child = spawn(SPENDWARD, ["up", "--data", data, "--port", String(port), "--web", web], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return { child, output: () => text, exit, port, data };
}

/** Any other command, to its end. */
export async function spendward(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(SPENDWARD, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

/** @param everyMs longer when each look is a command, which takes a second of the processor that what is waited for needs */
export const until = <T>(look: () => Promise<T> | T, timeoutMs = 60_000, everyMs = 100): Promise<T> => vi.waitFor(look, { timeout: timeoutMs, interval: everyMs });
export const EVERY_COMMAND_MS = 2_000;

export const ready = (up: Started): Promise<void> =>
  until(() => {
    if (!up.output().includes("Spendward is running.")) throw new Error(`not running: ${up.output()}`);
  }, 90_000);

/** The first of the free ports in a row that `up` wants, below those the system hands out. */
export async function portsInARow(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all([0, 1, 2, 3, 4].map((n) => isFree(first + n)));
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string };

/** Trusts the installation's own authority and nothing else. */
export async function get(up: Started, offset: number, path: string): Promise<Answer> {
  const ca = await readFile(join(up.data, "ca.pem"), "utf8");
  return new Promise((resolve, reject) => {
    const asked = request({ host: "localhost", port: up.port + offset, path, ca, agent: false, timeout: 5_000 }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on("error", reject).end();
  });
}

export const allReady = (up: Started): Promise<void> =>
  until(async () => {
    for (const offset of [0, 1, 2, 3]) {
      const { status, body } = await get(up, offset, "/readyz");
      if (status !== 200) throw new Error(body);
    }
  });

export type Process = { readonly pid: number; readonly name: string; readonly command: string; readonly environment: string; readonly files: readonly string[] };

/** Every process of this installation: the supervisor, its children, and PostgreSQL, which names the folder in its command. */
export async function processesOf(up: Started): Promise<readonly Process[]> {
  const found: Process[] = [];
  const children = new Map<number, number>();
  for (const text of await readdir("/proc")) {
    const pid = Number(text);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    children.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ").trim();
    const plane = /plane-process\.ts (.+)$/.exec(command)?.[1];
    const name = plane ?? (command.includes("postgres-guard") ? "guard" : /bin\/postgres -D/.test(command) ? "postgres" : /cli\.ts up/.test(command) ? "up" : undefined);
    if (name === undefined) continue;
    const environment = (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).replaceAll("\0", "\n");
    const links = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const files = await Promise.all(links.map((link) => readlink(`/proc/${pid}/fd/${link}`).catch(() => "")));
    found.push({ pid, name, command, environment, files });
  }
  const parentOf = (pid: number): number => children.get(pid) ?? 0;
  const mine = (process: Process): boolean => process.command.includes(up.data) || parentOf(process.pid) === up.child.pid || known.get(up.data)?.has(process.pid) === true;
  // A backend that was forked this moment still bears its server's command line: the server is counted, once.
  const servers = new Set(found.filter(({ name }) => name === "postgres").map(({ pid }) => pid));
  const own = found.filter((process) => mine(process) && !(process.name === "postgres" && servers.has(parentOf(process.pid))));
  known.set(up.data, new Set([...(known.get(up.data) ?? []), ...own.map(({ pid }) => pid)]));
  return own;
}
/** Seen as ours before; an orphan has another parent. */
const known = new Map<string, Set<number>>();

export async function processNamed(up: Started, name: string): Promise<Process> {
  const found = (await processesOf(up)).find((process) => process.name === name);
  if (found === undefined) throw new Error(`no process ${name}`);
  return found;
}

export const nothingLeft = (up: Started): Promise<void> =>
  until(async () => {
    const left = await processesOf(up);
    if (left.length > 0) throw new Error(`still there: ${left.map(({ name }) => name).join(", ")}`);
  });

type Protocol = "tls1" | "tls1_1" | "tls1_2" | "tls1_3";

/** The lowest security level, so that it is the server that refuses and not this client. */
const handshake = (up: Started, protocol: Protocol, port: number, more: readonly string[]): readonly string[] =>
  ["s_client", "-connect", `127.0.0.1:${port}`, `-${protocol}`, "-cipher", "ALL:@SECLEVEL=0", "-CAfile", join(up.data, "ca.pem"), "-verify_return_error", ...more];

/** True when a handshake with only this protocol succeeds. */
export function speaks(up: Started, protocol: Protocol, port = up.port, more: readonly string[] = []): boolean {
  const { stdout, status } = spawnSync("openssl", handshake(up, protocol, port, more), { input: "", encoding: "utf8", timeout: 10_000 });
  return status === 0 && /Verify return code: 0/.test(stdout);
}

/** The same for a server that runs in this very process, which must not be blocked meanwhile. */
export function speaksAtLength(up: Started, protocol: Protocol, port: number): Promise<boolean> {
  const client = spawn("openssl", handshake(up, protocol, port, []), { stdio: ["pipe", "pipe", "ignore"] });
  let text = "";
  client.stdin.on("error", () => undefined).end();
  client.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => client.once("close", () => resolve(/Verify return code: 0/.test(text))));
}
