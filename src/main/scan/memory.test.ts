import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { databaseMemoryMb, makeSpillFolder } from "./memory.ts";

test("the database is given half of the machine or of the container, whichever is less, and never more than it needs", () => {
  expect(databaseMemoryMb(8 * 2 ** 30, undefined)).toBe(4096);
  expect(databaseMemoryMb(8 * 2 ** 30, 2 * 2 ** 30)).toBe(1024);
  expect(databaseMemoryMb(8 * 2 ** 30, 0)).toBe(4096);
  expect(databaseMemoryMb(256 * 2 ** 30, undefined)).toBe(6144);
});

test("the folder to spill to is private, and what a killed scan left is gone, but nothing of one that runs", async () => {
  const parent = await mkdtemp(join(tmpdir(), "spill-"));
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const [left, used] = [`spendward-spill-${dead}-abc`, `spendward-spill-${process.ppid}-abc`];
  for (const name of [left, used, "notes"]) await mkdir(join(parent, name));
  const made = await makeSpillFolder(parent);
  expect((await stat(made)).mode & 0o777).toBe(0o700);
  expect((await readdir(parent)).filter((name) => join(parent, name) !== made).sort()).toEqual(["notes", used]);
  await rm(parent, { recursive: true });
});
