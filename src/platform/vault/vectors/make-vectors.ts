/**
 * Makes version-1.json: run once per format version, never to refresh it (old data keeps its format).
 *   node src/platform/vault/vectors/make-vectors.ts > src/platform/vault/vectors/version-N.json
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../../base/ids.ts";
import type { DataKeyRecord, DataKeyStore } from "../store.ts";
import { localFileKeyService, memoryDataKeys, memoryShelf, openVault, type Authority, type Place } from "../vault.ts";

const folder = await mkdtemp(join(tmpdir(), "vectors-"));
const kept: DataKeyRecord[] = [];
const store = memoryDataKeys();
const dataKeys: DataKeyStore = { ...store, add: async (site, key) => (kept.push(key), store.add(site, key)) };
const shelf = memoryShelf();
const clock = { now: () => new Date("2026-11-23T09:00:00Z") };
const vault = openVault({
  region: "uk", clock, shelf, dataKeys, keyService: await localFileKeyService({ folder, clock }),
  checkAuthority: async () => {}, recordOpening: async () => {},
});
const site = newId("sit");
const authority: Authority = { by: "job", site, job: "vectors", cause: "make-vectors" };
await vault.createSiteKey(site, authority);

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
async function* chunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const ROWS: readonly (readonly [Place, string])[] = [
  [{ kind: "finding.body", object: "fnd_1" }, "Acme Ltd, invoice INV-1001, GBP 1,234.50"],
  [{ kind: "finding.body", object: "fnd_1", position: 0 }, "the same object, position 0"],
  [{ kind: "upload.name", object: "upl_1" }, ""],
  [{ kind: "case.note", object: "cas_1", position: 7 }, "Überweisung über 3 000 €"],
];
const BLOBS: readonly (readonly [Place, string])[] = [
  [{ kind: "upload.file", object: "upl_1" }, "number;supplier;amount\nINV-1;Acme Ltd;10.00\n"],
  [{ kind: "segment.rows", object: "seg_1", position: 3 }, ""],
];
const flipped = (bytes: Uint8Array, at: number) => Buffer.from(bytes).fill(bytes[at]! ^ 1, at, at + 1);

const vectors = await vault.withSite(site, authority, async (keys) => {
  const rows = [];
  for (const [place, clear] of ROWS) rows.push({ place, clear: base64(Buffer.from(clear)), sealed: base64(await keys.sealRow(place, Buffer.from(clear))) });
  const blobs = [];
  for (const [place, clear] of BLOBS) {
    const sealed = (await Array.fromAsync(keys.sealBlob(place, chunk(clear)))).map((part) => Buffer.from(part));
    blobs.push({ place, clear: base64(Buffer.from(clear)), sealed: base64(Buffer.concat(sealed)) });
  }
  const [place, clear] = ROWS[0]!;
  const row = await keys.sealRow(place, Buffer.from(clear));
  const refusals = [
    { what: "empty", code: "sealed-empty", place, sealed: "" },
    { what: "last byte missing", code: "sealed-truncated", place, sealed: base64(row.subarray(0, -1)) },
    { what: "one byte more", code: "sealed-over-long", place, sealed: base64(Buffer.concat([row, Buffer.of(0)])) },
    { what: "first byte of the sealed value changed", code: "sealed-damaged", place, sealed: base64(flipped(row, 76)) },
    { what: "last byte of the tag changed", code: "sealed-damaged", place, sealed: base64(flipped(row, row.length - 1)) },
    { what: "commitment changed", code: "sealed-wrong-key", place, sealed: base64(flipped(row, 44)) },
    { what: "version 2", code: "sealed-unknown-format", place, sealed: base64(Buffer.from(row).fill(2, 1, 2)) },
    { what: "from region eu", code: "sealed-wrong-region", place, sealed: base64(Buffer.from(row).fill(2, 2, 3)) },
    { what: "another object", code: "sealed-wrong-place", place: { ...place, object: "fnd_2" }, sealed: base64(row) },
    { what: "a position where there is none", code: "sealed-wrong-place", place: { ...place, position: 0 }, sealed: base64(row) },
  ];
  const indexes = [{ kind: "upload.hash", text: "abc", index: await keys.blindIndex("upload.hash", "abc") }];
  return { rows, blobs, refusals, indexes };
});
vault.close();
const [rootFile] = await readdir(folder);
const root = JSON.parse(await readFile(join(folder, rootFile!), "utf8"));
await rm(folder, { recursive: true });
const shelved = (await shelf.read(site))?.keys;
console.log(JSON.stringify({
  about: "Test vectors of Spendward's sealed formats, version 1. See FORMAT.md. The keys protect nothing else.",
  region: "uk", site, root, siteKeys: shelved,
  dataKeys: kept.map(({ wrapped, ...key }) => ({ ...key, wrapped: base64(wrapped) })),
  ...vectors,
}, null, 2));
