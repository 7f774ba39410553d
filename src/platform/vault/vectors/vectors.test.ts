/** The published vectors opened three times: by the vault, by WebCrypto and by Python, which share no code of ours. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SiteId } from "../../../base/ids.ts";
import type { DataKeyRecord } from "../store.ts";
import { installed, programEnvironment } from "../../../../tools/test-programs.ts";
import { bytesOf, codeOf, inChunks } from "../vault.fixture.ts";
import { localFileKeyService, memoryDataKeys, memoryShelf, openVault, type Place, type SiteKeyRecord, type SiteKeys, type Vault } from "../vault.ts";

type Sealed = { readonly place: Place; readonly clear: string; readonly sealed: string };
type Vectors = {
  readonly region: "uk"; readonly site: SiteId; readonly root: { readonly root: string; readonly key: string };
  readonly siteKeys: readonly SiteKeyRecord[];
  readonly dataKeys: readonly (Omit<DataKeyRecord, "wrapped" | "createdAt"> & { readonly wrapped: string; readonly createdAt: string })[];
  readonly rows: readonly Sealed[]; readonly blobs: readonly Sealed[];
  readonly refusals: readonly { readonly what: string; readonly code: string; readonly place: Place; readonly sealed: string }[];
  readonly indexes: readonly { readonly kind: string; readonly text: string; readonly index: string }[];
};
const here = import.meta.dirname;
const vectors = JSON.parse(await readFile(join(here, "version-1.json"), "utf8")) as Vectors;
const bytes = (text: string) => Buffer.from(text, "base64");

describe("the vault", () => {
  let folder: string;
  let vault: Vault;
  const using = <T>(work: (keys: SiteKeys) => Promise<T>) =>
    vault.withSite(vectors.site, { by: "job", site: vectors.site, job: "vectors", cause: "test" }, work);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vectors-"));
    await writeFile(join(folder, `root-${vectors.root.root}.json`), JSON.stringify(vectors.root), { mode: 0o600 });
    const [shelf, dataKeys] = [memoryShelf(), memoryDataKeys()];
    await shelf.replace(vectors.site, 0, vectors.siteKeys);
    for (const key of vectors.dataKeys) await dataKeys.add(vectors.site, { ...key, wrapped: bytes(key.wrapped), createdAt: new Date(key.createdAt) });
    vault = openVault({
      region: vectors.region, clock: { now: () => new Date("2031-01-01T00:00:00Z") }, shelf, dataKeys,
      keyService: await localFileKeyService({ folder }), checkAuthority: async () => {}, recordOpening: async () => {},
    });
  });
  afterAll(async () => {
    vault.close();
    await rm(folder, { recursive: true });
  });

  test("still opens every row and blob, and indexes as it did", () => using(async (keys) => {
    expect(vectors.rows.length + vectors.blobs.length).toBe(6);
    for (const { place, clear, sealed } of vectors.rows) expect((await keys.openRow(place, bytes(sealed))).equals(bytes(clear))).toBe(true);
    for (const { place, clear, sealed } of vectors.blobs) {
      expect((await bytesOf(keys.openBlob(place, inChunks(bytes(sealed))))).equals(bytes(clear))).toBe(true);
    }
    for (const { kind, text, index } of vectors.indexes) expect(await keys.blindIndex(kind, text)).toBe(index);
  }));

  test.each(vectors.refusals)("refuses a row: $what", ({ code, place, sealed }) =>
    using(async (keys) => expect(await codeOf(() => keys.openRow(place, bytes(sealed)))).toBe(code)));
});

/** FORMAT.md once more, in WebCrypto. */
const { subtle } = globalThis.crypto;
const fields = (...texts: readonly string[]): Buffer =>
  Buffer.concat(texts.flatMap((text) => [uint32(Buffer.byteLength(text)), Buffer.from(text)]));
function uint32(number: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(number);
  return four;
}
async function hkdf(hash: "SHA-256" | "SHA-512", key: Buffer, salt: Buffer, info: Buffer): Promise<Buffer> {
  const base = await subtle.importKey("raw", Uint8Array.from(key), "HKDF", false, ["deriveBits"]);
  return Buffer.from(await subtle.deriveBits({ name: "HKDF", hash, salt: Uint8Array.from(salt), info: Uint8Array.from(info) }, base, 256));
}
async function gcm(key: Buffer, iv: Buffer, sealed: Buffer, additionalData: Buffer): Promise<Buffer> {
  const aes = await subtle.importKey("raw", Uint8Array.from(key), "AES-GCM", false, ["decrypt"]);
  const parameters = { name: "AES-GCM", iv: Uint8Array.from(iv), additionalData: Uint8Array.from(additionalData), tagLength: 128 };
  return Buffer.from(await subtle.decrypt(parameters, aes, Uint8Array.from(sealed)));
}
const none = Buffer.alloc(0);

