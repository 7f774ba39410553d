/**
 * Keeps a spool within its bound, and out of the last of the disk: gives up the oldest batches, of which one small batch then says how many
 * lines those were and from when to when. Says beforehand, at half and at four fifths of the bound, that it is filling.
 */
import type { Log } from "../telemetry/telemetry.ts";
import type { Batch } from "./batch.ts";
import type { BatchFiles, Waiting } from "./batch-files.ts";

export type Room = {
  readonly limitBytes: number;
  readonly spareBytes: number;
  readonly freeBytes: () => Promise<number>;
  readonly tell: Log;
  /** Share of the bound, in percent, that was told of last. */
  told: number;
};

export type GivenUp = { readonly code: string; readonly count: number; readonly first: string; readonly last: string };
type Range = { readonly from: number; readonly number: number };

export async function makeRoom(files: BatchFiles, room: Room, incoming: number, instead: (range: Range, gone: GivenUp) => Promise<Batch>): Promise<void> {
  const limit = Math.min(room.limitBytes, files.bytes() + Math.max(0, (await room.freeBytes()) - room.spareBytes));
  tellShare(room, ((files.bytes() + incoming) * 100) / room.limitBytes);
  while (files.bytes() + incoming > limit) {
    const victim = files.waiting().find(({ lost }) => !lost);
    if (victim === undefined) return; // what is left is too small to matter
    const before = files.waiting().find(({ lost, number }) => lost && number === victim.from - 1);
    const gone = await sumOf(files, before === undefined ? [victim] : [before, victim], limit < room.limitBytes ? "disk-nearly-full" : "spool-full");
    const batch = await instead({ from: before?.from ?? victim.from, number: victim.number }, gone);
    await files.store(batch, true).catch(async () => {
      await files.remove(victim); // not even room for saying so: first the room
      await files.store(batch, true);
    });
  }
}

async function sumOf(files: BatchFiles, gone: readonly Waiting[], code: string): Promise<GivenUp> {
  let [count, first, last] = [0, "", ""];
  for (const one of gone) {
    const head = (await files.read(one).catch(() => undefined))?.head;
    count += one.lost ? (head?.dropped ?? 1) : (head?.lines ?? 1);
    if (head !== undefined && (first === "" || head.first < first)) first = head.first;
    if (head !== undefined && head.last > last) last = head.last;
  }
  const unknown = new Date(0).toISOString();
  return { code, count, first: first || unknown, last: last || unknown };
}

function tellShare(room: Room, percent: number): void {
  if (percent >= 80 && room.told < 80) room.tell.error("log spool is filling", { count: 80 });
  else if (percent >= 50 && room.told < 50) room.tell.warn("log spool is filling", { count: 50 });
  room.told = percent >= 80 ? 80 : percent >= 50 ? Math.max(room.told, 50) : percent < 40 ? 0 : room.told;
}
