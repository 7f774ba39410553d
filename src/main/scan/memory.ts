/**
 * How much memory a scan may use, and where its database goes when that is not enough.
 *
 * The spill folder holds parts of the ledger in clear, on the machine where the ledger lies in clear already; a service never has one.
 * It is private to its user and goes with the scan. What a killed scan left is removed by the next one.
 */
import { mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";

/** The rest is for what is found, which lies outside of the database: up to 0.3 GB a million documents. */
const MOST_MB = 6144;

/** Half of what this machine, or the container, has: for the database alone. */
export function databaseMemoryMb(total = totalmem(), limit = process.constrainedMemory()): number {
  const has = limit !== undefined && limit > 0 ? Math.min(total, limit) : total;
  return Math.min(MOST_MB, Math.floor(has / 2 ** 21));
}

const NAME = /^spendward-spill-(\d+)-/;
const TMPFS_MAGIC = 0x01021994; // statfs(2)

/** Not in a folder that is itself memory, where there is another. */
export async function makeSpillFolder(temporary = tmpdir()): Promise<string> {
  const isMemory = (await statfs(temporary).catch(() => undefined))?.type === TMPFS_MAGIC;
  const parent = isMemory && (await statfs("/var/tmp").catch(() => undefined)) !== undefined ? "/var/tmp" : temporary;
  for (const name of await readdir(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined); // another user's
  }
  return mkdtemp(join(parent, `spendward-spill-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
