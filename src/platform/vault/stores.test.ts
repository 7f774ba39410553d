/** One suite for every shelf and every store of data keys: in memory, in a folder, in PostgreSQL behind row security. */
import { createSecretKey, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId, type SiteId } from "../../base/ids.ts";
import { rawInSite } from "../postgres/postgres.ts";
import { folderShelf } from "./folder-shelf.ts";
import { memoryDataKeys, memoryShelf } from "./memory-store.ts";
import { postgresDataKeys, postgresShelf } from "./postgres-store.ts";
import type { DataKeyRecord, DataKeyStore, Shelf, SiteKeyRecord } from "./store.ts";
import { bytesOf, codeOf, inChunks, job, world as vaultWorld } from "./vault.fixture.ts";

let database: WorldDatabase<any>;
let folder: string;
const postgresSites: SiteId[] = [];
beforeAll(async () => {
  database = await openWorld("uk");
  folder = await mkdtemp(join(tmpdir(), "shelf-"));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const record = (version: number, state: SiteKeyRecord["state"] = "active"): SiteKeyRecord => ({
  version, state, root: "root-1", wrapped: randomBytes(40).toString("base64"), createdAt: "2026-11-23T09:00:00.000Z",
});
const shelves: Record<string, () => Promise<Shelf>> = {
  memory: async () => memoryShelf(),
  folder: () => folderShelf(join(folder, "sites")),
  postgres: async () => postgresShelf(rawInSite(database.db), async () => postgresSites),
};

describe.each(Object.entries(shelves))("the shelf: %s", (name, open) => {
  const siteOf = (): SiteId => {
    const site = newId("sit");
    if (name === "postgres") postgresSites.push(site);
    return site;
  };

  test("keeps what was put there, by site and revision", async () => {
    const shelf = await open();
    const [site, other] = [siteOf(), siteOf()];
    expect(await shelf.read(site)).toBeUndefined();
    const first = [record(1)];
    expect(await shelf.replace(site, 0, first)).toBe(true);
    expect(await shelf.read(site)).toEqual({ revision: 1, keys: first });
    const second = [record(2), { ...first[0]!, state: "retiring" as const, customerRoot: "theirs" }];
    expect(await shelf.replace(site, 1, second)).toBe(true);
    expect(await shelf.read(site)).toEqual({ revision: 2, keys: second });
    expect(await shelf.read(other)).toBeUndefined();
    expect(await shelf.sites()).toContain(site);
  });

  test("lets one of many writers win, and tells the others", async () => {
    const shelf = await open();
    const site = siteOf();
    const wins = await Promise.all(Array.from({ length: 8 }, (_, n) => shelf.replace(site, 0, [record(n)])));
    expect(wins.filter(Boolean).length).toBe(1);
    const [won] = (await shelf.read(site))!.keys;
    expect(won?.version).toBe(wins.indexOf(true));
    expect(await shelf.replace(site, 0, [record(9)])).toBe(false);
    expect(await shelf.replace(site, 7, [record(9)])).toBe(false);
    const again = await Promise.all(Array.from({ length: 8 }, (_, n) => shelf.replace(site, 1, [record(100 + n)])));
    expect(again.filter(Boolean).length).toBe(1);
  });
});

test("the folder holds one private file a site, and nothing of what was replaced", async () => {
  const own = join(folder, "erased");
  const shelf = await folderShelf(own);
  const site = newId("sit");
  const old = record(1);
  await shelf.replace(site, 0, [old]);
  await shelf.replace(site, 1, [{ ...old, state: "destroyed", wrapped: "" }]);
  const names = await readdir(own);
  expect(names).toEqual([`${site}.2.json`]);
  expect((await stat(join(own, names[0]!))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(own, names[0]!), "utf8")).not.toContain(old.wrapped);
});

test("a writer killed half way leaves the folder as it was; one killed before erasing leaves the new revision", async () => {
  const own = join(folder, "killed");
  const shelf = await folderShelf(own);
  const site = newId("sit");
  const [old, next] = [record(1), record(2)];
  await shelf.replace(site, 0, [old]);
  await writeFile(join(own, `${site}.2.json.0b9f.tmp`), '{"keys":[');
  expect(await shelf.read(site)).toEqual({ revision: 1, keys: [old] });
  await writeFile(join(own, `${site}.2.json`), JSON.stringify({ keys: [next] }));
  expect(await shelf.read(site)).toEqual({ revision: 2, keys: [next] });
  expect(await readdir(own)).not.toContain(`${site}.1.json`);
  await writeFile(join(own, `${site}.3.json.77aa.tmp`), JSON.stringify({ keys: [next] }));
  expect(await shelf.replace(site, 2, [{ ...next, state: "destroyed", wrapped: "" }])).toBe(true);
  expect(await readdir(own)).toEqual([`${site}.3.json`]); // no leftover holds a key that was destroyed
  await writeFile(join(own, `${site}.3.json`), "torn");
  expect(await codeOf(() => shelf.read(site))).toBe("root-key-unreadable");
});

test("a folder shelf reads past a revision that is being erased, and takes zeros in the newest for damage", async () => {
  const own = join(folder, "zeros");
  const shelf = await folderShelf(own);
  const site = newId("sit");
  await shelf.replace(site, 0, []);
  await writeFile(join(own, `${site}.1.json`), Buffer.alloc(40));
  expect(await codeOf(() => shelf.read(site))).toBe("root-key-unreadable");
  await writeFile(join(own, `${site}.2.json`), JSON.stringify({ keys: [] }));
  expect(await shelf.read(site)).toEqual({ revision: 2, keys: [] });
  expect(await readdir(own)).toEqual([`${site}.2.json`]);
});

const stores: Record<string, () => DataKeyStore> = { memory: memoryDataKeys, postgres: () => postgresDataKeys(rawInSite(database.db)) };
const dataKey = (kind: string, purpose: DataKeyRecord["purpose"] = "rows", scope = "2026-11 v1"): DataKeyRecord => ({
  id: newId("key"), kind, purpose, scope, siteKeyVersion: 1, wrapped: randomBytes(93), createdAt: new Date("2026-11-23T09:00:00Z"),
});

describe.each(Object.entries(stores))("the data keys: %s", (_, open) => {
  test("are found by id and by scope, within their site alone", async () => {
    const store = open();
    const [site, other] = [newId("sit"), newId("sit")];
    const key = dataKey("finding.body");
    expect(await store.add(site, key)).toBe(true);
    expect(await store.add(site, key)).toBe(false);
    const found = await store.byId(site, key.id);
    expect(found && { ...found, wrapped: Buffer.from(found.wrapped) }).toEqual({ ...key, wrapped: Buffer.from(key.wrapped) });
    expect((await store.newest(site, "rows", "finding.body", "2026-11 v1"))?.id).toBe(key.id);
    expect(await store.newest(site, "rows", "finding.body", "2026-12 v1")).toBeUndefined();
    expect(await store.newest(site, "blob", "finding.body", "2026-11 v1")).toBeUndefined();
    expect(await store.byId(other, key.id)).toBeUndefined();
    expect(await store.newest(other, "rows", "finding.body", "2026-11 v1")).toBeUndefined();
  });

  test("hold one index key a kind", async () => {
    const store = open();
    const site = newId("sit");
    expect(await store.add(site, dataKey("upload.hash", "index", ""))).toBe(true);
    expect(await store.add(site, dataKey("upload.hash", "index", ""))).toBe(false);
    expect(await store.add(site, dataKey("import.hash", "index", ""))).toBe(true);
  });

  test("are rewrapped where they still are as they were read, counted, and removed", async () => {
    const store = open();
    const [site, other] = [newId("sit"), newId("sit")];
    const keys = [dataKey("a.b"), dataKey("a.b"), dataKey("c.d", "blob", "x ")];
    for (const key of keys) await store.add(site, key);
    await store.add(other, dataKey("a.b"));
    expect((await store.notUnder(site, 2, 2)).map(({ id }) => id)).toEqual(keys.map(({ id }) => id).sort().slice(0, 2));
    const wrapped = randomBytes(93);
    const changes = [...keys.slice(0, 2).map(({ id }) => ({ id, from: 1, to: 2, wrapped })), { id: keys[2]!.id, from: 7, to: 2, wrapped }];
    expect(await store.rewrap(site, changes)).toBe(2);
    expect((await store.notUnder(site, 2, 10)).map(({ id }) => id)).toEqual([keys[2]!.id]);
    expect(Buffer.from((await store.byId(site, keys[0]!.id))!.wrapped).equals(wrapped)).toBe(true);
    expect(await store.counts(site)).toEqual([
      { siteKeyVersion: 1, kind: "c.d", purpose: "blob", count: 1 }, { siteKeyVersion: 2, kind: "a.b", purpose: "rows", count: 2 },
    ]);
    await store.remove(site, keys[2]!.id);
    expect(await store.removeAll(site)).toBe(2);
    expect(await store.counts(other)).toHaveLength(1);
  });
});

test("a vault over PostgreSQL seals, rotates and destroys; no clear key is in the database", async () => {
  const shelf = postgresShelf(rawInSite(database.db), async () => postgresSites);
  const { vault, site, parts } = await vaultWorld(folder, { shelf, dataKeys: postgresDataKeys(rawInSite(database.db)) });
  const row = { kind: "finding.body", object: "fnd_1" };
  const file = { kind: "upload.file", object: "upl_1" };
  const seal = () => vault.withSite(site, job(site), async (keys) =>
    [await keys.sealRow(row, Buffer.from("clear")), await bytesOf(keys.sealBlob(file, inChunks(Buffer.from("clear"))))] as const);
  const [sealedRow, sealedBlob] = await seal();
  expect((await vault.rotateSiteKey(site, job(site))).dataKeysRewrapped).toBe(2);
  await vault.withSite(site, job(site), async (keys) => {
    expect((await keys.openRow(row, sealedRow)).toString()).toBe("clear");
    expect((await bytesOf(keys.openBlob(file, inChunks(sealedBlob)))).toString()).toBe("clear");
  });
  const entry = await parts.shelf.read(site);
  const { root } = entry!.keys[0]!;
  const siteKey = await parts.keyService.unwrap({ root, bytes: Buffer.from(entry!.keys[0]!.wrapped, "base64") }, { region: "uk", site, version: 2 });
  expect(createSecretKey(siteKey).symmetricKeySize).toBe(32);
  const everything = await rawInSite(database.db)(site, (db) => db.query("SELECT to_jsonb(k)::text AS text FROM vault_data_key k UNION ALL SELECT to_jsonb(s)::text FROM vault_site_key s", []));
  expect(everything.rows.length).toBe(3);
  for (const { text } of everything.rows) for (const form of ["hex", "base64"] as const) expect(text).not.toContain(Buffer.from(siteKey).toString(form).slice(0, 40));
  const sample = [{ place: row, sealed: sealedRow }];
  expect((await vault.destroySiteKey(site, job(site), sample)).sample).toEqual({ tried: 1, openedBefore: 1, refusedAfter: 1 });
  expect(await codeOf(seal)).toBe("site-key-destroyed");
  vault.close();
});
