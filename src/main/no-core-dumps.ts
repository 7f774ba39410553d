/**
 * A process that crashes must leave no copy of its memory: customer data and keys are in it, in clear.
 *
 * Twice, since neither is enough. The size limit of core dumps is 0: the launcher's doing, and done here where somebody started
 * us without it. But a system may hand dumps to a collector, for which the kernel knows no such limit: so each process
 * also says that none of its memory belongs into a dump (core(5), coredump_filter); a few registers is then all there is.
 * Children inherit both, PostgreSQL too. Where there is no such file (not Linux) the launcher's limit is all.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

export function noCoreDumps(): void {
  try {
    writeFileSync("/proc/self/coredump_filter", "0");
    if (/^Max core file size +0 +/m.test(readFileSync("/proc/self/limits", "utf8"))) return;
    spawnSync("prlimit", ["--core=0:0", `--pid=${process.pid}`], { stdio: "ignore" });
  } catch {
    // not Linux, or a kernel without dumps
  }
}
