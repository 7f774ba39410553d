/** Small secret files that are either there whole or not at all, and that are erased, not merely unlinked. */
import { randomUUID } from "node:crypto";
import { link, open, readFile, rm, unlink } from "node:fs/promises";
import { dirname } from "node:path";

export const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException | undefined)?.code === code;

/**
 * Creates the file (0600) with this text; false, and nothing changed, if it exists.
 * Killed before the link: only `FILE.….tmp` is left, which nothing reads. Killed after it: the file counts.
 */
export async function createWhole(file: string, text: string): Promise<boolean> {
  const written = `${file}.${randomUUID()}.tmp`;
  const handle = await open(written, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(written, file);
  } catch (error) {
    // ENOENT: another writer, already ahead of us, swept what it took for a dead one's.
    if (hasCode(error, "EEXIST") || hasCode(error, "ENOENT")) return false;
    throw error;
  } finally {
    await rm(written, { force: true });
  }
  await syncFolder(dirname(file));
  return true;
}

/**
 * The text of a file made by `createWhole`; undefined where there is none. A file of zeros is one whose erasing is under way in
 * another process, or was cut short by a kill: there is none any more.
 */
export async function readWhole(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  });
  return bytes?.[0] === 0 ? undefined : bytes?.toString("utf8");
}

/** Overwrites with zeros, then unlinks. Absent already is well. Killed in between: see `readWhole`. */
export async function erase(file: string): Promise<void> {
  try {
    const handle = await open(file, "r+");
    try {
      const { size } = await handle.stat();
      await handle.write(Buffer.alloc(size), 0, size, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await unlink(file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
