import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataFolder } from "./data-folder.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "spendward data "))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a second instance is told who runs and where; after release the folder is free", async () => {
  const first = await openDataFolder(folder, "https://localhost:8443");
  await expect(openDataFolder(folder, "https://localhost:9443")).rejects.toMatchObject({ code: "already-running", message: expect.stringContaining("https://localhost:8443") });
  await first.release();
  await (await openDataFolder(folder, "x")).release();
});

test("the lock of a killed instance is taken over, also when its process number is used again", async () => {
  const ended = spawn("true");
  await new Promise((resolve) => ended.once("exit", resolve));
  await writeFile(join(folder, "lock.json"), JSON.stringify({ pid: ended.pid, started: "1", address: "x" }));
  await (await openDataFolder(folder, "y")).release();
  await writeFile(join(folder, "lock.json"), JSON.stringify({ pid: process.pid, started: "1", address: "x" }));
  await (await openDataFolder(folder, "y")).release();
  await writeFile(join(folder, "lock.json"), "half a li");
  await (await openDataFolder(folder, "y")).release();
});

test("of many that start at once exactly one gets it", async () => {
  await writeFile(join(folder, "lock.json"), JSON.stringify({ pid: 1, started: "never", address: "x" }));
  const starts = await Promise.allSettled(Array.from({ length: 12 }, () => openDataFolder(folder, "z")));
  expect(starts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("another version's folder is refused and left as it was", async () => {
  await writeFile(join(folder, "version.json"), '{"format":"9/postgres-31"}');
  await expect(openDataFolder(folder, "x")).rejects.toMatchObject({ code: "data-folder-other-version" });
  expect(await readFile(join(folder, "version.json"), "utf8")).toContain("9/postgres-31");
  await expect(stat(join(folder, "lock.json"))).rejects.toThrow(/ENOENT/);
});

test("a folder that cannot be written and a disk without room are said in words", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(openDataFolder(join(folder, "file", "below"), "x")).rejects.toMatchObject({ code: "data-folder-not-writable" });
  await expect(openDataFolder(folder, "x", Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: "disk-full" });
});
