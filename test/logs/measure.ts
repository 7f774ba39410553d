/**
 * Figures of the log store, on a PostgreSQL of its own that writes durably: `node test/logs/measure.ts FOLDER [lines]`. Lines per second into a spool
 * and from there into the store, bytes per million lines, processor time per line, and how long searching takes.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { systemClock } from "../../src/base/clock.ts";
import { acceptBatch, type LogStore, logQuery, openLogKeys, searchLogs, verifyLogs } from "../../src/control/logs/logs.ts";
import type { ControlTables } from "../../src/control/control.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import { newId } from "../../src/base/ids.ts";
import { openDatabase } from "../../src/platform/postgres/postgres.ts";
import { batchBytes, openSpool, shipBatches } from "../../src/platform/spool/spool.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";
import { localFileKeyService, planeSealIn } from "../../src/platform/vault/vault.ts";

const [folder = "", count = "1000000"] = process.argv.slice(2);
const LINES = Number(count);
await mkdir(folder, { recursive: true, mode: 0o711 });
const authority = await openAuthority(folder);
const server = await startPostgres({ folder: join(folder, "postgres"), binariesFolder: join(folder, "binaries"), authority });
const { url } = await preparePlaneDatabase(server, authority.ca, "control");
const db = openDatabase<ControlTables>({ url, tls: { ca: authority.ca }, poolSize: 4 });
const store: LogStore = { db, clock: systemClock, keys: openLogKeys({ db, clock: systemClock, keyService: await localFileKeyService({ folder: join(folder, "root") }) }) };
const spool = await openSpool({ folder: join(folder, "spool"), source: "uk/server", plane: "region uk", seal: await planeSealIn(join(folder, "spool.json")), limitBytes: 2 ** 40 });
if (spool === undefined) throw new Error("the folder is in use");

const say = (what: string, value: string): void => console.log(`${what.padEnd(58)} ${value}`);
async function timed(what: string, times: number, unit: string, work: () => Promise<void>): Promise<void> {
  const [startedMs, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - startedMs;
  say(what, `${(ms / 1000).toFixed(2)} s, ${Math.round((times * 1000) / ms).toLocaleString("en-GB")} ${unit}/s, processor ${((user + system) / 1000 / times).toFixed(4)} ms each`);
}

const people = Array.from({ length: 50 }, () => ({ person: newId("per"), organisation: newId("org"), site: newId("sit") }));
const routes = ["/api/sites/:siteId/findings", "/api/sites/:siteId/findings/:findingId", "/api/sites/:siteId/overview", "/api/sites/:siteId/uploads/:uploadId", "/api/session"];
const log = openLog("region uk", spool.write);
const access = (n: number): void => {
  const who = people[n % 50] as (typeof people)[0];
  log.info("request", { kind: "access", request: randomBytes(8).toString("hex"), method: "GET", route: routes[n % 5] ?? "", status: n % 97 === 0 ? 404 : 200, ms: n % 211, actor: "person", client: who.person.slice(-12), ...who });
};

await timed("a line per turn into the spool (as requests do)", 20_000, "lines", async () => {
  for (let n = 0; n < 20_000; n += 1) {
    access(n);
    await turn();
  }
});
await timed("many lines per turn into the spool", LINES, "lines", async () => {
  for (let n = 0; n < LINES; n += 1) {
    access(n);
    if (n % 50 === 0) await turn();
  }
  await spool.close();
});
const waiting = spool.waiting();
say("waiting in the spool", `${waiting.batches} batches, ${(waiting.bytes / 1e6).toFixed(1)} MB, ${(waiting.bytes / (LINES + 20_000)).toFixed(1)} bytes a line`);
await timed("from the spool into the store, durably, acknowledged", LINES + 20_000, "lines", async () => {
  const shipping = shipBatches(spool, (batch, resume) => acceptBatch(store, "uk", batchBytes(batch), resume), (error) => error !== undefined && console.log(error));
  while (spool.waiting().batches > 0) await turn();
  await shipping.stop();
});
const { rows: [size] } = await (await import("kysely")).sql<{ bytes: number; batches: number }>`SELECT pg_total_relation_size('log_batch') AS bytes, (SELECT count(*) FROM log_batch) AS batches`.execute(db.kysely);
say("in the store", `${size?.batches} batches, ${((size?.bytes ?? 0) / 1e6).toFixed(1)} MB, ${((size?.bytes ?? 0) / (LINES + 20_000)).toFixed(1)} bytes a line`);
for (const [what, query] of [["one request of all", { request: "0000000000000000" }], ["one code of all", { code: "23505" }], ["text that is in one line of 211", { text: '"ms":210' }], ["the newest 200", { newest: 200 }], ["the last minute", { since: new Date(Date.now() - 60_000).toISOString() }]] as const) {
  let found = 0;
  const [startedMs, before] = [performance.now(), process.cpuUsage()];
  await searchLogs(store, logQuery.parse({ ...query, most: 10_000_000 }), async (lines) => void (found += lines.length), new AbortController().signal);
  const { user, system } = process.cpuUsage(before);
  say(`search: ${what}`, `${((performance.now() - startedMs) / 1000).toFixed(2)} s, processor ${((user + system) / 1e6).toFixed(2)} s, ${found} found`);
}
await timed("verify", LINES + 20_000, "lines", async () => {
  const { problems } = await verifyLogs(store);
  if (problems.length > 0) throw new Error("the store is not whole");
});
await spool.stop();
await db.close();
await server.stop();
