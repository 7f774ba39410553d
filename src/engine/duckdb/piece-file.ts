/**
 * The one file through which a database is handed pieces and gives them back: 0600, and without a name.
 *
 * Invariant: what is in it goes with this process, however that ends. Its name is gone before its first byte is written, so a
 * killed process leaves nothing to be found; DuckDB reaches it as the open file it is (`/proc/self/fd`). Where a system has
 * no such paths (macOS, Windows) it keeps a name, in the private folder that whoever made it removes.
 * One piece at a time: it is emptied after each use.
 */
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { invariant, Refusal } from "../../base/errors.ts";

export type PieceFile = {
  /** For DuckDB, in this process only. */
  readonly path: string;
  /** Lends it filled with the content; `use` begins only when all of it has arrived. @throws Refusal memory-folder-full, and what the content throws. */
  readonly lend: <T>(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, use: (path: string) => Promise<T>) => Promise<T>;
  /** Lends it empty, and gives what was written to it. */
  readonly collect: (write: (path: string) => Promise<unknown>) => Promise<Buffer>;
  readonly close: () => void;
};

/** How long a piece waits for those of other processes to go. */
const ROOM_WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** @param roomWaitMs how long it waits while the folder is full. */
export function openPieceFile(folder: string, roomWaitMs = ROOM_WAIT_MS): PieceFile {
  const named = join(folder, `piece-${randomUUID()}`);
  const fd = openSync(named, "wx+", 0o600);
  const unnamed = `/proc/self/fd/${fd}`;
  const isUnnamed = existsSync(unnamed);
  if (isUnnamed) rmSync(named);
  const path = isUnnamed ? unnamed : named;
  let lent = false;
  const lend = async <T>(fill: () => Promise<void>, use: () => Promise<T>): Promise<T> => {
    invariant(!lent, "a database has one piece at a time");
    lent = true;
    try {
      await fill();
      return await use();
    } finally {
      ftruncateSync(fd, 0);
      lent = false;
    }
  };
  return {
    path,
    lend: (content, use) => lend(() => fillFile(fd, content, roomWaitMs), () => use(path)),
    collect: (write) => lend(async () => undefined, async () => {
      await write(path);
      return wholeOf(fd);
    }),
    close: () => {
      closeSync(fd);
      if (!isUnnamed) rmSync(named, { force: true });
    },
  };
}

/** Positions are given, since DuckDB opens the file on its own. Waits for room while others' pieces fill the folder. */
async function fillFile(fd: number, content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, roomWaitMs: number): Promise<void> {
  let size = 0;
  for await (const chunk of content) {
    for (let at = 0, waitedMs = 0; at < chunk.length; ) {
      try {
        at += writeSync(fd, chunk, at, chunk.length - at, size + at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        if (waitedMs >= roomWaitMs) throw full();
        await setTimeout(LOOK_AGAIN_MS);
        waitedMs += LOOK_AGAIN_MS;
      }
    }
    size += chunk.length;
  }
}

const full = (): Refusal =>
  new Refusal("unavailable", "memory-folder-full", "The memory-backed folder is full at present. Try again later.", [
    { at: "/dev/shm", remedy: "Give the service a /dev/shm of at least 64 MiB (containers: --shm-size=64m), and more where several regions work at once." },
  ]);

function wholeOf(fd: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(fd, bytes, at, bytes.length - at, at);
    invariant(read > 0, "a piece became shorter while it was read");
    at += read;
  }
  return bytes;
}
