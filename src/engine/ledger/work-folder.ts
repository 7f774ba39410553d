/**
 * The folder through which DuckDB is handed pieces of a file: in memory, private, empty again after each piece.
 *
 * Invariant: customer bytes in clear never reach a disk. Where there is no memory-backed folder (macOS, Windows) a
 * service must refuse to work. The local scan may use a folder on disk there, since the files it reads lie in clear
 * on that same machine already: `diskAllowed`.
 */
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../../base/errors.ts";

export type WorkFolder = {
  readonly path: string;
  readonly inMemory: boolean;
  readonly remove: () => Promise<void>;
};

const TMPFS_MAGIC = 0x01021994; // statfs(2)
/** One piece and what DuckDB writes beside it. */
const NEEDED_BYTES = 34 << 20;

export async function makeWorkFolder(options: { readonly diskAllowed: boolean }): Promise<WorkFolder> {
  const shared = await statfs("/dev/shm").catch(() => undefined);
  const usable = shared !== undefined && shared.type === TMPFS_MAGIC && shared.bavail * shared.bsize >= NEEDED_BYTES;
  if (!usable && !options.diskAllowed) {
    throw new Refusal("unavailable", "no-memory-folder", "This machine has no memory-backed folder with 34 MiB free.", [
      { at: "/dev/shm", remedy: "Give the service a /dev/shm of at least 64 MiB (containers: --shm-size=64m)." },
    ]);
  }
  // The process is named, so that what a killed one left behind can be told from what is in use.
  const path = await mkdtemp(join(usable ? "/dev/shm" : tmpdir(), `spendward-${process.pid}-`));
  return { path, inMemory: usable, remove: () => rm(path, { recursive: true, force: true }) };
}
