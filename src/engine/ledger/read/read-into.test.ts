import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testLedger } from "../ledger.fixture.ts";
import type { TestLedger } from "../ledger.fixture.ts";
import { bytesSource, inspect, loadInto, proposeMapping } from "../ledger.ts";

let ledger: TestLedger;
beforeEach(async () => void (ledger = await testLedger()));
afterEach(() => ledger.close());

const HEAD = "document_id,supplier_id,invoice_number,invoice_date,currency,gross_amount\n";
const invoices = () => ledger.db.all("SELECT doc_id, supplier_id, invoice_no, invoice_date, doc_type, currency, amount_gross FROM invoice ORDER BY row_no");
const amounts = async () => (await ledger.db.all<{ amount_gross: number }>("SELECT amount_gross FROM invoice ORDER BY row_no")).map((row) => row.amount_gross);

test("a plain export arrives whole, with its control totals", async () => {
  const result = await ledger.read("i.csv", `${HEAD}D1,S1,0007,2026-01-31,GBP,120.00\nD2,S2,A-1,2026-02-01,EUR,-5.5\nD3,S1,,2026-02-02,GBP,1\n`);
  expect(await invoices()).toEqual([
    { doc_id: "D1", supplier_id: "S1", invoice_no: "0007", invoice_date: "2026-01-31", doc_type: "invoice", currency: "GBP", amount_gross: 12000 },
    { doc_id: "D2", supplier_id: "S2", invoice_no: "A-1", invoice_date: "2026-02-01", doc_type: "credit_note", currency: "EUR", amount_gross: -550 },
    { doc_id: "D3", supplier_id: "S1", invoice_no: null, invoice_date: "2026-02-02", doc_type: "invoice", currency: "GBP", amount_gross: 100 },
  ]);
  expect(result).toMatchObject({
    rowsRead: 3, rowsTaken: 3, problems: [], firstDate: "2026-01-31", lastDate: "2026-02-02",
    totals: [{ currency: "GBP", minor: 12100 }, { currency: "EUR", minor: -550 }],
  });
});

test("any rows written as CSV are in the ledger as they were meant", async () => {
  const text = fc.string({ maxLength: 10 }).map((one) => one.replaceAll(/[\0\r]/g, "").trim()).filter((one) => !["-", "N/A", "n/a", "NULL", "null", "(null)", "#N/A"].includes(one));
  const row = fc.record({ number: text, supplier: text.filter((one) => one !== "" && !/\s/.test(one)), minor: fc.integer({ min: -999_999_999, max: 999_999_999 }), day: fc.integer({ min: 0, max: 30_000 }) });
  await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (drawn) => {
    // fewer credits than invoices, or the file would rightly be taken for one with its signs the other way round
    const rows = drawn.map((one, at) => (at % 2 === 1 ? { ...one, minor: Math.abs(one.minor) } : one));
    await ledger.db.exec("DELETE FROM invoice");
    const quote = (one: string) => `"${one.replaceAll('"', '""')}"`;
    const lines = rows.map(({ number, supplier, minor, day }, at) =>
      `D${at},${quote(supplier)},${quote(number)},${new Date(day * 86_400_000).toISOString().slice(0, 10)},GBP,${(minor / 100).toFixed(2)}`);
    // a full row first, so that no column is blank throughout
    const result = await ledger.read("any.csv", `${HEAD}first,S0,N0,2026-01-01,GBP,1.00\n${lines.join("\n")}\n`, { columns: { supplier_id: "supplier_id", invoice_no: "invoice_number" }, table: "invoice" });
    expect(result.problems).toEqual([]);
    expect((await invoices()).slice(1)).toEqual(rows.map(({ number, supplier, minor, day }, at) => ({
      doc_id: `D${at}`, supplier_id: supplier, invoice_no: number === "" ? null : number, invoice_date: new Date(day * 86_400_000).toISOString().slice(0, 10),
      doc_type: minor < 0 ? "credit_note" : "invoice", currency: "GBP", amount_gross: minor,
    })));
  }), { numRuns: 25 });
});

test("rows keep the order of the file, though two threads parse it", async () => {
  const parallel = await testLedger(2);
  const pad = "x".repeat(200); // three times what one thread is handed at a time
  const rows = Array.from({ length: 90_000 }, (_, i) => `D${i},S${i % 7},${i % 5 === 0 ? "N/A" : i},2026-01-${10 + (i % 20)},${i % 3 === 0 ? "EUR" : "GBP"},${i % 11 === 0 ? "(7.00)" : "9.00"},${pad}`);
  await parallel.read("long.csv", `${HEAD.trim()},description\n${rows.join("\n")}\n`);
  const found = await parallel.db.one("SELECT count(*) AS n, count(*) FILTER (doc_id <> 'D' || (row_no - 2)) AS misplaced FROM invoice");
  await parallel.close();
  expect(found).toEqual({ n: rows.length, misplaced: 0 });
}, 30_000);

