/** Benford figures against hand-made counts whose answers follow from the definition. */
import { expect, test } from "vitest";
import { benford, population } from "./population.ts";
import { ledgerOfWorld } from "./world.fixture.ts";

const share = (digits: number) => Math.log10(1 + 1 / digits);

test("counts that follow the law conform closely, with z near nought", () => {
  const counts = new Map(Array.from({ length: 90 }, (_, i) => [i + 10, Math.round(share(i + 10) * 1_000_000)]));
  const { mad, conformity, chiSquared, rows } = benford(counts);
  expect(mad).toBeLessThan(0.000001);
  expect(conformity).toBe("close");
  expect(chiSquared).toBeLessThan(0.1);
  expect(Math.max(...rows.map(({ z }) => z))).toBeLessThan(0.01);
});

test("one pair of digits alone: every figure from its definition", () => {
  const { amounts, mad, conformity, chiSquared, rows } = benford(new Map([[50, 1000]]));
  const p = share(50);
  expect(amounts).toBe(1000);
  expect(mad).toBeCloseTo((2 * (1 - p)) / 90, 12);
  expect(conformity).toBe("nonconforming");
  expect(chiSquared).toBeCloseTo(1000 * (1 / p - 1), 6);
  expect(rows[40]?.z).toBeCloseTo((1 - p - 1 / 2000) / Math.sqrt((p * (1 - p)) / 1000), 9);
});

test("digits are those of the amount, small ones too; repeated amounts are counted, credits left out", async () => {
  const minors = [5, 29, 29, 290, 1150, 1150, 1150, -1150, 0];
  const db = await ledgerOfWorld(minors.map((minor, i) => ({ id: `D${i}`, supplier: `S${i % 2}`, number: `N${i}`, day: 19_800, posted: 19_801, minor, text: "" })));
  const { positive, tenOrMore } = await population(db);
  db.close();
  expect(positive.rows.filter(({ count }) => count > 0).map(({ digits, count }) => [digits, count])).toEqual([[11, 3], [29, 3], [50, 1]]);
  expect(tenOrMore.amounts).toBe(3);
  expect(positive.repeated).toEqual([
    { amountMinor: 1150, currency: "GBP", count: 3, suppliers: 2 }, { amountMinor: 29, currency: "GBP", count: 2, suppliers: 2 },
  ]);
});

test("an empty ledger has an empty population", () => {
  expect(benford(new Map())).toMatchObject({ amounts: 0, chiSquared: 0 });
});
