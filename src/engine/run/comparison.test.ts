/**
 * Where documents are compared changes nothing of what is found: all at once, only what an earlier state of the ledger did not have, or in parts.
 * Byte for byte, over random ledgers and random changes of them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DUPLICATE_TESTS } from "../detectors/detectors.ts";
import { openDuckDb, type DuckDb } from "../duckdb/duckdb.ts";
import { createLedger, loadSegment, writeSegments, type TableName } from "../ledger/ledger.ts";
import { comparePart, surveyThin, THIN, type StoredPiece, type WrittenPiece } from "../linkage/linkage.ts";
import { runDetectors, type Compared, type Comparison } from "./run.ts";
import { ledgerOfWorld, makeWorld, randomOf, type Line } from "./world.fixture.ts";

const only = DUPLICATE_TESTS.map(({ id }) => id);
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "comparison-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A ledger of few suppliers that share accounts, numbers and amounts, with credits, payments and statements. Of some suppliers only a `share` of the rows is there, and some are altered. */
async function ledgerOf(seed: number, rows: { readonly seed: number; readonly share: number; readonly altered: number; readonly suppliers: number }): Promise<DuckDb> {
  const random = randomOf(seed);
  const { lines } = makeWorld(seed, 6 + Math.floor(random() * 20), 0.03);
  const strangers = lines.flatMap((line): Line[] => random() < 0.03 ? [{ ...line, id: `${line.id}-stranger`, supplier: `S${Math.floor(random() * 8)}`, day: line.day + Math.floor(random() * 9) }] : []);
  const credits = lines.flatMap((line): Line[] => random() < 0.05 ? [{ ...line, id: `${line.id}-credit`, minor: -line.minor, posted: line.posted + 4, text: random() < 0.5 ? `Reversal ${line.number}` : "Credit" }] : []);
  const halves = lines.flatMap((line): Line[] => random() < 0.02
    ? [{ ...line, id: `${line.id}-h1`, minor: Math.floor(line.minor / 2), number: `${line.number}-1` }, { ...line, id: `${line.id}-h2`, minor: Math.ceil(line.minor / 2), number: `${line.number}-2` }] : []);
  const db = await ledgerOfWorld([...lines, ...strangers, ...credits, ...halves], undefined, 2, folder);
  // hash of the row, so that a row that stays in both states is the same in both
  const rolled = (salt: string, most: number): string => `(hash(row_no, '${salt}', ${seed}) % 1000 < ${Math.round(most * 1000)})`;
  await db.exec(`
    UPDATE invoice SET entity = 'E' || hash(doc_id, ${seed}) % 3, po_no = CASE WHEN ${rolled("po", 0.4)} THEN 'PO' || hash(row_no) % 7 END, amount_net = amount_gross - 100, amount_tax = 100;
    INSERT INTO supplier (row_no, supplier_id, name, vat_no, iban)
    SELECT row_number() OVER (ORDER BY supplier_id), supplier_id, CASE WHEN hash(supplier_id, ${seed}) % 9 = 0 THEN 'Petty Cash' ELSE 'Company ' || hash(supplier_id, ${seed}) % 30 || ' Ltd' END,
      'GB12345670' || hash(supplier_id, ${seed}) % 60, 'GB' || hash(supplier_id, ${seed}) FROM (SELECT DISTINCT supplier_id FROM invoice);
    INSERT INTO payment (row_no, payment_id, supplier_id, doc_id, paid_on, method, currency, amount)
    SELECT row_number() OVER (ORDER BY i.row_no, again), 'P' || i.row_no || again, supplier_id, doc_id, posting_date + 1, 'transfer', 'GBP', amount_gross
    FROM invoice i, range(2) t(again) WHERE again = 0 OR hash(i.row_no, ${seed}) % 25 = 0;
    INSERT INTO statement_line (row_no, supplier_id, statement_date, invoice_no, invoice_date, currency, amount_gross, doc_type)
    SELECT row_no, supplier_id, DATE '2024-12-31', invoice_no, invoice_date, 'GBP', amount_gross, 'invoice' FROM invoice WHERE amount_gross > 0 AND ${rolled("stated", 0.5)}`);
  const touched = `hash(supplier_id, 'touched', ${seed}) % 1000 < ${Math.round(rows.suppliers * 1000)}`;
  const rest = (salt: string, share: number): string => `(${touched} AND hash(row_no, '${salt}', ${rows.seed}) % 1000 >= ${Math.round(share * 1000)})`;
  for (const table of ["invoice", "payment", "statement_line", "supplier"]) await db.exec(`DELETE FROM ${table} WHERE ${rest(table, rows.share)}`);
  const changed = (salt: string): string => `(${touched} AND NOT ${rest(salt, rows.altered)})`;
  await db.exec(`
    UPDATE invoice SET amount_gross = amount_gross + 700 WHERE ${changed("amount")}; UPDATE invoice SET description = 'Changed' WHERE ${changed("text")};
    UPDATE invoice SET invoice_date = invoice_date + 90 WHERE ${changed("date")}; UPDATE invoice SET supplier_id = 'S1' WHERE ${changed("moved")};
    UPDATE supplier SET iban = 'GB99SAMEACCOUNT' WHERE ${changed("bank")}; UPDATE supplier SET name = 'Sundry' WHERE ${changed("name")};
    UPDATE statement_line SET amount_gross = amount_gross + 1 WHERE ${changed("stated")}; UPDATE payment SET amount = amount + 50 WHERE ${changed("paid")}`);
  return db;
}

