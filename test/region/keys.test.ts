/**
 * Keys in the product: openings in the trail, rotation while people work, a customer's own key withheld and given back, the
 * end of a site. The customer's key service is a real second one, whose key file the test takes away.
 */
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId, type SiteId } from "../../src/base/ids.ts";
import { listEntries } from "../../src/platform/audit/audit.ts";
import { openDatabase, withSite } from "../../src/platform/postgres/postgres.ts";
import { localFileKeyService } from "../../src/platform/vault/vault.ts";
import { recordOpenings } from "../../src/region/keys/keys.ts";
import type { Jobs } from "../../src/platform/jobs/jobs.ts";
import type { Keys, SiteState } from "../../src/region/keys/keys.schema.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

const LEASE_MS = 300;
let region: TestRegion;
let worker: RegionWorker;
/** What jobs wait for before they begin. */
let gate = Promise.resolve();
beforeAll(async () => {
  region = await openTestRegion({}, LEASE_MS);
  const { jobs } = region.deps;
  const work: Jobs["work"] = (queue, handler, options) => jobs.work(queue, async (context) => {
    await gate;
    await handler(context);
  }, options);
  worker = await createRegionWorker({ ...region.deps, jobs: { ...jobs, work } });
});
afterAll(async () => {
  await worker.stop();
  await region.close();
});

const get = async <T>(call: Caller, path: string): Promise<T> => (await call("GET", path)).json() as Promise<T>;
const until = <T>(call: Caller, path: string, done: (body: T) => boolean): Promise<T> =>
  vi.waitFor(async () => {
    const body = await get<T>(call, path);
    if (!done(body)) throw new Error(JSON.stringify(body).slice(0, 300));
    return body;
  }, { timeout: 60_000, interval: 50 });
const acts = (siteId: SiteId) => withSite(region.world.db, siteId, (tx) => listEntries(tx, { limit: 200 }));

