/**
 * The spool: where a process writes its log lines, on its own disk, sealed, until the central store has them. The door.
 *
 * Promises. Writing never waits for the store and never fails for the writer. A line is in the kernel's hands at the end of the turn
 * of the event loop that wrote it: a kill after that loses nothing. Batches are numbered without gaps, also across kills. The spool never
 * grows past its bound nor takes the last of the disk: then the oldest lines are given up, and a batch in their place says how many and
 * from when to when. Long before that it says that it is filling.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PlaneSeal } from "../vault/vault.ts";
import type { Batch } from "./batch.ts";
import { FolderSpool } from "./folder-spool.ts";
import { takeLock } from "./holder.ts";

export { BATCH_BYTES, type Batch, batchBytes, type BatchHead, packLines, readBatch, SOURCE, unpackLines } from "./batch.ts";
export { type Holder, takeLock } from "./holder.ts";
export { readWaiting } from "./read-waiting.ts";
export { type SendBatch, type Shipping, shipBatches, type Taken } from "./ship.ts";

export type SpoolOptions = {
  readonly folder: string;
  /** `uk/worker`: the plane and which of its processes. */
  readonly source: string;
  /** As the lines call it: `worker uk`. */
  readonly plane: string;
  readonly seal: PlaneSeal;
  readonly limitBytes: number;
  /** Of the disk's free bytes, how many are never taken. */
  readonly spareBytes?: number;
  readonly freeBytes?: () => Promise<number>;
  /** How long lines stay in the file that is written to. */
  readonly closeAfterMs?: number;
  readonly now?: () => Date;
};

export type Spool = {
  readonly write: (line: string) => void;
  /** For a process that is about to die: in the kernel's hands when it returns. */
  readonly writeNow: (line: string) => void;
  /** The batch to be taken next. */
  readonly oldest: () => Promise<Batch | undefined>;
  readonly sent: (number: number) => Promise<void>;
  /** Its numbers are taken by other batches (a disk was put back to an older state): what waits becomes a stream of its own. */
  readonly restart: () => Promise<void>;
  /** Makes a batch of what was written so far. */
  readonly close: () => Promise<void>;
  readonly waiting: () => { readonly batches: number; readonly bytes: number };
  /** Resolves when there may be something new to take. */
  readonly changed: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Undefined when another living process holds this folder. */
export async function openSpool(options: SpoolOptions): Promise<Spool | undefined> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const lock = join(options.folder, "lock.json");
  if ((await takeLock(lock, options.source)) !== undefined) return undefined;
  const spool = new FolderSpool(options);
  await spool.recover();
  return {
    write: (line) => spool.write(line),
    writeNow: (line) => spool.writeNow(line),
    oldest: () => spool.oldest(),
    sent: (number) => spool.sent(number),
    restart: () => spool.restart(),
    close: () => spool.close(),
    waiting: () => spool.waiting(),
    changed: () => spool.changed(),
    stop: async () => {
      await spool.end();
      await rm(lock, { force: true });
    },
  };
}
