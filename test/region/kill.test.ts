/** Workers killed at every step of an import, of a run and of a back-test: nothing half-done is seen, and the end is that of a quiet life. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { demoLedger } from "../../src/main/demo/demo.ts";
import { connectionOf } from "../../src/platform/postgres/database.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { FindingItem } from "../../src/region/findings/findings.schema.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import { sweepBlobs } from "../../src/region/sealed-blobs/sealed-blobs.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { createRegionWorker } from "../../src/region/worker.ts";
import type { DyingWorkerSettings } from "./dying-worker.ts";
import { sendList } from "./list-steps.ts";
import { tried } from "./parameter-steps.ts";
import { callerOf, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

let region: TestRegion;
let tomorrowMs = 0;
const dead: number[] = [];
beforeAll(async () => {
  region = await openTestRegion({ clock: { now: () => new Date(Date.now() + tomorrowMs) } });
});
afterAll(async () => { await region.close(); });

const PAYMENTS = "Payee,Amount,Currency,IBAN,Invoice number,Payment date\nNobody Ltd,12.50,GBP,GB82WEST12345698765432,X1,2026-11-27\nNobody Ltd,twelve,GBP,GB82WEST12345698765432,X2,2026-11-27\n";
const files = demoLedger({ supplierCount: 15 }).slice(0, 3);

const get = async <T>(call: Caller, path: string): Promise<T> => (await call("GET", path)).json() as Promise<T>;
const settled = <T extends { state: string }>(call: Caller, path: string): Promise<T> =>
  vi.waitFor(async () => {
    const body = await get<T>(call, path);
    if (["receiving", "inspecting", "queued", "reading", "committing", "running", "checking"].includes(body.state)) throw new Error(body.state);
    return body;
  }, { timeout: 120_000, interval: 100 });

async function sendAll(call: Caller): Promise<string[]> {
  const ids: string[] = [];
  for (const { name, text } of files) ids.push(await sendFile(call, name, Buffer.from(text)));
  return ids;
}

async function ask(call: Caller, ids: readonly string[]): Promise<string> {
  const uploads = await Promise.all(ids.map((id) => settled<Upload>(call, `/uploads/${id}`)));
  const asked = await call("POST", "/imports", { files: uploads.map(({ id, inspection }) => ({
    uploadId: id,
    tables: (inspection?.tables ?? []).map(({ table, columns }) => ({ table, columns: Object.fromEntries(columns.flatMap(({ field, name }) => (field === null ? [] : [[field, name]]))) })),
  })) });
  return ((await asked.json()) as Import).id;
}

/** Runs a worker that dies at that stage; ends when it is dead. */
async function dieAt(queue: string, stage: string, comparedDocuments?: number): Promise<void> {
  const settings: DyingWorkerSettings = { url: region.world.url, ca: region.world.tls.ca, folder: region.folder, queue, dieAt: stage, ...(comparedDocuments && { comparedDocuments }) };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./dying-worker.ts", import.meta.url))], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.end(JSON.stringify(settings));
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  dead.push(child.pid ?? 0);
  expect(signal, `${queue} at ${stage}`).toBe("SIGKILL");
  await lapse();
}

/** What the queue does by itself when a heartbeat has lapsed (platform/jobs proves it), without waiting for it. */
async function lapse(): Promise<void> {
  const client = new pg.Client(connectionOf(region.world.superuserUrl, region.world.tls));
  await client.connect();
  await client.query("UPDATE pgboss.job SET state = 'retry', start_after = now(), retry_count = retry_count + 1 WHERE state = 'active'");
  await client.end();
}

const face = (items: readonly FindingItem[]) => items.map(({ rank, kind, score, title, amountAtRisk, documentIds }) => ({ rank, kind, score, title, amountAtRisk, documentIds }));