const HEAD = "Supplier number,Invoice number,Invoice date,Gross amount,Currency";
const ROWS = Array.from({ length: 50 }, (_, n) => `S${n % 3},INV-${1000 + n * 3},2026-03-${String((n % 28) + 1).padStart(2, "0")},${(n * 17.31 + 100).toFixed(2)},GBP`);
const LEDGER = Buffer.from([HEAD, ...ROWS, ROWS[40], ""].join("\r\n"));
const COLUMNS = { supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Gross amount", currency: "Currency" };
const uploaded = async (call: Caller): Promise<string> => {
  const id = await sendFile(call, "ledger.csv", LEDGER);
  await until<{ state: string }>(call, `/uploads/${id}`, ({ state }) => state === "ready");
  return id;
};
const ask = async (call: Caller, uploadId: string): Promise<string> =>
  ((await (await call("POST", "/imports", { files: [{ uploadId, tables: [{ table: "invoice", columns: COLUMNS }] }] })).json()) as Import).id;
const imported = async (call: Caller): Promise<void> => {
  const { runId } = await until<Import>(call, `/imports/${await ask(call, await uploaded(call))}`, ({ state }) => state === "committed");
  await until<{ state: string }>(call, `/runs/${runId}`, ({ state }) => state === "done");
};

/** A key of the customer's own, in a folder that only the customer has a hand on. */
async function ownKeyOf(site: TestSite) {
  const folder = join(region.folder, `customer ${site.siteId}`);
  const away = `${folder} away`;
  await (await localFileKeyService({ folder })).close();
  await region.deps.customerKeys.connect(site.siteId, { kind: "local-file", folder });
  return {
    withhold: () => rename(folder, away),
    giveBack: () => rename(away, folder),
  };
}

it("records each session's and each job's opening of the keys once, and lends none that it cannot record", async () => {
  const site = await region.newSite();
  const call = await callerOf(region, site, "analyst");
  for (const path of ["/uploads", "/overview", "/uploads"]) await call("GET", path);
  await (await callerOf(region, site, "auditor"))("GET", "/overview");
  const openings = (await acts(site.siteId)).filter(({ act }) => act === "keys.open");
  const sessions = openings.filter(({ objectKind }) => objectKind === "session");
  expect(sessions).toHaveLength(2);
  expect(new Set(sessions.map(({ objectId }) => objectId)).size).toBe(2);
  expect(sessions.every(({ actorKind, actorId }) => actorKind === "person" && actorId === site.person)).toBe(true);
  expect(openings.filter(({ objectKind }) => objectKind === "job").map(({ actorKind }) => actorKind)).toEqual(["job"]);
  expect((await acts(site.siteId)).at(-1)).toMatchObject({ act: "keys.create", actorKind: "job" });

  const record = recordOpenings(region.world.db, region.deps.clock);
  const authority = { by: "session", site: site.siteId, person: newId("per"), session: newId("ses"), expiresAtMs: 0 } as const;
  const opening = (atMs: number) => record({ authority, act: "open", at: new Date(atMs) });
  await Promise.all([opening(0), opening(1), opening(3_599_999)]);
  await opening(3_600_000);
  expect((await acts(site.siteId)).filter(({ objectId }) => objectId === authority.session)).toHaveLength(2);
  // No such site, so the entry cannot be written; twice, since a failure is not taken for an entry.
  const nowhere = { ...authority, site: "sit_none" as SiteId };
  for (const _ of [1, 2]) await expect(record({ authority: nowhere, act: "open", at: new Date() })).rejects.toThrow();
});

it("shows what each version protects, and rotates while people work", async () => {
  const site = await region.newSite();
  const call = await callerOf(region, site, "administrator");
  const analyst = await callerOf(region, site, "ap_manager");
  await imported(analyst);
  const before = await get<Keys>(call, "/keys");
  expect(before).toMatchObject({ state: { state: "ready" }, rotationUnderWay: false, rotateAfterDays: 365, customerKey: null, certificate: null, root: { keyService: "local-file", ageDays: 0 } });
  expect(before.versions).toMatchObject([{ version: 1, state: "active", customerHeld: false }]);
  expect(before.versions[0]?.protects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["finding.item", "segment.invoice", "upload.bytes", "audit_entry.sealed"]));
  expect(Date.parse(before.rotateBy ?? "") - Date.now()).toBeGreaterThan(364 * 86_400_000);

  const [rotated, ...answers] = await Promise.all([call("POST", "/keys/rotate"), ...Array.from({ length: 20 }, () => analyst("GET", "/findings"))]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const after = (await rotated.json()) as Keys;
  expect(after.versions).toMatchObject([{ version: 2, state: "active" }, { version: 1, state: "destroyed", protects: [] }]);
  const total = (keys: Keys): number => keys.versions.flatMap(({ protects }) => protects).reduce((sum, { dataKeys }) => sum + dataKeys, 0);
  expect(total(after)).toBeGreaterThanOrEqual(total(before));
  expect((await get<{ items: unknown[] }>(analyst, "/findings")).items.length).toBeGreaterThan(0);
  expect(JSON.stringify(after)).not.toMatch(/wrapped|root-?0|[A-Za-z0-9+/]{40}/);
});

it("ends what was cut short and rotates what is due, by itself, site by site", async () => {
  const shifted = await openTestRegion();
  const [site, withheld] = [await shifted.newSite(), await shifted.newSite()];
  const rounds = await createRegionWorker(shifted.deps);
  try {
    const versions = async (at: TestSite) => (await shifted.deps.vault.inventory(at.siteId)).keys.map(({ version, state }) => `${version} ${state}`);
    await rounds.keysRound();
    expect(await versions(site)).toEqual(["1 active"]);
    expect(await shifted.deps.vault.rootInventory()).toHaveLength(1);
    await backdate(join(shifted.folder, "shelf"), site.siteId);
    await backdate(join(shifted.folder, "shelf"), withheld.siteId, true);
    await rounds.keysRound();
    expect(await versions(site)).toEqual(["2 active", "1 destroyed"]);
    expect(await versions(withheld)).toEqual(["1 active"]);
    expect(shifted.logLines.some((line) => line.includes("site key not rotated") && line.includes("customer-key-missing"))).toBe(true);
    const written = await withSite(shifted.world.db, site.siteId, (tx) => listEntries(tx, { limit: 3 }));
    expect(written.map(({ act, actorKind }) => `${act} ${actorKind}`)).toEqual(expect.arrayContaining(["keys.rotated system", "keys.rotate job"]));
  } finally {
    await rounds.stop();
    await shifted.close();
  }
});

/** Makes the site's key two years old; with `lost`, also one under a customer's key that is not connected. */
async function backdate(folder: string, siteId: SiteId, lost = false): Promise<void> {
  const name = (await readdir(folder)).find((one) => one.startsWith(siteId) && one.endsWith(".json")) ?? "";
  const file = join(folder, name);
  const entry = JSON.parse(await readFile(file, "utf8")) as { keys: { createdAt: string; customerRoot?: string }[] };
  for (const key of entry.keys) Object.assign(key, { createdAt: "2024-01-01T00:00:00.000Z", ...(lost && { customerRoot: "000001-gone" }) });
  await writeFile(file, JSON.stringify(entry));
}

it("pauses a site whose customer withholds its own key, loses nothing, and goes on when it returns", async () => {
  const site = await region.newSite();
  const other = await region.newSite();
  const call = await callerOf(region, site, "administrator");
  const manager = await callerOf(region, site, "ap_manager");
  await imported(manager);
  expect((await call("POST", "/keys/customer-key", {})).status).toBe(503); // none is connected
  const own = await ownKeyOf(site);
  const held = (await (await call("POST", "/keys/customer-key", {})).json()) as Keys;
  expect(held).toMatchObject({ customerKey: { kind: "local-file", inUse: true }, versions: [{ version: 2, customerHeld: true }, { version: 1, state: "destroyed" }] });
  expect((await call("POST", "/keys/customer-key", {})).status).toBe(409);

  const uploadId = await uploaded(manager);
  const { promise, resolve: openGate } = Promise.withResolvers<void>();
  gate = promise;
  const importId = await ask(manager, uploadId);
  await own.withhold();
  await until<SiteState>(manager, "/state", ({ state, code }) => state === "paused" && code === "customer-key-revoked");
  const refused = await manager("GET", "/findings");
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, "customer-key-revoked"]);
  expect(await get<Keys>(call, "/keys")).toMatchObject({ state: { state: "paused" }, versions: [{ version: 2 }, { version: 1 }] });

  // The job was asked for before the key went. It must wait, however often it is tried.
  openGate();
  await vi.waitFor(async () => expect((await jobOf(site, "read-import")).failure).toBe("customer-key-revoked"), { timeout: 20_000, interval: 50 });
  const tries = (await jobOf(site, "read-import")).revision;
  await vi.waitFor(async () => expect((await jobOf(site, "read-import")).revision).toBeGreaterThan(tries + 6), { timeout: 30_000, interval: 50 });
  expect(await jobOf(site, "read-import")).toMatchObject({ state: expect.stringMatching(/retrying|running/) });
  await imported(await callerOf(region, other, "ap_manager")); // another site's work goes on meanwhile

  await own.giveBack();
  const done = await until<Import>(manager, `/imports/${importId}`, ({ state }) => state === "committed");
  expect(done.problems.count).toBe(0);
  expect(await jobOf(site, "read-import")).toMatchObject({ state: "done", failure: null });
  const released = (await (await call("DELETE", "/keys/customer-key")).json()) as Keys;
  expect(released).toMatchObject({ customerKey: null, versions: [{ version: 3, customerHeld: false }, { state: "destroyed" }, { state: "destroyed" }] });
  await own.withhold();
  expect((await manager("GET", "/findings")).status).toBe(200);
  const written = (await acts(site.siteId)).map(({ act }) => act);
  expect(written).toEqual(expect.arrayContaining(["keys.hold-own", "keys.release-own"]));
}, 120_000);

