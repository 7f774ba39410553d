import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkMemoryFolder, DEFAULT_MEMORY_FOLDER, sweepMemoryFolders, withMemoryFolder } from "./memory-folder.ts";
import { codeOf, withFolder } from "./vault.fixture.ts";

test("a folder of its own, for its owner only, gone when its use ends and when it fails", async () => {
  const seen: string[] = [];
  await withMemoryFolder(async (folder) => {
    seen.push(folder);
    await writeFile(join(folder, "piece"), "x");
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });
  await expect(withMemoryFolder(async (folder) => {
    seen.push(folder);
    throw new Error("reader failed");
  })).rejects.toThrow("reader failed");
  expect(seen).toHaveLength(2);
  expect(seen.filter((folder) => existsSync(folder))).toEqual([]);
});

test("one at a time in a process", async () => {
  let open = 0;
  const most = await Promise.all([1, 2, 3].map(() => withMemoryFolder(async () => {
    open += 1;
    const now = open;
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return now;
  })));
  expect(most).toEqual([1, 1, 1]);
});

test("refuses a folder on a disk, and one that is not there", () => withFolder(async (folder) => {
  // Only where the folder for temporary files is itself on a disk does it prove anything; /proc is never tmpfs.
  expect(await codeOf(() => checkMemoryFolder("/proc"))).toBe("no-memory-folder");
  expect(await codeOf(() => withMemoryFolder(async () => "used", "/proc"))).toBe("no-memory-folder");
  expect(await codeOf(() => checkMemoryFolder(join(folder, "absent")))).toBe("no-memory-folder");
}));

test("sweeps what a dead process left and nothing else", async () => {
  const own = await mkdtemp(join(DEFAULT_MEMORY_FOLDER, "sweep-test-"));
  try {
    await mkdir(join(own, "spendward-4194305-dead")); // above the highest process id there can be
    await mkdir(join(own, `spendward-${process.pid}-alive`));
    await mkdir(join(own, "someone-else"));
    expect(await sweepMemoryFolders(own)).toBe(1);
    expect(existsSync(join(own, "spendward-4194305-dead"))).toBe(false);
    expect(existsSync(join(own, `spendward-${process.pid}-alive`))).toBe(true);
  } finally {
    await rm(own, { recursive: true });
  }
});