it("ends as if nothing had happened", async () => {
  const quiet = await region.newSite();
  const shaken = await region.newSite();
  const quietly = await callerOf(region, quiet, "ap_manager");
  const shakily = await callerOf(region, shaken, "ap_manager");

  const shakenIds = await sendAll(shakily);
  await dieAt("inspect-upload", "inspecting");
  const worker = spawnWorker();
  const importing = ask(shakily, shakenIds);
  await importing;
  const list = await sendList(shakily);
  await worker.end();

  const importId = await importing;
  for (const stage of ["storing", "committing"]) {
    await dieAt("read-import", stage);
    expect(await get<Import>(shakily, `/imports/${importId}`)).toMatchObject({ runId: null, files: [] });
    expect(await get(shakily, "/overview")).toMatchObject({ ledger: null, findings: { count: 0 } });
  }
  await dieAt("read-import", "done");
  const { runId, state } = await get<Import>(shakily, `/imports/${importId}`);
  expect(state).toBe("committed");
  // in parts, because this worker thinks it too big for one; those that come later go on with what was begun
  for (const [queue, stage] of [["examine-ledger", "dividing"], ["compare-part", "storing"], ["compare-part", "done"], ["examine-ledger", "storing"]] as const) {
    await dieAt(queue, stage, 120);
    expect(await get(shakily, "/findings")).toMatchObject({ items: [], runId: null });
  }
  await dieAt("examine-ledger", "done");
  const version = await beginTrial(shakily);
  await dieAt("try-parameters", "storing");

  // A sanctions list: while it is not read whole there is no version, and nothing of it is screened against.
  const { items: [reading] } = (await (await shakily("POST", "/sanctions-lists/readings", { uploadIds: [list] })).json()) as { items: { id: string }[] };
  await dieAt("read-sanctions-list", "storing");
  expect(await get(shakily, `/sanctions-lists/readings/${reading?.id}`)).toMatchObject({ state: "reading", versionId: null });
  expect(await get(shakily, "/sanctions-lists")).toMatchObject({ total: 0, waiting: [] });

  // A payment run: nothing of it is seen while it is not done, and a file for a payment run is none of the ledger's.
  const paymentFile = await sendFile(shakily, "run.csv", Buffer.from(PAYMENTS), "payment-run");
  const { id: paymentRun } = (await (await shakily("POST", "/payment-runs", { uploadId: paymentFile })).json()) as { id: string };
  // "keeping": the history is prepared and not sealed yet; after "storing" it is, and what the last one reads back must answer as the ledger does
  for (const stage of ["keeping", "storing", "opening"]) {
    await dieAt("check-payments", stage);
    expect(await get(shakily, `/payment-runs/${paymentRun}`)).toMatchObject({ state: "checking", sums: null });
    expect(await get(shakily, `/payment-runs/${paymentRun}/lines`)).toMatchObject({ total: 0, items: [] });
  }
  expect((await shakily("GET", `/uploads/${paymentFile}`)).status).toBe(404);

  // Pieces of a killed worker went with it; the empty folders they were in go with the next start.
  const left = async (): Promise<string[]> => (await readdir("/dev/shm")).filter((name) => dead.some((pid) => name.startsWith(`spendward-${pid}-`)));
  expect((await left()).length).toBeGreaterThan(0);
  for (const name of await left()) expect(await readdir(`/dev/shm/${name}`)).toEqual([]);
  const live = await createRegionWorker(region.deps);
  expect(await left()).toEqual([]);
  await vi.waitFor(async () => expect(await activeJobs()).toBe(0), { timeout: 120_000, interval: 100 });
  const quietImport = await settled<Import>(quietly, `/imports/${await ask(quietly, await sendAll(quietly))}`);
  await settled(quietly, `/runs/${quietImport.runId}`);
  expect(await get(shakily, "/sanctions-lists")).toMatchObject({ total: 1, items: [{ list: "un", state: "current" }], readings: [{ id: reading?.id, state: "done", known: false }] });
  const [expected, found] = await Promise.all([quietly, shakily].map(async (call) => (await get<{ items: FindingItem[] }>(call, "/findings?limit=200")).items));
  expect(found?.length).toBeGreaterThan(5);
  expect(face(found ?? [])).toEqual(face(expected ?? []));
  const compared = await Promise.all(([[quietly, quietImport.runId], [shakily, runId]] as const).map(async ([call, id]) => (await get<Run>(call, `/runs/${id}`)).compared));
  expect(compared[0]).toMatchObject({ documents: compared[0]?.of, parts: 1, doubted: false });
  expect(compared[1]).toEqual({ ...compared[0], parts: expect.any(Number) });
  expect(compared[1]?.parts).toBeGreaterThan(2);
  expect(await settled<Import>(shakily, `/imports/${importId}`)).toMatchObject({ totals: quietImport.totals, problems: quietImport.problems, runId });
  const trial = await tried(shakily, version);
  expect(trial.outcome?.lost.count).toBeGreaterThan(1);
  expect((await get<{ items: unknown[] }>(shakily, `/parameters/${version}/differences?side=lost&limit=200`)).items.length).toBe(trial.outcome?.lost.count);
  expect(await get(shakily, `/payment-runs/${paymentRun}`)).toMatchObject({ state: "done", name: "run.csv", layout: "table (CSV or XLSX)", problemCount: 1 });
  const { id: quietRun } = (await (await quietly("POST", "/payment-runs", { uploadId: await sendFile(quietly, "run.csv", Buffer.from(PAYMENTS), "payment-run") })).json()) as { id: string };
  const wrong = (await (await quietly("POST", "/payment-runs", { uploadId: await sendFile(quietly, "run.pdf", Buffer.from("%PDF-1.7"), "payment-run") })).json()) as { id: string };
  await settled(quietly, `/payment-runs/${quietRun}`);
  const [quietLines, shakenLines] = await Promise.all([get<{ items: unknown[] }>(quietly, `/payment-runs/${quietRun}/lines`), get<{ items: unknown[] }>(shakily, `/payment-runs/${paymentRun}/lines`)]);
  expect(shakenLines).toEqual(quietLines);
  expect(quietLines.items).toMatchObject([{ line: 1, verdict: "hold", reasons: [{ code: "payee-unknown" }] }, { line: 2, verdict: "hold", reasons: [{ code: "line-unreadable" }] }]);
  expect(await settled(quietly, `/payment-runs/${wrong.id}`)).toMatchObject({ state: "refused", refusal: { code: "file-type" } });
  await sweptClean(shaken);
  live.stop();
}, 400_000);