type JobFace = { readonly state: string; readonly failure: string | null; readonly revision: number };
const jobOf = (site: TestSite, queue: string): Promise<JobFace> =>
  withSite(region.world.db, site.siteId, async (tx) => {
    const { rows } = await sql<JobFace>`SELECT state, failure, revision FROM job_progress WHERE site_id = ${site.siteId} AND queue = ${queue} ORDER BY queued_at DESC LIMIT 1`.execute(tx);
    return rows[0] as JobFace;
  });

it("refuses to add a key that does not work, and leaves everything as it was", async () => {
  const site = await region.newSite();
  const call = await callerOf(region, site, "administrator");
  for (const connection of [
    { kind: "local-file", folder: "/tmp" }, { kind: "pkcs11", library: "x", token: "t", pin: "1" }, { kind: "aws-kms", key: "alias/x" },
    { kind: "azure-key-vault", vault: "https://vault.azure.net.evil.example", key: "k" }, { kind: "aws-kms", key: "arn:aws:kms:eu-west-2:111122223333:key/x", endpoint: "https://localhost" },
  ]) expect((await call("POST", "/keys/customer-key", { connection })).status, JSON.stringify(connection)).toBe(422);
  const file = join(region.folder, "not a folder");
  await writeFile(file, "x");
  await region.deps.customerKeys.connect(site.siteId, { kind: "local-file", folder: file });
  expect((await call("POST", "/keys/customer-key", {})).status).toBeGreaterThanOrEqual(500);
  expect(await get<Keys>(call, "/keys")).toMatchObject({ state: { state: "ready" }, versions: [{ version: 1, state: "active", customerHeld: false }] });
});

