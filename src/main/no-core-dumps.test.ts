/** A process that crashes, on a system that would write its memory to a disk: with and without what we do about it. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Where the system writes dumps beside the process; elsewhere a collector takes them, and the test cannot look. */
const beside = /^core[^/|]*$/.test((await readFile("/proc/sys/kernel/core_pattern", "utf8").catch(() => "")).trim());
if (!beside) console.warn("no-core-dumps: this system hands dumps to a collector; what one would hold was not tried");

/** Longer than all registers together, which every dump holds. Put together in memory only, so that it is in no program text. */
const NUMBERS = "Array.from({ length: 1_000 }, (_, n) => `customer ${n}, `).join('')";
const CLEAR = Array.from({ length: 1_000 }, (_, n) => `customer ${n}, `).join("");
const CRASH = `const held = Buffer.from(${NUMBERS}); process.abort(held);`;
const OURS = `const { noCoreDumps } = await import(${JSON.stringify(new URL("./no-core-dumps.ts", import.meta.url).href)}); noCoreDumps();`;
const FILTER = `(await import("node:fs")).writeFileSync("/proc/self/coredump_filter", "0");`;

/** What a process leaves that was not started by the launcher. */
async function dumped(program: string): Promise<{ readonly crashed: boolean; readonly dumps: number; readonly clearText: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), "crash "));
  try {
    const { signal } = spawnSync("sh", ["-c", 'ulimit -c unlimited; exec "$0" "$@"', process.execPath, "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", program], { cwd: folder, stdio: "ignore" });
    const dumps = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
    return { crashed: signal !== null, dumps: dumps.length, clearText: dumps.some((bytes) => bytes.includes(CLEAR)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.runIf(beside)("a crash leaves no dump; where one is made all the same, nothing of what was in memory is in it", async () => {
  expect(await dumped(OURS + CRASH)).toEqual({ crashed: true, dumps: 0, clearText: false });
  expect(await dumped(FILTER + CRASH)).toEqual({ crashed: true, dumps: 1, clearText: false });
}, 60_000);

test.runIf(beside)("which it otherwise would: the test sees", async () => {
  expect(await dumped(CRASH)).toEqual({ crashed: true, dumps: 1, clearText: true });
}, 60_000);
