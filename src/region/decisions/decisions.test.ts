/** What decisions make of findings: the rules one by one, and for random decisions against a plain reading of the order in which they count. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "../../base/ids.ts";
import type { Facts, FoundItem, Judged } from "../findings/findings.ts";
import { needsSecond, scopesFor } from "../findings/findings.ts";
import { monthsAfter } from "./decide-finding.ts";
import type { DecisionContent, DecisionRow, Opened } from "./decisions.store.ts";
import { judgeFindings } from "./judge-findings.ts";
import { needCodesFor } from "./show-decision.ts";

const NOW = Date.parse("2026-11-27T08:00:00Z");
const facts = (change: Partial<Facts> = {}): Facts => ({ bits: 3, documents: "d", payments: "p", banks: { S1: "b1", S2: "b2", S3: "b3" }, ...change });
const found = (id: string, change: Partial<FoundItem> = {}): FoundItem => ({
  id, kind: "duplicate_invoice", detectors: ["DUP-01"], score: 0.9, documentIds: ["1", "2"], supplierIds: ["S1"], employeeIds: [], amountAtRisk: { minor: 100, currency: "GBP" }, title: id, ...change,
});
const judged = (id: string, change: Partial<FoundItem> = {}, of: Facts | undefined = facts()): Judged => ({ finding: found(id, change), facts: of });

let made = 0;
type Made = { row?: Partial<DecisionRow>; finding?: Partial<FoundItem>; facts?: Facts; upTo?: DecisionContent["upTo"] };
/** The next decision: a dismissal of this finding, live for a day more, unless said otherwise. */
function decision(id: string, change: Made = {}): Opened {
  made += 1;
  const row = { decision_id: newId("dec", { now: () => made, random: () => new Uint8Array(16) }), verdict: "dismissed", scope: "finding", state: "live", expires_at: new Date(NOW + 86_400_000), ...change.row } as DecisionRow;
  return { row, content: { finding: found(id, change.finding), facts: change.facts ?? facts(), supplierNames: [], reason: "agreed", note: "", decidedBy: "", ...(change.upTo && { upTo: change.upTo }) } };
}
const of = (opened: readonly Opened[], one: Judged) => judgeFindings(opened, NOW)(one);