async function keptOf(pieces: AsyncIterable<WrittenPiece>): Promise<StoredPiece[]> {
  const kept: StoredPiece[] = [];
  for await (const { table, bytes } of pieces) kept.push({ table, bytes: [bytes] });
  return kept;
}

async function run(db: DuckDb, comparison?: Comparison): Promise<{ said: string; found: number; compared?: Compared | undefined }> {
  const { findings, coverage, compared } = await runDetectors(db, { only, ...(comparison && { comparison }) });
  return { said: JSON.stringify([findings, coverage]), found: findings.length, compared };
}

const rows = fc.record({ seed: fc.nat(), share: fc.constantFrom(0.3, 0.9, 0.98, 1), altered: fc.constantFrom(0, 0, 0.01, 0.1), suppliers: fc.constantFrom(0.1, 0.3, 1) });
let found = 0, spared = 0;

test("with what an earlier state of the ledger left, whatever was added, changed or taken out since", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), rows, rows, async (seed, first, second) => {
    let kept: StoredPiece[] = [];
    const before = await ledgerOf(seed, first);
    await run(before, { by: "this-run", kept, keep: async (pieces) => void (kept = await keptOf(pieces)) });
    before.close();
    const after = await ledgerOf(seed, second);
    const whole = await run(after);
    let next: StoredPiece[] = [];
    const some = await run(after, { by: "this-run", kept, keep: async (pieces) => void (next = await keptOf(pieces)) });
    const none = await run(after, { by: "this-run", kept: next, keep: async () => undefined });
    after.close();
    expect(some.said).toBe(whole.said);
    expect(none.said).toBe(whole.said);
    expect(none.compared?.documents).toBe(0);
    found += whole.found;
    spared += (some.compared?.of ?? 0) - (some.compared?.documents ?? 0);
  }), { numRuns: 2, examples: [[4, { seed: 1, share: 0.9, altered: 0, suppliers: 0.2 }, { seed: 1, share: 1, altered: 0, suppliers: 0.2 }]] });
  expect(found).toBeGreaterThan(20);
  expect(spared).toBeGreaterThan(20);
}, 240_000);

