/**
 * The object store as a folder: FOLDER/site/object[.part].
 *
 * Crash story of `put`: bytes go to a temporary name in the same folder and are synced; then a hard link gives them their name
 * (which fails if it exists, so a blob is never replaced), the folder is synced, the temporary name goes. A kill before
 * the link leaves a `.part-` file, which no reader sees and the next start of the store removes; after it, the blob.
 */
import { createReadStream } from "node:fs";
import { link, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { newId, parseId, type SiteId } from "../../base/ids.ts";
import { invariant, notFound, Refusal } from "../../base/errors.ts";
import type { SealedBytes } from "../vault/vault.ts";
import type { BlobName, Blobs, StoredBlob } from "./blob-store.ts";

const UNFINISHED = ".part-";
const OBJECTS = ["upl", "imp", "seg", "run"] as const;

export async function folderBlobs(folder: string): Promise<Blobs> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeUnfinished(folder);
  const pathOf = (name: BlobName) => join(folder, parseId("sit", name.site), fileOf(name));
  return {
    put: async (name, sealed) => put(join(folder, parseId("sit", name.site)), fileOf(name), sealed),
    get: (name) => get(() => pathOf(name)),
    size: async (name) => (await stat(pathOf(name)).catch(ignoreMissing))?.size,
    delete: async (name) => {
      await rm(pathOf(name), { force: true });
      await syncFolder(join(folder, name.site)).catch(ignoreMissing);
    },
    list: (site) => list(folder, site),
  };
}

/** Only ids become names, so that no path can be made up from outside. */
function fileOf({ object, part }: BlobName): string {
  const known = OBJECTS.find((prefix) => object.startsWith(`${prefix}_`));
  if (known === undefined) throw notFound("object");
  parseId(known, object);
  invariant(part === undefined || (Number.isSafeInteger(part) && part >= 0), "a part is a count");
  return part === undefined ? object : `${object}.${part}`;
}

async function put(folder: string, file: string, sealed: SealedBytes): Promise<{ sizeBytes: number }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, file);
  const temporary = join(folder, `${UNFINISHED}${newId("key").slice(4)}`);
  let sizeBytes = 0;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      for await (const chunk of sealed) {
        await writeAll(handle, chunk);
        sizeBytes += chunk.byteLength;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(temporary, target);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
  return { sizeBytes };
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten;
}

async function* get(pathOf: () => string): AsyncGenerator<Uint8Array> {
  const path = pathOf();
  if ((await stat(path).catch(ignoreMissing)) === undefined) throw notFound("object");
  yield* createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
}

async function* list(folder: string, site: SiteId): AsyncGenerator<StoredBlob> {
  const inside = join(folder, parseId("sit", site));
  for (const file of ((await readdir(inside).catch(ignoreMissing)) ?? []).sort()) {
    if (file.startsWith(UNFINISHED)) continue;
    const size = (await stat(join(inside, file)).catch(ignoreMissing))?.size;
    if (size === undefined) continue; // deleted meanwhile
    const [object, part] = file.split(".");
    yield { name: { site, object: object as BlobName["object"], ...(part !== undefined && { part: Number(part) }) }, sizeBytes: size };
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const site of await readdir(folder)) {
    const files = (await readdir(join(folder, site)).catch(() => [])).filter((file) => file.startsWith(UNFINISHED));
    for (const file of files) await removeIfOld(join(folder, site, file));
  }
}

/** Several processes share the store (server and worker), so a file still being written must be left alone. */
const UNFINISHED_OLD_MS = 24 * 3600 * 1000;
async function removeIfOld(path: string): Promise<void> {
  const modifiedMs = (await stat(path).catch(ignoreMissing))?.mtimeMs;
  if (modifiedMs !== undefined && Date.now() - modifiedMs > UNFINISHED_OLD_MS) await rm(path, { force: true });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as { code?: string }).code === "ENOENT") return undefined;
  throw error;
}

function asRefusal(error: unknown): unknown {
  const code = (error as { code?: string }).code;
  if (code === "EEXIST") return new Refusal("conflict", "blob-exists", "This object is already stored.");
  if (code === "ENOSPC" || code === "EDQUOT") return new Refusal("unavailable", "storage-full", "There is no room left to store this. Please tell your operator.");
  return error;
}
