/**
 * Measures the served path without a network: `node test/region/measure.ts FOLDER [FINDINGS]` sends every CSV of the folder, imports,
 * runs, and asks for lists and pages; with FINDINGS, the findings are multiplied to that many first. Prints figures; asserts nothing.
 */
import { mkdtemp, readdir, readFile, rm, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newId } from "../../src/base/ids.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import { knownFindings, storeFindings } from "../../src/region/findings/findings.ts";
import { borrowSite } from "../../src/region/sites/sites.ts";
import { createRegionWorker } from "../../src/region/worker.ts";
import { openDeps } from "./open-deps.ts";
import { appOver, callerOf, sendFile, type Caller, type RegionApp, type TestSite } from "./region-app.ts";

const REASONS = Array.from({ length: 8 }, (_, n) => ({ code: `reason-${n}`, words: "The invoice numbers differ by two digits that were swapped", bits: n - 2.5 }));
const [folder = "", multiplyTo = "0"] = process.argv.slice(2);
const root = await mkdtemp(join(tmpdir(), "measure "));
await chmod(root, 0o711);
const authority = await openAuthority(root);
const server = await startPostgres({ folder: join(root, "postgres"), binariesFolder: join(root, "binaries"), authority });
const { url } = await preparePlaneDatabase(server, authority.ca, "uk");
const opened = await openDeps({ url, ca: authority.ca, folder: join(root, "region"), onLog: () => undefined });
const region = await appOver(opened.deps);
const worker = await createRegionWorker(region.deps);
try {
  await measure(region);
} finally {
  worker.stop();
  await opened.close();
  await server.stop();
  await rm(root, { recursive: true, force: true });
}

async function measure(at: RegionApp): Promise<void> {
  const site = await at.newSite();
  const call = await callerOf(at, site, "ap_manager");
  const fromMs = performance.now();
  const ids: string[] = [];
  for (const name of (await readdir(folder)).filter((one) => one.endsWith(".csv") && one !== "labels.csv")) ids.push(await sendFile(call, name, await readFile(join(folder, name))));
  say("sent", fromMs);
  const uploads: any[] = [];
  for (const id of ids) uploads.push(await until(call, `/uploads/${id}`, ({ state }) => state === "ready"));
  say("recognised", fromMs);
  const { id } = (await (await call("POST", "/imports", { files: uploads.map((upload) => ({
    uploadId: upload.id,
    tables: upload.inspection.tables.map(({ table, columns }: any) => ({ table, columns: Object.fromEntries(columns.flatMap(({ field, name }: any) => (field === null ? [] : [[field, name]]))) })),
  })) })).json()) as { id: string };
  const done = await until(call, `/imports/${id}`, ({ state }) => ["committed", "refused", "failed"].includes(state));
  say(`import ${done.state} ${JSON.stringify(done.refusal ?? done.totals)}`, fromMs);
  const run = await until(call, `/runs/${done.runId}`, ({ state }) => state === "done" || state === "failed");
  say(`run ${run.state}, ${run.counts.new} findings`, fromMs);
  const acts: any = await (await call("GET", "/activity?limit=200")).json();
  console.log(JSON.stringify(acts.items.find(({ act }: any) => act === "runs.finish")?.detail?.timingsMs));
  if (Number(multiplyTo) > 0) await multiply(at, site, Number(multiplyTo));
  const coldMs = performance.now();
  const cpu = process.cpuUsage();
  const { items }: any = await (await call("GET", "/findings?limit=200")).json();
  const used = process.cpuUsage(cpu);
  say(`first list, nothing held in memory (processor ${((used.user + used.system) / 1e6).toFixed(2)} s)`, coldMs);
  const paths = [
    "/findings?limit=50", "/findings?limit=200&sort=amount", "/findings?q=invoice&sort=newest", `/findings?kind=${items[0].kind}&band=likely`, `/findings?supplier=${items[0].supplierIds[0] ?? ""}`,
    `/findings/${items[7].id}`, "/overview", "/population", "/population/rows?digits=11", "/imports", "/runs", "/uploads",
  ];
  for (const path of paths) {
    const ms: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      const startMs = performance.now();
      await (await call("GET", path)).arrayBuffer();
      ms.push(performance.now() - startMs);
    }
    const first = ms[0] ?? 0;
    ms.sort((a, b) => a - b);
    console.log(`${path.replace(/[a-z]{3}_[0-9a-f-]{36}/, "ID").slice(0, 50).padEnd(52)} p50 ${ms[20]?.toFixed(0)} ms, p95 ${ms[38]?.toFixed(0)} ms, first ${first.toFixed(0)} ms`);
  }
  console.log(`memory ${Math.round(process.memoryUsage().rss / 1024 ** 2)} MiB`);
}

/** A further run with the same findings again and again under new ids. */
async function multiply(at: RegionApp, site: TestSite, total: number): Promise<void> {
  const startMs = performance.now();
  const job = newId("job");
  await at.deps.jobs.during(site.siteId, job, () => borrowSite(at.deps, { kind: "job", job, site: site.siteId, cause: "measure", permissions: new Set() }, site.siteId, async (held) => {
    const { run, known } = await held.transact(async (tx) => {
      const row = await tx.selectFrom("run").selectAll().where("site_id", "=", site.siteId).executeTakeFirstOrThrow();
      return { run: row, known: await knownFindings(held, tx, row.run_id) };
    });
    const runId = newId("run");
    await held.transact((tx) => tx.insertInto("run").values({ ...run, run_id: runId, asked_at: new Date(), sealed_outcome: null, sealed_population: null }).execute());
    for (let rank = 0; rank < total; rank += 250) {
      const batch = Array.from({ length: Math.min(250, total - rank) }, (_, n) => {
        const { finding } = known[(rank + n) % known.length] as (typeof known)[number];
        return { findingId: newId("fnd"), firstRunId: runId, finding: { ...finding, reasons: REASONS }, state: "new" as const, rank: rank + n + 1, supplierNames: ["A supplier of some name Ltd"], evidence: { documentCount: 0, documents: [], credits: [], payments: [] } };
      });
      await held.transact((tx) => storeFindings(held, tx, runId, batch));
    }
  }));
  say(`stored ${total} findings`, startMs);
}

function say(what: string, fromMs: number): void {
  console.log(`${((performance.now() - fromMs) / 1000).toFixed(1)} s  ${what}`);
}

async function until(call: Caller, path: string, done: (body: any) => boolean): Promise<any> {
  for (;;) {
    const body = await (await call("GET", path)).json();
    if (done(body)) return body;
    await wait(100);
  }
}
