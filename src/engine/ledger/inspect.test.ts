import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testLedger } from "./ledger.fixture.ts";
import type { TestLedger } from "./ledger.fixture.ts";
import { inspect } from "./ledger.ts";
import { bytesSource } from "./source.ts";

let ledger: TestLedger;
beforeEach(async () => void (ledger = await testLedger()));
afterEach(() => ledger.close());

const TEXT = "Supplier;Invoice No;Invoice Date;Amount\nMüller & Söhne GmbH;A1;31.01.2026;1.234,56\nCafé 漢字;A2;01.02.2026;2,00\n";
const look = (content: string | Buffer) => inspect(bytesSource("t.csv", Buffer.from(content)));
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

describe("one table in every encoding and wrapping", () => {
  test.each<[string, Buffer, string]>([
    ["UTF-8", Buffer.from(TEXT), "utf-8"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`), "utf-8"],
    ["UTF-16 with a mark", Buffer.from(`\ufeff${TEXT}`, "utf16le"), "utf-16le"],
    ["UTF-16 big endian with a mark", utf16be(`\ufeff${TEXT}`), "utf-16be"],
    ["UTF-16 without a mark", Buffer.from(TEXT, "utf16le"), "utf-16le"],
    ["gzip", gzipSync(TEXT), "utf-8"],
    ["DOS line ends", Buffer.from(TEXT.replaceAll("\n", "\r\n")), "utf-8"],
    ["old Mac line ends", Buffer.from(TEXT.replaceAll("\n", "\r")), "utf-8"],
    ["Excel's own hint", Buffer.from(`sep=;\r\n${TEXT}`), "utf-8"],
    ["tabs", Buffer.from(TEXT.replaceAll(";", "\t")), "utf-8"],
    ["bars", Buffer.from(TEXT.replaceAll(";", "|")), "utf-8"],
    ["titles above", Buffer.from(`Ledger of the year;;;\nPrinted 01.02.2026;;;\n\n${TEXT}`), "utf-8"],
  ])("%s", async (_what, bytes, encoding) => {
    expect((await inspect(bytesSource("t.csv", bytes))).content.encoding).toBe(encoding);
    const result = await ledger.read("t.csv", bytes);
    expect(result.problems).toEqual([]);
    expect(await ledger.db.all("SELECT supplier_id, invoice_no, invoice_date, amount_gross FROM invoice ORDER BY row_no")).toEqual([
      { supplier_id: "Müller & Söhne GmbH", invoice_no: "A1", invoice_date: "2026-01-31", amount_gross: 123456 },
      { supplier_id: "Café 漢字", invoice_no: "A2", invoice_date: "2026-02-01", amount_gross: 200 },
    ]);
  });
});

test("headings are found under titles, named apart, and cut at the last", async () => {
  const found = await look("Ledger 2026,,,,\n\nSupplier,Amount,Amount,,Date,\nS1,1.00,2.00,x,2026-01-31,\n");
  expect(found.headingRow).toBe(3);
  expect(found.columns.map(({ name }) => name)).toEqual(["Supplier", "Amount", "Amount (2)", "column 4", "Date"]);
  expect(found.repeatedHeadings).toEqual(["Amount"]);
  expect(found.sample).toEqual([["S1", "1.00", "2.00", "x", "2026-01-31"]]);
});

test("a long file is inspected by its beginning alone", async () => {
  let given = 0;
  const source = {
    name: "endless.csv",
    open: async function* () {
      yield Buffer.from("Supplier,Invoice No,Invoice Date,Amount\n");
      for (;;) {
        given += 1 << 20;
        yield Buffer.from("S1,A1,2026-01-31,1.00\n".repeat(48_000));
      }
    },
  };
  expect((await inspect(source)).complete).toBe(false);
  expect(given).toBeLessThanOrEqual(3 << 20);
});

test("quoted line breaks and delimiters do not mislead the choice of delimiter", async () => {
  const found = await look('Supplier,Text,Amount\nS1,"a;b;c\nd;e;f",1.00\nS2,"g;h",2.00\n');
  expect(found.dialect.delimiter).toBe(",");
  expect(found.sample.map((row) => row[1])).toEqual(["a;b;c\nd;e;f", "g;h"]);
});
