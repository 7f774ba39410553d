/** Duplicates on ledgers that no supplier sends: everything equal, one supplier, nothing known. They end, stay small, and say what was cut. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DUPLICATE_TESTS } from "../detectors/detectors.ts";
import { openDuckDb } from "../duckdb/duckdb.ts";
import { HOSTILE_LEDGERS, fillHostile } from "./hostile.fixture.ts";
import { runDetectors } from "./run.ts";

const canonical = readFileSync(new URL("../ledger/canonical.sql", import.meta.url), "utf8");
const N = 20_000;

for (const name of Object.keys(HOSTILE_LEDGERS)) {
  test(name, async () => {
    const db = await openDuckDb({ threads: 2, memoryLimitMb: 600 });
    await db.exec(canonical);
    await fillHostile(db, name, N);
    const { findings, coverage } = await runDetectors(db, { only: DUPLICATE_TESTS.map(({ id }) => id) });
    db.close();
    expect(findings.filter(({ score }) => score >= 0.5).length).toBeLessThan(N / 100);
    expect(Math.max(0, ...findings.map(({ documentIds }) => documentIds.length))).toBeLessThanOrEqual(20);
    // what is true of every document tells no two of them apart, unlikely findings included
    if (name.startsWith("everything")) expect(findings).toEqual([]);
    if (name.startsWith("everything")) expect(coverage.find(({ detector }) => detector === "DUP-01")).toMatchObject({ state: "capped" });
    if (name.startsWith("neither")) expect(coverage.find(({ detector }) => detector === "DUP-01")).toMatchObject({ state: "skipped" });
  }, 60_000);
}

test("an empty ledger finds nothing and says what it lacked", async () => {
  const db = await openDuckDb({ threads: 1 });
  await db.exec(canonical);
  const { findings, coverage, population } = await runDetectors(db);
  db.close();
  expect(findings).toEqual([]);
  expect(population.positive.amounts).toBe(0);
  expect(coverage.filter(({ state }) => state === "skipped").length).toBeGreaterThan(5);
});