test("a file loaded beside another takes its place when it is committed: the ledger is that of one after the other", async () => {
  const supplier = "supplier_id,name,iban\nS1,Acme Ltd,\n";
  const bills = `${HEAD}D1,S1,A,2026-01-01,GBP,5.00\nD2,S1,B,2026-01-02,GBP,7.00\n`;
  // the second payment finds its supplier by the document, so it must be taken in after the invoices
  const payments = "payment_id,supplier_id,document_id,paid_on,currency,amount\nP1,S1,D1,2026-02-01,GBP,5.00\nP2,,D2,2026-02-01,GBP,7.00\n";
  const all = () => ledger.db.all("SELECT payment_id, supplier_id, doc_id, amount FROM payment ORDER BY row_no");
  for (const [name, text] of [["s.csv", supplier], ["i.csv", bills], ["p.csv", payments]] as const) await ledger.read(name, text);
  const expected = await all();
  await ledger.db.exec("DELETE FROM payment; DELETE FROM invoice");
  const other = await ledger.db.beside();
  const load = async (db: typeof other, name: string, text: string) => {
    const source = bytesSource(name, Buffer.from(text));
    const inspection = await inspect(source);
    const { mapping } = proposeMapping(inspection);
    if (mapping === undefined) throw new Error(`${name} is not recognised`);
    return loadInto(db, source, inspection, mapping);
  };
  const [first, second] = await Promise.all([load(ledger.db, "i.csv", bills), load(other, "p.csv", payments)]);
  await first.commit();
  await second.commit();
  other.close();
  expect(await all()).toEqual(expected);
  expect(expected).toHaveLength(2);
});

describe("amounts and signs", () => {
  const read = (rows: string, head = "Document No;Supplier;Invoice No;Invoice Date;Amount") => ledger.read("a.csv", `${head}\n${rows}`);

  test("all the ways of writing them", async () => {
    const result = await read("1;S1;A;2026-01-01;1.234,56\n2;S1;B;2026-01-01;(123,45)\n3;S1;C;2026-01-01;123,45-\n4;S1;D;2026-01-01;€ 1.234\n5;S1;E;2026-01-01;12 345,60\n6;S1;F;2026-01-01;1,234.56\n");
    expect(await amounts()).toEqual([123456, -12345, -12345, 123400, 1234560]);
    expect(result.problems).toMatchObject([{ row: 7, column: "Amount", code: "amount-unreadable", value: "1,234.56", taken: false }]);
  });

  test("yen have no minor unit and dinars have three digits", async () => {
    await read("1;S1;A;2026-01-01;1500;JPY\n2;S1;B;2026-01-01;1.50;GBP\n3;S1;C;2026-01-01;1.25;KWD\n", "Document No;Supplier;Invoice No;Invoice Date;Amount;Currency");
    expect(await amounts()).toEqual([1500, 150, 1250]);
  });

  test("credit notes written as positive amounts are turned, and said so", async () => {
    const result = await read("1;S1;A;2026-01-01;10.00;Invoice\n2;S1;B;2026-01-01;4.00;Credit note\n3;S1;C;2026-01-01;6.00;Credit note\n", "Document No;Supplier;Invoice No;Invoice Date;Amount;Document Type");
    expect(await amounts()).toEqual([1000, -400, -600]);
    expect(result.notes.join()).toContain("credit notes are written as positive amounts (2 of 2)");
  });

  test("SAP: the debit and credit sign carries the meaning", async () => {
    const result = await read("100;S1;A;20260101;10.00;H\n101;S1;B;20260102;4.00;S\n", "BELNR;LIFNR;XBLNR;BLDAT;WRBTR;SHKZG");
    expect(await amounts()).toEqual([1000, -400]);
    expect(result.notes.join()).toContain("debit side");
  });

  test("Dynamics: debit and credit columns, invoices on the credit side", async () => {
    await read("1;S1;A;2026-01-01;;10.00\n2;S1;B;2026-01-01;4.00;\n", "Voucher;AccountNum;Invoice;TransDate;AmountCurDebit;AmountCurCredit");
    expect(await amounts()).toEqual([1000, -400]);
  });

  test("a ledger that writes invoices as negatives is turned round, and said so", async () => {
    const result = await read("1;S1;A;2026-01-01;-10.00\n2;S1;B;2026-01-02;-11.00\n3;S1;C;2026-01-02;-12.00\n4;S1;D;2026-01-03;3.00\n");
    expect(await amounts()).toEqual([1000, 1100, 1200, -300]);
    expect(result.notes.join()).toContain("all signs were turned round");
  });

  test("gross is net and tax together where there is no gross", async () => {
    await read("1;S1;A;2026-01-01;10.00;2.00\n2;S1;B;2026-01-01;5.00;N/A\n", "Document No;Supplier;Invoice No;Invoice Date;Net Amount;VAT");
    expect(await amounts()).toEqual([1200, 500]);
  });

  test("payments among the documents are left out and counted", async () => {
    const result = await read("PI;S1;A;01/02/2026;10.00;2.00\nPP;S1;B;13/02/2026;12.00;0.00\nPC;S1;C;14/02/2026;5.00;1.00\n", "Type;Account Reference;Reference;Date;Net Amount;Tax Amount");
    expect(await amounts()).toEqual([1200, -600]);
    expect(result.leftOut).toBe(1);
  });
});