describe("a decision on one finding", () => {
  it.each([
    ["as it was", {}, facts(), "dismissed", null],
    ["with less at risk", { amountAtRisk: { minor: 99, currency: "GBP" } }, facts(), "dismissed", null],
    ["with more at risk", { amountAtRisk: { minor: 101, currency: "GBP" } }, facts(), "reopened", "More is at risk"],
    ["in another currency", { amountAtRisk: { minor: 1, currency: "EUR" } }, facts(), "reopened", "The currency changed"],
    ["found by another test too", { detectors: ["DUP-01", "DUP-08"] }, facts(), "reopened", "Another test found it too"],
    ["with other bank details", {}, facts({ banks: { S1: "other" } }), "reopened", "Bank details changed"],
    ["with a document changed", {}, facts({ documents: "other" }), "reopened", "A document's number, date or amount changed"],
    ["with a payment more", {}, facts({ payments: "other" }), "reopened", "Payments of it changed"],
    ["of a run that kept no facts", {}, undefined, "dismissed", null],
  ] as const)("%s", (_, change, now, state, why) => {
    expect(of([decision("a")], { finding: found("a", change as Partial<FoundItem>), facts: now })).toMatchObject({ state, why });
  });

  it("follows the documents into the group they grow into, and stays over what is left of them", () => {
    expect(of([decision("a")], judged("b", { documentIds: ["1", "2", "3"] }))).toMatchObject({ state: "reopened", why: "A document was added" });
    expect(of([decision("a", { finding: { documentIds: ["1", "2", "3"] } })], judged("b"))).toMatchObject({ state: "dismissed" });
    expect(of([decision("a")], judged("b", { kind: "paid_twice" }))).toMatchObject({ state: "open" });
    expect(of([decision("a")], judged("b", { documentIds: ["8", "9"] }))).toMatchObject({ state: "open" });
  });

  it("on a finding without documents bears the growth of what its suppliers bill, up to twice", () => {
    const one = decision("a", { finding: { kind: "ghost_supplier", documentIds: [] } });
    const at = (minor: number) => of([one], judged("a", { kind: "ghost_supplier", documentIds: [], amountAtRisk: { minor, currency: "GBP" } })).state;
    expect([at(200), at(201)]).toEqual(["dismissed", "reopened"]);
  });

  it("on a name on sanctions lists holds while the entries say the same, under whatever name the finding goes, for its supplier or person alone", () => {
    const match = { kind: "sanctions_match", documentIds: [], detectors: ["MAS-06"] } as const;
    const list = (sha256: string) => [{ list: "UK Sanctions List" as const, publishedOn: null, sha256 }];
    const on = (listed: Facts["listed"], sha256 = "new"): Facts => facts({ ...(listed && { listed }), lists: list(sha256) });
    const at = (change: Made, id: string, listed: Facts["listed"], who: Partial<FoundItem> = {}) => of([decision("a", { finding: match, facts: on({ "UK 1": "p", "UK 2": "q" }, "old"), ...change })], judged(id, { ...match, ...who }, on(listed)));
    const why = "The entry on the sanctions list changed";
    expect(at({}, "a", { "UK 2": "q", "UK 1": "p" })).toMatchObject({ state: "dismissed" });
    expect(at({}, "a", { "UK 1": "p", "UK 2": "other" })).toMatchObject({ state: "reopened", why });
    for (const listed of [{ "UK 1": "p" }, { "UK 1": "p", "UK 2": "q", "UN 3": "r" }, { "UN 3": "r" }]) expect(at({}, "b", listed)).toMatchObject({ state: "reopened", why });
    expect(at({}, "b", { "UK 1": "p" }, { supplierIds: ["S2"] })).toMatchObject({ state: "open" });
    expect(at({}, "b", { "UK 1": "p" }, { supplierIds: [], employeeIds: ["S1"] })).toMatchObject({ state: "open" });
    const wide: Made = { row: { scope: "supplier_test" }, upTo: { minor: 500, currency: "GBP" } };
    expect(at(wide, "b", { "UK 1": "p", "UK 2": "q" })).toMatchObject({ state: "dismissed" });
    expect(at(wide, "b", { "UK 1": "p", "UK 2": "q", "UN 3": "r" })).toMatchObject({ state: "reopened", why });
  });

  it("confirms until somebody says otherwise; expires when it dismisses; waits for a second person without effect", () => {
    expect(of([decision("a", { row: { verdict: "confirmed", expires_at: null } })], judged("a")).state).toBe("confirmed");
    expect(of([decision("a", { row: { expires_at: new Date(NOW) } })], judged("a"))).toMatchObject({ state: "reopened", why: "The dismissal has expired" });
    const pending = decision("a", { row: { state: "pending" } });
    expect(of([pending], judged("a"))).toEqual({ state: "open", decisionId: pending.row.decision_id, why: null, waits: true });
    expect(of([pending], judged("b", { documentIds: ["7", "8"] }))).toMatchObject({ state: "open", waits: false });
  });
});

describe("a dismissal for more than one finding", () => {
  const upTo = { minor: 150, currency: "GBP" };
  const test = decision("a", { row: { scope: "supplier_test" }, upTo });
  it.each([
    ["another of the supplier by the same test", { documentIds: ["7", "8"] }, facts(), "dismissed", null],
    ["the one it was made on, grown within the limit", { id: "a", documentIds: ["1", "2", "3"], amountAtRisk: upTo }, facts(), "dismissed", null],
    ["above the limit", { documentIds: ["7", "8"], amountAtRisk: { minor: 151, currency: "GBP" } }, facts(), "reopened", "More is at risk than the dismissal allows"],
    ["by another test", { documentIds: ["7", "8"], detectors: ["DUP-08"] }, facts(), "open", null],
    ["by another test besides", { documentIds: ["7", "8"], detectors: ["DUP-01", "DUP-08"] }, facts(), "open", null],
    ["of another supplier", { documentIds: ["7", "8"], supplierIds: ["S2"] }, facts(), "open", null],
    ["across suppliers", { documentIds: ["7", "8"], supplierIds: ["S1", "S2"] }, facts(), "open", null],
    ["after the supplier's bank details changed", { documentIds: ["7", "8"] }, facts({ banks: { S1: "other" } }), "reopened", "Bank details changed"],
  ] as const)("supplier and test: %s", (_, change, now, state, why) => {
    expect(of([test], { finding: found("b", change as Partial<FoundItem>), facts: now })).toMatchObject({ state, why });
  });

  it("covers suppliers among each other, and an account for the suppliers it was seen with", () => {
    const group = decision("a", { row: { scope: "supplier_group" }, finding: { kind: "duplicate_across_suppliers", supplierIds: ["S1", "S2", "S3"] }, upTo });
    const across = (supplierIds: string[]) => of([group], judged("b", { kind: "duplicate_across_suppliers", documentIds: ["7", "8"], supplierIds })).state;
    expect([across(["S3", "S1"]), across(["S1", "S4"]), across(["S1"])]).toEqual(["dismissed", "open", "open"]);
    const account = decision("a", { row: { scope: "shared_account" }, finding: { kind: "shared_account", documentIds: [], supplierIds: ["S1", "S2"] }, facts: facts({ account: "x" }) });
    const paid = (supplierIds: string[], key: string) => of([account], judged("b", { kind: "shared_account", documentIds: [], supplierIds, amountAtRisk: { minor: 1e9, currency: "GBP" } }, facts({ account: key })));
    expect(paid(["S1", "S2"], "x").state).toBe("dismissed");
    expect(paid(["S1", "S2", "S3"], "x")).toMatchObject({ state: "reopened", why: "Another supplier is paid to the account" });
    expect(paid(["S1", "S2"], "y").state).toBe("open");
  });

  it("never overrides what somebody said of this finding, earlier or later", () => {
    const confirmed = decision("b", { row: { verdict: "confirmed", expires_at: null }, finding: { documentIds: ["7", "8"] } });
    const later = decision("c", { row: { scope: "supplier_test" }, finding: { documentIds: ["5", "6"] }, upTo });
    for (const order of [[test, confirmed], [confirmed, later]]) expect(of(order, judged("b", { documentIds: ["7", "8"] })).state).toBe("confirmed");
  });
});

