/** What is gained, lost and changed, for random sides: all of both, and sums that add up. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Finding } from "../../engine/run/run.ts";
import { byTest, compareFindings, countOf, shiftOf, sumOf } from "./compare-findings.ts";

const one = fc.record({
  id: fc.constantFrom(..."abcdefghijkl"), kind: fc.constantFrom("duplicate_invoice", "price_spike"), detectors: fc.uniqueArray(fc.constantFrom("DUP-01", "DUP-03", "OVR-10"), { minLength: 1 }),
  score: fc.double({ min: 0, max: 1, noNaN: true }), amountAtRisk: fc.record({ minor: fc.integer({ min: 0, max: 1e9 }), currency: fc.constantFrom("GBP", "EUR") }), title: fc.string({ maxLength: 3 }),
}).map((face) => ({ ...face, documentIds: [], supplierIds: [], employeeIds: [], reasons: [] }) as unknown as Finding);
const side = fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 12 });

it("puts each finding of either side in one place, in the order of its side", () => {
  fc.assert(fc.property(side, side, (before, after) => {
    const { gained, lost, changed, keptCount } = compareFindings(before, after);
    const ids = (list: readonly Finding[]): string[] => list.map(({ id }) => id);
    expect(gained.map((each) => each.after?.id)).toEqual(ids(after).filter((id) => !ids(before).includes(id)));
    expect(lost.map((each) => each.before?.id)).toEqual(ids(before).filter((id) => !ids(after).includes(id)));
    expect(gained.length + changed.length + keptCount).toBe(after.length);
    expect(lost.length + changed.length + keptCount).toBe(before.length);
    for (const { before: then, after: now } of changed) expect(then?.id).toBe(now?.id);
  }));
});

it("adds up: what there is after is what there was, and what was gained, lost and changed", () => {
  fc.assert(fc.property(side, side, (before, after) => {
    const comparison = compareFindings(before, after);
    const [gained, lost, changed] = [shiftOf(comparison.gained), shiftOf(comparison.lost), shiftOf(comparison.changed)];
    expect(countOf(after).count).toBe(countOf(before).count + gained.count - lost.count);
    // Kept findings are alike in amount too, so that they add nothing.
    expect(countOf(after).exposure).toEqual(sumOf([...countOf(before).exposure, ...gained.exposure, ...lost.exposure, ...changed.exposure]));
    for (const { test, gained: its } of byTest(comparison)) expect(its.count).toBe(comparison.gained.filter((each) => each.after?.detectors.some((id) => id === test)).length);
  }));
});

it("gives nothing for two equal sides", () => {
  fc.assert(fc.property(side, (both) => {
    expect(compareFindings(both, structuredClone(both))).toEqual({ gained: [], lost: [], changed: [], keptCount: both.length });
  }));
});
