/**
 * Somebody holds the whole database, with its guards switched off, and the record beside it. Whatever byte is altered, whatever row is
 * removed: the check of the stored trail finds it and says where. Seeds are printed when it does not.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId, type SiteId } from "../../base/ids.ts";
import type { SystemActor } from "../access/access.ts";
import { connectionOf, OPERATOR } from "../postgres/postgres.ts";
import { advanceTrail, audit, checkDaily, checkStoredTrail, closeDays, listEntries, openTrailSigner, pruneTrail, type Sealer, type TrailLogDeps, withTrail } from "./audit.ts";

const ENTRIES = 600;
let world: WorldDatabase<any>;
let folder: string;
let deps: TrailLogDeps;
let thief: pg.Client;
const trail: SiteId = newId("sit");
let shiftMs = 0;
const clock = { now: () => new Date(Date.now() + shiftMs) };
const actor: SystemActor = { kind: "system", name: "test" };
const seal: Sealer = (_place, clear) => Uint8Array.from(clear, (byte) => byte ^ 0x5a);

beforeAll(async () => {
  world = await openWorld("uk");
  folder = await mkdtemp(join(tmpdir(), "tampering "));
  deps = { db: world.db, signer: await openTrailSigner(folder), origin: "spendward.example/uk", clock };
  thief = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await thief.connect();
  await thief.query("SET session_replication_role = replica");
  shiftMs = -3 * 86_400_000;
  await write(ENTRIES / 2);
  await closeDays(world.db, clock);
  await advanceTrail(deps, trail);
  shiftMs = 0;
  await closeDays(world.db, clock);
  await write(ENTRIES / 2);
  await advanceTrail(deps, trail);
  await write(3);
});
afterAll(async () => {
  await thief.end();
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const write = (count: number): Promise<void> =>
  withTrail(world.db, trail, async (tx) => {
    for (let n = 0; n < count; n += 1) await audit(tx, { actor, act: "thing.change", object: { kind: "thing", id: `thing_${n}` }, ...(n % 3 > 0 && { after: { n } }) }, n % 3 > 0 ? seal : undefined, clock);
  });
const faults = async (): Promise<string[]> => (await checkStoredTrail(deps, trail)).faults.map(({ at, what }) => `${at ?? ""}: ${what}`);

test("an untouched trail holds", async () => {
  expect(await checkStoredTrail(deps, trail)).toMatchObject({ faults: [], firstSeq: 1, lastSeq: ENTRIES + 5, treeSize: ENTRIES + 2 });
});

/** One bit of a `bytea`, one character of a `text`, one of a number, a millisecond or a day. */
const ALTER: Readonly<Record<string, (column: string, n: number) => string>> = {
  bytea: (column, n) => `set_byte(${column}, ${n} % length(${column}), get_byte(${column}, ${n} % length(${column})) # ${1 << (n % 8)})`,
  text: (column, n) => `overlay(${column} placing chr(33 + (ascii(substr(${column}, 1 + ${n} % length(${column}), 1)) - 32 + ${n % 90}) % 93) from 1 + ${n} % length(${column}) for 1)`,
  bigint: (column) => `${column} + 100000`,
  integer: (column) => `${column} + 3`,
  timestamp: (column, n) => `${column} + interval '${1 + (n % 1000)} milliseconds'`,
  date: (column) => `${column} - 400`,
  kind: () => "'job'",
};
type Column = { readonly table: string; readonly column: string; readonly type: keyof typeof ALTER; readonly says: RegExp };
const anEntry = /entry \d+/;
const COLUMNS: readonly Column[] = [
  ...(["id", "actor_id", "act", "object_kind", "object_id"] as const).map((column) => ({ table: "audit_entry", column, type: "text", says: anEntry })),
  { table: "audit_entry", column: "actor_kind", type: "kind", says: anEntry },
  { table: "audit_entry", column: "seq", type: "bigint", says: anEntry },
  { table: "audit_entry", column: "at", type: "timestamp", says: anEntry },
  ...(["sealed", "clear_hash", "salt", "leaf"] as const).map((column) => ({ table: "audit_entry", column, type: "bytea", says: anEntry })),
  { table: "trail_tile", column: "hashes", type: "bytea", says: /tile|entry \d+/ },
  { table: "trail_tile", column: "n", type: "bigint", says: /tile/ },
  { table: "trail_tile", column: "level", type: "integer", says: /tile/ },
  { table: "trail_log", column: "checkpoint", type: "text", says: /^checkpoint|^cosignatures/ },
  { table: "trail_log", column: "verifier", type: "text", says: /log key/ },
  { table: "trail_log", column: "tree_size", type: "bigint", says: /tree size/ },
  { table: "trail_day", column: "checkpoint", type: "text", says: /^day \d/ },
  { table: "trail_day", column: "closing_seq", type: "bigint", says: /^day \d/ },
  { table: "trail_day", column: "day", type: "date", says: /^day \d/ },
];

