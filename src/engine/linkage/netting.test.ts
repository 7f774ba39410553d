/** Which debits a credit cancels. */
import { expect, test } from "vitest";
import { cancelledBy, doubtfulOf } from "./netting.ts";
import type { CreditMatch } from "./read.ts";

const match = (c: number, d: number, reference: number, nearness: number, rank = 1): CreditMatch => ({ c, d, reference, nearness, n_amt: 2, rank });

test("a credit cancels one debit, and a debit is cancelled once", () => {
  expect([...cancelledBy([match(9, 1, 0, 2), match(9, 2, 0, 1), match(8, 1, 0, 1)], new Map())]).toEqual([[1, 9]]);
});

test("a named number wins over nearness", () => {
  expect([...cancelledBy([match(9, 1, 0, 5), match(9, 2, 10, -5)], new Map())]).toEqual([[2, 9]]);
});

test("a credit that names nothing goes to the suspected copy first", () => {
  expect([...cancelledBy([match(9, 1, 0, 1), match(9, 2, 0, 0)], new Map([[2, 6]]))]).toEqual([[2, 9]]);
});

test("a credit that fits nothing well cancels nothing", () => {
  expect(cancelledBy([match(9, 1, 0, -12)], new Map()).size).toBe(0);
});

test("a credit that names nothing and fits several others better leaves a suspected copy some of its odds", () => {
  const credits = [match(9, 1, 0, 0, 6), match(8, 2, 0, 0, 3), match(7, 3, 10, 0, 6), match(6, 4, 0, 0, 9)];
  const doubtful = doubtfulOf(credits, new Map([[1, 9], [2, 8], [3, 7], [4, 5]]));
  expect([...doubtful]).toEqual([[1, -Math.log2(3)]]);
});