describe("rows that cannot be taken", () => {
  test("are listed with row, column and value, and the rest is read", async () => {
    const result = await ledger.read("i.csv", `${HEAD}D1,S1,A,2026-01-31,GBP,120.00\nD2,S1,B,31/31/2026,GBP,1.00\nD3,S1,C,2026-01-31,GBP,abc\nD4,,D,2026-01-31,GBP,4.00\nD5,S1,E,2026-01-31,GBP,\nD6,S1,F,2026-01-31,ZZZ,6.00\nD7,S1,G,2026-01-31,GBP,7.00\n`);
    expect(result.problems.map(({ row, column, code, value, taken }) => [row, column, code, value, taken])).toEqual([
      [3, "invoice_date", "date-unreadable", "31/31/2026", true],
      [4, "gross_amount", "amount-unreadable", "abc", false],
      [5, undefined, "supplier-missing", undefined, false],
      [6, undefined, "amount-missing", undefined, false],
      [7, "currency", "currency-unknown", "ZZZ", true],
    ]);
    expect(await amounts()).toEqual([12000, 100, 600, 700]);
    expect(result).toMatchObject({ rowsRead: 7, rowsTaken: 4 });
  });

  test("counts are exact where the list is cut short", async () => {
    const rows = Array.from({ length: 1000 }, (_, at) => `D${at},S1,N${at},2026-01-31,GBP,${at < 600 ? "1.00" : "one"}`);
    const result = await ledger.read("i.csv", HEAD + rows.join("\n"));
    expect(result.problemCounts).toEqual({ "amount-unreadable": 400 });
    expect(result.problems.length).toBe(200);
  });

  test("when most cannot be read the file is refused and nothing of it stays", async () => {
    const good = Array.from({ length: 5000 }, (_, at) => `D${at},S1,N${at},2026-01-31,GBP,1.00`);
    const bad = Array.from({ length: 6000 }, (_, at) => `E${at},S1,M${at},2026-01-31,GBP,one`);
    await expect(ledger.read("i.csv", HEAD + [...good, ...bad].join("\n"))).rejects.toMatchObject({ code: "amounts-unreadable" });
    expect(await invoices()).toEqual([]);
  });
});

