/**
 * What people are told about files that cannot be read: the messages are kept as text, so that changing one is seen.
 */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Refusal } from "../../base/errors.ts";
import { testLedger } from "./ledger.fixture.ts";
import type { TestLedger } from "./ledger.fixture.ts";
import { inspect, proposeMapping } from "./ledger.ts";
import { bytesSource } from "./source.ts";
import { workbook, zip } from "./workbook/workbook.fixture.ts";

const HEAD = "Supplier,Invoice No,Invoice Date,Amount\n";
const ROWS = "S1,A1,2026-01-31,10.00\nS2,A2,2026-02-01,12.50\n";
const CASES: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ["empty.csv", ""],
  ["header-only.csv", HEAD],
  ["header-only-no-line-end.csv", HEAD.trim()],
  ["no-header.csv", ROWS],
  ["one-column.csv", "Supplier\nS1\nS2\n"],
  ["wrong-delimiter.csv", "Supplier~Invoice No~Date~Amount\nS1~A1~2026-01-31~10.00\n"],
  ["binary.csv", Uint8Array.from({ length: 4000 }, (_, at) => (at * 73) % 256)],
  ["old-excel.xlsx", Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)])],
  ["scan.pdf", "%PDF-1.7 ..."],
  ["page.xls", "<html><table><tr><td>Supplier</td></tr></table></html>"],
  ["data.json", '{"invoices": []}'],
  ["data.xml", '<?xml version="1.0"?><a/>'],
  ["broken.csv.gz", Buffer.concat([gzipSync(HEAD + ROWS).subarray(0, 20), Buffer.alloc(20, 7)])],
  ["not-a-workbook.xlsx", zip({ "readme.txt": "hello" })],
  ["letter.xlsx", zip({ "word/document.xml": "<w/>" })],
  ["broken.xlsx", workbook({ Ledger: [["Supplier", "Amount"], ["S1", 1]] }).subarray(0, 500)],
  ["damaged-sheet.xlsx", workbook({ Ledger: [] }, { "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='1'><c r='A1'" })],
  ["entities.xlsx", workbook({ Ledger: [] }, { "xl/worksheets/sheet1.xml": '<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&a;</v></c></row></sheetData></worksheet>' })],
  ["empty-sheet.xlsx", workbook({ Ledger: [] })],
  ["bomb.xlsx", workbook({ Ledger: [] }, { "xl/worksheets/sheet1.xml": Buffer.alloc(100 << 20, " ") })],
  ["no-amount.csv", "Supplier,Invoice No,Invoice Date\nS1,A1,2026-01-31\nS2,A2,2026-02-01\n"],
  ["no-supplier.csv", "Invoice No,Invoice Date,Amount\nA1,2026-01-31,1.00\n"],
  ["duplicate-headings.csv", "Supplier,Invoice No,Invoice Date,Amount,Amount\nS1,A1,2026-01-31,10.00,12.00\nS2,A2,2026-02-01,20.00,24.00\n"],
  ["two-date-formats.csv", "Supplier,Invoice No,Invoice Date,Amount\nS1,A1,31/01/2026,1.00\nS1,A2,25/02/2026,2.00\nS1,A3,02/25/2026,3.00\nS1,A4,2026-02-26,4.00\n"],
  ["ambiguous-dates.csv", "Supplier,Invoice No,Invoice Date,Amount\nS1,A1,01/02/2026,10.00\nS2,A2,03/04/2026,12.50\n"],
  ["ambiguous-amounts.csv", "Supplier;Invoice No;Invoice Date;Amount\nS1;A1;2026-01-31;1.234\nS2;A2;2026-02-01;5.678\n"],
  ["mixed-encodings.csv", Buffer.concat([Buffer.from(`${HEAD}Müller GmbH,A1,2026-01-31,1.00\n`), Buffer.from("Caf\xe9 Noir,A2,2026-01-31,2.00\n", "latin1")])],
  ["mixed-amounts.csv", 'Supplier,Invoice No,Invoice Date,Amount\nS1,A1,2026-01-31,"1,234.56"\nS1,A2,2026-01-31,(123.45)\nS1,A3,2026-01-31,123.45-\nS1,A4,2026-01-31,"£1,234"\nS1,A5,2026-01-31,"1.234,56"\n'],
  ["broken-rows.csv", `${HEAD}S1,A1,2026-01-31,1.00\nS1,A, 2,2026-01-31,2.00\nS1,A3\n"S1,A4,2026-01-31,4.00\nS1,A5,2026-01-31,5.00\n`],
];

let ledger: TestLedger;
beforeAll(async () => void (ledger = await testLedger()));
afterAll(() => ledger.close());

async function told(name: string, content: string | Uint8Array): Promise<string> {
  await ledger.db.exec("DELETE FROM invoice; DELETE FROM supplier");
  try {
    const source = bytesSource(name, typeof content === "string" ? Buffer.from(content) : content);
    const proposal = proposeMapping(await inspect(source));
    if (proposal.mapping === undefined) return `not recognised: nearest is ${proposal.nearest ?? "nothing"}, which needs ${proposal.missing.join(", ")}`;
    if (proposal.questions.length > 0) return proposal.questions.map(({ words, columns }) => `asks about ${columns.join(", ")}: ${words}`).join("\n");
    const result = await ledger.read(name, content);
    const problems = result.problems.map(({ row, column, code, value, expected, remedy, taken }) =>
      `row ${row}, ${column ?? "whole row"}: ${code}${value === undefined ? "" : ` "${value}"`}; expected ${expected}; ${remedy}${taken ? "" : " Not taken."}`);
    return [`${result.rowsTaken} of ${result.rowsRead} rows taken`, ...proposal.notes, ...result.notes, ...problems].join("\n");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [`${error.code}: ${error.message}`, ...error.details.map(({ at, expected, remedy }) => [at, expected, remedy].filter(Boolean).join(" | "))].join("\n");
  }
}

test("every bad input is answered with what is wrong, where, and what to do", async () => {
  const answers: string[] = [];
  for (const [name, content] of CASES) answers.push(`== ${name}\n${await told(name, content)}\n`);
  await expect(answers.join("\n")).toMatchFileSnapshot("./bad-input.golden.txt");
});

test("a refused file leaves the ledger as it was", async () => {
  await ledger.db.exec("DELETE FROM invoice; DELETE FROM supplier");
  await ledger.read("good.csv", HEAD + ROWS);
  let refused = 0;
  for (const [name, content] of CASES.slice(0, 20)) await ledger.read(name, content).catch(() => void (refused += 1));
  expect(refused).toBe(20);
  expect(await ledger.db.one("SELECT count(*) AS n FROM invoice")).toEqual({ n: 2 });
});
