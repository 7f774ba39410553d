/** The measured figures: their file has its shape, and docs/benchmark.md says what it says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { figuresSchema, withTables } from "../../../tools/bench-figures.ts";
import { figuresOf } from "./benchmark.ts";

const text = (path: string): string => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), "utf8");
const figures = figuresSchema.parse(JSON.parse(text("benchmark/figures.json")));

test("docs/benchmark.md holds the figures of docs/benchmark/figures.json; node tools/bench-tables.ts writes them there", () => {
  const page = text("benchmark.md");
  expect(page).toContain("| duplicates |");
  expect(withTables(page, figures)).toBe(page);
});

test("a figure of a ledger that is not listed is refused, and several seeds are shown as mean and range", () => {
  expect(figuresSchema.safeParse({ ...figures, ledgers: figures.ledgers.slice(1) }).success).toBe(false);
  const [one] = figuresOf("duplicate_invoice");
  expect(one).toMatchObject({ kind: "duplicates", recall: { mean: expect.any(Number) } });
  expect(figuresOf("no such kind")).toEqual([]);
});
