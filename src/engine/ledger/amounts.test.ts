import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckDb } from "../duckdb/duckdb.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { coreOf, markEvidence, plainAmountSql, readAmount } from "./amounts.ts";
import type { AmountFormat } from "./amounts.ts";

let db: DuckDb;
beforeAll(async () => void (db = await openDuckDb({ threads: 1 })));
afterAll(() => db.close());

const POINT: AmountFormat = { mark: ".", refuseThree: true };
const COMMA: AmountFormat = { mark: ",", refuseThree: true };

test.each([
  ["1,234.56", "1234.56"], ["1234.56", "1234.56"], ["1'234.50", "1234.50"], ["1 234.50", "1234.50"], ["1\u00a0234.50", "1234.50"],
  ["(123.45)", "-123.45"], ["123.45-", "-123.45"], ["-123.45", "-123.45"], ["−123.45", "-123.45"], ["+5", "5"],
  ["£1,234", "1234"], ["-£1,234.00", "-1234.00"], ["£-1.50", "-1.50"], ["(£1.50)", "-1.50"], ["GBP 12.00", "12.00"], ["12.00 GBP", "12.00"],
  ["12.00 CR", "-12.00"], ["12.00 DR", "12.00"], ["1,234,567.89", "1234567.89"], [".50", ".50"], ["5.", "5."], ["0", "0"],
])("with a point, %s is %s", (text, value) => expect(readAmount(text, POINT)).toBe(value));

test.each([
  ["1.234,56", "1234.56"], ["1234,56", "1234.56"], ["1.234.567,89", "1234567.89"], ["-1.234,56", "-1234.56"], ["€ 12,5", "12.5"], ["12,00-", "-12.00"], ["1.234", "1234"],
])("with a comma, %s is %s", (text, value) => expect(readAmount(text, COMMA)).toBe(value));

test.each([
  ["", POINT], ["abc", POINT], ["1.2.3", POINT], ["12,34.56", POINT], ["1.234,56", POINT], ["1,23", POINT], ["(123.45", POINT], ["-(5)", POINT], ["--5", POINT], ["1.234", POINT],
  ["1,234.56", COMMA], ["1.23", COMMA], ["1,234", COMMA], ["#REF!", POINT], ["12.50 apples", POINT], ["N/A", POINT],
])("%s is no amount where the mark is %o", (text, format) => expect(readAmount(text, format)).toBeUndefined());

test("three decimals are read where the column has them", () => {
  expect(readAmount("1.234", { mark: ".", refuseThree: false })).toBe("1.234");
});

test.each([
  ["1,234.56", "."], ["1.234,56", ","], ["1.234.567", ","], ["1,234,567", "."], ["12.5", "."], ["12,50", ","], ["1.234", "either"], ["1,234", "either"], ["0.125", "."], ["1234", "none"],
])("%s tells of the mark: %s", (digits, evidence) => expect(markEvidence(digits)).toBe(evidence));

test("the currency beside an amount is seen", () => {
  expect(coreOf("£1.00")?.unit).toBe("£");
  expect(coreOf("1.00 EUR")?.unit).toBe("EUR");
  expect(coreOf("1.00")?.unit).toBeUndefined();
});

/** Amounts of all shapes, and things near to amounts. */
const shaped = fc.tuple(
  fc.constantFrom("", "-", "(", "£", "EUR "), fc.array(fc.constantFrom("0", "1", "9", "12", "123", ",", ".", ",123", ".123", ".50", ",50"), { minLength: 1, maxLength: 5 }), fc.constantFrom("", "-", ")", " CR"),
).map(([before, digits, after]) => before + digits.join("") + after);

test("what SQL takes as plain is what the reader reads", async () => {
  await fc.assert(fc.asyncProperty(fc.array(shaped, { minLength: 1, maxLength: 60 }), fc.constantFrom<AmountFormat>(POINT, COMMA, { mark: ".", refuseThree: false }), async (texts, format) => {
    const rows = await db.all<{ text: string; plain: string | null }>(
      `SELECT text, CAST(${plainAmountSql("text", format)} AS VARCHAR) AS plain FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS text)`, [JSON.stringify(texts)]);
    for (const { text, plain } of rows) if (plain !== null) expect(Number(plain), text).toBeCloseTo(Number(readAmount(text, format)), 4);
  }), { numRuns: 60 });
});
