/** Which debits a credit cancels. */
import { expect, test } from "vitest";
import { cancelledBy } from "./netting.ts";
import type { CreditMatch } from "./read.ts";

const match = (c: number, d: number, reference: number, nearness: number): CreditMatch => ({ c, d, reference, nearness, n_amt: 2, rank: 1 });

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