async function unwrapped(wrapping: Buffer, wrapped: Buffer, ...context: readonly string[]): Promise<Buffer> {
  const nonce = wrapped.subarray(1, 13);
  expect((await hkdf("SHA-256", wrapping, nonce, fields("spendward wrap 1 commit"))).equals(wrapped.subarray(13, 45))).toBe(true);
  const sealing = await hkdf("SHA-256", wrapping, nonce, fields("spendward wrap 1 seal"));
  return gcm(sealing, nonce, wrapped.subarray(45), Buffer.concat([wrapped.subarray(0, 45), fields(...context)]));
}

async function dataKey(find: (key: Vectors["dataKeys"][number]) => boolean): Promise<Buffer> {
  const [{ region, site }, siteKey] = [vectors, vectors.siteKeys[0]!];
  const key = vectors.dataKeys.find(find)!;
  const clearSiteKey = await unwrapped(bytes(vectors.root.key), bytes(siteKey.wrapped), "spendward site key 1", region, site, String(siteKey.version));
  return unwrapped(clearSiteKey, bytes(key.wrapped), "spendward data key 1", region, site, key.id, key.purpose, key.kind, key.scope, String(key.siteKeyVersion));
}

describe("WebCrypto", () => {
  test("opens every row", async () => {
    for (const { place, clear, sealed: text } of vectors.rows) {
      const sealed = bytes(text);
      const key = await dataKey(({ id }) => id.slice(4).replaceAll("-", "") === sealed.subarray(16, 32).toString("hex"));
      const where = fields(vectors.region, vectors.site, place.kind, place.object, place.position === undefined ? "" : `${place.position}`);
      expect((await hkdf("SHA-256", key, none, fields("spendward row 1 commit"))).equals(sealed.subarray(44, 76))).toBe(true);
      const sealing = await hkdf("SHA-256", key, none, fields("spendward row 1 seal"));
      const opened = await gcm(sealing, sealed.subarray(32, 44), sealed.subarray(76), Buffer.concat([sealed.subarray(0, 76), where]));
      expect(opened.equals(bytes(clear))).toBe(true);
    }
  });

  test("opens every blob", async () => {
    for (const { clear, sealed: text } of vectors.blobs) expect((await openMessage(bytes(text))).equals(bytes(clear))).toBe(true);
  });
});

/** AWS Encryption SDK message format 2, one frame: enough for the vectors; Python reads any number. */
async function openMessage(sealed: Buffer): Promise<Buffer> {
  let at = 0;
  const take = (count: number) => sealed.subarray(at, (at += count));
  const sized = () => take(take(2).readUInt16BE());
  take(3);
  const messageId = take(32);
  const context = sized();
  take(2);
  expect(sized().toString()).toBe("spendward");
  const info = sized();
  const id = info.subarray(0, 40).toString();
  const messageKey = await gcm(await dataKey((key) => key.id === id), info.subarray(48), sized(), context);
  take(1 + 4 + 32);
  const head = sealed.subarray(0, at);
  const sealing = await hkdf("SHA-512", messageKey, messageId, Buffer.from("\x04\x78DERIVEKEY", "latin1"));
  expect((await gcm(sealing, Buffer.alloc(12), take(16), head)).length).toBe(0);
  expect(take(4).readUInt32BE()).toBe(0xffffffff);
  const number = take(4);
  const nonce = take(12);
  const length = take(4).readUInt32BE();
  const what = Buffer.from("AWSKMSEncryptionClient Final Frame");
  return gcm(sealing, nonce, take(length + 16), Buffer.concat([messageId, what, number, uint32(0), uint32(length)]));
}

// Never skipped: what it needs is installed by tools/setup --tests.
test("Python opens everything", () => {
  const run = spawnSync(installed("/usr/bin/python3"), [join(here, "open_vectors.py"), join(here, "version-1.json")], { encoding: "utf8", env: { ...process.env, ...programEnvironment() } });
  expect(run.stderr).toBe("");
  expect(run.stdout).toBe("opened 4 rows, 2 blobs, 1 indexes; refused 10\n");
});
