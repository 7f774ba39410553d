/**
 * One holder of a folder or installation at a time, across kills: a lock file that names the process and when it started, so that a
 * reused process number is not mistaken for it. A stale lock is removed only if it is still the one that was judged, and `link` lets
 * only one starter put down a new one.
 */
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";

export type Holder = { readonly pid: number; readonly started: string; readonly address: string };

/** @param address what others are told of where the holder is. Answers a living holder, or undefined when the lock is ours now. */
export async function takeLock(lock: string, address: string): Promise<Holder | "starting" | undefined> {
  const mine = `${lock}.${randomBytes(4).toString("hex")}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, started: (await startOf(process.pid)) ?? "", address } satisfies Holder), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await link(mine, lock).then(() => true, ifExists)) return undefined;
      const holder = await holderOf(lock);
      if (holder !== undefined && (await alive(holder))) return holder;
      if (await sameHolder(lock, holder)) await rm(lock, { force: true });
    }
    return "starting";
  } finally {
    await rm(mine, { force: true });
  }
}

function ifExists(error: NodeJS.ErrnoException): false {
  if (error.code === "EEXIST") return false;
  throw error;
}

async function holderOf(lock: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(lock, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

async function sameHolder(lock: string, holder: Holder | undefined): Promise<boolean> {
  const now = await holderOf(lock);
  return now?.pid === holder?.pid && now?.started === holder?.started;
}

async function alive({ pid, started }: Holder): Promise<boolean> {
  const since = await startOf(pid);
  if (since !== undefined) return since === started;
  if (process.platform === "linux") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ticks since boot at which a process started: field 22 of /proc/PID/stat; undefined where there is none. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}
