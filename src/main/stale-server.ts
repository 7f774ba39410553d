/**
 * A server left over from a run that was killed together with its guard: found by the cluster's own
 * `postmaster.pid`, recognised by its command line (process numbers are reused), and stopped before a new one starts.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../base/errors.ts";

const STOP_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 50;

export async function endStaleServer(cluster: string): Promise<boolean> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || !(await isServerOf(pid, cluster))) return false;
  process.kill(pid, "SIGINT");
  const deadlineMs = Date.now() + STOP_WAIT_MS;
  while (await isServerOf(pid, cluster)) {
    if (Date.now() > deadlineMs) {
      throw new Refusal("conflict", "stale-server", "A database server of an earlier run does not stop.", [{ at: `process ${pid}`, remedy: "End that process and try again." }]);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return true;
}

/** Without /proc (macOS) the process number alone has to do; PostgreSQL itself refuses a second server on a cluster. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.split("\0").includes(cluster);
}
