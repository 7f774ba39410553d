/** What rests on which company codes, for random findings and readers; and which words a reader gets. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Evidence as Found, Finding } from "../../engine/run/run.ts";
import { ledgerCodes, reasonsFor, titleFor, withinOf, type LedgerCodes, type Within } from "./company-codes.ts";
import type { Evidence, FindingItem } from "./findings.schema.ts";
import { OPEN } from "./judge.ts";
import { searchable, totalFindings } from "./select-findings.ts";
import { benchFor, type Bench } from "./workbench.ts";

const doc = (doc_id: string, entity: string | null, supplier_id: string) =>
  ({ doc_id, entity, supplier_id, invoice_no: `N-${doc_id}`, amount_gross: 100, currency: "GBP" }) as unknown as Found["documents"][number];
const found = (documents: Found["documents"], credits: Found["credits"] = [], payments: Found["payments"] = []): Found => ({ documents, agree: [], differ: [], payments, credits });
const finding = (change: Partial<Finding>): Finding => ({
  id: "f", kind: "duplicate_invoice", detectors: [], score: 0.9, documentIds: ["1"], supplierIds: ["S"], employeeIds: [], amountAtRisk: { minor: 1, currency: "GBP" }, title: "Posted twice", reasons: [], ...change,
});
const SHOWN: Evidence = { documentCount: 1, documents: [{ docId: "1", role: "document", supplierName: "Acme 24 Ltd", fields: [{ field: "amount_gross", label: "Amount", value: 123400, shown: "1,234.00", agreement: "n/a" }] }], credits: [], payments: [] };
const ledger = (bySupplier: Record<string, (string | null)[]>, paid: Record<string, string[]> = {}): LedgerCodes =>
  ({ bySupplier: new Map(Object.entries(bySupplier).map(([id, codes]) => [id, new Set(codes)])), byPaidDocument: new Map(Object.entries(paid).map(([id, codes]) => [id, new Set(codes)])) });
const codesOf = (...args: Parameters<typeof withinOf>): readonly string[] | undefined => withinOf(...args)?.companyCodes;

describe("the company codes of a finding", () => {
  const plain = ledger({ S: ["A"], T: ["B"], U: [null, "A"] });
  it.each([
    ["its documents'", finding({}), found([doc("1", "A", "S")]), ["A"]],
    ["its credits' too", finding({}), found([doc("1", "A", "S")], [doc("9", "B", "S")]), ["A", "B"]],
    ["none, when a document has none", finding({ documentIds: ["1", "2"] }), found([doc("1", "A", "S"), doc("2", null, "S")]), undefined],
    ["none, when a credit has none", finding({}), found([doc("1", "A", "S")], [doc("9", null, "S")]), undefined],
    ["none, for an empty code", finding({}), found([doc("1", "", "S")]), undefined],
    ["none, without documents", finding({ documentIds: [] }), found([]), undefined],
    ["none, when a document is not in the ledger any more", finding({ documentIds: ["1", "2"] }), found([doc("1", "A", "S")]), undefined],
    ["none, when it names an employee", finding({ employeeIds: ["E"] }), found([doc("1", "A", "S")]), undefined],
    ["also those of a supplier it only names", finding({ supplierIds: ["S", "T"] }), found([doc("1", "A", "S")]), ["A", "B"]],
    ["none, when that supplier has bare documents", finding({ supplierIds: ["S", "U"] }), found([doc("1", "A", "S")]), undefined],
    ["none, when that supplier has no documents", finding({ supplierIds: ["S", "nobody"] }), found([doc("1", "A", "S")]), undefined],
  ] as const)("are %s", (_, one, evidence, codes) => expect(codesOf(one, evidence, SHOWN, plain)).toEqual(codes));

  it("are those of who paid, too", () => {
    const payment = { doc_id: "1", payment_id: "P", paid_on: null, method: null, currency: "GBP", amount: 1 };
    expect(codesOf(finding({}), found([doc("1", "A", "S")], [], [payment]), SHOWN, ledger({ S: ["A"] }, { 1: ["Z"] }))).toEqual(["A", "Z"]);
  });

  it("are read from the ledger by two scans", async () => {
    const asked: unknown[] = [];
    const rows = [[{ id: "S", code: "A" }, { id: "S", code: null }], [{ id: "1", code: "Z" }]];
    const db = { all: async (_sql: string, values: unknown[]) => (asked.push(values), rows.shift()) } as unknown as Parameters<typeof ledgerCodes>[0];
    expect(await ledgerCodes(db, [finding({}), finding({})])).toEqual(ledger({ S: ["A", null] }, { 1: ["Z"] }));
    expect(asked).toEqual([['["S"]'], ['["1"]']]);
  });
});

describe("the words a reader gets", () => {
  const spike = finding({ kind: "price_spike", title: "GBP 1,234.00 at Acme 24 Ltd where GBP 99.00 is usual", reasons: [{ code: "level-otherwise-kept", bits: 3, words: "11 of 12 bills are for GBP 99.00" }, { code: "explained", bits: -5, words: "The text says that this bill is of another kind" }] });
  const shared = withinOf(spike, found([doc("1", "A", "S")]), SHOWN, ledger({ S: ["A", "B"] })) as Within;

  it("never rest on codes that are not theirs: figures that are not on the page are left out, and reasons are named only", () => {
    expect(titleFor(spike.title, shared, new Set(["A"]))).toBe("Price spike");
    expect(reasonsFor(spike, shared, new Set(["A"])).reasons.map(({ words }) => words)).toEqual(["Level otherwise kept", "Explained"]);
  });
  it("are the whole ones where the supplier is theirs alone, but for what is said of the ledger in figures", () => {
    expect(titleFor(spike.title, shared, new Set(["A", "B"]))).toBe(spike.title);
    expect(reasonsFor(spike, shared, new Set(["A", "B"])).reasons.map(({ words }) => words)).toEqual(["Level otherwise kept", "The text says that this bill is of another kind"]);
    expect(reasonsFor(spike, undefined, "all")).toBe(spike);
  });
  it("are the whole ones of duplicates, and of titles whose figures are on the page", () => {
    expect(withinOf(finding({ ...spike, title: "GBP 1,234.00 at Acme 24 Ltd" }), found([doc("1", "A", "S")]), SHOWN, ledger({ S: ["A", null] }))).toEqual({ companyCodes: ["A"], title: "GBP 1,234.00 at Acme 24 Ltd" });
    const twice = finding({ title: "Posted 2 times", reasons: [{ code: "prior", bits: -9, words: "one document in 500" }] });
    expect(withinOf(twice, found([doc("1", "A", "S")]), SHOWN, ledger({ S: ["A", "B"] }))).toEqual({ companyCodes: ["A"], title: "Posted 2 times" });
    expect(reasonsFor(twice, undefined, new Set(["A"]))).toBe(twice);
  });
});

describe("a limited bench", () => {
  const code = fc.constantFrom("A", "B", "0100", "100", " ", "Zürich");
  const one = fc.record({ codes: fc.option(fc.uniqueArray(code, { maxLength: 3 }), { nil: undefined }), minor: fc.integer({ min: 0, max: 1e6 }), kind: fc.constantFrom("duplicate_invoice", "price_spike"), score: fc.constantFrom(0.95, 0.5) });
  it("holds the findings of which every code is the reader's, ranked anew, with totals of these alone; words of others find nothing", () => {
    fc.assert(fc.property(fc.array(one, { maxLength: 30 }), fc.uniqueArray(code, { minLength: 1, maxLength: 4 }), (drawn, reader) => {
      const all = drawn.map(({ codes, minor, kind, score }, at) => searchable(
        { id: `fnd_${at}`, rank: at + 1, kind, score, band: score > 0.9 ? "very likely" : "possible", amountAtRisk: { minor, currency: "GBP" }, title: `whole ${at}`, supplierIds: [], supplierNames: [], documentIds: [], detectors: [], employeeIds: [], firstSeenRun: "r", state: "new", decision: OPEN } as FindingItem,
        codes && { companyCodes: codes, title: `short ${at}` }));
      const bench = benchFor({ runId: "run_1", all } as unknown as Bench, new Set(reader));
      const visible = drawn.flatMap(({ codes }, at) => (codes !== undefined && codes.length > 0 && codes.every((each) => reader.includes(each)) ? [at] : []));
      expect(bench.all.map(({ item }) => item.id)).toEqual(visible.map((at) => `fnd_${at}`));
      expect(bench.all.map(({ item }) => item.rank)).toEqual(visible.map((_, at) => at + 1));
      expect(bench.totals).toEqual(totalFindings(visible.map((at) => all[at]?.item as FindingItem)));
      expect(bench.all.every(({ item, words }) => item.title.startsWith("short") && !words.includes("whole"))).toBe(true);
      expect([...bench.at.keys()]).toEqual(visible.map((at) => `fnd_${at}`));
    }), { numRuns: 500 });
  });
});
