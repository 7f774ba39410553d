/** All detectors on ledgers that nobody meant to send: empty, all equal, all blank, one supplier, shuffled. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openDuckDb, type DuckDb } from "../duckdb/duckdb.ts";
import { emptyLedger, parseCases, putCase } from "./cases.fixture.ts";
import { detectorContext, type Finding } from "./detector.ts";
import { DETECTORS } from "./detectors.ts";
import { fieldsPresent, missingFields } from "./present.ts";

const canonical = readFileSync(new URL("../ledger/canonical.sql", import.meta.url), "utf8");

async function all(db: DuckDb): Promise<Finding[]> {
  const context = detectorContext();
  const found: Finding[] = [];
  for (const detector of DETECTORS) found.push(...(await detector.find(db, context)));
  return found;
}

async function made(...statements: readonly string[]): Promise<DuckDb> {
  const db = await openDuckDb({ threads: 2, memoryLimitMb: 700 });
  await db.exec(canonical);
  for (const statement of statements) await db.exec(statement);
  return db;
}

const N = 50_000;
/** Every column of an invoice, equal for all but the id. */
const EQUAL = `INSERT INTO invoice SELECT i, 'D' || i, 'E', 'S', '1', DATE '2024-01-02', DATE '2024-01-03', DATE '2024-02-03', 'invoice', 'GBP', 400000, 80000, 480000, NULL, NULL, 'C', 'A', NULL, NULL FROM range(${N}) r(i)`;

test("an empty ledger: nothing can run, nothing is found, nothing breaks", async () => {
  const db = await made();
  const present = await fieldsPresent(db);
  expect(DETECTORS.filter((detector) => missingFields(detector, present).length === 0)).toEqual([]);
  expect(await all(db)).toEqual([]);
  db.close();
});

test("one supplier, one number, one amount, one day, fifty thousand times", async () => {
  const db = await made(EQUAL, "INSERT INTO supplier (row_no, supplier_id, name) VALUES (1, 'S', 'S')",
    `INSERT INTO payment SELECT i, 'P' || i, 'E', 'S', 'D' || i, DATE '2024-01-05', 'transfer', 'GBP', 480000, 'GB33BUKB20201555555555', 'R', NULL, NULL FROM range(${N}) r(i)`,
    `INSERT INTO statement_line SELECT i, 'S', DATE '2024-03-31', '1', DATE '2024-01-02', 'GBP', -480000, 'credit_note' FROM range(${N}) r(i)`);
  const found = await all(db);
  expect(found.length).toBeLessThan(10);
  db.close();
}, 60_000);

test("twenty thousand supplier records that are all alike, and as many that are all blank", async () => {
  const db = await made(
    "INSERT INTO supplier SELECT i, 'A' || i, 'Same Ltd', '1 Mill Lane', 'Leeds', 'LS1 4AB', 'GB', 'GB123456789', '01234567', 'a@same.example', '01134960000', 'GB33BUKB20201555555555', NULL, 30, DATE '2020-01-01', 'M', 'active', NULL, NULL FROM range(10000) r(i)",
    "INSERT INTO supplier (row_no, supplier_id) SELECT 10000 + i, 'B' || i FROM range(10000) r(i)",
    "INSERT INTO employee SELECT i, 'E' || i, 'Same Name', '1 Mill Lane', 'LS1 4AB', 'GB33BUKB20201555555555', NULL FROM range(50) r(i)",
    "INSERT INTO invoice SELECT i, 'D' || i, NULL, 'A' || (i % 10000), NULL, NULL, NULL, NULL, 'invoice', 'XXX', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL FROM range(20000) r(i)");
  const found = await all(db);
  expect(found.filter((one) => one.kind === "duplicate_supplier" || one.kind === "employee_supplier_match" || one.kind === "typosquat_supplier")).toEqual([]);
  db.close();
}, 60_000);

test("sanctions lists that name everybody: pairs stay bounded, and what was not compared is told", async () => {
  const db = await made(
    "INSERT INTO supplier (row_no, supplier_id, name) SELECT i, 'A' || i, 'Same Marlow Ltd' FROM range(5000) r(i)",
    "INSERT INTO supplier (row_no, supplier_id, name) VALUES (5001, 'B', 'Zarovich Metallurgiya'), (5002, 'C', '---'), (5003, 'D', NULL)",
    "INSERT INTO sanctions_list VALUES (1, 'L', NULL, 'f', '00')",
    "INSERT INTO sanctioned SELECT i, 'L', 'E' || i, 'entity', 'Same Marlow', 'primary', NULL, NULL, NULL FROM range(20000) r(i)",
    "INSERT INTO sanctioned SELECT 30000 + i, 'L', 'F' || i, 'entity', 'Zarovich Metallurgiya', 'primary', NULL, NULL, NULL FROM range(30) r(i)");
  const context = detectorContext();
  const [mas06] = DETECTORS.filter(({ id }) => id === "MAS-06");
  const found = (await mas06?.find(db, context)) ?? [];
  expect(found.map(({ supplierIds }) => supplierIds)).toEqual([["B"]]);
  expect(found[0]?.reasons.length).toBeLessThan(15);
  expect(context.capped.get("MAS-06")).toContain("5,000 records");
  db.close();
}, 60_000);

test("the order of the rows changes nothing", async () => {
  const cases = DETECTORS.flatMap((detector) => parseCases(readFileSync(new URL(`./${detector.id.toLowerCase()}/cases.txt`, import.meta.url), "utf8")).slice(0, 1).map((one) => ({ detector, one })));
  let compared = 0;
  const db = await emptyLedger();
  for (const { detector, one } of cases) {
    const results: string[] = [];
    for (const tables of [one.tables, one.tables.map((table) => ({ ...table, rows: table.rows.toReversed() }))]) {
      await putCase(db, { ...one, tables });
      const found = await detector.find(db, detectorContext());
      compared += found.length;
      results.push(JSON.stringify(found.map(({ kind, score, documentIds, supplierIds }) => [kind, score, documentIds.toSorted(), supplierIds.toSorted()]).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))));
    }
    expect(results[1], detector.id).toBe(results[0]);
  }
  expect(compared).toBeGreaterThan(20);
  db.close();
}, 60_000);