test("a supplier whose number and amount another supplier now has is compared again, and what its bills owe to nobody is not", async () => {
  const { lines } = makeWorld(4, 16, 0.01);
  const original = lines.find(({ supplier }) => supplier === "S3");
  if (original === undefined) throw new Error("S3 has bills");
  const stranger: Line = { ...original, id: "stranger", supplier: "S9", posted: original.posted + 20 };
  let kept: StoredPiece[] = [];
  const before = await ledgerOfWorld(lines, undefined, 1, folder);
  await run(before, { by: "this-run", kept, keep: async (pieces) => void (kept = await keptOf(pieces)) });
  before.close();
  const after = await ledgerOfWorld([...lines, stranger], undefined, 1, folder);
  const whole = await run(after);
  const some = await run(after, { by: "this-run", kept, keep: async () => undefined });
  after.close();
  expect(some.said).toBe(whole.said);
  expect(some.said).toContain('"stranger"');
  const bills = (...suppliers: string[]): number => lines.filter(({ supplier }) => suppliers.includes(supplier)).length;
  expect(some.compared).toEqual({ documents: bills("S3", "S9") + 1, of: lines.length + 1, doubted: false });
}, 240_000);

test("all is compared again when what was kept cannot be read", async () => {
  const db = await ledgerOf(1, { seed: 1, share: 1, altered: 0, suppliers: 1 });
  let kept: StoredPiece[] = [];
  const whole = await run(db, { by: "this-run", kept, keep: async (pieces) => void (kept = await keptOf(pieces)) });
  const torn = await run(db, { by: "this-run", kept: kept.map((piece, at) => (at < 2 ? piece : { ...piece, bytes: [Buffer.from("torn")] })), keep: async () => undefined });
  db.close();
  expect(kept.length).toBeGreaterThan(5);
  expect(torn).toEqual({ ...whole, compared: { documents: whole.compared?.of, of: whole.compared?.of, doubted: true } });
}, 240_000);

/** As workers do it: each in a database of its own, which is given no more than it may see. */
async function inParts(whole: DuckDb, of: number, kept: readonly StoredPiece[]): Promise<{ survey: StoredPiece[]; found: StoredPiece[] }> {
  const rowsOf = async (table: TableName) => (await Array.fromAsync(writeSegments(whole, table, { afterRow: 0 }))).map(({ bytes }) => bytes);
  const rows = { invoice: await rowsOf("invoice"), supplier: await rowsOf("supplier"), statement_line: await rowsOf("statement_line") };
  const thin = await openDuckDb({ threads: 2, allowedFolder: folder });
  await createLedger(thin);
  for (const bytes of rows.supplier) await loadSegment(thin, "supplier", [bytes]);
  for (const bytes of rows.invoice) await loadSegment(thin, "invoice", [bytes], { columns: THIN });
  const survey = await keptOf(surveyThin(thin, () => undefined));
  thin.close();
  const found: StoredPiece[] = [];
  for (let part = 0; part < of; part++) {
    const db = await openDuckDb({ threads: 2, allowedFolder: folder });
    await createLedger(db);
    const load = async () => {
      for (const table of ["invoice", "statement_line"] as const) {
        for (const bytes of rows[table]) await loadSegment(db, table, [bytes], { where: "supplier_id IN (SELECT supplier_id FROM supplier_key)" });
      }
    };
    await comparePart(db, { survey, part: { part, of }, kept, load, onStage: () => undefined }, async (pieces) => void found.push(...(await keptOf(pieces))));
    db.close();
  }
  return { survey, found };
}

test("in parts, by workers that see their own part only", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), rows, fc.constantFrom(1, 2, 5), async (seed, state, of) => {
    const db = await ledgerOf(seed, state);
    const whole = await run(db);
    const parts = await inParts(db, of, []);
    expect((await run(db, { by: "workers", ...parts })).said).toBe(whole.said);
    // what the parts found serves the next run, in other parts or in none
    const again = await inParts(db, 2, parts.found);
    expect((await run(db, { by: "workers", ...again })).said).toBe(whole.said);
    const kept = await run(db, { by: "this-run", kept: again.found, keep: async () => undefined });
    expect(kept).toEqual({ ...whole, compared: { documents: 0, of: kept.compared?.of, doubted: false } });
    db.close();
  }), { numRuns: 1 });
}, 240_000);
