import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { mkdtemp, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openLog } from "../telemetry/telemetry.ts";
import { type PlaneSeal, planeSealIn } from "../vault/vault.ts";
import { type Batch, openSpool, packLines, readBatch, readWaiting, shipBatches, type Spool, type SpoolOptions, type Taken, unpackLines } from "./spool.ts";

let root: string;
let folder: string;
let seal: PlaneSeal;
const opened: Spool[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "spendward spool "));
  folder = join(root, "uk-worker");
  seal = await planeSealIn(join(root, "key.json"));
});
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.stop();
  await rm(root, { recursive: true });
});

async function spoolHere(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await openSpool({ folder, source: "uk/worker", plane: "worker uk", seal, limitBytes: 2 ** 30, closeAfterMs: 60_000, ...options });
  if (spool === undefined) throw new Error("held by another");
  opened.push(spool);
  return spool;
}
const stopped = async (spool: Spool): Promise<void> => {
  opened.splice(opened.indexOf(spool), 1);
  await spool.stop();
};
const numbered = (spool: Spool, from: number, to: number): void => {
  for (let count = from; count <= to; count += 1) openLog("worker uk", spool.write).info("numbered", { count });
};
type Line = { readonly msg: string; readonly count?: number; readonly code?: string; readonly from?: string };
const linesOf = async (batch: Batch): Promise<Line[]> => (await unpackLines(batch.packed)).toString().trim().split("\n").map((line) => JSON.parse(line) as Line);
/** Takes everything, as a store would. */
async function drain(spool: Spool): Promise<{ heads: Batch["head"][]; lines: Line[] }> {
  await spool.close();
  const [heads, lines]: [Batch["head"][], Line[]] = [[], []];
  for (let batch = await spool.oldest(); batch !== undefined; batch = await spool.oldest()) {
    heads.push(batch.head);
    lines.push(...(await linesOf(batch)));
    await spool.sent(batch.head.number);
  }
  return { heads, lines };
}
const counts = (lines: readonly Line[]): number[] => lines.filter(({ msg }) => msg === "numbered").map(({ count }) => count ?? -1);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

test("lines come out as they went in, in numbered batches; nothing on the disk can be read", async () => {
  const spool = await spoolHere();
  numbered(spool, 1, 3);
  await spool.close();
  numbered(spool, 4, 5);
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
  expect(texts.join("")).not.toMatch(/numbered|worker uk/);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
  const { heads, lines } = await drain(spool);
  expect(counts(lines)).toEqual(upTo(5));
  expect(heads.map(({ from, number, lines: n, source }) => [from, number, n, source])).toEqual([[1, 1, 3, "uk/worker"], [2, 2, 2, "uk/worker"]]);
  expect(await spool.oldest()).toBeUndefined();
});

test("a line is in its file before the code that awaits after writing it goes on: no answer leaves before its line", async () => {
  const spool = await spoolHere();
  const bytesOf = (): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const before = bytesOf();
  numbered(spool, 1, 1);
  await undefined;
  expect(bytesOf()).toBeGreaterThan(before);
});

test("a number is never used again, also when everything was taken before the restart", async () => {
  const first = await spoolHere();
  numbered(first, 1, 1);
  const stream = (await drain(first)).heads[0]?.stream;
  await stopped(first);
  const second = await spoolHere();
  numbered(second, 2, 2);
  expect((await drain(second)).heads).toMatchObject([{ number: 2, stream }]);
});

test("one process at a time; the folder of one that died is taken over", async () => {
  const spool = await spoolHere();
  expect(await openSpool({ folder, source: "uk/worker", plane: "worker uk", seal, limitBytes: 2 ** 30 })).toBeUndefined();
  await stopped(spool);
  await writeFile(join(folder, "lock.json"), JSON.stringify({ pid: 2 ** 22 + 1, started: "1", address: "" }));
  expect(await spoolHere()).toBeDefined();
});

