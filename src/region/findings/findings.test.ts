import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId, type FindingId, type RunId } from "../../base/ids.ts";
import { KINDS, type Finding } from "../../engine/run/run.ts";
import { diffFindings, type Known } from "./diff-findings.ts";
import type { FindingItem } from "./findings.schema.ts";
import { OPEN } from "./judge.ts";
import { inOrder, searchable, selectFindings, totalFindings } from "./select-findings.ts";
import { exposureOf, marksBetween } from "./show-evidence.ts";

const found = (id: string, change: Partial<Finding> = {}): Finding => ({
  id, kind: "duplicate_invoice", detectors: ["DUP-01"], score: 0.9, documentIds: ["1", "2"], supplierIds: ["S1"], employeeIds: [], amountAtRisk: { minor: 100, currency: "GBP" },
  title: `Finding ${id}`, reasons: [{ code: "same", words: "The same", bits: 4 }], ...change,
});

describe("from run to run", () => {
  const first = newId("run");
  const second = newId("run");
  let count = 0;
  const nextId = (): FindingId => `fnd_${++count}`;
  const seen = (finding: Finding): Known => ({ findingId: nextId(), firstRunId: first, finding });

  it("keeps the id people know, and says what is new, still there, changed and gone", () => {
    const [still, changed, gone] = [seen(found("a")), seen(found("b")), seen(found("c"))];
    const { placed, goneCount } = diffFindings([still, changed, gone], [found("n"), found("b", { score: 0.5 }), found("a")], second, nextId);
    expect(placed.map(({ finding, state, rank, firstRunId }) => [finding.id, state, rank, firstRunId])).toEqual([
      ["n", "new", 1, second], ["b", "changed", 2, first], ["a", "still", 3, first],
    ]);
    expect([placed[1]?.findingId, placed[2]?.findingId]).toEqual([changed.findingId, still.findingId]);
    expect(goneCount).toBe(1);
  });

  it("counts every finding of either run exactly once", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(30)), fc.uniqueArray(fc.nat(30)), (before, after) => {
      const { placed, goneCount } = diffFindings(before.map((n) => seen(found(String(n)))), after.map((n) => found(String(n))), second, nextId);
      const old = placed.filter(({ state }) => state !== "new").length;
      expect(placed.length).toBe(after.length);
      expect(old + goneCount).toBe(before.length);
    }));
  });
});

describe("choosing", () => {
  const runs = [newId("run"), newId("run")] as [RunId, RunId];
  const item = fc.record({
    id: fc.uuid(), kind: fc.constantFrom(...KINDS), band: fc.constantFrom("very likely" as const, "likely" as const), state: fc.constantFrom("new" as const, "still" as const),
    title: fc.constantFrom("Invoice INV-7 posted twice", "Ghost supplier"), supplierIds: fc.array(fc.constantFrom("S1", "S2", "S3"), { maxLength: 2 }), firstSeenRun: fc.constantFrom(...runs),
    amountAtRisk: fc.record({ minor: fc.nat(10_000), currency: fc.constantFrom("GBP", "EUR", "JPY") }),
  });
  const items = fc.array(item, { maxLength: 40 }).map((list) => list.map((one, index): FindingItem => ({
    ...one, rank: index + 1, score: 0.5, detectors: ["DUP-01"], supplierNames: one.supplierIds.map((id) => `Name of ${id}`), employeeIds: [], documentIds: [`D${index}`], decision: OPEN,
  })));

  it("gives exactly what a plain look through the list gives, and totals that add up", () => {
    fc.assert(fc.property(items, fc.record({ kind: fc.option(fc.constantFrom(...KINDS), { nil: undefined }), supplier: fc.option(fc.constantFrom("S1", "S9"), { nil: undefined }), q: fc.option(fc.constantFrom("inv-7", "GHOST  supplier", "name of s2", "D3"), { nil: undefined }) }), (all, choice) => {
      const chosen = selectFindings(all.map((item) => searchable(item)), choice);
      const plain = all.filter((one) => (!choice.kind || one.kind === choice.kind) && (!choice.supplier || one.supplierIds.includes(choice.supplier)) &&
        (choice.q ?? "").toLowerCase().split(" ").every((word) => JSON.stringify([one.title, one.supplierNames, one.supplierIds, one.documentIds]).toLowerCase().includes(word)));
      expect(chosen.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
      const totals = totalFindings(chosen);
      expect(Object.values(totals.byKind).reduce((sum, n) => sum + n, 0)).toBe(chosen.length);
      expect(totals.exposure.reduce((sum, { minor }) => sum + minor, 0)).toBe(chosen.reduce((sum, { amountAtRisk }) => sum + amountAtRisk.minor, 0));
    }));
  });

  it("orders by figure and by first sight, and loses nothing", () => {
    fc.assert(fc.property(items, (all) => {
      const searched = all.map((item) => searchable(item));
      const figures = inOrder(searched, "amount").map(({ item: { amountAtRisk } }) => amountAtRisk.minor / (amountAtRisk.currency === "JPY" ? 1 : 100));
      expect(figures).toEqual([...figures].sort((a, b) => b - a));
      const newest = inOrder(searched, "newest").map(({ item: { firstSeenRun } }) => firstSeenRun);
      expect(newest).toEqual([...newest].sort().reverse());
      expect(inOrder(searched, "newest").length).toBe(all.length);
    }));
  });
});

describe("marks", () => {
  it.each([
    ["INV-1042", "INV-1024", "INV-10[24]"],
    ["INV-1042", "INV-1042A", "INV-1042[A]"],
    ["INV-1042A", "INV-1042", "INV-104[2]"],
    ["abc", "xyz", "[xyz]"],
    ["1,234.50", "1,284.50", "1,2[8]4.50"],
  ])("%s against %s", (first, other, expected) => {
    const marked = marksBetween(first, other).reverse().reduce((text, [from, to]) => `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`, other);
    expect(marked).toBe(expected);
  });

  it("are inside the text, apart, and there exactly when the texts differ", () => {
    const text = fc.string({ maxLength: 24, unit: fc.constantFrom("a", "b", "1", "2", "-") });
    fc.assert(fc.property(text, text, (first, other) => {
      const marks = marksBetween(first, other);
      expect(marks.length > 0).toBe(first !== other && other !== "");
      let end = -1;
      for (const [from, to] of marks) {
        expect(from).toBeGreaterThan(end);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(other.length);
        end = to;
      }
    }));
  });
});

it("exposure adds up to the net, whichever way it was made", () => {
  const evidence = { documentCount: 0, documents: [], credits: [], payments: [] };
  const { paidOrPosted, credited, legitimate, net } = exposureOf(found("x"), evidence);
  expect(paidOrPosted.minor + credited.minor + legitimate.minor).toBe(net.minor);
});