it("destroys a site for ever: rows, files, memory and backups, and certifies it", async () => {
  const site = await region.newSite();
  const call = await callerOf(region, site, "administrator");
  const manager = await callerOf(region, site, "ap_manager");
  await imported(manager);
  const { items } = await get<{ items: { id: string; title: string }[] }>(manager, "/findings");
  expect(items.length).toBeGreaterThan(0);
  // A backup as an archive keeps it: rows and data keys, without the shelf.
  const owner = pastRowSecurity();
  await sql`CREATE TABLE backup_key AS SELECT * FROM vault_data_key WHERE site_id = ${site.siteId}`.execute(owner.kysely);

  const stale = await callerOf(region, site, "administrator", site.siteId, 16 * 60_000);
  expect((await (await stale("POST", "/keys/destroy", { confirm: site.siteId })).json()) as object).toMatchObject({ status: 403, code: "step-up-needed" });
  expect((await call("POST", "/keys/destroy", { confirm: newId("sit") })).status).toBe(422);
  expect((await manager("POST", "/keys/destroy", { confirm: site.siteId })).status).toBe(403);
  expect((await manager("GET", "/findings")).status).toBe(200);

  const ended = (await (await call("POST", "/keys/destroy", { confirm: site.siteId })).json()) as Keys;
  expect(ended).toMatchObject({ state: { state: "closed", code: "site-key-destroyed" }, rotateBy: null, versions: [{ version: 1, state: "destroyed", protects: [] }] });
  for (const path of ["/findings", `/findings/${items[0]?.id}`, "/overview", "/uploads", "/activity"]) {
    const answer = await manager("GET", path);
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain(items[0]?.title);
  }
  const text = await (await call("GET", "/keys/certificate.txt")).text();
  expect(createHash("sha256").update(text).digest("hex")).toBe(ended.certificate?.id);
  const tried = /tried (\d+), opened before (\d+), refused after (\d+)/.exec(text)?.slice(1).map(Number) ?? [];
  expect(tried[0]).toBeGreaterThanOrEqual(4);
  expect(tried).toEqual([tried[0], tried[0], tried[0]]);
  expect((await acts(site.siteId)).filter(({ act }) => act === "keys.destroyed").map(({ objectId }) => objectId)).toEqual([ended.certificate?.id]);
  const again = (await (await call("POST", "/keys/destroy", { confirm: site.siteId })).json()) as Keys;
  expect(again.certificate).toEqual(ended.certificate);

  // The backup is put back: data keys and rows are there again, and open nothing.
  await sql`INSERT INTO vault_data_key SELECT * FROM backup_key`.execute(owner.kysely);
  await withSite(region.world.db, site.siteId, (tx) => sql`UPDATE site SET state = 'open' WHERE site_id = ${site.siteId}`.execute(tx));
  const restored = await manager("GET", "/findings");
  expect([restored.status, ((await restored.json()) as { code: string }).code]).toEqual([409, "site-key-destroyed"]);
  await owner.close();
}, 120_000);

/** Past row security, as an archive is. */
const pastRowSecurity = () => openDatabase({ url: region.world.superuserUrl, tls: region.world.tls, poolSize: 1 });