it("whatever was decided, a finding that no live decision is about stays open, and one decided on gets its newest verdict", () => {
  const one = fc.record({ id: fc.constantFrom("a", "b", "c"), verdict: fc.constantFrom("confirmed" as const, "dismissed" as const), over: fc.boolean(), state: fc.constantFrom("live" as const, "pending" as const) });
  fc.assert(fc.property(fc.array(one, { maxLength: 8 }), (drawn) => {
    const documentsOf = (id: string): string[] => [`${id}1`, `${id}2`];
    const opened = drawn.map(({ id, verdict, over, state }) => decision(id, { row: { verdict, state, expires_at: verdict === "confirmed" ? null : new Date(NOW + (over ? -1 : 1)) }, finding: { documentIds: documentsOf(id) } }));
    for (const id of ["a", "b", "c"]) {
      const own = drawn.filter((each) => each.id === id);
      const live = own.filter(({ state, verdict, over }) => state === "live" && (verdict === "confirmed" || !over)).at(-1);
      const expired = own.some(({ state, verdict, over }) => state === "live" && verdict === "dismissed" && over);
      expect(of(opened, judged(id, { documentIds: documentsOf(id) }))).toMatchObject({ state: live?.verdict ?? (expired ? "reopened" : "open"), waits: own.some(({ state }) => state === "pending") });
    }
  }));
});

it("what a dismissal can hold for follows from the finding; a shared account always takes two people", () => {
  expect(scopesFor(found("a"), facts())).toEqual(["finding", "supplier_test"]);
  expect(scopesFor(found("a", { supplierIds: ["S1", "S2"] }), facts())).toEqual(["finding", "supplier_group"]);
  expect(scopesFor(found("a", { kind: "shared_account", supplierIds: ["S1", "S2"] }), facts({ account: "x" }))).toEqual(["finding", "shared_account"]);
  expect(scopesFor(found("a", { kind: "employee_supplier_match", employeeIds: ["E1"] }), facts())).toEqual(["finding"]);
  expect(scopesFor(found("a"), undefined)).toEqual(["finding"]);
  expect([needsSecond({ kind: "shared_account" }), needsSecond({ kind: "employee_supplier_match" }), needsSecond({ kind: "duplicate_invoice" })]).toEqual([true, true, false]);
});

it.each([["2026-01-31", 1, "2026-02-28"], ["2026-11-27", 12, "2027-11-27"], ["2027-08-31", 6, "2028-02-29"], ["2026-12-31", 24, "2028-12-31"]])("%s and %i months is %s", (from, months, to) => {
  expect(monthsAfter(new Date(`${from}T10:00:00Z`), months).toISOString()).toBe(`${to}T10:00:00.000Z`);
});

describe("who sees some company codes", () => {
  it("puts into force and ends what holds for one finding, and nothing wider", () => {
    for (const scope of ["supplier_test", "supplier_group", "shared_account"]) {
      expect(() => needCodesFor(scope, new Set(["A"])), scope).toThrow(expect.objectContaining({ kind: "forbidden", code: "all-company-codes-needed" }));
      expect(() => needCodesFor(scope, "all"), scope).not.toThrow();
    }
    expect(() => needCodesFor("finding", new Set(["A"]))).not.toThrow();
  });
});
