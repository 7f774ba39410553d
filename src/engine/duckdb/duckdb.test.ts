import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../base/errors.ts";
import { openDuckDb, sqlText } from "./duckdb.ts";
import type { DuckDb } from "./duckdb.ts";

let inside: string;
let outside: string;
let db: DuckDb;
beforeAll(async () => {
  inside = await mkdtemp(join(tmpdir(), "duckdb-in-"));
  outside = await mkdtemp(join(tmpdir(), "duckdb-out-"));
  await writeFile(join(inside, "a.csv"), "x\n1\n");
  await writeFile(join(outside, "a.csv"), "x\n1\n");
  db = await openDuckDb({ allowedFolder: inside, threads: 1 });
});
afterAll(async () => {
  db.close();
  await rm(inside, { recursive: true });
  await rm(outside, { recursive: true });
});

describe("a locked-down database", () => {
  test("reads inside its folder and nowhere else", async () => {
    expect(await db.all(`SELECT * FROM read_csv(${sqlText(join(inside, "a.csv"))})`)).toEqual([{ x: 1 }]);
    await expect(db.all(`SELECT * FROM read_csv(${sqlText(join(outside, "a.csv"))})`)).rejects.toThrow(/permission|disabled/i);
    await expect(db.exec(`COPY (SELECT 1) TO ${sqlText(join(outside, "b.csv"))}`)).rejects.toThrow(/permission|disabled/i);
    await expect(db.exec(`ATTACH ${sqlText(join(outside, "c.db"))}`)).rejects.toThrow(/permission|disabled/i);
  });

  test.each([
    ["a setting", "SET enable_external_access = true"],
    ["the spill folder", "SET temp_directory = '/tmp'"],
    ["the allowed folders", "SET allowed_directories = ['/']"],
    ["the lock itself", "SET lock_configuration = false"],
  ])("does not let %s be changed", async (_what, sql) => {
    await expect(db.exec(sql)).rejects.toThrow(/locked|cannot/i);
  });

  test("loads no extension", async () => {
    await expect(db.exec("INSTALL httpfs")).rejects.toThrow();
    await expect(db.exec("LOAD httpfs")).rejects.toThrow();
  });

  test("refuses instead of spilling when memory runs out", async () => {
    const small = await openDuckDb({ memoryLimitMb: 40, threads: 1 });
    try {
      const failure = await small.exec("CREATE TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(20000000)").catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Refusal);
      expect((failure as Refusal).code).toBe("memory-limit");
    } finally {
      small.close();
    }
  });
});

test("goes on with more than its memory where it was given a folder to spill to", async () => {
  const spillFolder = await mkdtemp(join(tmpdir(), "duckdb-spill-"));
  const small = await openDuckDb({ memoryLimitMb: 12, threads: 1, spillFolder });
  try {
    await small.exec("CREATE TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(400000)");
    expect((await readdir(spillFolder)).length).toBeGreaterThan(0);
    expect(await small.one("SELECT count(*) AS n, sum(a) AS a FROM t")).toEqual({ n: 400_000, a: 79_999_800_000 });
    await expect(small.exec("SET temp_directory = '/tmp'")).rejects.toThrow(/locked/i);
  } finally {
    small.close();
    await rm(spillFolder, { recursive: true });
  }
});

describe("values", () => {
  test("come back as plain JavaScript", async () => {
    expect(await db.one("SELECT 9007199254740991 AS big, DATE '2026-11-23' AS day, 12.50::DECIMAL(18,2) AS amount, [1, 2] AS list, NULL AS nothing, true AS yes"))
      .toEqual({ big: 9007199254740991, day: "2026-11-23", amount: 12.5, list: [1, 2], nothing: null, yes: true });
  });

  test("a whole number that would lose digits is a bug, not a value", async () => {
    await expect(db.all("SELECT 9007199254740993 AS big")).rejects.toThrow(/too big to be exact/);
  });

  test("stream in batches and in order", async () => {
    let next = 0;
    for await (const rows of db.stream<{ n: number }>("SELECT range AS n FROM range(5000)")) for (const { n } of rows) expect(n).toBe(next++);
    expect(next).toBe(5000);
  });

  test("are the same read from a column's memory and one by one, gaps and all", async () => {
    // 5,000 rows are three chunks; a list is read value by value
    const values = `CASE WHEN range % 3 > 0 THEN (range - 2500)::TINYINT % 100 END`;
    const kinds = { TINYINT: values, SMALLINT: `(range * 7 - 9000)::SMALLINT`, INTEGER: `(range * 12345 - 9999999)::INTEGER`, UINTEGER: `(range * 800000)::UINTEGER`,
      BIGINT: `(range - 2500) * 3602879701896::BIGINT`, DOUBLE: `range / 7.0::DOUBLE`, DATE: `DATE '0001-01-01' + (range * 300)::INTEGER`,
      VARCHAR: `repeat('Zoë€', (range % 6)::INTEGER)`, BOOLEAN: `range % 2 = 0` };
    for (const [type, expression] of Object.entries(kinds)) {
      const from = `FROM (SELECT CASE WHEN (range * 7919) % 5 > 1 THEN (${expression.replaceAll("::TINYINT", "")})::${type} END AS value FROM range(5000))`;
      const [fast, slow] = [await db.all(`SELECT value ${from}`), await db.all<{ value: readonly (string | number | boolean | null)[] }>(`SELECT [value] AS value ${from}`)];
      expect(fast.map(({ value }) => value), type).toEqual(slow.map(({ value }) => value[0]));
    }
  });

  test("parameters are never SQL", async () => {
    expect(await db.one("SELECT $1 AS text", ["'; DROP TABLE x; --"])).toEqual({ text: "'; DROP TABLE x; --" });
  });
});

test("a transaction that fails leaves nothing behind", async () => {
  await db.exec("CREATE TABLE kept (a INTEGER)");
  await expect(db.transaction(async () => {
    await db.exec("INSERT INTO kept VALUES (1)");
    throw new Error("stop");
  })).rejects.toThrow("stop");
  expect(await db.one("SELECT count(*) AS n FROM kept")).toEqual({ n: 0 });
});
