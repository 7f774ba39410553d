import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { newId } from "../base/ids.ts";
import { folderShelf, localFileKeyService, memoryDataKeys, openVault } from "../platform/vault/vault.ts";
import { connectCustomerKey, listKeys, rotateRootKey } from "./keys-command-acts.ts";
import { openCustomerKeys } from "./region-parts.ts";

let data: string;
let keyFolder: string;
const site = newId("sit");
const place = { kind: "finding.item", object: "fnd_1" };
const authority = { by: "job", site, job: newId("job"), cause: "test" } as const;
const vaultNow = async () =>
  openVault({
    region: "uk", clock: systemClock, keyService: await localFileKeyService({ folder: join(keyFolder, "root") }), shelf: await folderShelf(join(keyFolder, "sites")),
    dataKeys, customerKeyService: (await openCustomerKeys(keyFolder)).serviceOf, checkAuthority: async () => {}, recordOpening: async () => {}, leaseMs: 1,
  });
const dataKeys = memoryDataKeys();

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "spendward keys "));
  keyFolder = join(data, "region-uk", "keys");
  await (await vaultNow()).createSiteKey(site, authority);
});
afterAll(() => rm(data, { recursive: true }));


test("lists keys with age and what is due, never a secret, and makes nothing by looking", async () => {
  const lines = await listKeys({ data, json: false });
  expect(lines.join("\n")).toMatch(new RegExp(`United Kingdom \\(uk\\), root key in local-file\n  root 000001-[0-9a-f-]+  current  made \\S+  0 days old  rotate by \\d{4}-.*\n  ${site}  version 1 active`));
  const json = (await listKeys({ data, json: true })).join("\n");
  expect(JSON.parse(json)).toMatchObject([{ region: "uk", keyService: "local-file", rotateAfterDays: 365, roots: [{ current: true }], sites: [{ site, keys: [{ version: 1, state: "active" }] }] }]);
  for (const folder of ["root", "sites"]) {
    for (const name of await readdir(join(keyFolder, folder))) {
      const text = await readFile(join(keyFolder, folder, name), "utf8");
      const secrets = [...text.matchAll(/"(?:key|wrapped)":"([^"]+)"/g)].map(([, secret]) => secret ?? "");
      expect(secrets.length).toBeGreaterThan(0);
      for (const secret of secrets) expect(lines.join("\n") + json).not.toContain(secret);
    }
  }
  await expect(listKeys({ data, region: "eu", json: false })).rejects.toMatchObject({ code: "keys-not-found" });
  expect(await readdir(data)).toEqual(["region-uk"]);
});

test("rotates the root while the site is in use; what was sealed before opens after", async () => {
  const vault = await vaultNow();
  const sealed = await vault.withSite(site, authority, (keys) => keys.sealRow(place, Buffer.from("kept")));
  const said = await rotateRootKey({ data, region: "uk", json: false });
  expect(said[0]).toMatch(/^The root key of United Kingdom is now 000002-.*; 1 site keys were wrapped anew\.$/);
  expect((await vault.withSite(site, authority, (keys) => keys.openRow(place, sealed))).toString()).toBe("kept");
  expect(JSON.parse((await rotateRootKey({ data, region: "uk", json: true })).join("\n"))).toMatchObject({ siteKeysRewrapped: 0, root: expect.stringMatching(/^000002-/) });
  vault.close();
});

test("asks which region when there are several", async () => {
  await mkdir(join(data, "region-eu", "keys", "root"), { recursive: true, mode: 0o700 });
  await expect(rotateRootKey({ data, json: false })).rejects.toMatchObject({ code: "region-not-named" });
  await rm(join(data, "region-eu"), { recursive: true });
});

test("connects a customer's key service that works, and none that does not", async () => {
  const file = join(data, "own.json");
  const ask = { data, json: false, site, file };
  await writeFile(file, "{");
  await expect(connectCustomerKey(ask)).rejects.toMatchObject({ code: "settings-not-json" });
  await writeFile(file, JSON.stringify({ kind: "carrier-pigeon" }));
  await expect(connectCustomerKey(ask)).rejects.toMatchObject({ code: "settings-not-valid" });
  await writeFile(file, JSON.stringify({ kind: "local-file", folder: join(data, "own"), passphrase: "written out" }));
  await expect(connectCustomerKey(ask)).rejects.toMatchObject({ code: "secret-written-out" });
  await writeFile(join(data, "passphrase"), "of the customer's own", { mode: 0o600 });
  await writeFile(file, JSON.stringify({ kind: "local-file", folder: join(data, "own"), passphrase: { file: "passphrase" } }));
  await expect(connectCustomerKey({ ...ask, site: newId("sit") })).rejects.toMatchObject({ code: "not-found" });
  expect(await connectCustomerKey(ask)).toHaveLength(1);
  expect(await readFile(join(keyFolder, "customers", `${site}.json`), "utf8")).not.toContain("of the customer's own");
  const vault = await vaultNow();
  await vault.rotateSiteKey(site, authority, "add");
  expect((await listKeys({ data, json: false })).join("\n")).toContain("customer's own key needed");
  vault.close();
});
