/** The lines in a spool that the store has not taken, for reading on the spot, also while its process runs or when it cannot start. Changes nothing. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlaneSeal } from "../vault/vault.ts";
import { readBatch, unpackLines } from "./batch.ts";
import { readOpenFile } from "./open-file.ts";

/** Oldest first; the newest batch that was taken is among them. What cannot be opened is left out. */
export async function readWaiting(folder: string, seal: PlaneSeal): Promise<readonly string[]> {
  const text = await readFile(join(folder, "stream.json"), "utf8").catch(() => "{}");
  const { spool } = JSON.parse(text) as { spool?: string };
  if (spool === undefined) return [];
  const lines: string[] = [];
  for (const name of (await readdir(folder)).sort(byNumber)) {
    const [, number, kind] = /(\d{12})\.(batch|lost|sent|open)$/.exec(name) ?? [];
    const path = join(folder, name);
    if (kind === "open") lines.push(...(await readOpenFile(path, seal, spool, Number(number)).catch(() => ({ lines: [] }))).lines);
    else if (kind !== undefined) lines.push(...(await linesOf(path, seal, spool, Number(number)).catch(() => [])));
  }
  return lines;
}

async function linesOf(path: string, seal: PlaneSeal, spool: string, number: number): Promise<string[]> {
  const { packed } = readBatch(seal.open({ kind: "log.batch", object: spool, position: number }, await readFile(path)));
  return (await unpackLines(packed)).toString().split("\n").filter(Boolean);
}

const numberIn = (name: string): number => Number(/(\d{12})\.\w+$/.exec(name)?.[1] ?? 0);
const byNumber = (a: string, b: string): number => numberIn(a) - numberIn(b);
