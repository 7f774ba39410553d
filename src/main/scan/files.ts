/**
 * The files of a scan: those named, and those in the folders named, as sources.
 */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { Refusal } from "../../base/errors.ts";
import type { Source } from "../../engine/ledger/ledger.ts";

export type ScanFile = {
  readonly source: Source;
  /** Named by the person, so a failure to read it is theirs to know; one found in a folder may be anything. */
  readonly named: boolean;
};

/** Ledger exports and sanctions lists; other files of a folder are not opened. */
const EXTENSIONS = /\.(xml|csv|tsv|txt|tab|psv|dat|asc|xlsx|xlsm)(\.gz)?$/i;
const DEPTH = 3;
const READ_BYTES = 1 << 20;

/** @param apart a file that may lie among the others and is none of them: the payment run to check is not yet history */
export async function findFiles(paths: readonly string[], apart?: string): Promise<{ files: ScanFile[]; notOpened: string[] }> {
  const files = new Map<string, ScanFile>();
  const notOpened: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      const what = error.code === "EACCES" ? "may not be read by you" : "does not exist";
      throw new Refusal("invalid", "path-missing", `${path} ${what}.`, [{ at: path, remedy: "Check the path." }]);
    });
    if (!found.isDirectory()) {
      files.set(path, { source: fileSource(path, basename(path), found.size), named: true });
      continue;
    }
    for (const inside of await walk(path, DEPTH)) {
      const name = relative(path, inside);
      if (EXTENSIONS.test(inside)) files.set(inside, { source: fileSource(inside, name, (await stat(inside)).size), named: false });
      else notOpened.push(name);
    }
  }
  return { files: [...files].filter(([path]) => apart === undefined || resolve(path) !== resolve(apart)).map(([, file]) => file), notOpened };
}

async function walk(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || entry.name.startsWith("~$")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 1) found.push(...(await walk(path, depth - 1)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

const fileSource = (path: string, name: string, sizeBytes: number): Source => ({
  name, sizeBytes, open: () => createReadStream(path, { highWaterMark: READ_BYTES }),
});
