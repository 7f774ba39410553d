/**
 * How far this node has taken lines into the store, and the link that the store ended with: in a file beside the store's keys, not in the
 * database. Anchors in the trail come once an hour; whoever holds the database alone cannot cut off what came since either, because this knows of it.
 *
 * Written after the batch is committed, one write at a time, the newest wins: killed in between, the file is behind the store and never ahead.
 */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Anchor } from "./anchor-logs.ts";

export type EndRecord = {
  /** Nobody waits for it. */
  readonly note: (end: Anchor) => void;
  readonly last: () => Promise<Anchor | undefined>;
  /** When what was noted so far is on the disk. */
  readonly settled: () => Promise<void>;
};

/** @param onError told when it cannot be written: the store goes on, and is vouched for by its anchors. */
export function folderEndRecord(folder: string, onError: (error: unknown) => void = () => undefined): EndRecord {
  const file = join(folder, "store-end");
  let newest: Anchor | undefined;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    for (let end = newest; end !== undefined; end = newest) {
      newest = undefined;
      const known = await read(file);
      if (known === undefined || known.position < end.position) await replace(folder, file, `${end.position} ${end.link}\n`);
    }
  };
  return {
    note: (end) => {
      if (newest === undefined || newest.position < end.position) newest = end;
      writing ??= write().catch(onError).finally(() => (writing = undefined));
    },
    last: () => read(file),
    settled: async () => {
      while (writing !== undefined) await writing;
    },
  };
}

async function read(file: string): Promise<Anchor | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const [, position, link] = /^(\d{1,15}) ([\w-]{43})\n$/.exec(text) ?? [];
  return position === undefined || link === undefined ? undefined : { position: Number(position), link };
}

async function replace(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(`${file}.new`, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
