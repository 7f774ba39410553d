import { afterEach, beforeEach, expect, test } from "vitest";
import { testLedger } from "./ledger.fixture.ts";
import type { TestLedger } from "./ledger.fixture.ts";
import { MAX_SEGMENT_BYTES, loadSegment, writeSegments } from "./segments.ts";

let from: TestLedger;
let to: TestLedger;
beforeEach(async () => {
  from = await testLedger();
  to = await testLedger();
});
afterEach(async () => {
  await from.close();
  await to.close();
});

async function copy(afterRow: number): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { bytes, rows } of writeSegments(from.db, "invoice", { afterRow })) {
    expect(bytes.byteLength).toBeLessThanOrEqual(MAX_SEGMENT_BYTES);
    sizes.push(rows);
    await loadSegment(to.db, "invoice", [bytes]);
  }
  return sizes;
}

test("segments give back every row, in order, and pieces stay small", async () => {
  await from.db.exec(`INSERT INTO invoice SELECT range + 1 + (range // 1000) * 7, 'D' || range, 'UK', 'S' || range % 9, NULL, DATE '2026-01-01' + (range % 300)::INTEGER, NULL, NULL,
    'invoice', 'GBP', NULL, NULL, range * 3, NULL, 'line ' || range, NULL, NULL, NULL, NULL FROM range(600000)`);
  const sizes = await copy(0);
  expect(sizes.length).toBeGreaterThan(1);
  const sum = "SELECT count(*) AS n, sum(amount_gross)::BIGINT AS s, md5(string_agg(doc_id, ',' ORDER BY row_no)) AS h FROM invoice";
  expect(await to.db.one(sum)).toEqual(await from.db.one(sum));
  expect(await to.db.all("SELECT * FROM invoice WHERE row_no < 5")).toEqual(await from.db.all("SELECT * FROM invoice WHERE row_no < 5"));
});

test("only rows after a mark are written, and none make no segment", async () => {
  await from.db.exec("INSERT INTO invoice BY NAME SELECT range + 1 AS row_no, 'D' || range AS doc_id, 'S' AS supplier_id, 'invoice' AS doc_type, 'GBP' AS currency, 1 AS amount_gross FROM range(10)");
  expect(await copy(7)).toEqual([3]);
  expect(await copy(10)).toEqual([]);
});