/** The row's place is drawn, and what stood there is put back. */
async function altered<T>({ table, column, type }: Column, row: number, n: number, look: () => Promise<T>): Promise<T | undefined> {
  const where = `site_id = '${trail}' AND ${column} IS NOT NULL`;
  const { rows: [{ ctid, before } = { ctid: "", before: undefined }] } = await thief.query<{ ctid: string; before: unknown }>(
    `SELECT ctid::text, ${column} AS before FROM ${table} WHERE ${where} ORDER BY ctid OFFSET ${row} % (SELECT count(*) FROM ${table} WHERE ${where}) LIMIT 1`);
  const changed = await thief.query<{ ctid: string; now: unknown }>(`UPDATE ${table} SET ${column} = ${(ALTER[type] as (column: string, n: number) => string)(column, n)} WHERE ctid = '${ctid}' RETURNING ctid::text, ${column} AS now`);
  try {
    // Once in a while a draw changes nothing: 'job' to 'job'.
    return String(changed.rows[0]?.now) === String(before) ? undefined : await look();
  } finally {
    await thief.query(`UPDATE ${table} SET ${column} = $1 WHERE ctid = '${changed.rows[0]?.ctid}'`, [before]);
  }
}

test("every column that is altered is found, at the entry, tile, day or checkpoint it was altered in", async () => {
  let found = 0;
  const draw = fc.record({ row: fc.nat(10_000), n: fc.nat(100_000) });
  for (const one of COLUMNS) {
    await fc.assert(fc.asyncProperty(draw, async ({ row, n }) => {
      const said = await altered(one, row, n, faults);
      if (said === undefined) return;
      found += 1;
      expect(said.join("\n"), `${one.table}.${one.column}`).toMatch(one.says);
    }), { numRuns: 3 });
  }
  expect(found).toBeGreaterThan(COLUMNS.length * 2);
  expect(await faults()).toEqual([]);
}, 120_000);

test("every byte of the signing record is covered", async () => {
  const place = newId("sit");
  for (let n = 0; n < 5; n += 1) await withTrail(world.db, place, (tx) => audit(tx, { actor, act: "thing.change", object: { kind: "thing", id: "thing_1" } }, undefined, clock));
  await advanceTrail(deps, place);
  const said = async (): Promise<string> => (await checkStoredTrail(deps, place)).faults.map(({ at, what }) => `${at ?? ""}: ${what}`).join("\n");
  const file = join(folder, "signed", place);
  const record = await readFile(file);
  for (let at = 0; at < record.length; at += 1) {
    const flipped = Buffer.from(record);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await writeFile(file, flipped);
    expect(await said(), `byte ${at}`).toMatch(/signing record|entry \d+: The end of the trail is missing/);
  }
  await rm(file);
  expect(await said()).toContain("signing record: It is gone");
  await writeFile(file, record);
  expect(await said()).toBe("");
});

/** What the thief does is undone at the end. */
async function undone<T>(statements: readonly string[], look: () => Promise<T>): Promise<T> {
  const copies = ["audit_entry", "trail_tile", "trail_log", "trail_day", "trail_register"];
  for (const table of copies) await thief.query(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`);
  try {
    for (const statement of statements) await thief.query(statement);
    return await look();
  } finally {
    for (const table of copies) await thief.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`);
  }
}

test("a trail that is being signed for the first time, or whose first signature was cut off, is no alarm; what does not lead to the recorded tree is", async () => {
  const place = newId("sit");
  const said = async (given = deps): Promise<string[]> => (await checkStoredTrail(given, place)).faults.map(({ at, what }) => `${at ?? ""}: ${what}`);
  for (let n = 0; n < 3; n += 1) await withTrail(world.db, place, (tx) => audit(tx, { actor, act: "thing.change", object: { kind: "thing", id: "thing_1" } }, undefined, clock));
  const seen: string[] = [];
  const cutOff = advanceTrail({ ...deps, afterStep: async (step) => {
    if (step === "committed") return;
    seen.push(step, ...(await said()));
    if (step === "checkpoint saved") throw new Error("cut off");
  } }, place);
  await expect(cutOff).rejects.toThrow("cut off");
  expect(seen).toEqual(["locked", "tiles written", "record noted", "checkpoint saved"]);
  expect(await said()).toEqual([]);
  const at = `site_id = '${place}'`;
  expect((await undone([`DELETE FROM audit_entry WHERE ${at} AND seq = 3`], said)).join("\n")).toContain("The end of the trail is missing");
  expect((await undone([`UPDATE audit_entry SET act = 'thing.other', leaf = sha256(leaf) WHERE ${at} AND seq = 2`], said)).join("\n")).toContain("entry 2 ");
  expect((await undone([`UPDATE trail_register SET due = false WHERE trail = '${place}'`], said)).join("\n")).toContain("checkpoint: It is gone");

  const other = newId("sit");
  await withTrail(world.db, other, (tx) => audit(tx, { actor, act: "thing.change", object: { kind: "thing", id: "thing_1" } }, undefined, clock));
  const { record } = deps.signer;
  const last: typeof record.last = async (of) => {
    const known = await record.last(of);
    if (known === undefined) await advanceTrail(deps, other);
    return known;
  };
  expect((await checkStoredTrail({ ...deps, signer: { ...deps.signer, record: { ...record, last } } }, other)).faults).toEqual([]);
});

