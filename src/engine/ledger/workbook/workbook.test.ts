import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testLedger } from "../ledger.fixture.ts";
import type { TestLedger } from "../ledger.fixture.ts";
import { bytesSource } from "../source.ts";
import { workbook, zip } from "./workbook.fixture.ts";
import type { TestCell } from "./workbook.fixture.ts";
import { sampleWorkbook } from "./workbook.ts";

let ledger: TestLedger;
beforeEach(async () => void (ledger = await testLedger()));
afterEach(() => ledger.close());

const sample = (bytes: Buffer, sheet?: string, max = 1000) => sampleWorkbook(bytesSource("t.xlsx", bytes), sheet, max);
const day = (text: string) => new Date(`${text}T00:00:00Z`);

test("a sheet with titles, dates, formulas and gaps is read like any export", async () => {
  const rows: TestCell[][] = [
    ["Bills of January"], [],
    ["Supplier", "Invoice No", "Invoice Date", "Amount", "Currency"],
    ["Acme", "0007", day("2026-01-31"), 1021.3800000000001, "GBP"],
    ["Bolt", 42, day("2026-02-01"), { formula: "2*5.25", result: 10.5 }, "GBP"],
    [],
    ["Caf\u00e9 & Co", "x<y", day("2026-02-02"), -3, null],
  ];
  const result = await ledger.read("bills.xlsx", workbook({ January: rows }), { currency: "GBP" });
  expect(result.problems).toEqual([]);
  expect(await ledger.db.all("SELECT row_no, supplier_id, invoice_no, invoice_date, amount_gross, currency FROM invoice ORDER BY row_no")).toEqual([
    { row_no: 4, supplier_id: "Acme", invoice_no: "0007", invoice_date: "2026-01-31", amount_gross: 102138, currency: "GBP" },
    { row_no: 5, supplier_id: "Bolt", invoice_no: "42", invoice_date: "2026-02-01", amount_gross: 1050, currency: "GBP" },
    { row_no: 7, supplier_id: "Caf\u00e9 & Co", invoice_no: "x<y", invoice_date: "2026-02-02", amount_gross: -300, currency: "GBP" },
  ]);
});

test("an error in a cell is a row problem, not a zero", async () => {
  const rows: TestCell[][] = [["Supplier", "Invoice No", "Date", "Amount"], ["S1", "A", day("2026-01-31"), 5], ["S2", "B", day("2026-01-31"), { formula: "1/0", result: "#DIV/0!" }]];
  const result = await ledger.read("bills.xlsx", workbook({ A: rows }));
  expect(result.problems).toMatchObject([{ row: 3, column: "Amount", code: "amount-unreadable", value: "#DIV/0!", taken: false }]);
});

test("texts and whole numbers come back as they were written", async () => {
  const cell = fc.oneof(fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]|[\ud800-\udfff]/g, "")), fc.integer({ min: -1_000_000, max: 1_000_000 }));
  await fc.assert(fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1, maxLength: 30 }), { minLength: 2, maxLength: 8 }), async (rows) => {
    const filled = rows.map((row) => ["first", ...row]);
    const { records } = await sample(workbook({ A: filled }));
    expect(records.map((record, at) => filled[at]?.map((_, column) => record[column] ?? ""))).toEqual(filled.map((row) => row.map(String)));
  }), { numRuns: 60 });
});

describe("sheets", () => {
  const book = workbook({ Cover: [["Hello"]], Bills: [["Supplier", "Amount"], ["S1", 1]], "R & D": [["a", "b"], ["c", "d"]] });

  test("the first with rows is taken; others by name", async () => {
    expect(await sample(book)).toMatchObject({ sheet: "Bills", sheets: ["Cover", "Bills", "R & D"], complete: true });
    expect((await sample(book, "R & D")).records).toEqual([["a", "b"], ["c", "d"]]);
    await expect(sample(book, "Nope")).rejects.toMatchObject({ code: "workbook-sheet" });
  });

  test("a sample stops early", async () => {
    const long = workbook({ A: Array.from({ length: 500 }, (_, at) => ["x", at]) });
    expect(await sample(long, undefined, 10)).toMatchObject({ complete: false, records: { length: 10 } });
  });
});

test("days count from 1904 where the workbook says so", async () => {
  const bytes = workbook({ A: [["Date", "b"], [day("2026-01-31"), 1]] }, { "xl/workbook.xml": '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>' });
  expect((await sample(bytes)).records[1]?.[0]).toBe("2030-02-01"); // 1,462 days later
});

describe("expansion is bounded before it happens", () => {
  test("a part a thousand times its size is not opened", async () => {
    const memory = process.memoryUsage().rss;
    await expect(sample(workbook({ A: [] }, { "xl/worksheets/sheet1.xml": Buffer.alloc(80 << 20, "<c/>") }))).rejects.toMatchObject({ code: "workbook-expands" });
    expect(process.memoryUsage().rss - memory).toBeLessThan(600 << 20);
  });

  test("many parts that are large together", async () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`xl/media/${at}.xml`, Buffer.alloc(9 << 20)]));
    await expect(sample(zip({ ...many, "xl/workbook.xml": "<workbook/>" }))).rejects.toMatchObject({ code: "workbook-expands" });
  });

  test("a part that is bigger than its directory says is cut off", async () => {
    const bytes = workbook({ A: [["Supplier", "Amount"], ["S1", 1]] });
    const at = bytes.indexOf(Buffer.from("xl/worksheets/sheet1.xml"), bytes.indexOf("PK\x01\x02"));
    bytes.writeUInt32LE(10, at - 22); // size in the central directory
    await expect(sample(bytes)).rejects.toMatchObject({ code: "workbook-damaged" });
  });
});
