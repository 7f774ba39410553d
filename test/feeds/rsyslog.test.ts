/** A syslog server that others wrote takes what we send: rsyslog with GnuTLS, octet counting, our certificate verified and asked for. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { promisify } from "node:util";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { openAuthority, type Authority } from "../../src/main/certificates.ts";
import { freePort } from "../../src/main/postgres-server.ts";
import { openAddressGuard } from "../../src/platform/egress/egress.ts";
import { sendSyslog, syslogFrame } from "../../src/platform/feeds/syslog.ts";
import { eventOf, type OcsfEvent } from "../../src/platform/ocsf/ocsf.ts";
import { programEnvironment, rsyslog } from "../../tools/test-programs.ts";

let folder: string;
let authority: Authority;
let server: ChildProcess;
let port: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rsyslog-"));
  authority = await openAuthority(folder);
  const { cert, key } = await authority.issue(["127.0.0.1"]);
  await writeFile(join(folder, "cert.pem"), cert);
  await writeFile(join(folder, "key.pem"), key);
  port = await freePort();
  const file = (name: string): string => `"${join(folder, name)}"`;
  await writeFile(join(folder, "rsyslog.conf"), `
global(workDirectory=${file("")} maxMessageSize="64k" defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile=${file("ca.pem")} defaultNetstreamDriverCertFile=${file("cert.pem")} defaultNetstreamDriverKeyFile=${file("key.pem")})
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="facts" type="string" string="%pri% %timestamp:::date-rfc3339% %hostname% %app-name% %msgid% %structured-data% %msg%\\n")
ruleset(name="in") { action(type="omfile" file=${file("messages")} template="facts") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="in")
`);
  const { path, modules } = rsyslog();
  server = spawn(path, ["-n", "-M", modules, "-f", join(folder, "rsyslog.conf"), "-i", join(folder, "pid")], { env: { ...process.env, ...programEnvironment() }, stdio: "ignore" });
}, 60_000);
afterAll(async () => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await ended;
  await rm(folder, { recursive: true });
});

const event = (n: number): OcsfEvent => eventOf({
  trail: newId("sit"), seq: n, id: newId("aud"), at: new Date(1_764_000_000_000 + n), who: { kind: "person", id: newId("per"), name: "Jürgen Ö." }, act: "findings.read",
  object: { kind: "finding", id: newId("fnd") }, detail: { rows: n, note: "line\nbreak and ] and \"" }, leaf: new Uint8Array(32),
});

it("takes every message whole and in order, and a program of its own finds nothing wrong with the events", async () => {
  const events = Array.from({ length: 500 }, (_, n) => event(n + 1));
  const target = { host: "127.0.0.1", port, ca: authority.ca };
  const send = () => sendSyslog(openAddressGuard(["127.0.0.1/32"]), target, events.map((one) => syslogFrame(one, "spendward-uk")), 10_000);
  await vi.waitFor(send, { timeout: 40_000, interval: 500 });
  const lines = await vi.waitFor(async () => {
    const found = (await readFile(join(folder, "messages"), "utf8")).trimEnd().split("\n");
    expect(found.length).toBe(500);
    return found;
  }, { timeout: 30_000, interval: 200 });
  const read = lines.map((line) => /^(\d+) (\S+) (\S+) (\S+) (\S+) (\[.*?\]\[.*?\]) ?(\{.*\})$/.exec(line));
  expect(read.every((one) => one !== null)).toBe(true);
  expect(read[0]?.slice(1, 7)).toEqual(["110", expect.stringMatching(/^2025-11-24T/), "spendward-uk", "spendward", "findings.read", '[origin software="Spendward"][meta sequenceId="1"]']);
  expect(read.map((one) => (JSON.parse(one?.[7] ?? "") as OcsfEvent).metadata.sequence)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
  await writeFile(join(folder, "events.jsonl"), `${read.map((one) => one?.[7]).join("\n")}\n`);
  const { stdout } = await promisify(execFile)("python3", [join(import.meta.dirname, "check_ocsf.py"), join(folder, "events.jsonl")]);
  expect(stdout.trim()).toBe("500 events, 0 faults");
}, 90_000);
