/**
 * Working files that exist in memory only: what DuckDB must read or write by name.
 *
 * Clear text of customer data never touches a disk. The folder must be on a memory-backed file system (tmpfs or
 * ramfs); where there is none, work that needs a file is refused. Files are 0600 and removed when their use ends, also
 * when it fails. Killed in between: the file stays in memory until `sweepMemoryFiles`, which every start calls.
 * tmpfs can be swapped: run without swap, or with encrypted swap (the installation guide says so).
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, statfs, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { hasCode } from "./durable-file.ts";
import { refuse } from "./refusals.ts";

/** f_type of tmpfs and ramfs (Linux, statfs(2)). */
const MEMORY_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
const PREFIX = "spendward-";

export type MemoryFileOptions = {
  /** Default `/dev/shm`. */
  readonly folder?: string;
  /** How the file's name ends, for readers that go by it: `.parquet`. */
  readonly suffix?: string;
};

export const DEFAULT_MEMORY_FOLDER = "/dev/shm";

/** @throws Refusal no-memory-folder unless files in this folder stay in memory. */
export async function checkMemoryFolder(folder: string = DEFAULT_MEMORY_FOLDER): Promise<void> {
  const found = await statfs(folder).catch(() => undefined);
  // Some systems report the type as a signed 32-bit number.
  if (found === undefined || !MEMORY_FILE_SYSTEMS.has(found.type >>> 0)) throw refuse("no-memory-folder");
}

/**
 * Puts the content into a memory-backed file of its own and lends its path to `use`. The content may come from
 * openBlob: `use` begins only when all of it has arrived and is authentic.
 * @throws Refusal no-memory-folder, memory-folder-full, and whatever the content throws.
 */
export async function withMemoryFile<T>(
  content: Uint8Array | AsyncIterable<Uint8Array>, use: (path: string) => Promise<T>, options: MemoryFileOptions = {},
): Promise<T> {
  return withMemoryPath(async (path) => {
    const file = await open(path, "wx", 0o600);
    try {
      if (content instanceof Uint8Array) await writeAll(file, content, path);
      else for await (const chunk of content) await writeAll(file, chunk, path);
    } finally {
      await file.close();
    }
    return use(path);
  }, options);
}

/**
 * Lends the path of a file that does not exist yet, for a writer such as DuckDB's COPY, in a folder of its own (0700).
 * One piece at a time in a process, so that a folder of 64 MiB suffices; a piece used within another's use does not
 * wait for it.
 */
export async function withMemoryPath<T>(use: (path: string) => Promise<T>, options: MemoryFileOptions = {}): Promise<T> {
  const { folder = DEFAULT_MEMORY_FOLDER, suffix = "" } = options;
  await checkMemoryFolder(folder);
  const lend = async (): Promise<T> => {
    const own = join(folder, `${PREFIX}${process.pid}-${randomUUID()}`);
    await mkdir(own, { mode: 0o700 });
    try {
      return await inside.run(true, () => use(join(own, `piece${suffix}`)));
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  };
  if (inside.getStore()) return lend();
  const mine = last.then(lend, lend);
  last = mine.catch(() => {});
  return mine;
}

const inside = new AsyncLocalStorage<boolean>();
let last: Promise<unknown> = Promise.resolve();

/** How long a piece waits for those of other processes to go; then it is refused, and its job tries again later. */
const ROOM_WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** Waits for room while others' pieces fill the folder. @throws Refusal memory-folder-full */
async function writeAll(file: FileHandle, chunk: Uint8Array, path: string): Promise<void> {
  let at = 0;
  for (let waitedMs = 0; at < chunk.length; ) {
    try {
      at += (await file.write(chunk, at)).bytesWritten;
    } catch (error) {
      if (!hasCode(error, "ENOSPC")) throw error;
      const own = dirname(path);
      const others = (await readdir(dirname(own))).filter((name) => name.startsWith(PREFIX) && name !== basename(own));
      if (others.length === 0 || waitedMs >= ROOM_WAIT_MS) throw refuse("memory-folder-full");
      await setTimeout(LOOK_AGAIN_MS);
      waitedMs += LOOK_AGAIN_MS;
    }
  }
}

/** Removes what a killed process left. @returns how many pieces of dead processes there were. */
export async function sweepMemoryFiles(folder: string = DEFAULT_MEMORY_FOLDER): Promise<number> {
  await checkMemoryFolder(folder);
  const left = (await readdir(folder)).filter((name) => {
    const pid = /^spendward-(\d+)-/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
  return left.length;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}
