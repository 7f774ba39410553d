import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
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
