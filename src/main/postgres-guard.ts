/**
 * Starts the PostgreSQL server and outlives nobody: when standard input closes, because the supervisor ended or was
 * killed, the server is told to stop (SIGINT: end sessions, checkpoint, exit). Holds no password and no key.
 *
 * Arguments: program, cluster, log file, uid, gid (-1: as ourselves), then the server's own.
 */
import { spawn } from "node:child_process";
import { openSync } from "node:fs";

const [program = "", cluster = "", logFile = "", uid = "-1", gid = "-1", ...settings] = process.argv.slice(2);
const account = uid === "-1" ? {} : { uid: Number(uid), gid: Number(gid) };
const log = openSync(logFile, "a", 0o600);
const server = spawn(program, ["-D", cluster, ...settings], {
  ...account,
  cwd: "/",
  env: { LC_ALL: "C", PATH: process.env["PATH"] ?? "" },
  stdio: ["ignore", log, log],
});
const FAST_STOP_MS = 20_000;

function stopServer(): void {
  server.kill("SIGINT");
  setTimeout(() => server.kill("SIGQUIT"), FAST_STOP_MS).unref();
}
process.stdin.on("end", stopServer).on("close", stopServer).resume();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stopServer);
server.once("error", () => process.exit(1));
server.once("exit", (code) => process.exit(code ?? 1));
