/**
 * What sealing costs an import, and how long acts on the keys of a large site take: `node test/vault/measure.ts FOLDER [TIMES]` sends
 * and imports every CSV of the folder with sealing and, in this harness only, without it, in turns; then rotates and destroys. Prints
 * figures; asserts nothing. Clear text goes to the temporary folder: made-up ledgers only.
 */
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import type { SealedBytes, SealedRow, SiteKeys, Vault } from "../../src/platform/vault/vault.ts";
import type { RegionDeps } from "../../src/region/region.deps.ts";
import { createRegionWorker } from "../../src/region/worker.ts";
import { openDeps } from "../region/open-deps.ts";
import { appOver, callerOf, sendFile, type Caller, type RegionApp, type TestSite } from "../region/region-app.ts";

const [folder = "", times = "2"] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The same keys, borrowed and recorded the same way, that leave everything as it is. */
const unsealed = (vault: Vault): Vault => ({
  ...vault,
  withSite: (site, authority, work) => vault.withSite(site, authority, (keys) => work({
    ...keys,
    sealRow: async (_place, value) => value as SealedRow,
    openRow: async (_place, sealed) => Buffer.from(sealed),
    sealJson: async (_place, value) => Buffer.from(JSON.stringify(value)) as Uint8Array as SealedRow,
    openJson: async (_place, sealed) => JSON.parse(Buffer.from(sealed).toString("utf8")) as unknown,
    sealBlob: (_place, clear) => clear as SealedBytes,
    openBlob: (_place, sealed) => sealed,
  } as SiteKeys)),
});

type Spent = { readonly seconds: number; readonly processorSeconds: number };

async function spent(work: () => Promise<void>): Promise<Spent> {
  const [cpu, fromMs] = [process.cpuUsage(), performance.now()];
  await work();
  const used = process.cpuUsage(cpu);
  return { seconds: (performance.now() - fromMs) / 1000, processorSeconds: (used.user + used.system) / 1e6 };
}

const time = (seconds: number): string => (seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`);
const text = ({ seconds, processorSeconds }: Spent): string => `${time(seconds)}, ${time(processorSeconds)} of processor`;

async function until(call: Caller, path: string, done: (body: any) => boolean): Promise<any> {
  for (;;) {
    const body = await (await call("GET", path)).json();
    if (done(body)) return body;
    await wait(50);
  }
}

async function importOnce(region: RegionApp, site: TestSite): Promise<{ readonly sending: Spent; readonly importing: Spent; readonly rows: number; readonly bytes: number }> {
  const call = await callerOf(region, site, "ap_manager");
  let bytes = 0;
  const ids: string[] = [];
  const uploads: any[] = [];
  const sending = await spent(async () => {
    for (const name of (await readdir(folder)).filter((one) => one.endsWith(".csv") && one !== "labels.csv")) {
      const file = await readFile(join(folder, name));
      bytes += file.length;
      ids.push(await sendFile(call, name, file));
    }
    for (const id of ids) uploads.push(await until(call, `/uploads/${id}`, ({ state }) => state === "ready"));
  });
  let rows = 0;
  const importing = await spent(async () => {
    const files = uploads.map((upload) => ({
      uploadId: upload.id,
      tables: upload.inspection.tables.map(({ table, columns }: any) => ({ table, columns: Object.fromEntries(columns.flatMap(({ field, name }: any) => (field === null ? [] : [[field, name]]))) })),
    }));
    const { id } = (await (await call("POST", "/imports", { files })).json()) as { id: string };
    const done = await until(call, `/imports/${id}`, ({ state }) => ["committed", "refused", "failed"].includes(state));
    if (done.state !== "committed") throw new Error(JSON.stringify(done.refusal));
    rows = done.files.reduce((sum: number, file: { rowsTaken: number }) => sum + file.rowsTaken, 0);
  });
  return { sending, importing, rows, bytes };
}

async function measure(deps: RegionDeps): Promise<void> {
  const kinds = { sealed: await appOver(deps), clear: await appOver({ ...deps, vault: unsealed(deps.vault) }) };
  const totals = { sealed: [0, 0], clear: [0, 0] };
  let last: TestSite | undefined;
  for (let turn = 0; turn < Number(times); turn += 1) {
    for (const kind of turn % 2 === 0 ? (["clear", "sealed"] as const) : (["sealed", "clear"] as const)) {
      const region = kinds[kind];
      current.vault = region.deps.vault;
      const site = await region.newSite();
      const { sending, importing, rows, bytes } = await importOnce(region, site);
      if (kind === "sealed") last = site;
      totals[kind][0] = (totals[kind][0] ?? 0) + importing.seconds;
      totals[kind][1] = (totals[kind][1] ?? 0) + importing.processorSeconds;
      say(`${kind}: sending ${text(sending)}; import ${text(importing)}: ${Math.round(rows / importing.seconds)} rows/s, ${(bytes / importing.seconds / 1024 ** 2).toFixed(1)} MB/s (${rows} rows, ${Math.round(bytes / 1024 ** 2)} MB, load ${loadavg()[0]?.toFixed(1)})`);
    }
  }
  const more = (n: 0 | 1): string => `${((100 * (totals.sealed[n] ?? 0)) / (totals.clear[n] ?? 1) - 100).toFixed(1)} %`;
  say(`sealing adds to an import: ${more(0)} of its time, ${more(1)} of its processor time`);
  if (last === undefined) return;
  current.vault = deps.vault;
  const call = await callerOf(kinds.sealed, last, "administrator");
  const keys = (await (await call("GET", "/keys")).json()) as { versions: { protects: { dataKeys: number }[] }[] };
  say(`data keys of the site: ${keys.versions[0]?.protects.reduce((sum, { dataKeys }) => sum + dataKeys, 0)}`);
  say(`rotation: ${text(await spent(async () => void (await (await call("POST", "/keys/rotate")).json())))}`);
  say(`destruction with certificate: ${text(await spent(async () => void (await (await call("POST", "/keys/destroy", { confirm: last?.siteId })).json())))}`);
}

/** The worker's vault is the one of the turn. */
const current: { vault: Vault | undefined } = { vault: undefined };
const root = await mkdtemp(join(tmpdir(), "measure "));
await chmod(root, 0o711);
const authority = await openAuthority(root);
const server = await startPostgres({ folder: join(root, "postgres"), binariesFolder: join(root, "binaries"), authority });
const { url } = await preparePlaneDatabase(server, authority.ca, "uk");
const opened = await openDeps({ url, ca: authority.ca, folder: join(root, "region"), onLog: () => undefined });
const { jobs } = opened.deps;
const worker = await createRegionWorker({
  ...opened.deps, limits: { ...opened.deps.limits, analysisMemoryMb: 6_000 },
  vault: { ...opened.deps.vault, withSite: (...ask) => (current.vault ?? opened.deps.vault).withSite(...ask) },
  // Runs would be measured with the next import.
  jobs: { ...jobs, work: async (queue, handler, options) => (queue.name === "examine-ledger" ? undefined : jobs.work(queue, handler, options)) },
});
try {
  await measure(opened.deps);
} finally {
  await worker.stop();
  await opened.close();
  await server.stop();
  await rm(root, { recursive: true, force: true });
}
