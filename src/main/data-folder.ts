/**
 * The data folder of `spendward up`: one running instance, one format.
 *
 *   version.json  format of everything below      lock.json     who runs it now
 *   ca.pem, ca-key.pem                             postgres/     the cluster and its server's files
 *   binaries/     PostgreSQL's programs, if copied control/      control's secret
 *   region-XX/    keys, blobs, cache of one region log/          spools: sealed lines that control has not taken yet
 */
import { mkdir, readFile, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../base/errors.ts";
import { type Holder, takeLock } from "../platform/spool/spool.ts";
import { writeWhole } from "./write-whole.ts";

/** Raised when a later version cannot read what this one wrote. PostgreSQL's major version is part of it. */
const FORMAT = "1/postgres-18";
const LEAST_FREE_BYTES = 300 * 1024 ** 2;

export type DataFolder = { readonly path: string; readonly release: () => Promise<void> };

/** @throws Refusal data-folder-not-writable, disk-full, data-folder-other-version, already-running. */
export async function openDataFolder(path: string, address: string, leastFreeBytes = LEAST_FREE_BYTES): Promise<DataFolder> {
  // Root runs PostgreSQL as another account, which must get through, but sees no names.
  await mkdir(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 }).catch((error) => {
    throw notWritable(path, error);
  });
  const lock = join(path, "lock.json");
  await lockOrRefuse(lock, address).catch((error) => {
    throw error instanceof Refusal ? error : notWritable(path, error);
  });
  const release = () => rm(lock, { force: true });
  try {
    await refuseFull(path, leastFreeBytes);
    await checkFormat(path);
  } catch (error) {
    await release();
    throw error;
  }
  return { path, release };
}

async function refuseFull(path: string, leastFreeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  if (bavail * bsize >= leastFreeBytes) return;
  throw new Refusal("unavailable", "disk-full", `There is only ${Math.floor((bavail * bsize) / 1024 ** 2)} MB left on the disk of the data folder.`, [
    { at: path, remedy: "Free at least 300 MB, or choose a data folder elsewhere with --data." },
  ]);
}

async function checkFormat(path: string): Promise<void> {
  const file = join(path, "version.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return writeWhole(file, `${JSON.stringify({ format: FORMAT })}\n`, 0o644);
  const found = formatIn(text);
  if (found === FORMAT) return;
  throw new Refusal("conflict", "data-folder-other-version", "This data folder belongs to another version of Spendward.", [
    { at: path, expected: `format ${FORMAT}, found ${found}`, remedy: "Start the version that made it, or choose another folder with --data." },
  ]);
}

function formatIn(text: string): string {
  try {
    return String((JSON.parse(text) as { format?: unknown }).format);
  } catch {
    return "something unreadable";
  }
}

function notWritable(path: string, error: NodeJS.ErrnoException): Refusal {
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return new Refusal("unavailable", "disk-full", "The disk of the data folder is full.", [{ at: path }]);
  return new Refusal("unavailable", "data-folder-not-writable", "The data folder cannot be written.", [
    { at: `${path} (${error.code ?? error.name})`, remedy: "Choose another with --data FOLDER, or change its owner." },
  ]);
}

/** A killed instance leaves its lock, and the next one takes it over. */
async function lockOrRefuse(lock: string, address: string): Promise<void> {
  const holder = await takeLock(lock, address);
  if (holder === "starting") throw new Refusal("conflict", "already-running", "Another instance is starting on this data folder.");
  if (holder !== undefined) throw alreadyRunning(holder);
}

const alreadyRunning = ({ pid, address }: Holder): Refusal =>
  new Refusal("conflict", "already-running", `Spendward is already running on this data folder, at ${address}.`, [
    { at: `process ${pid}`, remedy: `Open ${address}, or stop it first (kill ${pid}).` },
  ]);

