/**
 * Starts the PostgreSQL server and outlives nobody: when standard input closes, because the supervisor ended or was
 * killed, the server is told to stop: first to take no new sessions, so that the planes, which end at the same moment,
 * can finish theirs, then to end all of them. Holds no password and no key.
 *
 * Reads what the server says, and passes on what can hold nobody's data, as log lines on standard output. Until the server is ready there is
 * no session, so what it says then, which is why it does not start, is also kept as it is in the start file.
 *
 * Arguments: program, cluster, start file, uid, gid (-1: as ourselves), then the server's own.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { databaseLineIn } from "./database-line.ts";

const [program = "", cluster = "", startFile = "", uid = "-1", gid = "-1", ...settings] = process.argv.slice(2);
const account = uid === "-1" ? {} : { uid: Number(uid), gid: Number(gid) };
const server = spawn(program, ["-D", cluster, ...settings], {
  ...account,
  cwd: "/",
  env: { LC_ALL: "C", PATH: process.env["PATH"] ?? "" },
  stdio: ["ignore", "pipe", "pipe"],
});
const SMART_MS = 6_000;
const FAST_MS = 20_000;

let start: number | undefined = openSync(startFile, "w", 0o600);
process.stdout.on("error", () => undefined); // nobody listens any more; the server goes on until it is told to stop
for (const stream of [server.stdout, server.stderr]) {
  createInterface({ input: stream }).on("line", (printed) => {
    if (start !== undefined) writeSync(start, `${printed}\n`);
    if (start !== undefined && /\bdatabase system is ready to accept connections$/.test(printed)) {
      closeSync(start);
      start = undefined;
    }
    const line = databaseLineIn(printed);
    if (line !== undefined) process.stdout.write(`${line}\n`);
  });
}

/** PostgreSQL's own words for the three: smart (SIGTERM), fast (SIGINT), immediate (SIGQUIT). */
function stopServer(): void {
  server.kill("SIGTERM");
  setTimeout(() => server.kill("SIGINT"), SMART_MS).unref();
  setTimeout(() => server.kill("SIGQUIT"), SMART_MS + FAST_MS).unref();
}
process.stdin.on("end", stopServer).on("close", stopServer).resume();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stopServer);
server.once("error", () => process.exit(1));
let code = 1;
server.once("exit", (ended) => (code = ended ?? 1));
// After its last words: they say why.
server.once("close", () => process.stdout.write("", () => process.exit(code)));
