/**
 * The batches that wait in a spool's folder, each a sealed file, oldest first:
 *
 *   stream.json                which spool and stream this is
 *   000000000007.batch         waiting to be taken          000000000002-….lost      stands for batches that were given up
 *   000000000008.open          being written to             000000000006.sent        the newest that was taken: remembers the number
 *
 * Crash story: a file gets its name when it is whole and durable. What a range of given-up batches covers is removed after the range is
 * there, so both may be found, and the smaller ones go. A batch that was taken but not yet renamed is sent again, and the store knows it.
 */
import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../../base/errors.ts";
import type { PlaneSeal } from "../vault/vault.ts";
import { type Batch, batchBytes, readBatch } from "./batch.ts";

export type Waiting = { readonly name: string; readonly from: number; readonly number: number; readonly bytes: number; readonly lost: boolean };

export type BatchFiles = {
  readonly waiting: () => readonly Waiting[];
  readonly bytes: () => number;
  /** Numbers of files that were being written to when the last process ended. */
  readonly unclosed: readonly number[];
  readonly lastNumber: () => number;
  readonly store: (batch: Batch, lost?: boolean) => Promise<void>;
  /** @throws Refusal sealed-*, log-batch-not-readable: the file is not what was written. */
  readonly read: (waiting: Waiting) => Promise<Batch>;
  readonly remove: (waiting: Waiting) => Promise<void>;
  /** All up to this number have been taken. */
  readonly sent: (number: number) => Promise<void>;
};

const NAME = /^(?:(\d{12})-)?(\d{12})\.(batch|lost|sent|open)$/;
const numberText = (number: number): string => String(number).padStart(12, "0");
const nameOf = ({ from, number }: { from: number; number: number }, lost: boolean): string =>
  `${from === number ? "" : `${numberText(from)}-`}${numberText(number)}.${lost ? "lost" : "batch"}`;
export const openName = (number: number): string => `${numberText(number)}.open`;

type Found = { readonly name: string; readonly from: number; readonly number: number; readonly kind: string };

export async function openBatchFiles(folder: string, seal: PlaneSeal, spool: string): Promise<BatchFiles> {
  const found = await tidy(folder);
  let sentUpTo = Math.max(0, ...found.filter(({ kind }) => kind === "sent").map(({ number }) => number));
  let list: Waiting[] = [];
  for (const { name, from, number, kind } of found) {
    if (kind === "batch" || kind === "lost") list.push({ name, from, number, bytes: (await stat(join(folder, name))).size, lost: kind === "lost" });
  }
  const unclosed = found.filter(({ kind }) => kind === "open").map(({ number }) => number);
  let last = Math.max(0, ...found.map(({ number }) => number));
  const placeOf = (number: number) => ({ kind: "log.batch", object: spool, position: number });
  const remove = async (name: string): Promise<void> => rm(join(folder, name), { force: true });
  return {
    waiting: () => list,
    bytes: () => list.reduce((sum, one) => sum + one.bytes, 0),
    unclosed,
    lastNumber: () => last,
    store: async (batch, lost = false) => {
      const { from, number } = batch.head;
      const name = nameOf(batch.head, lost);
      const sealed = seal.seal(placeOf(number), batchBytes(batch));
      await writeDurably(folder, name, sealed);
      const covered = list.filter((one) => one.from >= from && one.number <= number && one.name !== name);
      for (const one of covered) await remove(one.name);
      list = list.filter((one) => one.name !== name && !covered.includes(one));
      const after = list.findIndex((one) => one.number > number);
      list.splice(after < 0 ? list.length : after, 0, { name, from, number, bytes: sealed.length, lost });
      last = Math.max(last, number);
    },
    read: async ({ name, from, number }) => {
      const batch = readBatch(seal.open(placeOf(number), await readFile(join(folder, name))));
      if (batch.head.from !== from || batch.head.number !== number) throw new Refusal("conflict", "log-batch-of-another", "This batch was in another file.");
      return batch;
    },
    remove: async ({ name }) => {
      await remove(name);
      list = list.filter((one) => one.name !== name);
    },
    sent: async (number) => {
      const taken: Waiting[] = [];
      while (list[0] !== undefined && list[0].number <= number) taken.push(list.shift() as Waiting);
      const newest = taken.pop();
      if (newest === undefined) return;
      await rename(join(folder, newest.name), join(folder, `${numberText(newest.number)}.sent`));
      for (const one of taken) await remove(one.name);
      if (sentUpTo > 0) await remove(`${numberText(sentUpTo)}.sent`);
      sentUpTo = newest.number;
    },
  };
}

/** What is there, by number, without what a kill left behind that something else stands for. */
async function tidy(folder: string): Promise<readonly Found[]> {
  const names = await readdir(folder);
  const found = names.flatMap((name): Found[] => {
    const [, from, number, kind] = NAME.exec(name) ?? [];
    return kind === undefined ? [] : [{ name, from: Number(from ?? number), number: Number(number), kind }];
  });
  const sentUpTo = Math.max(0, ...found.filter(({ kind }) => kind === "sent").map(({ number }) => number));
  const rank = ["sent", "lost", "batch", "open"];
  // Widest first: whatever it covers is told by it.
  const order = [...found].sort((a, b) => a.from - b.from || b.number - a.number || rank.indexOf(a.kind) - rank.indexOf(b.kind));
  let covered = 0;
  const kept: Found[] = [];
  for (const one of order) {
    const over = one.kind === "sent" ? one.number < sentUpTo : one.number <= Math.max(covered, sentUpTo);
    if (over) continue;
    if (one.kind !== "sent") covered = one.number;
    kept.push(one);
  }
  const stays = new Set(kept.map(({ name }) => name));
  for (const name of names) if (name.endsWith(".new") || (NAME.test(name) && !stays.has(name))) await rm(join(folder, name), { force: true });
  return kept;
}

export async function writeDurably(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, name);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(`${path}.new`, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const parent = await open(folder, "r");
  await parent.sync().finally(() => parent.close());
}
