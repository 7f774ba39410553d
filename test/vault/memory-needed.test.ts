/**
 * The real service where files in memory are scarce, or cannot be had: with /dev/shm on a disk it refuses to start, in words, and
 * writes nothing there. In a mount namespace of its own, which only root may make.
 */
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { portsInARow } from "../up/running.ts";

const SPENDWARD = fileURLToPath(new URL("../../spendward", import.meta.url));
const apart = process.getuid?.() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;
if (!apart) console.warn("memory-needed: no mount namespace can be made here; a machine without memory-backed folder was not tried");
/** Only a folder that is not in memory itself stands for a disk. */
const onDisk = apart && spawnSync("stat", ["-f", "-c", "%T", tmpdir()], { encoding: "utf8" }).stdout.trim() !== "tmpfs";

test.runIf(onDisk)("without a memory-backed folder it does not start, says why, and has written nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "no memory "));
  try {
    await chmod(folder, 0o711); // PostgreSQL runs as another account
    const [disk, web] = [join(folder, "disk"), join(folder, "web")];
    await mkdir(web);
    await writeFile(join(web, "index.html"), "<!doctype html><title>Spendward</title>");
    const script = 'mkdir "$1" && mount --bind "$1" /dev/shm && shift && exec "$@"';
    const { stderr, status } = spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", disk, SPENDWARD, "up", "--data", join(folder, "data"), "--web", web, "--port", String(await portsInARow())], { encoding: "utf8", timeout: 120_000 });
    expect(stderr).toContain("There is no memory-backed folder, and clear text is never written to a disk.");
    expect(status).toBeGreaterThan(0);
    expect((await readdir(disk)).filter((name) => name.startsWith("spendward-"))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 150_000);