test("killed again and again, every line that was followed by anything is there, once and in order", async () => {
  const fixture = fileURLToPath(new URL("./killed-writer.fixture.ts", import.meta.url));
  let written = 0;
  const kills = 8;
  for (let kill = 0; kill < kills; kill += 1) {
    const writer = spawn(process.execPath, [fixture, folder, join(root, "key.json"), String(written + 1)], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    writer.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split("\n").length > 60 + kill * 31) writer.kill("SIGKILL");
    });
    await once(writer, "close");
    written = Number(said.trim().split("\n").at(-1));
    const there = counts((await readWaiting(folder, seal)).map((line) => JSON.parse(line) as Line));
    written = Math.max(written, there.at(-1) ?? 0); // written, and killed before it could say so
  }
  const { heads, lines } = await drain(await spoolHere());
  expect(counts(lines)).toEqual(upTo(written));
  expect(written).toBeGreaterThan(1_000);
  expect(heads.map(({ number }) => number)).toEqual(upTo(heads.length));
}, 120_000);

describe("damaged on the disk", () => {
  test("a file cut short gives what it has, and says so", async () => {
    const spool = await spoolHere();
    numbered(spool, 1, 2);
    await vi.waitFor(async () => expect(counts((await readWaiting(folder, seal)).map((line) => JSON.parse(line) as Line))).toEqual([1, 2]));
    numbered(spool, 3, 3);
    await vi.waitFor(async () => expect((await readWaiting(folder, seal)).length).toBe(3));
    const path = join(folder, "000000000001.open");
    const copy = await readFile(path);
    await stopped(spool);
    await rm(join(folder, "000000000001.batch"));
    await writeFile(path, copy);
    await truncate(path, copy.length - 1);
    const lines = (await drain(await spoolHere())).lines;
    expect(counts(lines)).toEqual([1, 2]);
    expect(lines).toContainEqual(expect.objectContaining({ msg: "log file was cut short" }));
  });

  test("a batch with one bit changed, or exchanged for another, is told in its place; the others arrive", async () => {
    const spool = await spoolHere();
    for (let n = 1; n <= 4; n += 1) {
      numbered(spool, n, n);
      await spool.close();
    }
    const second = await open(join(folder, "000000000002.batch"), "r+");
    const byte = Buffer.alloc(1);
    await second.read(byte, 0, 1, 90);
    await second.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, 90);
    await second.close();
    await writeFile(join(folder, "000000000003.batch"), await readFile(join(folder, "000000000004.batch")));
    const { heads, lines } = await drain(spool);
    expect(counts(lines)).toEqual([1, 4]);
    expect(lines.filter(({ code }) => code === "batch-damaged")).toHaveLength(2);
    expect(heads.map(({ number, dropped }) => [number, dropped])).toEqual([[1, 0], [2, 1], [3, 1], [4, 0]]);
  });
});

