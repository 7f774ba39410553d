/** Learning from decisions: its promises as properties, and weights planted in made-up decisions found again. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS, type DetectorId, type Finding } from "./finding.ts";
import { bitsOf, leadTest, learn, lessonFor, MOST_BITS, recalibrate, type Taught } from "./learn.ts";
import { shownBy, STANDARD_SETTINGS } from "./settings.ts";
import { randomOf } from "./world.fixture.ts";

const TESTS = ["DUP-01", "DUP-08", "FRD-07", "MAS-05"] as const satisfies readonly DetectorId[];
const kind = fc.constantFrom(...KINDS.slice(0, 3));
const taught = fc.record({ kind, test: fc.constantFrom(...TESTS), bits: fc.double({ min: -12, max: 30, noNaN: true }), verdict: fc.constantFrom("confirmed" as const, "dismissed" as const) });
const decisions = fc.array(taught, { maxLength: 40 });
const finding = fc.record({ id: fc.uuid(), kind, detectors: fc.uniqueArray(fc.constantFrom(...TESTS), { minLength: 1, maxLength: 3 }), minor: fc.nat(3), bits: fc.array(fc.integer({ min: -600, max: 600 }), { minLength: 1, maxLength: 4 }) })
  .map(({ bits, minor, ...one }): Finding => {
    const reasons = bits.map((hundredths, at) => ({ code: `fact-${at}`, words: "A fact", bits: hundredths / 100 })).sort((a, b) => b.bits - a.bits);
    const sum = reasons.reduce((total, reason) => total + reason.bits, 0);
    return { ...one, score: Math.round(10_000 / (1 + 2 ** -sum)) / 10_000, documentIds: [], supplierIds: [], employeeIds: [], amountAtRisk: { minor, currency: "GBP" }, title: "Found", reasons };
  });
const findings = fc.uniqueArray(finding, { selector: ({ id }) => id, maxLength: 20 });
const all = KINDS.slice(0, 3).flatMap((one) => TESTS.map((test) => ({ kind: one, detectors: [test] })));

describe("what decisions teach", () => {
  it("without a decision on its kind a finding stays exactly as it was", () => {
    fc.assert(fc.property(findings, decisions, (list, made) => {
      const other = made.filter((one) => one.kind !== KINDS[0]);
      const after = new Map(recalibrate(list, learn(other)).map((one) => [one.id, one]));
      for (const one of list.filter((own) => own.kind === KINDS[0])) expect(after.get(one.id)).toBe(one);
      expect(recalibrate(list, learn([])).map(({ id, score }) => [id, score]).sort()).toEqual(list.map(({ id, score }) => [id, score]).sort());
    }));
  });

  it("one more confirmation lowers no weight, one more dismissal raises none, and no weight leaves its bounds", () => {
    fc.assert(fc.property(decisions, taught, (made, more) => {
      const before = learn(made);
      const after = learn([...made, more]);
      for (const one of all) {
        const [from, to] = [lessonFor(before, one), lessonFor(after, one)];
        expect(more.verdict === "confirmed" ? to : -to).toBeGreaterThanOrEqual(more.verdict === "confirmed" ? from : -from);
        expect(Math.abs(to)).toBeLessThanOrEqual(MOST_BITS);
      }
    }));
  });

  it("takes no finding away, keeps their order within a test, and its weights still sum to the score", () => {
    fc.assert(fc.property(findings, decisions, (list, made) => {
      const lessons = learn(made);
      const after = recalibrate(list, lessons);
      expect(after.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort());
      for (const one of after) {
        const sum = one.reasons.reduce((total, { bits }) => total + bits, 0);
        expect(Math.abs(one.score - 1 / (1 + 2 ** -sum))).toBeLessThan(0.000_1);
        expect(one.rawScore ?? one.score).toBe(list.find(({ id }) => id === one.id)?.score);
      }
      for (const a of list) for (const b of list) {
        if (a.kind !== b.kind || leadTest(a) !== leadTest(b) || bitsOf(a) <= bitsOf(b)) continue;
        const [higher, lower] = [a, b].map(({ id }) => after.find((one) => one.id === id)?.score ?? 0) as [number, number];
        expect(higher).toBeGreaterThanOrEqual(lower);
      }
      expect(recalibrate(after, lessons)).toEqual(after);
    }));
  });

  it("takes nothing below the probability from which a site wants to see a kind", () => {
    fc.assert(fc.property(findings, decisions, fc.nat(20), (list, made, at) => {
      const from = list[at % Math.max(list.length, 1)]?.score ?? 0; // of one of them, so that it stands just at the threshold
      const shown = shownBy({ ...STANDARD_SETTINGS, showFrom: Object.fromEntries(KINDS.map((one) => [one, from])) });
      const after = new Set(recalibrate(list, learn(made)).filter(shown).map(({ id }) => id));
      for (const { id } of list.filter(shown)) expect(after.has(id)).toBe(true);
    }));
  });

  it("does not depend on the order of decisions", () => {
    fc.assert(fc.property(decisions, fc.infiniteStream(fc.nat(1_000)), (made, keys) => {
      const shuffled = made.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key).map(({ one }) => one);
      expect(JSON.stringify(learn(shuffled))).toBe(JSON.stringify(learn(made)));
    }));
  });
});

it("one decision moves little, ten alike move much, a thousand no more than the most", () => {
  const dismissed = (count: number) => learn(Array.from({ length: count }, (): Taught => ({ kind: "duplicate_invoice", test: "DUP-08", bits: 5, verdict: "dismissed" })));
  const weight = (count: number): number => lessonFor(dismissed(count), { kind: "duplicate_invoice", detectors: ["DUP-08"] });
  expect([weight(0), weight(1), weight(10), weight(1_000)]).toEqual([0, expect.closeTo(-0.36, 1), expect.closeTo(-2.7, 0), -MOST_BITS]);
  const untouched = lessonFor(dismissed(10), { kind: "duplicate_invoice", detectors: ["DUP-01"] });
  expect(untouched).toBeLessThan(0);
  expect(untouched).toBeGreaterThan(weight(10) / 2);
});

it("weights that made-up decisions were drawn with are found again", () => {
  const random = randomOf(20_261_127);
  const planted = [["duplicate_invoice", "DUP-01", 1.5], ["duplicate_invoice", "DUP-08", -2.5], ["shared_account", "FRD-01", -1], ["price_spike", "OVR-05", 0]] as const;
  const made = planted.flatMap(([of, test, weight]) => Array.from({ length: 1_500 }, (): Taught => {
    const bits = random() * 8 - 3;
    return { kind: of, test, bits, verdict: random() < 1 / (1 + 2 ** -(bits + weight)) ? "confirmed" : "dismissed" };
  }));
  const lessons = learn(made);
  for (const [of, test, weight] of planted) expect(Math.abs(lessonFor(lessons, { kind: of, detectors: [test] }) - weight), test).toBeLessThan(0.25);
});
