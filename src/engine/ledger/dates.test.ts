import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dayFromNumber } from "../../base/day.ts";
import { openDuckDb } from "../duckdb/duckdb.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { dateShape, plainDateSql, readDate } from "./dates.ts";
import type { DayOrder } from "./dates.ts";

let db: DuckDb;
beforeAll(async () => void (db = await openDuckDb({ threads: 1 })));
afterAll(() => db.close());

const of = (order: DayOrder, serial = false) => ({ order, serial });

test.each<[string, DayOrder, string]>([
  ["2026-11-23", "ymd", "2026-11-23"], ["2026/11/23", "ymd", "2026-11-23"], ["2026.11.3", "ymd", "2026-11-03"], ["20261123", "ymd", "2026-11-23"],
  ["2026-11-23T10:11:12Z", "ymd", "2026-11-23"], ["2026-11-23 10:11", "dmy", "2026-11-23"],
  ["23/11/2026", "dmy", "2026-11-23"], ["23.11.2026", "dmy", "2026-11-23"], ["3-4-26", "dmy", "2026-04-03"], ["3/4/2026", "mdy", "2026-03-04"],
  ["8/14/2017 0:00", "mdy", "2017-08-14"], ["14 Aug 2017", "ymd", "2017-08-14"], ["14-AUG-17", "ymd", "2017-08-14"], ["August 14, 2017", "ymd", "2017-08-14"], ["1 September 2020", "dmy", "2020-09-01"],
])("%s in a column of %s is %s", (text, order, day) => expect(readDate(text, of(order))).toBe(day));

test.each<[string, DayOrder]>([
  ["23/11/2026", "mdy"], ["11/23/2026", "dmy"], ["1/2/2026", "ymd"], ["2026-02-30", "ymd"], ["31/04/2026", "dmy"], ["00000000", "ymd"], ["2026", "ymd"], ["", "ymd"],
  ["3026-01-01", "ymd"], ["1026-01-01", "ymd"], ["45000", "dmy"], ["soon", "dmy"], ["99/99/9999", "dmy"],
])("%s in a column of %s is no date", (text, order) => expect(readDate(text, of(order))).toBeUndefined());

test("Excel day numbers are read only where the column has them", () => {
  expect(readDate("45000", of("ymd", true))).toBe("2023-03-15"); // Excel's own answer
  expect(readDate("43831", of("ymd", true))).toBe("2020-01-01");
});

test.each([
  ["13/01/2026", "first>12"], ["01/13/2026", "second>12"], ["01/02/2026", "either"], ["2026-01-02", "ymd"], ["20260102", "ymd"], ["3 Jan 2026", "named"], ["45000", "serial"], ["13/13/2026", "none"], ["hello", "none"],
])("%s tells of the order: %s", (text, shape) => expect(dateShape(text)).toBe(shape));

const day = fc.integer({ min: 0, max: 40000 }).map(dayFromNumber);

test("every day written in any order reads back", () => {
  fc.assert(fc.property(day, fc.constantFrom("/", "-", "."), fc.boolean(), (iso, separator, padded) => {
    const [year, month, date] = iso.split("-").map((part, at) => (padded || at === 0 ? part : String(Number(part)))) as [string, string, string];
    expect(readDate([year, month, date].join(separator), of("ymd"))).toBe(iso);
    expect(readDate([date, month, year].join(separator), of("dmy"))).toBe(iso);
    expect(readDate([month, date, year].join(separator), of("mdy"))).toBe(iso);
  }));
});

test("what SQL takes as plain is what the reader reads", async () => {
  const text = fc.oneof(day, day.map((iso) => iso.replaceAll("-", "/")), fc.stringMatching(/^[0-9-]{8,11}$/), fc.constantFrom("2026-02-30", "9999-12-31", "0001-01-01"));
  await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (texts) => {
    const rows = await db.all<{ text: string; plain: string | null }>(
      `SELECT text, ${plainDateSql("text")} AS plain FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS text)`, [JSON.stringify(texts)]);
    for (const { text: written, plain } of rows) if (plain !== null) expect(plain, written).toBe(readDate(written, of("ymd")));
  }), { numRuns: 60 });
});
