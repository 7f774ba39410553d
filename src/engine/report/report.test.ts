import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testLedger } from "../ledger/ledger.fixture.ts";
import type { TestLedger } from "../ledger/ledger.fixture.ts";
import type { ReadResult } from "../ledger/ledger.ts";
import { documentsOf, runDetectors } from "../run/run.ts";
import type { Finding, RunResult } from "../run/run.ts";
import { gatherEvidence } from "./evidence.ts";
import { findingsCsv, findingsShown, problemsCsv, reportJson, reportPage } from "./report.ts";
import type { ReportInput } from "./report.ts";

let ledger: TestLedger;
let read: ReadResult;
let run: RunResult;
/** Bills of a few suppliers over a year, two of them posted twice, one name that is an attack. */
function world(): string {
  const rows = ["document_id,supplier_id,supplier_name,invoice_number,invoice_date,posting_date,currency,net_amount,tax_amount,gross_amount"];
  for (let at = 0; at < 240; at += 1) {
    const supplier = at % 6;
    const day = new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
    const net = 100 + ((at * 7919) % 90_000) / 100;
    rows.push(`D${at},S${supplier},${supplier === 0 ? "<script>alert(1)</script> & Co" : `Supplier ${supplier} Ltd`},INV-${10_000 + at * 37},${day},${day},GBP,${net.toFixed(2)},${(net * 0.2).toFixed(2)},${(net * 1.2).toFixed(2)}`);
  }
  for (const at of [31, 60]) rows.push((rows[at + 1] as string).replace(`D${at},`, `C${at},`).replace(/,GBP/, ",GBP"));
  return `${rows.join("\n")}\n`;
}

beforeAll(async () => {
  ledger = await testLedger();
  read = await ledger.read("bills.csv", world());
  await ledger.read("payments.csv", "payment_id,document_id,supplier_id,paid_on,currency,amount\nP1,D31,S1,2026-03-01,GBP,1.00\nP2,C31,S1,2026-04-01,GBP,1.00\n");
  run = await runDetectors(ledger.db);
});
afterAll(() => ledger.close());

const input = async (over: Partial<ReportInput> = {}): Promise<ReportInput> => ({
  madeAt: new Date("2026-11-23T10:00:00Z"),
  files: [{ name: "bills.csv", how: "comma separated", columns: [{ field: "invoice_no", column: "invoice_number" }], unused: ["extra"], notes: ["a note"], result: read }],
  notUsed: [{ name: "labels.csv", why: "not recognised" }],
  run,
  evidence: await gatherEvidence(ledger.db, findingsShown(run.findings)),
  ...over,
});

const finding = (over: Partial<Finding> = {}): Finding => ({
  id: "f_1", kind: "duplicate_invoice", detectors: ["DUP-01", "DUP-02"], score: 0.5, documentIds: ["D1", "D2"], supplierIds: ["S1"], employeeIds: [],
  amountAtRisk: { minor: 12345, currency: "GBP" }, title: "Invoice 1 posted twice", reasons: [{ code: "x", words: "Numbers are equal", bits: 3.25 }, { code: "y", words: "Paid once", bits: -1 }], ...over,
});

describe("the CSV of findings", () => {
  test("has the columns that others rely on, in order", () => {
    expect(findingsCsv([finding()])).toBe(
      "kind,detectors,score,document_ids,supplier_ids,employee_ids,amount_at_risk,currency,title,reasons\r\n" +
      "duplicate_invoice,DUP-01;DUP-02,0.5,D1;D2,S1,,123.45,GBP,Invoice 1 posted twice,Numbers are equal (+3.3); Paid once (-1.0)\r\n");
  });

  test.each(["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1"])("a text that starts as a formula, %j, is made harmless", (title) => {
    expect(findingsCsv([finding({ title })])).toContain(`'${title}`);
  });

  test("quotes what holds commas, quotes or line breaks; amounts with another minor unit are exact", () => {
    const text = findingsCsv([finding({ title: 'A, "B"\nC', amountAtRisk: { minor: 1500, currency: "JPY" } })]);
    expect(text).toContain('"A, ""B""\nC"');
    expect(text).toContain(",1500,JPY,");
  });

  test("problems say where and what to do", () => {
    expect(problemsCsv([{ file: "a.csv", row: 7, column: "Amount", code: "amount-unreadable", value: "=abc", expected: "an amount", remedy: "Mend it.", taken: false }]))
      .toBe("file,row,column,problem,value,expected,remedy,taken\r\na.csv,7,Amount,amount-unreadable,'=abc,an amount,Mend it.,no\r\n");
  });
});

describe("the page", () => {
  test("found the planted copies and shows them side by side", async () => {
    expect(run.findings.some(({ documentIds }) => documentIds.includes("D31") && documentIds.includes("C31"))).toBe(true);
    const page = reportPage(await input());
    for (const text of ["C31", "C60", "bills.csv", "labels.csv (not recognised)", "a note", "23 Nov 2026", "Benford", "paid on 1 Mar 2026"]) expect(page).toContain(text);
  });

  test("needs nothing from anywhere and runs nothing", async () => {
    const page = reportPage(await input());
    expect(page).not.toMatch(/<script|<link|<img|<iframe|https?:|@import|url\(|\son\w+=/i);
    expect(page).toContain("default-src 'none'");
  });

  test("nothing from the ledger becomes markup", async () => {
    const page = reportPage(await input({ run: { ...run, findings: [finding({ title: "<b>&\"'", supplierIds: ["S0"], documentIds: ["D0"] })] }, evidence: await gatherEvidence(ledger.db, [finding({ supplierIds: ["S0"], documentIds: ["D0"] })]) }));
    expect(page).toContain("&lt;b&gt;&amp;&quot;&#39;");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toContain("<script>");
  });

  test("is bounded: the rest is counted and left to the CSV", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => finding({ id: `f_${at}`, score: 0.9 }));
    const page = reportPage(await input({ run: { ...run, findings: many } }));
    expect(page.match(/<article/g)?.length).toBe(200);
    expect(page).toContain("The first 200 of 1,000 are set out here");
  });

  test("says so when nothing was found", async () => {
    expect(reportPage(await input({ run: { ...run, findings: [] } }))).toContain("Nothing was found that the tests below look for");
  });
});

test("evidence gathered for many is the evidence of each", async () => {
  const { byFinding } = await gatherEvidence(ledger.db, run.findings);
  expect(run.findings.length).toBeGreaterThan(0);
  for (const one of run.findings) if (one.documentIds.length > 0) expect(byFinding.get(one.id)).toEqual(await documentsOf(ledger.db, one));
});

test("JSON has every finding, with amounts as texts", async () => {
  const parsed = JSON.parse(reportJson(await input())) as { format: number; findings: { amountAtRisk: { amount: string } }[]; files: unknown[] };
  expect(parsed.format).toBe(1);
  expect(parsed.findings.length).toBe(run.findings.length);
  expect(parsed.findings.every(({ amountAtRisk }) => /^\d+\.\d\d$/.test(amountAtRisk.amount))).toBe(true);
});
