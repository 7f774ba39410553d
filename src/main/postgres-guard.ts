/**
 * Starts the PostgreSQL server and outlives nobody: when standard input closes, because the supervisor ended or was
 * killed, the server is told to stop: first to take no new sessions, so that the planes, which end at the same moment,
 * can finish theirs, then to end all of them. Holds no password and no key.
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
const SMART_MS = 6_000;
const FAST_MS = 20_000;

/** PostgreSQL's own words for the three: smart (SIGTERM), fast (SIGINT), immediate (SIGQUIT). */
function stopServer(): void {
  server.kill("SIGTERM");
  setTimeout(() => server.kill("SIGINT"), SMART_MS).unref();
  setTimeout(() => server.kill("SIGQUIT"), SMART_MS + FAST_MS).unref();
}
process.stdin.on("end", stopServer).on("close", stopServer).resume();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stopServer);
server.once("error", () => process.exit(1));
server.once("exit", (code) => process.exit(code ?? 1));
