/**
 * Follows the log of a database server of the operator's own: files of jsonlog in a folder on this machine. Each entry goes through the same
 * list as the lines of the server under `spendward up`; no message is passed on. Where it was is kept beside the spool, so that a restart goes on
 * there; killed between the two, some entries come twice, and none is missed.
 */
import { open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { databaseLine } from "./database-line.ts";
import { writeWhole } from "./write-whole.ts";

/** Bytes read so far, by name of file. */
type Read = Record<string, number>;
type Entry = { readonly timestamp?: string; readonly pid?: number; readonly dbname?: string; readonly error_severity?: string; readonly state_code?: string; readonly backend_type?: string; readonly message?: string };

const EVERY_MS = 2_000;
const AT_ONCE = 1024 ** 2;

/** @param onError told of a folder that cannot be read, at each round. */
export function followDatabaseLog(folder: string, stateFile: string, write: (line: string) => void, onError: (error: unknown) => void): { readonly stop: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => void (running = running.then(() => readDatabaseLog(folder, stateFile, write)).catch(onError)), EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** One round: what is new, up to the last whole line of each file. */
export async function readDatabaseLog(folder: string, stateFile: string, write: (line: string) => void): Promise<void> {
  const before = await knownIn(stateFile);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const after: Read = {};
  for (const name of names) {
    const path = join(folder, name);
    const { size } = await stat(path);
    // Shorter than what was read: the server began the file anew.
    let at = (before[name] ?? 0) > size ? 0 : (before[name] ?? 0);
    for (let read = -1; read !== 0 && at < size; at += read) read = await readSome(path, at, write);
    after[name] = at;
  }
  if (JSON.stringify(after) !== JSON.stringify(before)) await writeWhole(stateFile, JSON.stringify(after), 0o600);
}

async function readSome(path: string, at: number, write: (line: string) => void): Promise<number> {
  const file = await open(path, "r");
  const bytes = Buffer.alloc(AT_ONCE);
  const { bytesRead } = await file.read(bytes, 0, AT_ONCE, at).finally(() => file.close());
  const end = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
  if (end === 0) return bytesRead === AT_ONCE ? AT_ONCE : 0; // a line longer than anything that is wanted is passed over
  for (const text of bytes.toString("utf8", 0, end).split("\n")) {
    const line = lineOf(text);
    if (line !== undefined) write(line);
  }
  return end;
}

function lineOf(text: string): string | undefined {
  let entry: Entry;
  try {
    entry = JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
  // The form of the server's log_timezone = 'UTC'; another zone's name is not known here, and its entries get the time of reading.
  const at = new Date(/ (UTC|GMT)$/.test(entry.timestamp ?? "") ? `${entry.timestamp?.slice(0, -4).replace(" ", "T")}Z` : Date.now());
  return databaseLine({
    at: Number.isNaN(at.getTime()) ? new Date() : at, pid: entry.pid ?? 0, database: entry.dbname ?? "", backend: entry.backend_type ?? "", code: entry.state_code ?? "00000", severity: entry.error_severity ?? "LOG", message: entry.message ?? "",
  });
}

async function knownIn(file: string): Promise<Read> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Read;
  } catch {
    return {};
  }
}