describe("document numbers", () => {
  test("several rows of one document are its lines", async () => {
    const result = await ledger.read("i.csv", `${HEAD}D1,S1,A,2026-01-31,GBP,1.00\nD1,S1,A,2026-01-31,GBP,2.00\nD2,S1,B,2026-01-31,GBP,5.00\n`);
    expect((await invoices()).map(({ doc_id, amount_gross }) => [doc_id, amount_gross])).toEqual([["D1", 300], ["D2", 500]]);
    expect(result).toMatchObject({ rowsRead: 3, rowsTaken: 2, linesJoined: 1 });
  });

  test("the same row twice is one document, and listed", async () => {
    const row = "D1,S1,A,2026-01-31,GBP,1.00\n";
    const result = await ledger.read("i.csv", HEAD + row + row);
    expect(await amounts()).toEqual([100]);
    expect(result.problems).toMatchObject([{ row: 3, code: "document-repeated", taken: false }]);
  });

  test("one number for two suppliers is two documents, and listed", async () => {
    const result = await ledger.read("i.csv", `${HEAD}D1,S1,A,2026-01-31,GBP,1.00\nD1,S2,B,2026-01-31,GBP,2.00\n`);
    expect((await invoices()).map(({ doc_id }) => doc_id)).toEqual(["D1", "D1 #2"]);
    expect(result.problems).toMatchObject([{ row: 3, code: "document-number-reused", taken: true }]);
  });

  test("numbers per company are told apart by the company", async () => {
    await ledger.read("i.csv", "company_code,document_id,supplier_id,invoice_number,invoice_date,gross_amount\nUK,1,S1,A,2026-01-31,1.00\nDE,1,S1,B,2026-01-31,2.00\nDE,2,S1,C,2026-01-31,3.00\n");
    expect((await invoices()).map(({ doc_id }) => doc_id)).toEqual(["1 UK", "1 DE", "2"]);
  });

  test("a file without numbers has its rows", async () => {
    await ledger.read("a.csv", "Vendor,Inv No,Date,Amount\nV1,1,2026-01-31,1.00\n\nV1,2,2026-01-31,1.00\n");
    await ledger.read("b.csv", "Vendor,Inv No,Date,Amount\nV1,3,2026-01-31,1.00\n");
    expect((await invoices()).map(({ doc_id }) => doc_id)).toEqual(["row 2", "row 4", "b.csv row 2"]);
  });

  test("a second file that overlaps adds only what is new", async () => {
    await ledger.read("jan.csv", `${HEAD}D1,S1,A,2026-01-30,GBP,1.00\nD2,S1,B,2026-01-31,GBP,2.00\n`);
    const result = await ledger.read("feb.csv", `${HEAD}D2,S1,B,2026-01-31,GBP,2.00\nD3,S1,C,2026-02-01,GBP,3.00\n`);
    expect((await invoices()).map(({ doc_id }) => doc_id)).toEqual(["D1", "D2", "D3"]);
    expect(result).toMatchObject({ rowsTaken: 1, problemCounts: { "document-repeated": 1 } });
    const { n, d } = await ledger.db.one<{ n: number; d: number }>("SELECT count(*) AS n, count(DISTINCT row_no) AS d FROM invoice");
    expect(d).toBe(n);
  });
});

describe("suppliers", () => {
  test("known only from invoices get a record with their name", async () => {
    await ledger.read("i.csv", "Supplier ID,Supplier Name,Invoice No,Date,Amount\nS1,Acme Supplies Ltd,1,2026-01-31,1.00\nS1,Acme Supplies Limited,2,2026-01-31,1.00\nS2,Bolt & Co,3,2026-01-31,1.00\n");
    expect(await ledger.db.all("SELECT supplier_id, name FROM supplier ORDER BY row_no")).toEqual([{ supplier_id: "S1", name: "Acme Supplies Ltd" }, { supplier_id: "S2", name: "Bolt & Co" }]);
  });

  test("invoices that name them find their record", async () => {
    await ledger.read("suppliers.csv", "supplier_id,name,postcode,country\nS1,Acme Supplies Ltd,M1 1AA,United Kingdom\nS2,Bolt & Co,M2 2BB,de\n");
    await ledger.read("i.csv", "Supplier Name,Invoice No,Date,Amount\nACME SUPPLIES LTD,1,2026-01-31,1.00\nNobody & Sons,2,2026-01-31,2.00\n");
    expect((await invoices()).map(({ supplier_id }) => supplier_id)).toEqual(["S1", "Nobody & Sons"]);
    expect(await ledger.db.all("SELECT supplier_id, country FROM supplier ORDER BY row_no")).toEqual([
      { supplier_id: "S1", country: "GB" }, { supplier_id: "S2", country: "DE" }, { supplier_id: "Nobody & Sons", country: null },
    ]);
  });

  test("a newer supplier file replaces the records it has", async () => {
    const head = "supplier_id,name,postcode,country\n";
    await ledger.read("old.csv", `${head}S1,Acme,M1,GB\nS2,Bolt,M2,GB\n`);
    await ledger.read("new.csv", `${head}S2,Bolt Ltd,M2,GB\nS2,Bolt site 2,M3,GB\n`);
    expect(await ledger.db.all("SELECT supplier_id, name FROM supplier ORDER BY row_no")).toEqual([{ supplier_id: "S1", name: "Acme" }, { supplier_id: "S2", name: "Bolt Ltd" }]);
  });
});