/** A draft without the tests that found something, put in line to be tried. */
async function beginTrial(call: Caller): Promise<number> {
  const { items } = await get<{ items: FindingItem[] }>(call, "/findings?limit=200");
  const drafted = await call("POST", "/parameters", { basedOn: 0, why: "Killed", off: [...new Set(items.flatMap(({ detectors }) => detectors))], values: {}, showFrom: {} });
  const { version } = (await drafted.json()) as { version: number };
  expect((await call("POST", `/parameters/${version}/back-test`)).status).toBe(202);
  return version;
}

/** A worker of this process that stops taking jobs when it is told. */
function spawnWorker(): { end: () => Promise<void> } {
  const settings: DyingWorkerSettings = { url: region.world.url, ca: region.world.tls.ca, folder: region.folder, queue: "none", dieAt: "never" };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./dying-worker.ts", import.meta.url))], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.end(JSON.stringify(settings));
  return {
    end: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
      await lapse();
    },
  };
}

async function activeJobs(): Promise<number> {
  const client = new pg.Client(connectionOf(region.world.superuserUrl, region.world.tls));
  await client.connect();
  const { rows } = await client.query("SELECT count(*)::int AS n FROM pgboss.job WHERE state IN ('created', 'retry', 'active')");
  await client.end();
  return (rows[0] as { n: number }).n;
}

/** What the killed attempts had sealed is loose, and a day later it is gone; what counts stays. */
async function sweptClean(site: TestSite): Promise<void> {
  const lines = () => withSite(region.world.db, site.siteId, (tx) => tx.selectFrom("blob_line").select(["blob_id", "kept"]).execute());
  expect((await lines()).some(({ kept }) => !kept)).toBe(true);
  tomorrowMs = region.deps.limits.looseBlobMs + 60_000;
  expect(await sweepBlobs(region.deps, site.siteId)).toBeGreaterThan(0);
  tomorrowMs = 0;
  const stored: string[] = [];
  for await (const { name } of region.deps.blobs.list(site.siteId)) stored.push(name.object);
  expect(stored.sort()).toEqual((await lines()).map(({ blob_id }) => blob_id).sort());
}
