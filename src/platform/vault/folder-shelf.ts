/**
 * The shelf of site keys as a folder of small files (0600) beside the root key file: the embedded default.
 *
 * `sit_….7.json` is revision 7. A new revision is created whole under its name, which fails if someone else was
 * first: that is the compare-and-set, between processes too. Killed before: nothing changed, and the
 * next writer sweeps the piece that is left. Killed after: the new
 * revision counts (readers take the highest) and the next reader erases the old file.
 * Erasing overwrites and unlinks; on a journaling disk or SSD a remnant may survive, which is still wrapped by the
 * root: the next root rotation, which destroys the old root, ends that too.
 */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { invariant } from "../../base/errors.ts";
import { isId, type SiteId } from "../../base/ids.ts";
import { createWhole, erase, readWhole } from "./durable-file.ts";
import { refuse } from "./refusals.ts";
import type { Shelf, ShelfEntry } from "./store.ts";

export async function folderShelf(folder: string): Promise<Shelf> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    read: (site) => read(folder, site),
    sites: async () => {
      const names = (await readdir(folder)).flatMap((name) => /^(sit_[0-9a-f-]+)\.\d+\.json$/.exec(name)?.[1] ?? []);
      return [...new Set(names)].filter((name) => isId("sit", name));
    },
    replace: (site, revision, keys) => replace(folder, site, { revision: revision + 1, keys }),
  };
}

/** Revision numbers of the site that have a file, highest first. */
async function revisions(folder: string, site: SiteId): Promise<readonly number[]> {
  invariant(isId("sit", site), "a shelf holds sites");
  const pattern = new RegExp(`^${site}\\.(\\d+)\\.json$`);
  const found = (await readdir(folder)).flatMap((name) => pattern.exec(name)?.[1] ?? []);
  return found.map(Number).sort((a, b) => b - a);
}

const fileOf = (folder: string, site: SiteId, revision: number) => join(folder, `${site}.${revision}.json`);

async function read(folder: string, site: SiteId): Promise<ShelfEntry | undefined> {
  for (let gone = 0; ; ) {
    const [newest, ...older] = await revisions(folder, site);
    if (newest === undefined) return undefined;
    for (const revision of older) await erase(fileOf(folder, site, revision));
    const text = await readWhole(fileOf(folder, site, newest));
    if (text === undefined && newest !== gone) {
      gone = newest; // replaced between listing and reading: look again
      continue;
    }
    try {
      return { revision: newest, keys: JSON.parse(text ?? "").keys };
    } catch {
      throw refuse("root-key-unreadable");
    }
  }
}

async function replace(folder: string, site: SiteId, entry: ShelfEntry): Promise<boolean> {
  const [newest = 0] = await revisions(folder, site);
  if (newest !== entry.revision - 1) return false;
  const text = JSON.stringify({ format: "spendward-site-keys-1", keys: entry.keys });
  if (!(await createWhole(fileOf(folder, site, entry.revision), text))) return false;
  if (newest > 0) await erase(fileOf(folder, site, newest));
  await sweep(folder, site, entry.revision);
  return true;
}

/** What killed writers left may hold wrapped keys that were destroyed since. Nobody can still win with these revisions. */
async function sweep(folder: string, site: SiteId, revision: number): Promise<void> {
  const pattern = new RegExp(`^${site}\\.(\\d+)\\.json\\..+\\.tmp$`);
  for (const name of await readdir(folder)) {
    const written = Number(pattern.exec(name)?.[1] ?? Infinity);
    if (written <= revision) await erase(join(folder, name));
  }
}