test("removed rows, a cut-off end, a rewritten entry and a replaced tree are found where they are", async () => {
  const at = `site_id = '${trail}'`;
  const cases: readonly (readonly [statements: readonly string[], says: string])[] = [
    [[`DELETE FROM audit_entry WHERE ${at} AND seq = 77`], "entry 77: It is missing."],
    [[`DELETE FROM audit_entry WHERE ${at} AND seq BETWEEN 200 AND 300`], "entry 200: It is missing, and so are all up to entry 300."],
    [[`DELETE FROM audit_entry WHERE ${at} AND seq <= 10`], "entry 1: Entries from here to 10 are missing, and no entry says that their time was over."],
    [[`DELETE FROM audit_entry WHERE ${at} AND seq > 590`], `entry 591: The end of the trail is missing from here on: ${ENTRIES + 2} entries were signed.`],
    [[`DELETE FROM trail_tile WHERE ${at} AND level = 0 AND n = 1`], "tile 0/1 (entries 257 to 512): It should hold 256 hashes and holds 0."],
    [[`DELETE FROM trail_day WHERE ${at} AND closing_seq < 303`], "closes it, and its checkpoint is gone."],
    [[`DELETE FROM trail_log WHERE ${at}`], "checkpoint: It is gone"],
    [[`UPDATE trail_register SET due = false WHERE trail = '${trail}'`], `entry ${ENTRIES + 3}: Entries from here on are not signed`],
    [[`UPDATE audit_entry SET act = 'thing.other', leaf = sha256(leaf) WHERE ${at} AND seq = 9`], "entry 9 "],
    [[`UPDATE trail_log SET cosignatures = 'nonsense' WHERE ${at}`], "cosignatures: They cannot be read."],
  ];
  for (const [statements, says] of cases) expect((await undone(statements, faults)).join("\n"), statements[0]).toContain(says);
  expect(await faults()).toEqual([]);
});

test("after entries have been deleted by schedule the rest still holds, and is still checked", async () => {
  const place = newId("sit");
  const old = { now: () => new Date(Date.now() - 200 * 86_400_000) };
  const actOn = (given: typeof clock) => withTrail(world.db, place, (tx) => audit(tx, { actor, act: "thing.change", object: { kind: "thing", id: "thing_1" } }, undefined, given));
  for (let n = 0; n < 300; n += 1) await actOn(old);
  for (let n = 0; n < 5; n += 1) await actOn(clock);
  await advanceTrail(deps, place);
  expect(await pruneTrail(world.db, place, 90, clock)).toBe(300);
  await advanceTrail(deps, place);
  expect(await checkStoredTrail(deps, place)).toMatchObject({ faults: [], firstSeq: 301, treeSize: 306 });
  await thief.query(`UPDATE trail_tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE site_id = '${place}' AND level = 0 AND n = 0`);
  expect((await checkStoredTrail(deps, place)).faults.map(({ at }) => at)).toContain("tile 0/0 (entries 1 to 256)");
});

test("the daily check looks once a day, says so in the operator's trail, and names the trail that does not hold", async () => {
  const operators = async () => (await withTrail(world.db, OPERATOR, (tx) => listEntries(tx, { limit: 10 }))).map(({ act, objectId }) => `${act} ${objectId}`).toReversed();
  const place = newId("sit");
  await withTrail(world.db, place, (tx) => audit(tx, { actor, act: "thing.change", object: { kind: "thing", id: "thing_1" } }, undefined, clock));
  await advanceTrail(deps, place);
  await thief.query(`UPDATE audit_entry SET act = 'thing.other' WHERE site_id = '${place}'`);
  const broken = await checkDaily(deps, clock);
  expect(broken.find((one) => one.trail === place)?.faults).toEqual([{ at: expect.stringMatching(/^entry 1 /), what: expect.stringContaining("not what was written") }]);
  expect(await operators()).toEqual(["trails.check all-trails", ...broken.map((one) => `trails.broken ${one.trail}`)]);
  expect(await checkDaily(deps, clock)).toEqual([]);
  // Everything of it removed, the register too: the record still knows that it was.
  await thief.query(`DELETE FROM audit_entry WHERE site_id = '${place}'; DELETE FROM trail_log WHERE site_id = '${place}'; DELETE FROM trail_tile WHERE site_id = '${place}'; DELETE FROM trail_register WHERE trail = '${place}'`);
  shiftMs = 86_400_000;
  expect((await checkDaily(deps, clock)).find((one) => one.trail === place)?.faults.map(({ at }) => at)).toContain("checkpoint");
  shiftMs = 0;
});
