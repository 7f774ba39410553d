/**
 * Logs of the real service: what is answered has its line, whoever is killed; and whatever is done to it, no word of anybody's gets into
 * the store, which is searched opened.
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";
import { allReady, EVERY_COMMAND_MS, portsInARow, nothingLeft, processNamed, ready, spendward, startUp, until, type Started } from "../up/running.ts";
import { filesIn, formsOf, seen } from "../vault/canary-search.ts";

const STEM = `q${Array.from({ length: 11 }, () => "bcdfghjklmnpqrstvwxz"[randomInt(20)]).join("")}`;
const OFFSETS = { control: 0, uk: 1, eu: 2, us: 3 } as const;
let folder: string;
let up: Started;
let ca: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward logs "));
  await chmod(folder, 0o755); // the database has an account of its own when this runs as root
  up = await startUp(join(folder, "data"), await portsInARow());
  await ready(up);
  ca = await readFile(join(up.data, "ca.pem"), "utf8");
}, 120_000);
afterAll(async () => {
  up.child.kill("SIGTERM");
  await up.exit;
  await nothingLeft(up);
  await rm(folder, { recursive: true });
}, 180_000);

/** Answers the request's id, or undefined when there was no answer. */
function call(plane: keyof typeof OFFSETS, path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<string | undefined> {
  const { method = "GET", headers = {}, body = "" } = options;
  return new Promise((resolve) => {
    const asked = request({ host: "localhost", port: up.port + OFFSETS[plane], path, ca, agent: false, timeout: 10_000, method, headers: { ...headers, ...(body !== "" && { "content-length": Buffer.byteLength(body) }) } }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.headers["x-request-id"] as string | undefined)).on("error", () => resolve(undefined));
    });
    asked.on("error", () => resolve(undefined)).on("timeout", () => asked.destroy()).end(body);
  });
}

type Line = { readonly msg: string; readonly plane: string; readonly code?: string; readonly request?: string; readonly status?: number; readonly route?: string; readonly database?: string };
async function storedLines(): Promise<readonly Line[]> {
  const { code, out, err } = await spendward(["logs", "--data", up.data, "--json", "--since", "1h"]);
  expect(code, err).toBe(0);
  return out.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Line);
}

async function sqlAs(role: string, password: string, statements: readonly string[]): Promise<void> {
  const port = Number((await readFile(join(up.data, "postgres/cluster/postmaster.pid"), "utf8")).split("\n")[3]);
  const client = new pg.Client(connectionOf(`postgres://${role}:${password}@127.0.0.1:${port}/region_uk`, { ca }));
  client.on("error", () => undefined);
  await client.connect().catch(() => undefined);
  for (const statement of statements) await client.query(statement).catch(() => undefined);
  await client.end().catch(() => undefined);
}

test("a word that is planted wherever something can go wrong is not in the store", async () => {
  const json = { "content-type": "application/json", origin: `https://localhost:${up.port}` };
  for (const plane of ["control", "uk"] as const) {
    await call(plane, `/${STEM}path?q=${STEM}query`);
    await call(plane, `/api/sites/${STEM}site/findings?text=${STEM}`, { headers: { authorization: `Bearer ${STEM}.${STEM}.${STEM}`, cookie: `${STEM}=1`, "user-agent": `${STEM}agent`, referer: `https://${STEM}.example` } });
    await call(plane, "/api/sign-in", { method: "POST", headers: json, body: JSON.stringify({ email: `${STEM}@example.test`, password: `${STEM}password` }) });
    await call(plane, "/api/sign-in", { method: "POST", headers: json, body: `{"email": ${STEM}` });
    await call(plane, "/internal/sites", { method: "POST", headers: { ...json, "spendward-message": STEM }, body: `{"name":"${STEM}"}` });
    await call(plane, "/internal/logs/uk", { method: "POST", headers: { "spendward-message": STEM }, body: `{"line":"${STEM}"}` });
    await call(plane, "/", { method: STEM.toUpperCase() });
  }
  const superuser = (await readFile(join(up.data, "postgres/superuser-password"), "utf8")).trim();
  await sqlAs(`${STEM}role`, `${STEM}secret`, []);
  await sqlAs("postgres", superuser, [
    `SELECT '${STEM}number'::integer`, `SELECT * FROM ${STEM}table`, `SELECT ${STEM}(`, `DO $$ BEGIN RAISE WARNING '${STEM}warned'; RAISE EXCEPTION '${STEM}raised' USING DETAIL = '${STEM}detail', HINT = '${STEM}hint', ERRCODE = 'P0042'; END $$`,
    `CREATE TEMPORARY TABLE once (word text PRIMARY KEY); INSERT INTO once VALUES ('${STEM}a'), ('${STEM}a')`,
    `SET log_statement = 'all'; SET log_min_error_statement = 'debug5'; SELECT '${STEM}all'::integer`,
  ]);
  // A session that is killed in the middle of a statement: the server says what it was running.
  const died = sqlAs("postgres", superuser, [`SELECT pg_backend_pid(), pg_sleep(60), '${STEM}running'`]);
  const backend = await until(async () => {
    const port = Number((await readFile(join(up.data, "postgres/cluster/postmaster.pid"), "utf8")).split("\n")[3]);
    const client = new pg.Client(connectionOf(`postgres://postgres:${superuser}@127.0.0.1:${port}/region_uk`, { ca }));
    await client.connect();
    const { rows } = await client.query("SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()").finally(() => client.end());
    if (rows.length === 0) throw new Error("not running yet");
    return rows[0].pid as number;
  });
  process.kill(backend, "SIGKILL");
  await died;
  process.kill((await processNamed(up, "region uk")).pid, "SIGSEGV");
  await allReady(up);
  await until(async () => {
    // Lines are sent every two seconds.
    const stored = await storedLines();
    for (const route of ["/api/sign-in", "/internal/sites", "/internal/logs/:plane"]) expect(stored.some((line) => line.route === route && (line.status ?? 0) >= 400), route).toBe(true);
    const codes = stored.filter(({ plane }) => plane === "database").map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["22P02", "42P01", "42601", "P0042", "23505", "28P01", "signal-9"]));
  }, 120_000, EVERY_COMMAND_MS);
  const lines = await storedLines();
  const opened = [{ place: "the opened store", bytes: Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n")) }];
  expect(opened[0]?.bytes.length).toBeGreaterThan(5_000);
  expect(seen(opened, formsOf(STEM))).toEqual([]);
  expect(seen([...(await filesIn(join(up.data, "log"))), ...(await filesIn(join(up.data, "postgres"), (path) => path.includes("cluster/")))], formsOf(STEM))).toEqual([]);
  expect(up.output()).not.toContain(STEM);
}, 400_000);

