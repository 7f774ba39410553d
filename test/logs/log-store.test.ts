/** The central log store against everything that can be sent to it, and everything that can be done to it. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acceptBatch, anchorLogs, checkLogsDaily, deleteOldLogs, type LogPlane, showLogStatus, verifyLogs } from "../../src/control/logs/logs.ts";
import { keyFor, sealWith } from "../../src/control/sealing/sealing.ts";
import { newId } from "../../src/base/ids.ts";
import { batchBytes, type Batch } from "../../src/platform/spool/spool.ts";
import { batchOf, type LogWorld, newStream, openLogWorld, SECRET } from "./log-world.ts";

let world: LogWorld;
beforeAll(async () => void (world = await openLogWorld()));
afterAll(() => world.close());
beforeEach(async () => {
  await world.tamper("SET session_replication_role = replica; DELETE FROM log_batch; DELETE FROM log_deleted; DELETE FROM audit_entry; SET session_replication_role = origin");
  await world.store.ends?.settled();
  await rm(join(world.keyFolder, "store-end"), { force: true });
  world.clock.set("2026-11-20T10:00:00Z");
});
const counts = (lines: readonly { count?: number }[]): (number | undefined)[] => lines.map(({ count }) => count);
const rows = async (): Promise<number> => Number((await world.tamper("SELECT count(*) AS n FROM log_batch")).rows[0].n);

describe("taking in", () => {
  test("a batch that comes twice, also twice at once, is there once; the same number with other lines is told apart", async () => {
    const stream = newStream();
    const batch = await batchOf("uk/worker", stream, 1, [1, 2, 3]);
    const both = await Promise.all([world.take("uk", batch), world.take("uk", batch)]);
    expect(both).toContainEqual({ state: "taken" });
    expect(await world.take("uk", batch)).toEqual({ state: "taken" });
    expect(await world.take("uk", await batchOf("uk/worker", stream, 1, [1, 2, 4]))).toEqual({ state: "differs" });
    expect([await rows(), counts(await world.found())]).toEqual([1, [1, 2, 3]]);
  });

  test("out of order is answered with the number that is next; what the source has lost for good is counted", async () => {
    const stream = newStream();
    await world.take("uk", await batchOf("uk/worker", stream, 1, [1]));
    const later = await batchOf("uk/worker", stream, 4, [4]);
    expect(await world.take("uk", later)).toEqual({ state: "expected", number: 2 });
    expect(await world.take("uk", later, true)).toEqual({ state: "taken" });
    expect((await world.tamper("SELECT missing FROM log_batch WHERE number = 4")).rows).toEqual([{ missing: 2 }]);
    expect((await world.verdict()).problems).toEqual([]);
    expect(await world.take("uk", await batchOf("uk/worker", stream, 9, [9], { from: 5 }))).toEqual({ state: "taken" });
  });

  test("two processes of one kind are two streams, and neither is in the other's way", async () => {
    const [a, b] = [newStream(), newStream()];
    for (let n = 1; n <= 5; n += 1) await Promise.all([world.take("uk", await batchOf("uk/worker", a, n, [n])), world.take("uk", await batchOf("uk/worker", b, n, [100 + n]))]);
    expect(new Set(counts(await world.found()))).toEqual(new Set([1, 2, 3, 4, 5, 101, 102, 103, 104, 105]));
    expect((await world.verdict()).problems).toEqual([]);
  });

  test("many at once leave no gap in the store", async () => {
    const streams = Array.from({ length: 6 }, newStream);
    await Promise.all(streams.map(async (stream, s) => {
      for (let n = 1; n <= 10; n += 1) await world.take("eu", await batchOf("eu/server", stream, n, [s * 100 + n]));
    }));
    expect(await world.verdict()).toMatchObject({ batches: 60, lines: 60, problems: [], lastPosition: 60 });
  });

  test("clock backwards at source and store: order of arrival holds, and nothing is lost", async () => {
    const stream = newStream();
    await world.take("uk", await batchOf("uk/worker", stream, 1, [1], { at: "2026-11-20T10:00:00Z" }));
    world.clock.set("2026-11-19T00:00:00Z");
    await world.take("uk", await batchOf("uk/worker", stream, 2, [2], { at: "2020-01-01T00:00:00Z" }));
    expect(new Set(counts(await world.found()))).toEqual(new Set([1, 2]));
    expect((await world.verdict()).problems).toEqual([]);
  });

  test("only what a line may hold is kept: other fields go, what is no line is counted", async () => {
    const good = { level: "info", time: "2026-11-20T10:00:00.000Z", plane: "worker uk", msg: "numbered", count: 7 };
    const raw = [
      JSON.stringify({ ...good, count: 8, supplier: "Canary Ltd", code: "Canary: Ltd & Söhne", request: "Canary", at: "at Canary Ltd" }),
      "Canary Ltd", "{\"canary\":1}", JSON.stringify({ ...good, msg: "Canary Ltd paid £12" }), JSON.stringify({ ...good, at: "x".repeat(9_000) }), "{\"level\":\"info\",\xff",
    ];
    await world.take("uk", await batchOf("uk/worker", newStream(), 1, [1], { raw }));
    const lines = await world.found();
    expect(JSON.stringify(lines)).not.toMatch(/canary/i);
    expect(lines).toContainEqual({ ...good, count: 8 });
    expect(lines).toContainEqual(expect.objectContaining({ msg: "log lines were refused", count: 5 }));
  });
});

describe("who may send", () => {
  const send = async (path: string, batch: Batch, from: string, signer: LogPlane | "operator") => (await world.post(path, batchBytes(batch), from as "control", world.signerOf(signer))).status;

  test("a plane speaks for its own processes only", async () => {
    const uk = await batchOf("uk/worker", newStream(), 1, [1]);
    expect(await send("/internal/logs/uk", uk, "region:uk", "uk")).toBe(200);
    const eu = await batchOf("eu/worker", newStream(), 1, [1]);
    expect(await send("/internal/logs/uk", eu, "region:uk", "uk")).toBe(403); // the name inside is another's
    expect(await send("/internal/logs/eu", eu, "region:eu", "uk")).toBe(401); // another's key
    expect(await send("/internal/logs/eu", eu, "region:uk", "uk")).toBe(401); // another's door
    expect(await send("/internal/logs/control", await batchOf("control/server", newStream(), 1, [1]), "control", "uk")).toBe(401);
    expect(await send("/internal/logs/uk", uk, "region:uk", "operator")).toBe(401);
    expect(await send("/internal/logs/mars", await batchOf("uk/worker", newStream(), 1, [1]), "region:uk", "uk")).toBe(404);
    expect(await rows()).toBe(1);
  });

  test("bytes that are no batch, and too many of them", async () => {
    const post = (body: Uint8Array) => world.post("/internal/logs/uk", body, "region:uk", world.signerOf("uk"));
    const good = await batchOf("uk/worker", newStream(), 1, [1]);
    const named = (change: object): Uint8Array => batchBytes({ ...good, head: { ...good.head, ...change } as Batch["head"] });
    for (const bad of [Buffer.alloc(0), Buffer.from("{}\n"), named({ source: "mars/worker" }), named({ number: 0 }), named({ from: 2 }), named({ extra: 1 }), named({ first: "yesterday" }), batchBytes({ ...good, packed: Buffer.from("no zstd") })]) {
      expect((await post(bad)).body).toMatchObject({ status: 422, code: "log-batch-not-readable" });
    }
    expect((await post(Buffer.alloc(4 * 1024 ** 2))).body).toMatchObject({ status: 413, code: "log-batch-too-large" });
    expect(await rows()).toBe(0);
  });
});

describe("reading", () => {
  const ask = (path: string, asked: object, signer: LogPlane | "operator" = "operator") => world.post(path, Buffer.from(JSON.stringify({ by: "ops@machine", ...asked })), signer === "operator" ? "operator" : "region:uk", world.signerOf(signer));

  test("is the operator's alone, and is in the operator's trail before a line is given", async () => {
    await world.take("uk", await batchOf("uk/worker", newStream(), 1, [1, 2]));
    expect((await ask("/internal/log-search", {}, "uk")).status).toBe(401);
    const answer = await ask("/internal/log-search", { query: { code: "23505" } });
    expect(answer.text.trim().split("\n").at(-1)).toBe('{"end":true}');
    expect((await ask("/internal/log-verify", {})).text).toContain('"problems":[]');
    expect((await ask("/internal/log-status", {})).body).toMatchObject({ retentionDays: 90, sources: [{ source: "uk/worker", lines: 2, dropped: 0, missing: 0, oldest: "2026-11-20T10:00:00.000Z", newest: "2026-11-20T10:00:01.000Z" }] });
    const acts = (await world.tamper("SELECT act, id, sealed FROM audit_entry WHERE site_id = 'operator' ORDER BY seq")).rows;
    expect(acts.map(({ act }) => act)).toEqual(["logs.read", "logs.verify", "logs.status"]);
    const detail = sealWith(keyFor(SECRET, "audit")).open({ kind: "audit_entry.sealed", object: acts[0].id }, acts[0].sealed).toString();
    expect(JSON.parse(detail)).toMatchObject({ detail: { by: "ops@machine", query: { code: "23505" } } });
    expect((await ask("/internal/log-search", { query: { source: "uk/../x" } })).body).toMatchObject({ status: 422, details: [{ at: "query.source" }] });
  });

  test("by time, source, level, code, request and text; newest; over many pages", async () => {
    const stream = newStream();
    const line = (more: object): string => JSON.stringify({ level: "info", time: "2026-11-20T12:00:00.000Z", plane: "region eu", msg: "request", ...more });
    await world.take("eu", await batchOf("eu/server", stream, 1, [], { at: "2026-11-20T12:00:00Z", raw: [line({ request: "0123456789abcdef", code: "not-found" }), line({ level: "error", errorCode: "23505" }), line({ level: "warn", code: "42P01" })] }));
    for (let n = 1; n <= 150; n += 1) await world.take("uk", await batchOf("uk/worker", newStream(), 1, [n, n + 1000], { at: new Date(Date.parse("2026-11-20T00:00:00Z") + n * 60_000).toISOString() }));
    expect(await world.found({ request: "0123456789abcdef" })).toHaveLength(1);
    expect(await world.found({ code: "23505" })).toMatchObject([{ level: "error" }]);
    expect(await world.found({ level: "warn" })).toHaveLength(2);
    expect(await world.found({ text: '"count":1077}' })).toMatchObject([{ count: 1077 }]);
    expect(await world.found({ text: "nowhere" })).toEqual([]);
    expect(await world.found({ source: "eu" })).toHaveLength(3);
    expect(await world.found({ source: "worker" })).toHaveLength(300);
    expect(await world.found({ source: "eu/worker" })).toEqual([]);
    expect(counts(await world.found({ since: "2026-11-20T00:10:00.000Z", until: "2026-11-20T00:12:00.000Z" }))).toEqual([10, 1010, 11, 1011]);
    expect(counts(await world.found({ source: "uk", newest: 3 }))).toEqual([1149, 150, 1150]);
    expect(await world.found({ most: 5 })).toHaveLength(5);
    expect(await world.found()).toHaveLength(303);
  });

  test("follows what arrives", async () => {
    const stream = newStream();
    await world.take("uk", await batchOf("uk/worker", stream, 1, [1]));
    const { searchLogs, logQuery } = await import("../../src/control/logs/logs.ts");
    const ended = new AbortController();
    const seen: string[] = [];
    await searchLogs(world.store, logQuery.parse({ follow: true, newest: 10 }), async (lines) => {
      seen.push(...lines);
      if (seen.length === 1) await world.take("uk", await batchOf("uk/worker", stream, 2, [2]));
      else ended.abort();
    }, ended.signal);
    expect(seen.map((line) => (JSON.parse(line) as { count: number }).count)).toEqual([1, 2]);
  });
});

describe("tampering is found and located", () => {
  const stream = newStream();
  beforeEach(async () => {
    for (let n = 1; n <= 8; n += 1) await world.take("uk", await batchOf("uk/worker", stream, n, [n, n + 100]));
    await world.tamper("SET session_replication_role = replica");
  });
  const problems = async (): Promise<string[]> => (await world.verdict()).problems.map(({ position, problem }) => `${position}: ${problem.split(":")[0]}`);

  test("nothing wrong, nothing found", async () => {
    expect(await world.verdict()).toMatchObject({ batches: 8, lines: 16, problems: [] });
  });

  test("any byte of what is sealed", async () => {
    const { rows: [{ size }] } = await world.tamper("SELECT length(sealed) AS size FROM log_batch WHERE position = 3");
    for (const at of [0, 2, 8, 20, 40, 60, 80, Number(size) - 1]) {
      const flip = "UPDATE log_batch SET sealed = set_byte(sealed, $1, get_byte(sealed, $1) # 1) WHERE position = 3";
      await world.tamper(flip, [at]);
      expect(await problems(), `byte ${at}`).toContain("3: altered");
      await world.tamper(flip, [at]);
    }
    expect(await problems()).toEqual([]);
  });

  test("any column", async () => {
    const changes = ["source = 'uk/server'", "missing = 1", "first_at = first_at - interval '1 day'", "last_at = last_at + interval '1 ms'", "lines = 3", "dropped = 5", "received_at = received_at - interval '1 s'", "from_number = 3", "link = sha256(link)"];
    for (const change of changes) {
      await world.tamper("CREATE TABLE kept AS SELECT * FROM log_batch");
      await world.tamper(`UPDATE log_batch SET ${change} WHERE position = 4`);
      expect((await problems()).some((problem) => problem.startsWith("4:")), change).toBe(true);
      await world.tamper("DELETE FROM log_batch; INSERT INTO log_batch SELECT * FROM kept; DROP TABLE kept");
    }
    expect(await problems()).toEqual([]);
  });

  test("a batch taken out of the middle, also with everything after it moved up", async () => {
    await world.tamper("DELETE FROM log_batch WHERE position = 5");
    expect(await problems()).toEqual(["5: missing", "6: batches 5 to 5 of its stream are missing"]);
    await world.tamper("UPDATE log_batch SET position = position + 100 WHERE position > 5");
    await world.tamper("UPDATE log_batch SET position = position - 101 WHERE position > 100");
    expect(await problems()).toEqual(expect.arrayContaining(["5: columns changed, or not the one that followed here", "5: link changed"]));
  });

  test("two batches exchanged, and one put in a second time", async () => {
    await world.tamper("UPDATE log_batch SET position = 100 + position WHERE position IN (2, 3)");
    await world.tamper("UPDATE log_batch SET position = 105 - position WHERE position > 100");
    expect(await problems()).toEqual(expect.arrayContaining([expect.stringMatching(/^2: /), expect.stringMatching(/^3: /)]));
    await world.tamper("INSERT INTO log_batch SELECT 9, source, stream, 9, 9, missing, first_at, last_at, lines, dropped, received_at, key_id, sealed, link FROM log_batch WHERE position = 8");
    expect(await problems()).toContain("9: altered");
  });

  test("the end cut off, and all made anew with the right key: the operator's trail knows", async () => {
    await world.tamper("SET session_replication_role = origin");
    expect(await anchorLogs(world.store)).toMatchObject({ position: 8 });
    expect(await anchorLogs(world.store)).toBeUndefined();
    await world.tamper("SET session_replication_role = replica");
    await world.tamper("DELETE FROM log_batch WHERE position > 6");
    expect(await problems()).toEqual(["8: end cut off"]);
    await world.tamper("DELETE FROM log_batch");
    for (let n = 1; n <= 9; n += 1) await world.take("uk", await batchOf("uk/worker", newStream(), 1, [n]));
    expect(await problems()).toEqual(["8: made anew"]);
  });

  test("the end cut off, or made anew, before any anchor: the node that took it in knows", async () => {
    await world.store.ends?.settled();
    await world.tamper("DELETE FROM log_batch WHERE position = 8");
    expect(await problems()).toEqual(["8: end cut off"]);
    await world.tamper("DELETE FROM log_batch");
    const blind = { ...world.store, ends: undefined } as unknown as typeof world.store;
    for (let n = 1; n <= 9; n += 1) await acceptBatch(blind, "uk", batchBytes(await batchOf("uk/worker", newStream(), 1, [n])), false);
    expect(await problems()).toEqual(["8: made anew"]);
    expect((await verifyLogs(blind)).problems).toEqual([]);
  });

  test("once a day all of it is checked, and what came of it is an entry, a line of the status, and again due when a clock was set back", async () => {
    await world.tamper("SET session_replication_role = origin");
    const seal = sealWith(keyFor(SECRET, "audit")).seal;
    const check = () => checkLogsDaily(world.store, seal, () => verifyLogs(world.store));
    expect(await check()).toMatchObject({ batches: 8, problems: [] });
    expect(await check()).toBeUndefined();
    const status = () => showLogStatus(world.store, 90, sealWith(keyFor(SECRET, "audit")));
    expect((await status()).lastCheck).toMatchObject({ batches: 8, lines: 16, problems: 0 });
    world.clock.set("2026-11-18T10:00:00Z");
    expect(await check()).toMatchObject({ problems: [] });
    await world.tamper("SET session_replication_role = replica; UPDATE log_batch SET lines = 3 WHERE position = 4; SET session_replication_role = origin");
    world.clock.set("2026-11-19T11:00:00Z");
    expect((await check())?.problems.length).toBeGreaterThan(0);
    expect((await status()).lastCheck).toMatchObject({ problems: expect.any(Number), first: expect.arrayContaining([expect.stringMatching(/^4: /)]) });
    const { rows: acts } = await world.tamper("SELECT act FROM audit_entry WHERE act LIKE 'logs.%' ORDER BY seq");
    expect(acts.map(({ act }) => act)).toEqual(["logs.check", "logs.check", "logs.broken", "logs.check"]);
  });

  test("the beginning taken away, as if its time were over", async () => {
    await world.tamper("INSERT INTO log_deleted (position, link) SELECT position, link FROM log_batch WHERE position = 2");
    await world.tamper("DELETE FROM log_batch WHERE position <= 2");
    expect(await problems()).toEqual(["2: beginning changed"]);
  });

  test("the application itself can neither change nor delete", async () => {
    const { kysely } = world.world.db;
    await expect(kysely.deleteFrom("log_batch").execute()).rejects.toMatchObject({ code: "42501" });
    await expect(kysely.updateTable("log_batch").set({ lines: 0 }).execute()).rejects.toMatchObject({ code: "42501" });
    await world.tamper("SET session_replication_role = origin");
    await expect(world.tamper("DELETE FROM log_batch")).rejects.toThrow(/only be added to/);
  });
});

describe("retention", () => {
  const days = (n: number): string => new Date(Date.now() - n * 86_400_000).toISOString();
  const seal = sealWith(keyFor(SECRET, "audit")).seal;

  test("what is older than 90 days goes, says so in the trail, and its key and root go with it; younger is refused whoever asks", async () => {
    const stream = newStream();
    for (const [n, age] of [400, 120, 91, 89, 1].entries()) {
      world.clock.set(days(age));
      await world.take("uk", await batchOf("uk/worker", stream, n + 1, [age], { at: days(age) }));
    }
    world.clock.set(days(0));
    await world.store.keys.current();
    const keysBefore = Number((await world.tamper("SELECT count(*) AS n FROM log_key")).rows[0].n);
    expect(await deleteOldLogs(world.store, 100, seal)).toBe(2);
    expect(await deleteOldLogs(world.store, 90, seal)).toBe(1);
    expect(await deleteOldLogs(world.store, 90, seal)).toBe(0);
    expect(counts(await world.found())).toEqual([89, 1]);
    expect(await world.verdict()).toMatchObject({ batches: 2, firstPosition: 4, problems: [] });
    const { rows: entries } = await world.tamper("SELECT act, object_id FROM audit_entry WHERE act LIKE 'logs.%' ORDER BY seq");
    expect(entries).toEqual([{ act: "logs.delete", object_id: "2" }, { act: "logs.delete", object_id: "3" }]);
    expect(Number((await world.tamper("SELECT count(*) AS n FROM log_key")).rows[0].n)).toBeLessThan(keysBefore);
    expect((await readdir(join(world.keyFolder, "root"))).length).toBe(1);
    await expect(deleteOldLogs(world.store, 89, seal)).rejects.toThrow(/90 days/);
    await expect(world.tamper("SELECT * FROM delete_old_log_batches(now(), 10)")).rejects.toThrow(/only be added to/);
    await world.take("uk", await batchOf("uk/worker", stream, 6, [0]));
    expect((await world.verdict()).problems).toEqual([]);
  });

  test("an entry about a deletion may itself be past its time: that is no alarm", async () => {
    world.clock.set(days(200));
    for (let n = 1; n <= 3; n += 1) await world.take("uk", await batchOf("uk/worker", newStream(), 1, [n]));
    world.clock.set(days(0));
    await deleteOldLogs(world.store, 90, seal);
    await anchorLogs(world.store);
    await world.tamper("SET session_replication_role = replica; DELETE FROM audit_entry WHERE act = 'logs.delete'; SET session_replication_role = origin");
    expect((await world.verdict()).problems).toEqual([]);
  });

  test("the newest stays, however old: the chain goes on from it", async () => {
    world.clock.set(days(200));
    for (let n = 1; n <= 3; n += 1) await world.take("uk", await batchOf("uk/worker", newStream(), 1, [n]));
    world.clock.set(days(0));
    await deleteOldLogs(world.store, 90, seal);
    expect(counts(await world.found())).toEqual([3]);
  });
});

test("ids of people and sites stay in a line, names cannot", async () => {
  const [person, site] = [newId("per"), newId("sit")];
  const raw = [JSON.stringify({ level: "info", time: "2026-11-20T10:00:00.000Z", plane: "region uk", msg: "request", kind: "access", actor: "person", person, site, client: "0123456789ab", organisation: "Northwind Foods" })];
  await world.take("uk", await batchOf("uk/server", newStream(), 1, [], { raw }));
  expect(await world.found()).toEqual([expect.objectContaining({ person, site, client: "0123456789ab" })]);
  expect(JSON.stringify(await world.found())).not.toContain("Northwind");
});
