import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId, type SiteId } from "../../base/ids.ts";
import type { SealedBytes } from "../vault/vault.ts";
import { type BlobName, type Blobs, folderBlobs } from "./blobs.ts";

let folder: string;
let blobs: Blobs;
const site = newId("sit");
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward blobs "));
  blobs = await folderBlobs(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The store never looks inside, so any bytes stand for sealed ones here. */
async function* bytes(...chunks: readonly (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}
const sealed = (...chunks: readonly (Uint8Array | Error)[]) => bytes(...chunks) as unknown as SealedBytes;
const collect = async (stream: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(stream));
const name = (own: SiteId = site): BlobName => ({ site: own, object: newId("seg") });

test("what was put comes back, listed with its size, until deleted", async () => {
  const [one, part] = [name(), { ...name(), part: 3 }];
  const big = Buffer.alloc(3 * 1024 * 1024, 7);
  expect(await blobs.put(one, sealed(big, Buffer.from("end")))).toEqual({ sizeBytes: big.length + 3 });
  await blobs.put(part, sealed(Buffer.from("x")));
  expect(await collect(blobs.get(one))).toEqual(Buffer.concat([big, Buffer.from("end")]));
  expect((await Array.fromAsync(blobs.list(site))).map((blob) => blob.name.object).sort()).toEqual([one.object, part.object].sort());
  expect((await Array.fromAsync(blobs.list(site))).find((blob) => blob.name.part === 3)?.sizeBytes).toBe(1);
  await blobs.delete(one);
  await blobs.delete(one);
  expect(await blobs.size(one)).toBeUndefined();
  await expect(collect(blobs.get(one))).rejects.toMatchObject({ kind: "not_found" });
});

test("a stream that fails leaves nothing", async () => {
  const half = name();
  await expect(blobs.put(half, sealed(Buffer.from("half"), new Error("cut")))).rejects.toThrow("cut");
  expect(await blobs.size(half)).toBeUndefined();
  expect(await readdir(join(folder, site))).toEqual([]);
});

test("nothing is visible before it is whole", async () => {
  const slow = name();
  const seen: unknown[] = [];
  async function* looking(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("a");
    seen.push(await blobs.size(slow), await Array.fromAsync(blobs.list(site)));
    yield Buffer.from("b");
  }
  await blobs.put(slow, looking() as unknown as SealedBytes);
  expect(seen).toEqual([undefined, []]);
  expect(await blobs.size(slow)).toBe(2);
});

test("a blob is never replaced, also when two put it at once", async () => {
  const once = name();
  const tries = await Promise.allSettled([blobs.put(once, sealed(Buffer.from("1"))), blobs.put(once, sealed(Buffer.from("2")))]);
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(blobs.put(once, sealed(Buffer.from("3")))).rejects.toMatchObject({ code: "blob-exists" });
  expect((await collect(blobs.get(once))).toString()).not.toBe("3");
});

test("only ids become names", async () => {
  for (const object of ["../../etc/passwd", "seg_../x", "seg_", "key_00000000-0000-7000-8000-000000000000"]) {
    await expect(blobs.put({ site, object: object as never }, sealed())).rejects.toMatchObject({ kind: "not_found" });
  }
  await expect(blobs.put({ ...name(), site: "../x" as never }, sealed())).rejects.toMatchObject({ kind: "not_found" });
  expect(await readdir(folder)).toEqual([]);
});

test("sites are apart, files are their owner's only", async () => {
  const other = newId("sit");
  const mine = name();
  await blobs.put(mine, sealed(Buffer.from("m")));
  expect(await Array.fromAsync(blobs.list(other))).toEqual([]);
  expect(await blobs.size({ ...mine, site: other })).toBeUndefined();
  expect((await stat(join(folder, site, mine.object))).mode & 0o077).toBe(0);
});

test("what a killed process left unfinished goes at a later start; what may still be written stays", async () => {
  await blobs.put(name(), sealed(Buffer.from("m")));
  const [old, fresh] = [join(folder, site, ".part-old"), join(folder, site, ".part-fresh")];
  await writeFile(old, "x");
  await writeFile(fresh, "x");
  await utimes(old, new Date(0), new Date(0));
  await folderBlobs(folder);
  expect((await readdir(join(folder, site))).filter((file) => file.startsWith("."))).toEqual([".part-fresh"]);
  expect(await Array.fromAsync(blobs.list(site))).toHaveLength(1);
  expect((await readFile(fresh)).length).toBe(1);
});
