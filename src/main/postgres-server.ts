/**
 * The PostgreSQL server of one machine: makes the cluster, starts it, stops it, and cleans up after a kill.
 *
 * Invariant: it listens on 127.0.0.1 with TLS and passwords (SCRAM) only, each log-in role reaches its own database only,
 * and its log quotes no row and no statement and is on no disk. The server is a child of `postgres-guard.ts`, which ends it when we die.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Refusal } from "../base/errors.ts";
import { connectionOf } from "../platform/postgres/postgres.ts";
import type { Authority } from "./certificates.ts";
import { LINE_PREFIX } from "./database-line.ts";
import { closedTo, postgresAccount, type Account } from "./postgres-account.ts";
import { postgresBinaries, type Binaries } from "./postgres-binaries.ts";
import { endStaleServer } from "./stale-server.ts";
import { writeWhole } from "./write-whole.ts";

export type PostgresServer = {
  readonly port: number;
  readonly superuserUrl: string;
  readonly urlOf: (role: string, password: string, database: string) => string;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends sessions, writes everything down, stops. */
  readonly stop: () => Promise<void>;
};

const SUPERUSER = "postgres";
const START_WAIT_MS = 60_000;
const STOP_WAIT_MS = 30_000;

export async function startPostgres(options: {
  /** Holds `cluster/`, the password file, the certificate, and what the server said when it started last. */
  readonly folder: string;
  /** Where programs are copied to when the package's own cannot be reached. */
  readonly binariesFolder: string;
  readonly authority: Authority;
  /** The port of before, when a server that died is started again. */
  readonly port?: number;
  /** Told of the server's own log, line by line, as far as it can hold nobody's data. */
  readonly onLine?: (line: string) => void;
  /** For tests: gives up durability for speed. */
  readonly unsafeFast?: boolean;
}): Promise<PostgresServer> {
  const { folder } = options;
  const account = await postgresAccount();
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const closed = await closedTo(account, folder);
  if (closed !== undefined) {
    throw new Refusal("unavailable", "data-folder-not-reachable", "The account that runs the database cannot reach the data folder.", [
      { at: closed, remedy: "Choose a data folder elsewhere with --data, for example below /var/lib, or open the folder for passing through (chmod o+x)." },
    ]);
  }
  const binaries = await postgresBinaries(options.binariesFolder, account);
  const cluster = join(folder, "cluster");
  await endStaleServer(cluster);
  const password = await makeCluster(binaries, folder, cluster, account);
  await writeAccess(cluster, options.authority, account);
  const port = options.port ?? (await freePort());
  const guard = startGuard(binaries, folder, cluster, port, account, options);
  const urlOf = (role: string, secret: string, database: string) =>
    `postgres://${encodeURIComponent(role)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const ended = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  const superuserUrl = urlOf(SUPERUSER, password, "postgres");
  await answering(superuserUrl, options.authority.ca, ended, join(folder, "postgres-start.log"));
  return { port, superuserUrl, urlOf, ended, stop: () => stop(guard, ended) };
}

/** Made under a temporary name: a kill in the middle leaves no half cluster that looks whole. */
async function makeCluster(binaries: Binaries, folder: string, cluster: string, account: Account): Promise<string> {
  const passwordFile = join(folder, "superuser-password");
  if ((await stat(join(cluster, "PG_VERSION")).catch(() => undefined)) !== undefined) return (await readFile(passwordFile, "utf8")).trim();
  const password = randomBytes(24).toString("base64url");
  const temporary = `${cluster}.new`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { mode: 0o700 });
  await writeWhole(passwordFile, `${password}\n`, 0o600);
  if (account !== undefined) await chown(temporary, account.uid, account.gid);
  // A file that only the account reads: an argument would be seen by every account of the machine.
  const given = join(folder, "init-password");
  await writeWhole(given, `${password}\n`, 0o600);
  if (account !== undefined) await chown(given, account.uid, account.gid);
  const args = ["--pgdata", temporary, "--username", SUPERUSER, "--pwfile", given, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--data-checksums", "--no-instructions"];
  const made = await run(binaries.initdb, args, account).finally(() => rm(given, { force: true }));
  if (made.code !== 0) throw initFailed(made.text);
  await rename(temporary, cluster);
  return password;
}

function initFailed(text: string): Refusal {
  const full = /No space left on device/i.test(text);
  return full
    ? new Refusal("unavailable", "disk-full", "There is not enough room on the disk for the database.", [{ remedy: "Free at least 500 MB, or choose a data folder elsewhere with --data." }])
    : new Refusal("unavailable", "postgres-cannot-start", "The database could not be set up.", [{ at: text.trim().split("\n").slice(-3).join(" / ").slice(0, 400) }]);
}

/** Written anew at each start, so that an edit by hand cannot open the server wider than this. */
async function writeAccess(cluster: string, authority: Authority, account: Account): Promise<void> {
  const tls = await authority.issue(["localhost", "127.0.0.1"]);
  const access = ["# Written at each start.", `hostssl all ${SUPERUSER} 127.0.0.1/32 scram-sha-256`, "hostssl all all 127.0.0.1/32 scram-sha-256", ""].join("\n");
  const files = { "server.pem": tls.cert, "server-key.pem": tls.key, "pg_hba.conf": access };
  for (const [name, text] of Object.entries(files)) {
    await writeWhole(join(cluster, name), text, 0o600);
    if (account !== undefined) await chown(join(cluster, name), account.uid, account.gid);
  }
}

const settings = (port: number, unsafeFast: boolean): readonly string[] =>
  Object.entries({
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: "server.pem",
    ssl_key_file: "server-key.pem",
    ssl_min_protocol_version: "TLSv1.2",
    password_encryption: "scram-sha-256",
    max_connections: "200",
    shared_buffers: "128MB",
    // Statements and the rows an error quotes are customer data.
    log_statement: "none",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_line_prefix: LINE_PREFIX,
    log_destination: "stderr",
    logging_collector: "off",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    log_min_messages: "warning",
    log_checkpoints: "off",
    ...(unsafeFast ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

function startGuard(binaries: Binaries, folder: string, cluster: string, port: number, account: Account, options: { readonly onLine?: (line: string) => void; readonly unsafeFast?: boolean }): ChildProcess {
  const guard = fileURLToPath(new URL("./postgres-guard.ts", import.meta.url));
  const args = ["--max-old-space-size=32", guard, binaries.postgres, cluster, join(folder, "postgres-start.log"), String(account?.uid ?? -1), String(account?.gid ?? -1), ...settings(port, options.unsafeFast === true)];
  // Its standard input is the life line: the guard ends the server when it closes. Own group: Ctrl-C is ours to handle.
  const guarding = spawn(process.execPath, args, { stdio: ["pipe", options.onLine === undefined ? "ignore" : "pipe", "inherit"], env: { PATH: process.env["PATH"] ?? "" }, detached: true });
  if (guarding.stdout !== null && options.onLine !== undefined) createInterface({ input: guarding.stdout }).on("line", options.onLine);
  return guarding;
}

async function answering(url: string, ca: string, ended: Promise<void>, logFile: string): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  const deadlineMs = Date.now() + START_WAIT_MS;
  while (!over && Date.now() < deadlineMs) {
    const client = new pg.Client({ ...connectionOf(url, { ca }), connectionTimeoutMillis: 2_000 });
    client.on("error", () => undefined);
    const ok = await client.connect().then(() => true, () => false);
    await client.end().catch(() => undefined);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const log = await readFile(logFile, "utf8").catch(() => "");
  throw initFailed(log);
}

async function stop(guard: ChildProcess, ended: Promise<void>): Promise<void> {
  guard.stdin?.end();
  const timer = setTimeout(() => guard.kill("SIGKILL"), STOP_WAIT_MS);
  await ended;
  clearTimeout(timer);
}

/** A port nobody has at this moment; PostgreSQL itself refuses to start if somebody was faster. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function run(program: string, args: readonly string[], account: Account): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account, cwd: "/", env: { LC_ALL: "C", PATH: process.env["PATH"] ?? "" }, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}