test("every request that was answered has its line, though control and a region are killed meanwhile, and the store is whole", async () => {
  const answered: string[] = [];
  const PACE_MS = 20; // as fast as can be, what is killed would start in the time that is left over
  let going = true;
  const asking = async (): Promise<void> => {
    for await (const _ of setInterval(PACE_MS)) {
      if (!going) return;
      const id = await call("eu", "/api/sites/x/findings");
      if (id !== undefined) answered.push(id);
    }
  };
  const asked = [asking(), asking()];
  for (const name of ["control", "region eu", "control", "region eu", "control"]) {
    const before = answered.length;
    await until(() => expect(answered.length).toBeGreaterThan(before + 40));
    process.kill((await processNamed(up, name)).pid, "SIGKILL");
    await allReady(up);
  }
  going = false;
  await Promise.all(asked);
  expect(answered.length).toBeGreaterThan(200);
  await until(async () => {
    const stored = (await storedLines()).flatMap((line) => (line.plane === "region eu" && line.request !== undefined ? [line.request] : []));
    expect(answered.filter((id) => !stored.includes(id))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
  }, 120_000, EVERY_COMMAND_MS);
  const verdict = await spendward(["logs", "verify", "--data", up.data, "--json"]);
  expect(verdict.code, verdict.out).toBe(0);
  expect(JSON.parse(verdict.out)).toMatchObject({ problems: [] });
  const status = JSON.parse((await spendward(["logs", "status", "--data", up.data, "--json"])).out) as { sources: { source: string; missing: number; dropped: number }[] };
  for (const { source, missing, dropped } of status.sources) expect([source, missing, dropped]).toEqual([source, 0, 0]);
}, 400_000);

test("following shows what happens; asked wrongly, it says what was expected", async () => {
  const following = spawn(process.execPath, ["src/main/cli.ts", "logs", "--data", up.data, "--json", "--follow", "--source", "us"], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  following.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  // It begins with the newest lines there are; what those say depends on what happened last.
  await until(() => expect(text).toContain('"plane"'));
  const id = await call("us", "/api/nothing");
  await until(() => expect(text).toContain(id ?? "no answer"));
  following.kill();
  expect(await spendward(["logs", "--data", up.data, "--since", "yesterday"])).toMatchObject({ code: 2, err: expect.stringContaining("how long ago: 90s, 30m, 12h, 7d") });
  expect(await spendward(["logs", "--data", up.data, "--newest", "0"])).toMatchObject({ code: 2, err: expect.stringContaining("1 to 10000") });
  expect(await spendward(["logs", "--data", join(folder, "nothing here")])).toMatchObject({ code: 2, err: expect.stringContaining("There are no logs here") });
}, 240_000);

test("when nothing runs, the last lines are found on the spot", async () => {
  up.child.kill("SIGTERM");
  await up.exit;
  const { code, out, err } = await spendward(["logs", "--data", up.data]);
  expect([code, err]).toEqual([0, expect.stringContaining("Control does not answer here")]);
  expect(out).toMatch(/database +database stopped/);
}, 180_000);
