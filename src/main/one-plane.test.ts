/** A plane as an operator runs it: migrated by its owner, then started alone from a settings file. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openWorld, type WorldDatabase } from "../../test/world/world.ts";
import { type Authority, openAuthority } from "./certificates.ts";
import { freePort } from "./postgres-server.ts";

const SPENDWARD = fileURLToPath(new URL("../../spendward", import.meta.url));
let folder: string;
let world: WorldDatabase<unknown>;
let authority: Authority;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward plane "));
  world = await openWorld("control");
  authority = await openAuthority(folder);
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};
function run(args: readonly string[]): { child: ReturnType<typeof spawn>; text: () => string; exit: Promise<number | null> } {
  const child = spawn(SPENDWARD, args, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { child, text: () => text, exit: new Promise((resolve) => child.once("exit", resolve)) };
}
const status = (port: number, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: "localhost", port, path, ca: authority.ca, agent: false }, (response) => (response.resume(), resolve(response.statusCode))).on("error", reject).end();
  });

test("migrate says that nothing is left to do, and refuses a URL that others can read", async () => {
  const ca = await file("db-ca.pem", world.tls.ca);
  const url = await file("owner-url", world.ownerUrl);
  const done = run(["migrate", "control", "--owner-url-file", url, "--ca", ca]);
  expect(await done.exit, done.text()).toBe(0);
  await writeFile(join(folder, "open-url"), world.ownerUrl, { mode: 0o644 });
  const refused = run(["migrate", "control", "--owner-url-file", join(folder, "open-url"), "--ca", ca]);
  expect([await refused.exit, refused.text()]).toEqual([2, expect.stringContaining("can be read by others")]);
  expect(refused.text()).not.toContain("postgres://");
});

test("control alone, from its settings file, until it is asked to stop", async () => {
  const port = await freePort();
  const { cert, key } = await authority.issue(["localhost"]);
  await file("index.html", "<title>page</title>");
  const settings = {
    plane: "control", listen: { host: "127.0.0.1", port }, origin: `https://localhost:${port}`, webFolder: folder, trail: { folder: join(folder, "trail") },
    logs: { folder: join(folder, "log"), keyFolder: join(folder, "log-keys") },
    trust: { file: await file("ca.pem", authority.ca) },
    regionOrigins: { uk: "https://uk.example", eu: "https://eu.example", us: "https://us.example" },
    tls: { cert: { file: await file("cert.pem", cert) }, key: { file: await file("key.pem", key) } },
    database: { url: { file: await file("app-url", world.url) }, ca: { file: await file("db-ca.pem", world.tls.ca) } },
    secret: { file: await file("secret", randomBytes(32).toString("base64")) },
  };
  const running = run(["control", "--settings", await file("control.json", JSON.stringify(settings))]);
  const answering = async () => expect(await status(port, "/readyz").catch(() => running.text())).toBe(200);
  await vi.waitFor(answering, { timeout: 90_000, interval: 200 });
  // Its words come by another way than its answers.
  const told = () => expect(running.text()).toContain(`First administrator, once, within 24 hours: https://localhost:${port}/welcome#`);
  await vi.waitFor(told, { timeout: 30_000, interval: 50 });
  const lines = async () => {
    const read = run(["logs", "--settings", join(folder, "control.json"), "--json"]);
    expect(await read.exit, read.text()).toBe(0);
    expect(read.text().split("\n").filter(Boolean).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(expect.arrayContaining(["started", "listening"]));
  };
  await vi.waitFor(lines, { timeout: 90_000, interval: 500 });
  running.child.kill("SIGTERM");
  expect(await running.exit, running.text()).toBe(0);
  const wrong = run(["region", "uk", "--settings", join(folder, "control.json")]);
  expect([await wrong.exit, wrong.text()]).toEqual([2, expect.stringContaining("for another plane")]);
}, 240_000);
