/** The lenses against ledgers whose figures follow from how they are made. */
import { expect, test } from "vitest";
import { openDuckDb, type DuckDb } from "../duckdb/duckdb.ts";
import { createLedger } from "../ledger/ledger.ts";
import { countsBy, digitTest, FIRST, LAST_TWO, SECOND } from "./digits.ts";
import { LENS_NAMES, missingForLens } from "./lenses.ts";
import { population } from "./population.ts";

async function ledger(columns: string, n: number): Promise<DuckDb> {
  const db = await openDuckDb({ threads: 2 });
  await createLedger(db);
  await db.exec(`INSERT INTO invoice BY NAME SELECT i AS row_no, 'D' || i AS doc_id, 'invoice' AS doc_type, 'GBP' AS currency, ${columns} FROM range(${n}) r(i)`);
  return db;
}

test("the laws add up to one, and the second digit's is the known one", () => {
  for (const law of [FIRST, SECOND, LAST_TWO]) {
    const shares = Array.from({ length: law.to - law.from + 1 }, (_, at) => law.share(law.from + at));
    expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  }
  expect([SECOND.share(0), SECOND.share(9)].map((share) => share.toFixed(5))).toEqual(["0.11968", "0.08500"]);
  expect(digitTest(countsBy(new Map([[10, 3], [19, 2], [20, 1]]), (digits) => Math.floor(digits / 10)), FIRST).rows.slice(0, 2).map(({ count }) => count)).toEqual([5, 1]);
});

test("digits, sums and steps of a small ledger, counted by hand", async () => {
  // 10.00, 10.50, 11.00 ... 59.50: steps of 0.50, last two digits 00 and 50
  const db = await ledger("'S' AS supplier_id, 1000 + 50 * i AS amount_gross, DATE '2024-01-01' AS posting_date", 100);
  const { lenses } = await population(db);
  db.close();
  expect(lenses.firstDigit.rows.map(({ count }) => count)).toEqual([20, 20, 20, 20, 20, 0, 0, 0, 0]);
  expect(lenses.secondDigit.rows.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 10));
  expect(lenses.lastTwoDigits.rows.filter(({ count }) => count > 0).map(({ digits, count }) => [digits, count])).toEqual([[0, 50], [50, 50]]);
  expect(lenses.secondOrder.rows.filter(({ count }) => count > 0).map(({ digits, count }) => [digits, count])).toEqual([[50, 99]]);
  expect(lenses.summation[0]).toEqual({ digits: 59, currency: "GBP", sumMinor: 5900 + 5950, share: 11_850 / 347_500 });
});

test("round suppliers, busy days, growth, limits and weekends stand out where they were put", async () => {
  const db = await ledger(
    `CASE WHEN i % 20 = 0 THEN 'round' ELSE 'S' || i % 7 END AS supplier_id,
     CASE WHEN i % 20 = 0 THEN 30000 WHEN i % 10 = 3 THEN 480000 + i ELSE 100007 + (i * 7919) % 900000 END AS amount_gross,
     CASE WHEN i >= 3900 THEN DATE '2025-11-12' ELSE DATE '2024-01-01' + (i * 700 // 4000)::INTEGER END AS posting_date,
     CASE WHEN isodow(DATE '2024-01-01' + (i * 700 // 4000)::INTEGER) >= 6 THEN 'sat' ELSE 'U' || i % 3 END AS entered_by`, 4000);
  const { lenses } = await population(db);
  db.close();
  expect(lenses.roundSuppliers[0]).toMatchObject({ supplierId: "round", documents: 200, hundreds: 200, repeated: 200 });
  const [largest] = lenses.relativeSize;
  expect(lenses.relativeSize.every(({ documents, times }) => documents >= 5 && times > 1)).toBe(true);
  expect(largest && largest.largestMinor / largest.secondMinor).toBe(largest?.times);
  expect(lenses.busyDays[0]).toMatchObject({ day: "2025-11-12" });
  expect(lenses.underLimits[0]).toMatchObject({ limitMinor: 500_000, currency: "GBP" });
  expect(lenses.weekendUsers[0]).toMatchObject({ user: "sat" });
  expect(lenses.growth).toEqual([]); // the ledger is not two years long
});

test("growth needs two years, and then names who grew most", async () => {
  const db = await ledger("'S' || i % 2 AS supplier_id, CASE WHEN i % 2 = 1 AND i > 730 THEN 500000 ELSE 100000 END AS amount_gross, DATE '2023-01-01' + (i // 2)::INTEGER AS posting_date", 1460);
  const { lenses } = await population(db);
  db.close();
  expect(lenses.growth[0]).toMatchObject({ supplierId: "S1", currency: "GBP" });
  expect(lenses.growth.length).toBe(1);
});

test("the largest document stands beside the second largest, by the documents that are first in the ledger; small ones and suppliers of few do not count", async () => {
  const db = await ledger("CASE WHEN i < 6 THEN 'A' WHEN i < 10 THEN 'few' ELSE 'equal' END AS supplier_id, CASE WHEN i = 2 THEN 90000 WHEN i < 6 THEN 100 + i WHEN i = 9 THEN 7000000 ELSE 500 END AS amount_gross", 16);
  const { lenses } = await population(db);
  db.close();
  expect(lenses.relativeSize).toEqual([{ supplierId: "A", currency: "GBP", documents: 6, largestMinor: 90_000, secondMinor: 105, times: 90_000 / 105, largestId: "D2", secondId: "D5" }]);
});

test("what a lens lacks is named, either of two dates will do, and a test of two lenses runs while one of them does", () => {
  const amounts = new Set(["invoice.amount_gross", "invoice.supplier_id"]);
  expect(LENS_NAMES.filter((name) => missingForLens(name, amounts).length > 0)).toEqual(["growth", "busyDays", "weekendUsers"]);
  expect([missingForLens("busyDays", amounts), missingForLens("weekendUsers", amounts)]).toEqual([["invoice.posting_date or invoice.invoice_date"], ["invoice.entered_by", "invoice.posting_date"]]);
  expect(missingForLens("growth", new Set([...amounts, "invoice.invoice_date"]))).toEqual([]);
  expect(LENS_NAMES.filter((name) => missingForLens(name, new Set()).length === 0)).toEqual([]);
});

test("an empty ledger has empty lenses", async () => {
  const db = await ledger("'S' AS supplier_id, 1 AS amount_gross", 0);
  const { lenses } = await population(db);
  db.close();
  expect([lenses.firstDigit.amounts, lenses.summation, lenses.roundSuppliers, lenses.relativeSize, lenses.busyDays, lenses.underLimits, lenses.weekendUsers]).toEqual([0, [], [], [], [], [], []]);
});
