/**
 * Measures sealing, opening, rotation and destruction over stores in memory: the vault's own cost, without a database's.
 *   node src/platform/vault/measure.ts [ROWS] [MEBIBYTES] [DATA_KEYS]
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../base/ids.ts";
import { localFileKeyService, memoryDataKeys, memoryShelf, openVault, type SealedRow } from "./vault.ts";

const [rows = 1_000_000, mebibytes = 512, dataKeys = 10_000] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), "measure-"));
const vault = openVault({
  region: "uk", clock: { now: () => new Date() }, shelf: memoryShelf(), dataKeys: memoryDataKeys(),
  keyService: await localFileKeyService({ folder: join(folder, "root") }), checkAuthority: async () => {}, recordOpening: async () => {},
});
const site = newId("sit");
const authority = { by: "job", site, job: "measure", cause: "measure" } as const;
await vault.createSiteKey(site, authority);

/** Rates are per second of processor time (all threads), so that a busy machine does not change them much. */
async function timed(what: string, count: number, unit: string, work: () => Promise<unknown>): Promise<void> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  const [seconds, cpuSeconds] = [(performance.now() - start) / 1000, (user + system) / 1e6];
  const rate = Math.round(count / cpuSeconds).toLocaleString("en-GB");
  console.log(`${what.padEnd(38)} ${seconds.toFixed(2).padStart(7)} s  ${cpuSeconds.toFixed(2).padStart(7)} s of processor ${rate.padStart(9)} ${unit}/s`);
}
async function* zeros(): AsyncGenerator<Uint8Array> {
  const chunk = randomBytes(1024 * 1024);
  for (let at = 0; at < mebibytes; at++) yield chunk;
}

const value = randomBytes(400);
const sealed: SealedRow[] = [];
await vault.withSite(site, authority, async (keys) => {
  const place = (n: number) => ({ kind: "finding.body", object: `fnd_${n}` });
  await timed(`seal ${rows} rows of 400 bytes`, rows, "rows", async () => {
    for (let n = 0; n < rows; n++) sealed.push(await keys.sealRow(place(n), value));
  });
  await timed(`open ${rows} rows of 400 bytes`, rows, "rows", async () => {
    for (let n = 0; n < rows; n++) await keys.openRow(place(n), sealed[n]!);
  });
  const file = { kind: "upload.file", object: "upl_1" };
  const parts: Uint8Array[] = [];
  await timed(`seal a blob of ${mebibytes} MiB`, mebibytes, "MiB", async () => {
    for await (const part of keys.sealBlob(file, zeros())) parts.push(part);
  });
  const whole = async function* () {
    yield* parts;
  };
  await timed(`open a blob of ${mebibytes} MiB`, mebibytes, "MiB", async () => {
    for await (const _ of keys.openBlob(file, whole()));
  });
  const pieces = 20;
  const piece = await Array.fromAsync(keys.sealBlob({ ...file, position: 0 }, (async function* () { yield randomBytes(24 * 1024 * 1024); })()));
  await timed(`open ${pieces} pieces of 24 MiB`, pieces * 24, "MiB", async () => {
    for (let n = 0; n < pieces; n++) for await (const _ of keys.openBlob({ ...file, position: 0 }, (async function* () { yield* piece; })()));
  });
  await timed(`make ${dataKeys} data keys (empty blobs)`, dataKeys, "keys", async () => {
    for (let n = 0; n < dataKeys; n++) await Array.fromAsync(keys.sealBlob({ kind: "upload.file", object: `upl_${n}` }, (async function* () {})()));
  });
});
await timed(`rotate the site key`, dataKeys, "keys", () => vault.rotateSiteKey(site, authority));
await timed(`destroy the site key`, 1, "sites", () => vault.destroySiteKey(site, authority, sealed.slice(0, 10).map((row, n) => ({ place: { kind: "finding.body", object: `fnd_${n}` }, sealed: row }))));
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
vault.close();
await rm(folder, { recursive: true });
