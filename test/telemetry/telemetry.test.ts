/**
 * Traces and figures as a real collector gets them: whose work they join, and that nothing of a customer's is in them. Nobody waits for a
 * collector that hangs, and what waits for it is bounded.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId, type SiteId } from "../../src/base/ids.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { observeFeeds, observeQueues, observeSigning } from "../../src/main/figures.ts";
import { createApp } from "../../src/platform/http/http.ts";
import { openJobs, queue } from "../../src/platform/jobs/jobs.ts";
import { inTrail, OPERATOR, withSite } from "../../src/platform/postgres/postgres.ts";
import { openLog, openTelemetry, type Telemetry } from "../../src/platform/telemetry/telemetry.ts";
import { databaseNonces, fixedKeys, MESSAGE_HEADER, publicKeySet, signMessage, verifyMessage } from "../../src/platform/tokens/tokens.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, openTestRegion, sendFile, type TestRegion } from "../region/region-world.ts";
import { openReceiver, type Receiver, type SentSpan } from "./receiver.ts";

const CANARY = "Canaryquartz";
const PROBE = queue<{ site: SiteId }>("probe");

let folder: string;
let ca: string;
let receiver: Receiver;
let slow: Receiver;
let control: Telemetry;
let regional: Telemetry;
let gone: Telemetry;
let region: TestRegion;
let worker: RegionWorker;
const trouble: unknown[] = [];

const telemetryTo = (to: Receiver, kind: string, plane: string): Promise<Telemetry> =>
  openTelemetry({ endpoint: to.endpoint, headers: "authorization=Bearer%20abc,x-scope=ops", ca, everySeconds: 1, sample: 1 }, { service: `spendward-${kind}`, plane, version: "1.2.3", onTrouble: () => undefined });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "telemetry "));
  const authority = await openAuthority(folder);
  ca = authority.ca;
  [receiver, slow] = await Promise.all([openReceiver(await authority.issue(["localhost"])), openReceiver(await authority.issue(["localhost"]))]);
  [control, regional] = await Promise.all([telemetryTo(receiver, "control", "control"), telemetryTo(receiver, "region", "uk")]);
  gone = await openTelemetry({ endpoint: "https://localhost:1/", ca, everySeconds: 1, sample: 1 }, { service: "spendward-region", plane: "uk", version: "1", onTrouble: (error) => void trouble.push(error) });
  for (let n = 0; n < 10; n += 1) await gone.work("request", "request", async (tell) => tell({ method: "GET", route: "/x", status: 200 }));
  region = await openTestRegion({ telemetry: regional });
  worker = await createRegionWorker(region.deps);
});
afterAll(async () => {
  await worker.stop();
  await region.close();
  await Promise.all([receiver.close(), slow.close()]);
  await rm(folder, { recursive: true });
});

const spanOf = (fits: (span: SentSpan) => boolean): Promise<SentSpan> =>
  vi.waitFor(() => {
    const found = receiver.spans().find(fits);
    if (found === undefined) throw new Error(receiver.spans().map(({ service, name }) => `${service} ${name}`).join("\n"));
    return found;
  }, { timeout: 15_000, interval: 100 });

test("a trace goes from a request in control by a signed message through the region into its job; what a client sends along is not believed", async () => {
  const { siteId } = await region.newSite();
  const done = Promise.withResolvers<void>();
  const tls = region.world.tls;
  const jobs = await openJobs({ db: region.world.db, url: region.world.url, tls, queues: [PROBE], worker: true, telemetry: regional, onError: () => undefined });
  await jobs.work(PROBE, async ({ data }) => {
    await withSite(region.world.db, data.site, async () => undefined);
    done.resolve();
  });
  const trusted = { keys: fixedKeys(publicKeySet([region.signer])), nonces: databaseNonces(region.world.db) };
  const log = openLog("test", () => undefined);
  const regionApp = createApp({ log, telemetry: regional, allowOrigins: [], ready: {} });
  regionApp.post("/internal/probe", async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trusted.keys, trusted.nonces, { from: "control", to: "region:uk" }, { method: "POST", path: "/internal/probe", body }, c.req.header(MESSAGE_HEADER));
    await withSite(region.world.db, siteId, (tx) => jobs.send(tx, PROBE, { site: siteId }, { kind: "person", person: newId("per"), organisation: newId("org"), permissions: new Set(), session: newId("ses"), strength: [], expiresAtMs: 0 } as never));
    return c.json({});
  });
  const controlApp = createApp({ log, telemetry: control, allowOrigins: [], ready: {} });
  controlApp.post("/api/organisations/:organisation/ask", async () => {
    const body = Buffer.from("{}");
    const message = await signMessage(region.signer, "control", "region:uk", { method: "POST", path: "/internal/probe", body });
    return regionApp.request("https://region.test/internal/probe", { method: "POST", body, headers: { [MESSAGE_HEADER]: message, traceparent: `00-${"c".repeat(32)}-${"d".repeat(16)}-01` } });
  });
  const asked = await controlApp.request(`https://control.test/api/organisations/${newId("org")}/ask?q=${CANARY}`, { method: "POST", headers: { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, tracestate: `x=${CANARY}` } });
  expect(asked.status).toBe(200);
  await done.promise;
  const job = await spanOf(({ name }) => name === "probe");
  const inner = await spanOf(({ name }) => name === "POST /internal/probe");
  const outer = await spanOf(({ name }) => name === "POST /api/organisations/:organisation/ask");
  expect([outer.parentSpanId ?? "", inner.parentSpanId, job.parentSpanId]).toEqual(["", outer.spanId, inner.spanId]);
  expect(new Set([outer.traceId, inner.traceId, job.traceId]).size).toBe(1);
  expect(["a".repeat(32), "c".repeat(32)]).not.toContain(outer.traceId);
  expect([outer.service, inner.service, job.service]).toEqual(["spendward-control", "spendward-region", "spendward-region"]);
  expect(inner.attributes).toMatchObject({ "http.request.method": "POST", "http.route": "/internal/probe", "http.response.status_code": 200, "spendward.transactions": 1, "spendward.request": expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(job.attributes).toMatchObject({ "spendward.queue": "probe", "spendward.attempt": 1 });
  await jobs.stop();
});

test("nothing of a customer's leaves: no name, no word of a ledger, no id, no text of an error", async () => {
  const site = await region.newSite();
  const call = await callerOf(region, site, "analyst");
  const csv = `Supplier number,Invoice number,Invoice date,Gross amount,Currency\r\n${CANARY},INV-1,2026-01-01,4711.17,GBP\r\n`;
  const uploadId = await sendFile(call, `${CANARY}.csv`, Buffer.from(csv));
  await spanOf(({ name }) => name === "inspect-upload");
  const ids = [site.siteId, site.organisationId, site.person, uploadId, newId("fnd")];
  expect((await call("GET", `/findings/${ids[4]}`)).status).toBe(404);
  await call("GET", `/findings?text=${CANARY}`);
  await call("POST", `/imports`, { name: CANARY });
  expect((await region.app.request(`https://region.test/${CANARY}/${site.siteId}?q=${CANARY}`, { method: "CANARYQUARTZ" })).status).toBe(404);
  const app = createApp({ log: openLog("test", () => undefined), telemetry: regional, allowOrigins: [], ready: {} });
  app.get("/api/broken/:name", () => {
    throw new Error(`Key (name)=(${CANARY}) already exists`);
  });
  expect((await app.request(`https://region.test/api/broken/${CANARY}`)).status).toBe(500);
  await expect(regional.work("round", "a round", async () => Promise.reject(new Error(CANARY)))).rejects.toThrow(CANARY);
  await expect(regional.work("round", CANARY, async () => Promise.reject(new Error("x")))).rejects.toThrow();
  const broken = await spanOf(({ name }) => name === "GET /api/broken/:name");
  expect(broken).toMatchObject({ error: true, attributes: { "http.response.status_code": 500 } });
  await spanOf(({ name }) => name === "a round");
  expect((await spanOf(({ name }) => name === "GET /api/sites/:siteId/findings/:findingId")).error).toBe(false);
  await vi.waitFor(() => expect(receiver.points().some(({ name, attributes }) => name === "http.server.request.duration" && attributes["http.response.status_code"] === 500)).toBe(true), { timeout: 10_000 });
  const text = receiver.text();
  for (const told of [CANARY, CANARY.toUpperCase(), CANARY.toLowerCase(), "4711", "INV-1", ...ids, ...ids.map((id) => id.slice(4)), "already exists"]) expect(text.includes(told), told).toBe(false);
  expect(receiver.headers().every(({ authorization, "x-scope": scope }) => authorization === "Bearer abc" && scope === "ops")).toBe(true);
});

test("figures: requests by route, jobs, rounds, transactions, queues, feeds, signing, keys, workbench, event loop and memory", async () => {
  observeQueues(regional, region.world.db);
  observeFeeds(regional, region.deps);
  const signing = observeSigning(regional, region.world.db);
  signing.taken(3);
  signing.notSigned("sit_x");
  regional.count("spendward.vault.openings", 2, "job");
  regional.observe("spendward.log.waiting", () => [{ value: 512 }]);
  regional.observe("spendward.queue.oldest", () => Promise.reject(new Error(CANARY)));
  await inTrail(region.world.db, OPERATOR, async () => undefined);
  const wanted = [
    "http.server.request.duration", "spendward.job.duration", "spendward.round.duration", "spendward.transaction.duration", "spendward.queue.waiting", "spendward.queue.oldest", "spendward.queue.given_up",
    "spendward.trail.entries", "spendward.trail.unsigned", "spendward.trail.lag", "spendward.feed.count", "spendward.feed.backing_off", "spendward.feed.lag", "spendward.log.waiting", "spendward.workbench.memory",
    "spendward.vault.openings", "spendward.event_loop.delay", "spendward.process.memory", "spendward.process.heap",
  ];
  const points = await vi.waitFor(() => {
    const found = receiver.points().filter(({ service }) => service === "spendward-region");
    expect(wanted.filter((name) => !found.some((point) => point.name === name))).toEqual([]);
    return found;
  }, { timeout: 10_000, interval: 100 });
  const newest = (name: string) => points.findLast((point) => point.name === name);
  expect(newest("spendward.vault.openings")).toMatchObject({ value: 2, attributes: { "spendward.authority": "job" } });
  expect(newest("spendward.trail.entries")).toMatchObject({ value: 3 });
  expect(points.filter(({ name }) => name === "spendward.queue.waiting").map(({ attributes }) => attributes["spendward.queue"])).toContain("inspect-upload");
  expect(points.find(({ name, attributes }) => name === "http.server.request.duration" && attributes["http.route"] === "/api/sites/:siteId/findings")).toMatchObject({ unit: "s", value: 1 });
  expect(newest("spendward.process.memory")?.value).toBeGreaterThan(10_000_000);
});

test("nobody waits for a collector that hangs, and what waits for it is bounded", async () => {
  slow.hang(true);
  const telemetry = await telemetryTo(slow, "region", "uk");
  const startedMs = performance.now();
  for (let n = 0; n < 20_000; n += 1) await telemetry.work("request", "request", async (tell) => tell({ method: "GET", route: "/api/x", status: 200 }));
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  await vi.waitFor(() => expect(slow.requests()).toBeGreaterThan(0), { timeout: 5_000 });
  slow.hang(false);
  const spans = await vi.waitFor(() => {
    const count = slow.spans().length;
    expect(count).toBeGreaterThan(1_000);
    return count;
  }, { timeout: 15_000, interval: 100 });
  expect(spans).toBeLessThanOrEqual(2_048 + 2 * 256);
  slow.hang(true);
  await telemetry.work("request", "request", async (tell) => tell({ method: "GET", route: "/api/x", status: 200 }));
  const stopMs = performance.now();
  await telemetry.stop();
  expect(performance.now() - stopMs).toBeLessThan(4_000);
});

test("a collector that does not answer is a line of the log now and then, and the product goes on", async () => {
  await vi.waitFor(() => expect(trouble.length).toBeGreaterThan(0), { timeout: 15_000 });
  await gone.stop();
  expect(trouble).toHaveLength(1);
});