describe("full", () => {
  const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));

  test("at its bound the oldest lines are given up, and it says how many and from when to when; long before, that it is filling", async () => {
    let now = day(1);
    const spool = await spoolHere({ limitBytes: 60_000, now: () => now });
    const alarms = new Set<number>();
    for (let n = 1; n <= 30; n += 1) {
      now = day(n);
      for (let i = 0; i < 400; i += 1) openLog("worker uk", spool.write, () => now).info("numbered", { count: n, ms: Math.random() });
      await spool.close();
      expect(spool.waiting().bytes).toBeLessThanOrEqual(60_000);
      for (const line of await readWaiting(folder, seal)) if (line.includes("log spool is filling")) alarms.add((JSON.parse(line) as Line).count ?? 0);
    }
    const { heads, lines } = await drain(spool);
    const [gone] = lines.filter(({ code }) => code === "spool-full");
    const days = new Set(counts(lines));
    expect(days.size).toBeGreaterThan(5);
    expect(gone).toMatchObject({ count: (30 - days.size) * 400 + (gone?.count ?? 0) % 400, from: day(1).toISOString(), to: day(30 - days.size).toISOString() });
    expect(heads[0]).toMatchObject({ from: 1, number: 30 - days.size, dropped: gone?.count });
    for (const [n, head] of heads.entries()) if (n > 0) expect(head.from).toBe((heads[n - 1]?.number ?? 0) + 1);
    expect([...alarms]).toEqual([50, 80]);
  });

  test("the last of the disk is never taken", async () => {
    let free = 10 ** 9;
    const spool = await spoolHere({ spareBytes: 10 ** 6, freeBytes: async () => free });
    numbered(spool, 1, 100);
    await spool.close();
    free = 10 ** 5;
    const before = spool.waiting().bytes;
    for (let n = 0; n < 5; n += 1) {
      numbered(spool, 101, 200);
      await spool.close();
    }
    expect(spool.waiting().bytes).toBeLessThan(before + 500);
    expect((await drain(spool)).lines).toContainEqual(expect.objectContaining({ code: "disk-nearly-full" }));
  });

  test("while the disk takes nothing, lines wait in memory, and what does not fit there is counted; nobody who writes is told", async () => {
    const spool = await spoolHere();
    numbered(spool, 1, 1);
    await spool.close();
    await rename(folder, `${folder} away`);
    for (let n = 0; n < 12; n += 1) {
      numbered(spool, 2 + n * 1_000, 1_001 + n * 1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await rename(`${folder} away`, folder);
    spool.write(JSON.stringify({ msg: "again" }));
    await new Promise((resolve) => setImmediate(resolve));
    const { heads, lines } = await drain(spool);
    expect(counts(lines)).toEqual(upTo(10_001));
    expect(lines).toContainEqual(expect.objectContaining({ msg: "log lines were given up", code: "disk-full", count: 2_000 }));
    expect(heads.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(2_000);
  });
});

describe("shipping", () => {
  test("goes on after failures, after an acknowledgement that got lost, and after a store that lost batches", async () => {
    const spool = await spoolHere();
    const took: [number, boolean][] = [];
    const told: unknown[] = [];
    for (let n = 1; n <= 5; n += 1) {
      numbered(spool, n, n);
      await spool.close();
    }
    let calls = 0;
    const shipping = shipBatches(spool, async ({ head }, resume): Promise<Taken> => {
      calls += 1;
      if (calls === 1) throw new Error("away");
      if (calls === 3) throw new Error("taken, and the answer got lost");
      if (head.number === 4 && !resume) return { state: "expected", number: 2 };
      took.push([head.number, resume]);
      return { state: "taken" };
    }, (error) => told.push(error instanceof Error ? error.message : error), { firstWaitMs: 1 });
    await vi.waitFor(() => expect(spool.waiting().batches).toBe(0));
    await shipping.stop();
    expect(took).toEqual([[1, false], [2, false], [3, false], [4, true], [5, false]]);
    expect(told).toEqual(["away", undefined, "taken, and the answer got lost", undefined]);
  });

  test("when its numbers are taken by others, what waits becomes a stream of its own", async () => {
    const spool = await spoolHere();
    numbered(spool, 1, 1);
    await spool.close();
    const streams: string[] = [];
    const shipping = shipBatches(spool, async ({ head }): Promise<Taken> => {
      streams.push(head.stream);
      return { state: streams.length === 1 ? "differs" : "taken" };
    }, () => undefined);
    await vi.waitFor(() => expect(spool.waiting().batches).toBe(0));
    await shipping.stop();
    expect(new Set(streams).size).toBe(2);
  });
});

test("what is not a batch is refused, and a small one that unpacks to more than a batch may hold", async () => {
  for (const bad of ["", "{}\n", "\n\n", `${JSON.stringify({ form: 2 })}\nx`]) expect(() => readBatch(Buffer.from(bad)), bad).toThrow(/not a batch/);
  await expect(unpackLines(Buffer.from("no zstd"))).rejects.toMatchObject({ code: "log-batch-not-readable" });
  await expect(unpackLines(await packLines(["0".repeat(3 * 1024 ** 2)]))).rejects.toMatchObject({ code: "log-batch-not-readable" });
});
