/** Duplicates on ledgers that no supplier sends: everything equal, one supplier, nothing known. They end, stay small, and say what was cut. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DUPLICATE_TESTS } from "../detectors/detectors.ts";
import { openDuckDb } from "../duckdb/duckdb.ts";
import { runDetectors } from "./run.ts";

const canonical = readFileSync(new URL("../ledger/canonical.sql", import.meta.url), "utf8");
const N = 20_000;

/** supplier, number, date, amount in minor units; `i` counts the rows. */
const LEDGERS: Readonly<Record<string, string>> = {
  "one supplier, all amounts different": "'S', 'N' || i, DATE '2024-01-01' + (i % 700)::INTEGER, i * 7919 % 1000003 + 100",
  "one amount everywhere": "'S' || (i % 500), 'N' || i, DATE '2024-01-01' + (i % 700)::INTEGER, 5000",
  "one number everywhere": "'S' || (i % 500), 'N1000', DATE '2024-01-01' + (i % 700)::INTEGER, i * 7919 % 100000 + 100",
  "one supplier, day and amount": "'S', 'N' || i, DATE '2024-01-01', 5000",
  "everything equal": "'S', 'N1000', DATE '2024-01-01', 5000",
  "everything equal, every tenth a credit": "'S', 'N1000', DATE '2024-01-01', CASE WHEN i % 10 = 0 THEN -5000 ELSE 5000 END",
  "neither numbers nor dates": "'S', NULL, NULL, i % 1000 * 7 + 1",
  "numbers without letters or digits": "'S' || (i % 500), '--', DATE '2024-01-01' + (i % 700)::INTEGER, i * 7919 % 1000003 + 100",
};

for (const [name, columns] of Object.entries(LEDGERS)) {
  test(name, async () => {
    const db = await openDuckDb({ threads: 2, memoryLimitMb: 600 });
    await db.exec(canonical);
    await db.exec(`
      INSERT INTO invoice
      SELECT i + 1, 'D' || i, 'E', s, n, c, c + 3, NULL, CASE WHEN a < 0 THEN 'credit_note' ELSE 'invoice' END, 'GBP', a, 0, a, NULL, NULL, 'U', 'V', NULL, NULL
      FROM (SELECT i, ${columns} FROM range(${N}) t(i)) x(i, s, n, c, a)`);
    await db.exec("INSERT INTO statement_line SELECT row_no, supplier_id, DATE '2024-03-31', invoice_no, invoice_date, 'GBP', amount_gross, 'invoice' FROM invoice WHERE row_no % 3 = 0");
    const { findings, coverage } = await runDetectors(db, { only: DUPLICATE_TESTS.map(({ id }) => id) });
    db.close();
    expect(findings.filter(({ score }) => score >= 0.5).length).toBeLessThan(N / 100);
    expect(Math.max(0, ...findings.map(({ documentIds }) => documentIds.length))).toBeLessThanOrEqual(20);
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