test("payments find their supplier through the document", async () => {
  await ledger.read("i.csv", `${HEAD}D1,S1,A,2026-01-31,GBP,1.00\n`);
  await ledger.read("p.csv", "payment_id,document_id,paid_on,amount\nP1,D1,2026-02-01,1.00\nP2,D9,2026-02-01,1.00\n");
  expect(await ledger.db.all("SELECT payment_id, supplier_id, doc_id, amount FROM payment")).toEqual([{ payment_id: "P1", supplier_id: "S1", doc_id: "D1", amount: 100 }]);
});

test("cash discount: as given, or days and percentage of the document", async () => {
  await ledger.read("i.csv", "document_id,supplier_id,invoice_number,invoice_date,currency,gross_amount,discount_date,discount_amount\nD1,S1,A,2026-01-31,GBP,100.00,2026-02-10,2.00\n");
  await ledger.read("sap.csv", "document_id,supplier_id,invoice_number,invoice_date,currency,gross_amount,ZBD1T,ZBD1P\nD2,S1,B,2026-01-31,GBP,100.00,14,3.000\nD3,S1,C,2026-01-31,GBP,100.00,0,0.000\n");
  expect(await ledger.db.all("SELECT doc_id, discount_until, discount_amount FROM invoice ORDER BY doc_id")).toEqual([
    { doc_id: "D1", discount_until: "2026-02-10", discount_amount: 200 }, { doc_id: "D2", discount_until: "2026-02-14", discount_amount: 300 },
    { doc_id: "D3", discount_until: null, discount_amount: 0 },
  ]);
});

test("a payment's name beside its supplier's id is the payee; alone it is the supplier; its state and a person's leaving are kept", async () => {
  await ledger.read("p.csv", "payment_id,supplier_id,payee,paid_on,amount,payment status\nP1,S1,Acme Ltd,2026-02-01,1.00,VOIDED\n");
  await ledger.read("q.csv", "payment_id,payee,paid_on,amount\nP2,Bolt Ltd,2026-02-01,1.00\n");
  await ledger.read("e.csv", "employee_id,name,leaving date\nE1,Ann Other,2026-01-31\n");
  await ledger.read("s.csv", "supplier_id,name,country,XCPDK,REPRF\nS1,Acme,GB,X,\nS2,Bolt,GB,,X\n");
  expect(await ledger.db.all("SELECT payment_id, supplier_id, payee_name, status FROM payment ORDER BY payment_id")).toEqual([
    { payment_id: "P1", supplier_id: "S1", payee_name: "Acme Ltd", status: "VOIDED" }, { payment_id: "P2", supplier_id: "Bolt Ltd", payee_name: null, status: null },
  ]);
  expect(await ledger.db.all("SELECT left_on FROM employee")).toEqual([{ left_on: "2026-01-31" }]);
  expect(await ledger.db.all("SELECT supplier_id, one_time, duplicate_check FROM supplier WHERE country = 'GB' ORDER BY supplier_id")).toEqual([
    { supplier_id: "S1", one_time: "X", duplicate_check: null }, { supplier_id: "S2", one_time: null, duplicate_check: "X" },
  ]);
});

test("payments, statements and bank changes of files that overlap are read once", async () => {
  const files: readonly (readonly [table: string, head: string, first: string, second: string])[] = [
    ["payment", "payment_id,document_id,supplier_id,paid_on,amount", "P1,D1,S1,2026-02-01,1.00", "P2,D1,S1,2026-02-01,1.00"],
    ["statement_line", "supplier_id,statement_date,invoice_number,invoice_date,gross_amount", "S1,2026-01-31,A,2026-01-02,1.00", "S1,2026-01-31,B,2026-01-02,1.00"],
    ["supplier_bank_change", "supplier_id,changed_on,changed_by,old_iban,new_iban", "S1,2026-01-31,ann,GB29NWBK60161331926819,DE89370400440532013000", "S1,2026-02-28,ann,DE89370400440532013000,GB29NWBK60161331926819"],
  ];
  for (const [table, head, first, second] of files) {
    await ledger.read("one.csv", `${head}\n${first}\n`);
    const again = await ledger.read("two.csv", `${head}\n${first}\n${second}\n`);
    expect([table, again.table, again.rowsTaken, again.problemCounts]).toEqual([table, table, 1, { "document-repeated": 1 }]);
  }
});

test("the piece file is gone as soon as it was read, and DuckDB agrees on every row", async () => {
  const { readdir } = await import("node:fs/promises");
  await ledger.read("i.csv", `${HEAD}D1,S1,"two\nlines",2026-01-31,GBP,1.00\n`);
  expect(await readdir(ledger.db.allowedFolder as string)).toEqual([]);
  expect((await invoices())[0]).toMatchObject({ invoice_no: "two\nlines" });
});
