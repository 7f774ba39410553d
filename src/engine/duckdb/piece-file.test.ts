/** The file that pieces pass through: without a name, emptied at once, and only for what was wholly there. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, statfs, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { Refusal } from "../../base/errors.ts";
import { openDuckDb, sqlText } from "./duckdb.ts";
import { openPieceFile } from "./piece-file.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp("/dev/shm/piece-test-")));
afterEach(() => rm(folder, { recursive: true }));

const MIB = 1024 ** 2;
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  return error instanceof Refusal ? `${error.kind} ${error.code}` : String(error);
};

test("is its owner's only, has no name, and holds nothing after its use, also when that fails", async () => {
  const piece = openPieceFile(folder);
  expect(await readdir(folder)).toEqual([]);
  await piece.lend([Buffer.from("clear "), Buffer.from("text")], async (path) => {
    expect(await readFile(path, "utf8")).toBe("clear text");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual([]);
  });
  expect((await stat(piece.path)).size).toBe(0);
  await expect(piece.lend([Buffer.from("x")], () => Promise.reject(new Error("reader failed")))).rejects.toThrow("reader failed");
  expect((await stat(piece.path)).size).toBe(0);
  piece.close();
});

test("is never lent when its content breaks off", async () => {
  const piece = openPieceFile(folder);
  let lent = false;
  const broken = async function* () {
    yield Buffer.from("half");
    throw new Error("cut short");
  };
  await expect(piece.lend(broken(), async () => void (lent = true))).rejects.toThrow("cut short");
  expect([lent, (await stat(piece.path)).size]).toEqual([false, 0]);
  await expect(piece.lend(["a"].map((text) => Buffer.from(text)), () => piece.lend([], async () => undefined))).rejects.toThrow("one piece at a time");
  piece.close();
});

test("carries what a database writes and reads, and the database reaches no other open file", async () => {
  const db = await openDuckDb({ allowedFolder: folder, threads: 2 });
  const other = openPieceFile(folder);
  const bytes = await db.piece!.collect((path) => db.exec(`COPY (SELECT range AS n FROM range(100000)) TO ${sqlText(path)} (FORMAT parquet, USE_TMP_FILE false)`));
  expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
  expect(await readdir(folder)).toEqual([]);
  const sum = (path: string) => db.one(`SELECT sum(n)::BIGINT AS s FROM read_parquet(${sqlText(path)})`);
  expect(await db.piece!.lend([bytes], sum)).toEqual({ s: 4_999_950_000 });
  await expect(other.lend([bytes], sum)).rejects.toThrow(/permission|disabled/i);
  await expect(sum("/proc/self/environ")).rejects.toThrow(/permission|disabled/i);
  other.close();
  db.close();
});

test("a process killed in the midst of a piece leaves no byte of it", async () => {
  const program = `
    const { openPieceFile } = await import(${JSON.stringify(new URL("./piece-file.ts", import.meta.url).href)});
    await openPieceFile(${JSON.stringify(folder)}).lend([Buffer.alloc(${MIB}, "clear text")], () => { console.log("lent"); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  expect(await readdir(folder)).toEqual([]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await readdir(folder)).toEqual([]);
});

/** A memory file system of 4 MiB; only root may mount one. */
const small = await mkdtemp("/dev/shm/small-memory-");
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", small]).status === 0;
if (!mounted) console.warn("piece-file: cannot mount a small memory file system here; what happens when one is full was not tried");
afterAll(async () => {
  if (mounted) spawnSync("umount", [small]);
  await rm(small, { recursive: true });
});

test.runIf(mounted)("works piece by piece in a small folder, and a piece that finds no room is tried again later, leaving nothing", async () => {
  const piece = openPieceFile(small, 100);
  const sizeOf = async (path: string): Promise<number> => (await stat(path)).size;
  for (let n = 0; n < 5; n++) expect(await piece.lend([Buffer.alloc(3 * MIB, 1)], sizeOf)).toBe(3 * MIB);
  expect(await codeOf(piece.lend([Buffer.alloc(3 * MIB), Buffer.alloc(3 * MIB)], sizeOf))).toBe("unavailable memory-folder-full");
  expect(await piece.lend([Buffer.alloc(3 * MIB, 1)], sizeOf)).toBe(3 * MIB);
  piece.close();
  const { bavail, blocks } = await statfs(small);
  expect(bavail).toBe(blocks);
});

test.runIf(mounted)("a piece waits for room that others take, and goes on where it stopped", async () => {
  const theirs = join(small, "theirs");
  await writeFile(theirs, Buffer.alloc(2 * MIB));
  const piece = openPieceFile(small);
  const mine = piece.lend([Buffer.alloc(MIB, 1), Buffer.alloc(2 * MIB, 2)], (path) => readFile(path));
  const gone = expect.poll(() => statfs(small).then(({ bavail }) => bavail)).toBe(0).then(() => truncate(theirs));
  const [bytes] = await Promise.all([mine, gone]);
  expect(bytes.equals(Buffer.concat([Buffer.alloc(MIB, 1), Buffer.alloc(2 * MIB, 2)]))).toBe(true);
  piece.close();
  await rm(theirs);
});
