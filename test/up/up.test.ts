/** The whole service on one machine: started, looked at, hurt and stopped. One start is shared as far as it goes. */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { chmodSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { createServer } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAuthority } from "../../src/main/certificates.ts";
import { allReady, EVERY_COMMAND_MS, portsInARow, get, nothingLeft, processesOf, processNamed, ready, speaks, speaksAtLength, spendward, type Started, startUp, until } from "./running.ts";

let folder: string;
let up: Started;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward up "));
  chmodSync(folder, 0o711);
  up = await startUp(join(folder, "data folder"), await portsInARow());
  await ready(up);
}, 120_000);

afterAll(async () => {
  up.child.kill("SIGTERM");
  await up.exit;
  await nothingLeft(up);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const PROCESSES = ["control", "guard", "postgres", "region eu", "region uk", "region us", "up", "worker eu", "worker uk", "worker us"];

describe("running", () => {
  test("one process per plane and worker, each ready; one address and a way in are printed", async () => {
    expect((await processesOf(up)).map(({ name }) => name).sort()).toEqual(PROCESSES);
    await allReady(up);
    expect(up.output()).toMatch(new RegExp(`https://localhost:${up.port}/welcome#[\\w-]{43}\n`));
    for (const offset of [0, 1, 2, 3]) expect(JSON.parse((await get(up, offset, "/healthz")).body)).toEqual({ state: "alive" });
  });

  test("TLS 1.2 and 1.3 only, on every port, PostgreSQL's too", async () => {
    for (const offset of [0, 1, 2, 3]) {
      const spoken = (["tls1", "tls1_1", "tls1_2", "tls1_3"] as const).filter((protocol) => speaks(up, protocol, up.port + offset));
      expect(spoken).toEqual(["tls1_2", "tls1_3"]);
    }
    const database = Number(/-c port=(\d+)/.exec((await processNamed(up, "postgres")).command)?.[1]);
    const spoken = (["tls1", "tls1_1", "tls1_2", "tls1_3"] as const).filter((protocol) => speaks(up, protocol, database, ["-starttls", "postgres"]));
    expect(spoken).toEqual(["tls1_2", "tls1_3"]);
  }, 60_000);

  test("the client that tries old protocols would get through to a server that speaks them", async () => {
    const { cert, key } = await (await openAuthority(up.data)).issue(["127.0.0.1"]);
    const old = createServer({ cert, key, minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }, (socket) => socket.end());
    await new Promise<void>((resolve) => old.listen(0, "127.0.0.1", resolve));
    expect(await speaksAtLength(up, "tls1_1", (old.address() as AddressInfo).port)).toBe(true);
    old.close();
  });

  test("plain HTTP gets nothing", async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(up.port, "127.0.0.1", () => socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      socket.on("data", (chunk) => (text += chunk.toString("latin1"))).on("close", () => resolve(text)).on("error", () => undefined);
    });
    expect(answer).not.toContain("alive");
  });

  test("every answer has the security headers", async () => {
    for (const [offset, path] of [[0, "/"], [0, "/api/sites"], [1, "/api/sites/x/findings"], [2, "/nothing"]] as const) {
      const { headers } = await get(up, offset, path);
      expect(headers["strict-transport-security"]).toMatch(/max-age=\d{8}/);
      expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });

  test("a region answers only the control origin's pages", async () => {
    const { headers } = await get(up, 1, "/healthz");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("secrets", () => {
  test("no process carries a credential in its arguments or environment", async () => {
    const superuser = (await readFile(join(up.data, "postgres/superuser-password"), "utf8")).trim();
    const secret = (await readFile(join(up.data, "control/secret"), "utf8")).trim();
    for (const { name, command, environment } of await processesOf(up)) {
      for (const text of [command, environment]) {
        expect(text, name).not.toMatch(/postgres(ql)?:\/\/|PRIVATE KEY|PGPASSWORD/);
        expect(text.includes(superuser) || text.includes(secret), name).toBe(false);
      }
    }
  });

  test("a child's environment says only where and how to write", async () => {
    const planes = (await processesOf(up)).filter(({ name }) => /control|region|worker/.test(name));
    expect(planes).toHaveLength(7);
    for (const { environment } of planes) {
      const names = environment.split("\n").filter(Boolean).map((line) => line.split("=")[0]);
      expect(names.filter((name) => !["PATH", "HOME", "LANG", "TZ", "TMPDIR", "NODE_COMPILE_CACHE"].includes(name ?? ""))).toEqual([]);
    }
  });

  test("no plane holds a file of another", async () => {
    for (const { name, files } of await processesOf(up)) {
      const region = /^(region|worker) (\w\w)$/.exec(name)?.[2];
      const foreign = files.filter((file) => file.startsWith(join(up.data, "region-")) && !file.startsWith(join(up.data, `region-${region}`)));
      expect(foreign, name).toEqual([]);
    }
  });

  test("what is secret is its owner's only", async () => {
    const secret = ["ca-key.pem", "control/secret", "postgres/superuser-password", "lock.json"];
    for (const file of secret) expect((await stat(join(up.data, file))).mode & 0o077, file).toBe(0);
    for (const region of ["uk", "eu", "us"]) expect((await stat(join(up.data, `region-${region}/keys`))).mode & 0o077, region).toBe(0);
  });

  test("lines of every process come together in control; they hold no link, no token and no password", async () => {
    const sources = ["control/server", "control/supervisor", ...["uk", "eu", "us"].flatMap((region) => [`${region}/server`, `${region}/worker`])];
    const seen = async (): Promise<void> => {
      const { sources: found } = JSON.parse((await spendward(["logs", "status", "--data", up.data, "--json"])).out) as { sources: { source: string }[] };
      expect(found.map(({ source }) => source).sort()).toEqual(sources.sort());
    };
    await until(seen, 150_000, EVERY_COMMAND_MS);
    const { out: log } = await spendward(["logs", "--data", up.data, "--json", "--since", "1h"]);
    const planes = new Set(log.split("\n").filter(Boolean).map((line) => (JSON.parse(line) as { plane: string }).plane));
    expect([...planes].sort()).toEqual(["control", "database", "region eu", "region uk", "region us", "up", "worker eu", "worker uk", "worker us"]);
    expect(log).not.toMatch(/welcome#|postgres:\/\/|PRIVATE KEY|eyJ/);
  }, 240_000);

  test("the trails of every plane are checked beside the running service, and what is no source of logs is said to be none", async () => {
    const { code, out, err } = await spendward(["audit", "verify", "--data", up.data]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^control:\noperator: entries 1 to \d+, \d+ signed\n[^]*uk:\n[^]*us:\n[^]*Everything holds\.\n$/);
    expect(await spendward(["logs", "--data", up.data, "--source", "uk/wroker"])).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/"uk\/wroker" is no source\.[^]*uk\/worker/) });
  });
});

describe("refusing to start", () => {
  test("a second instance on the same folder is told where the first is", async () => {
    const second = await startUp(up.data, await portsInARow());
    expect(await second.exit).toBe(2);
    expect(second.output()).toContain(`already running on this data folder, at https://localhost:${up.port}`);
  });

  test("a taken port is named, with who has it", async () => {
    const other = await startUp(join(folder, "other"), up.port - 1);
    expect(await other.exit).toBe(2);
    expect(other.output()).toMatch(new RegExp(`Port ${up.port} is already in use by .+ \\(process \\d+\\)`));
    expect(await readdir(join(folder, "other"))).not.toContain("lock.json");
  });
});

describe("hurt", () => {
  test("a killed plane and a killed worker come back", async () => {
    for (const name of ["region uk", "control", "worker eu"]) {
      const { pid } = await processNamed(up, name);
      process.kill(pid, "SIGKILL");
      await until(async () => expect((await processNamed(up, name)).pid).not.toBe(pid));
    }
    await allReady(up);
  }, 90_000);

  test("a killed database comes back, and the planes find it", async () => {
    const { pid } = await processNamed(up, "postgres");
    process.kill(pid, "SIGKILL");
    await until(async () => expect((await processNamed(up, "postgres")).pid).not.toBe(pid));
    await allReady(up);
  }, 90_000);

  test("when the supervisor is killed nothing outlives it, and the next start goes on with the same data", async () => {
    const ca = await readFile(join(up.data, "ca.pem"), "utf8");
    await processesOf(up);
    process.kill((await processNamed(up, "up")).pid, "SIGKILL");
    await nothingLeft(up);
    up = await startUp(up.data, up.port);
    await ready(up);
    await allReady(up);
    expect(await readFile(join(up.data, "ca.pem"), "utf8")).toBe(ca);
  }, 150_000);

  test("when everything but the database is killed at once, the next start ends the one left over", async () => {
    const before = await processesOf(up);
    const left = before.find(({ name }) => name === "postgres");
    for (const { pid, name } of before) if (name !== "postgres") process.kill(pid, "SIGKILL");
    expect(left).toBeDefined();
    up = await startUp(up.data, up.port);
    await ready(up);
    await allReady(up);
    expect((await processNamed(up, "postgres")).pid).not.toBe(left?.pid);
  }, 150_000);
});

test("asked to stop, it stops everything and says so", async () => {
  await processesOf(up);
  up.child.kill("SIGTERM");
  expect(await up.exit).toBe(0);
  await nothingLeft(up);
  expect(up.output()).toMatch(/Stopping …\nStopped\.\n$/);
  expect(await readdir(up.data)).not.toContain("lock.json");
  expect(await spendward(["audit", "verify", "--data", up.data])).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/Everything holds\.\n$/) });
  expect(await readdir(up.data)).not.toContain("lock.json");
  await nothingLeft(up);
}, 60_000);
