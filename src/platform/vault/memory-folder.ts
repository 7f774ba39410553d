/**
 * Folders that exist in memory only, for what DuckDB must read or write as a file.
 *
 * Clear text of customer data never touches a disk. The folder must be on a memory-backed file system (tmpfs or
 * ramfs); where there is none, work that needs a file is refused.
 * tmpfs can be swapped: run without swap, or with encrypted swap (the installation guide says so).
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "./durable-file.ts";
import { refuse } from "./refusals.ts";

/** f_type of tmpfs and ramfs (Linux, statfs(2)). */
const MEMORY_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
const PREFIX = "spendward-";

export const DEFAULT_MEMORY_FOLDER = "/dev/shm";

/** @throws Refusal no-memory-folder unless files in this folder stay in memory. */
export async function checkMemoryFolder(folder: string = DEFAULT_MEMORY_FOLDER): Promise<void> {
  const found = await statfs(folder).catch(() => undefined);
  // Some systems report the type as a signed 32-bit number.
  if (found === undefined || !MEMORY_FILE_SYSTEMS.has(found.type >>> 0)) throw refuse("no-memory-folder");
}

/**
 * Lends a folder of its own (0700) in memory, gone when its use ends, also when it fails. One at a time in a process, so that
 * 64 MiB suffice. Killed in between: the folder stays until `sweepMemoryFolders`, which every start calls; files in it that
 * have no name (engine/duckdb/piece-file.ts) are gone with the process.
 * @throws Refusal no-memory-folder
 */
export async function withMemoryFolder<T>(use: (folder: string) => Promise<T>, folder: string = DEFAULT_MEMORY_FOLDER): Promise<T> {
  await checkMemoryFolder(folder);
  const lend = async (): Promise<T> => {
    const own = join(folder, `${PREFIX}${process.pid}-${randomUUID()}`);
    await mkdir(own, { mode: 0o700 });
    try {
      return await use(own);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  };
  const mine = last.then(lend, lend);
  last = mine.catch(() => {});
  return mine;
}

let last: Promise<unknown> = Promise.resolve();

/** Removes what a killed process left. @returns how many folders of dead processes there were. */
export async function sweepMemoryFolders(folder: string = DEFAULT_MEMORY_FOLDER): Promise<number> {
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
