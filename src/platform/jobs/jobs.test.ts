import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId, type Id, type SiteId } from "../../base/ids.ts";
import { Refusal } from "../../base/errors.ts";
import { withSite } from "../postgres/postgres.ts";
import { type Jobs, openJobs, progressOf, queue } from "./jobs.ts";

type Data = { readonly site: SiteId; readonly n: number };
const good = queue<Data>("good", { retryLimit: 2, retryDelaySeconds: 0, permissions: ["uploads:read"] });
const refusing = queue<Data>("refusing");
const failing = queue<Data>("failing", { retryLimit: 1, retryDelaySeconds: 0 });
const waiting = queue<Data>("waiting", { retryLimit: 0 });
const actor = { kind: "system", name: "test" } as const;
const site = newId("sit");
const errors: unknown[] = [];

let world: WorldDatabase<any>;
let jobs: Jobs;
beforeAll(async () => {
  world = await openWorld("uk");
  jobs = await openJobs({
    db: world.db, url: world.url, tls: world.tls, queues: [good, refusing, failing, waiting], onError: (error) => errors.push(error), worker: true,
    waitsFor: (code) => code === "owner-away", waitSeconds: 0,
  });
});
afterAll(async () => {
  await jobs.stop();
  await world.close();
});

const send = (to: typeof good, n: number) => withSite(world.db, site, (tx) => jobs.send(tx, to, { site, n }, actor));
const stateOf = async (jobId: Id<"job">) => withSite(world.db, site, (tx) => progressOf(tx, jobId));
const ends = (jobId: Id<"job">, state: string) => vi.waitFor(async () => expect(await stateOf(jobId)).toMatchObject({ state }), { timeout: 20_000, interval: 50 });

describe("sending", () => {
  test("a job exists exactly if its transaction commits", async () => {
    const undone = withSite(world.db, site, async (tx) => {
      await jobs.send(tx, good, { site, n: -1 }, actor);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    const counts = await sql<{ n: number }>`SELECT count(*) AS n FROM pgboss.job WHERE name = 'good'`.execute(world.db.kysely);
    expect(counts.rows[0]?.n).toBe(0);
  });

  test("not for another site", async () => {
    await expect(withSite(world.db, site, (tx) => jobs.send(tx, good, { site: newId("sit"), n: 0 }, actor))).rejects.toThrow(/own site/);
  });

  test("progress is the site's own", async () => {
    const jobId = await send(refusing, 0);
    expect(await stateOf(jobId)).toMatchObject({ state: "queued", queue: "refusing" });
    expect(await withSite(world.db, newId("sit"), (tx) => progressOf(tx, jobId))).toBeUndefined();
  });
});

describe("working", () => {
  test("waits for what it was told to wait for, longer than any retry, and goes on as the same job", async () => {
    let away = true;
    const seen: string[] = [];
    await jobs.work(waiting, async ({ jobId }) => {
      seen.push(jobId);
      if (away) throw new Refusal("unavailable", "owner-away", "The owner is away.");
    });
    const jobId = await send(waiting, 0);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(2), { timeout: 20_000, interval: 50 });
    // While it is under way once more, the failure of before is not shown.
    await vi.waitFor(async () => expect(await stateOf(jobId)).toMatchObject({ failure: "owner-away" }), { timeout: 20_000, interval: 20 });
    away = false;
    await ends(jobId, "done");
    expect(new Set(seen)).toEqual(new Set([jobId]));
    expect(await stateOf(jobId)).toMatchObject({ failure: null });
    const left = await sql<{ n: number }>`SELECT count(*) AS n FROM pgboss.job WHERE name LIKE 'waiting%' AND state <> 'completed'`.execute(world.db.kysely);
    expect(left.rows[0]?.n).toBe(0);
  });

  test("runs, shows progress, is done", async () => {
    const seen: unknown[] = [];
    await jobs.work(good, async (job) => {
      await job.progress("reading", 1, 2);
      seen.push({ data: job.data, stage: (await stateOf(job.jobId))?.stage, actor: job.actor.kind, may: [...job.actor.permissions], attempt: job.attempt });
    });
    const jobId = await send(good, 7);
    await ends(jobId, "done");
    expect(seen).toEqual([{ data: { site, n: 7 }, stage: "reading", actor: "job", may: ["uploads:read"], attempt: 1 }]);
    expect((await stateOf(jobId))?.endedAt).toBeInstanceOf(Date);
  });

  test("a refusal ends it at once with its code; nothing else of it is stored", async () => {
    let runs = 0;
    const jobId = await send(refusing, 1);
    await jobs.work(refusing, async () => {
      runs += 1;
      throw new Refusal("invalid", "no-amount-column", "File canary.csv has no amount column.");
    });
    await ends(jobId, "failed");
    expect(await stateOf(jobId)).toMatchObject({ failure: "no-amount-column", attempt: 1 });
    expect(runs).toBeGreaterThan(0);
    const stored = await sql<{ text: string }>`SELECT coalesce(string_agg(j::text, ''), '') AS text FROM pgboss.job j WHERE name = 'refusing'`.execute(world.db.kysely);
    expect(stored.rows[0]?.text).not.toContain("canary");
  });

  test("anything else is tried again, then fails, is told once each time, and goes to the dead letters without its message", async () => {
    errors.length = 0;
    const jobId = await send(failing, 2);
    await jobs.work(failing, async () => {
      throw new Error("row 5: canary Ltd");
    });
    await ends(jobId, "failed");
    expect(await stateOf(jobId)).toMatchObject({ failure: "internal", attempt: 2 });
    expect(errors).toHaveLength(2);
    const dead = await vi.waitFor(async () => {
      const found = await sql<{ text: string }>`SELECT j::text AS text FROM pgboss.job j WHERE name = 'failing-dead'`.execute(world.db.kysely);
      expect(found.rows).toHaveLength(1);
      return found.rows[0]?.text;
    }, { timeout: 10_000 });
    expect(dead).not.toContain("canary");
  });
});

test("a job whose worker was killed runs again", async () => {
  const own = await openWorld("eu");
  const long = queue<Data>("long", { retryLimit: 3, retryDelaySeconds: 0, heartbeatSeconds: 10 });
  const settings = { db: own.db, url: own.url, tls: own.tls, queues: [long], onError: () => undefined };
  const sender = await openJobs({ ...settings, worker: false });
  const jobId = await withSite(own.db, site, (tx) => sender.send(tx, long, { site, n: 1 }, actor));
  const stateNow = () => withSite(own.db, site, (tx) => progressOf(tx, jobId));
  // A worker in a process of its own, which takes the job and never ends it.
  const program = fileURLToPath(new URL("./jobs.killed-worker.ts", import.meta.url));
  const worker = spawn(process.execPath, [program], { stdio: ["pipe", "ignore", "inherit"] });
  worker.stdin.end(JSON.stringify({ url: own.url, ca: own.tls.ca }));
  await vi.waitFor(async () => expect(await stateNow()).toMatchObject({ state: "running" }), { timeout: 20_000, interval: 100 });
  worker.kill("SIGKILL");
  const next = await openJobs({ ...settings, worker: true });
  await next.work(long, async () => undefined);
  await vi.waitFor(async () => expect(await stateNow()).toMatchObject({ state: "done", attempt: 2 }), { timeout: 45_000, interval: 200 });
  await next.stop();
  await sender.stop();
  await own.close();
}, 90_000);
