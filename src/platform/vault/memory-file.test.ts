import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkMemoryFolder, DEFAULT_MEMORY_FOLDER, sweepMemoryFiles, withMemoryFile, withMemoryPath } from "./memory-file.ts";
import { codeOf, inChunks, withFolder } from "./vault.fixture.ts";

test("a file of its own, 0600, gone when its use ends", async () => {
  let seen = "";
  await withMemoryFile(inChunks(Buffer.from("clear text"), 3), async (path) => {
    seen = path;
    expect(await readFile(path, "utf8")).toBe("clear text");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(path.endsWith(".parquet")).toBe(true);
  }, { suffix: ".parquet" });
  expect(seen).not.toBe("");
  expect(existsSync(seen)).toBe(false);
});

test("gone too when its use fails, and never lent when its content does", async () => {
  let seen = "";
  await expect(withMemoryFile(Buffer.from("x"), async (path) => {
    seen = path;
    throw new Error("reader failed");
  })).rejects.toThrow("reader failed");
  expect(existsSync(seen)).toBe(false);

  let lent = false;
  const broken = async function* () {
    yield Buffer.from("half");
    throw new Error("cut short");
  };
  await expect(withMemoryFile(broken(), async () => void (lent = true))).rejects.toThrow("cut short");
  expect(lent).toBe(false);
});

test("a path for a writer", async () => {
  const text = await withMemoryPath(async (path) => {
    await writeFile(path, "written");
    return readFile(path, "utf8");
  });
  expect(text).toBe("written");
});

test("refuses a folder on a disk, and one that is not there", () => withFolder(async (folder) => {
  // Only where the folder for temporary files is itself on a disk does it prove anything; /proc is never tmpfs.
  expect(await codeOf(() => checkMemoryFolder("/proc"))).toBe("no-memory-folder");
  expect(await codeOf(() => withMemoryFile(Buffer.from("x"), async () => "used", { folder: "/proc" }))).toBe("no-memory-folder");
  expect(await codeOf(() => checkMemoryFolder(join(folder, "absent")))).toBe("no-memory-folder");
}));

test("sweeps what a dead process left and nothing else", async () => {
  const own = await mkdtemp(join(DEFAULT_MEMORY_FOLDER, "sweep-test-"));
  try {
    await mkdir(join(own, "spendward-4194305-dead")); // above the highest process id there can be
    await mkdir(join(own, `spendward-${process.pid}-alive`));
    await mkdir(join(own, "someone-else"));
    expect(await sweepMemoryFiles(own)).toBe(1);
    expect(existsSync(join(own, "spendward-4194305-dead"))).toBe(false);
    expect(existsSync(join(own, `spendward-${process.pid}-alive`))).toBe(true);
  } finally {
    await rm(own, { recursive: true });
  }
});

/** A memory file system of 4 MiB; only root may mount one. */
const small = await mkdtemp(join(tmpdir(), "small-memory-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", small]).status === 0;
if (!mounted) console.warn("memory-file: cannot mount a small memory file system here; what happens when one is full was not tried");
afterAll(async () => {
  if (mounted) spawnSync("umount", [small]);
  await rm(small, { recursive: true });
});

test.runIf(mounted)("works piece by piece in a small folder, and refuses a piece that does not fit, leaving nothing", async () => {
  const piece = Buffer.alloc(3 * 1024 * 1024, 1);
  for (let n = 0; n < 5; n++) await withMemoryFile(piece, async (path) => expect((await stat(path)).size).toBe(piece.length), { folder: small });
  expect(await codeOf(() => withMemoryFile(inChunks(Buffer.alloc(6 * 1024 * 1024)), async () => "used", { folder: small }))).toBe("memory-folder-full");
  expect(await readdir(small)).toEqual([]);
  expect(await withMemoryFile(piece, async () => "used", { folder: small })).toBe("used");
});

test.runIf(mounted)("pieces at the same time wait for room", async () => {
  const piece = Buffer.alloc(3 * 1024 * 1024, 2);
  const sizes = await Promise.all(Array.from({ length: 4 }, () => withMemoryFile(inChunks(piece), async (path) => (await stat(path)).size, { folder: small })));
  expect(sizes).toEqual(Array(4).fill(piece.length));
});

test.runIf(mounted)("a piece waits for one of another process, and goes on where it stopped", async () => {
  const theirs = join(small, "spendward-1-another-process");
  await mkdir(theirs);
  await writeFile(join(theirs, "piece"), Buffer.alloc(2 * 1024 * 1024));
  const content = async function* () {
    yield Buffer.alloc(1024 * 1024, 1);
    yield Buffer.alloc(2 * 1024 * 1024, 2);
  };
  const mine = withMemoryFile(content(), (path) => readFile(path), { folder: small });
  const gone = expect.poll(() => statfs(small).then(({ bavail }) => bavail)).toBe(0).then(() => rm(theirs, { recursive: true }));
  const [bytes] = await Promise.all([mine, gone]);
  expect(bytes.equals(Buffer.concat([Buffer.alloc(1024 * 1024, 1), Buffer.alloc(2 * 1024 * 1024, 2)]))).toBe(true);
});

test("a piece within another's use does not wait for it", async () => {
  const inner = await withMemoryFile(Buffer.from("outer"), () => withMemoryFile(Buffer.from("inner"), (path) => readFile(path, "utf8")));
  expect(inner).toBe("inner");
});
