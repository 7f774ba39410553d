/** Settings: what is kept of them, what is refused, and that they do what they say and nothing else. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../../base/errors.ts";
import { affectedTests, isSwitchable, isWhole, KINDS, runDetectors, settle, SHOW_FROM, shownBy, STANDARD_SETTINGS, TESTS, testPage, type Finding, type Settings } from "./run.ts";
import { ledgerOfWorld, makeWorld, surroundings } from "./world.fixture.ts";

const PARAMETERS = TESTS.flatMap(({ id, parameters }) => Object.entries(parameters).map(([name, parameter]) => ({ name: `${id}.${name}`, ...parameter })));
const within = ({ least, most, ...parameter }: (typeof PARAMETERS)[number]) =>
  (isWhole({ least, most, ...parameter }) ? fc.integer({ min: least, max: most }) : fc.double({ min: least, max: most, noNaN: true }));
const values = fc.uniqueArray(fc.constantFrom(...PARAMETERS).chain((parameter) => within(parameter).map((value) => [parameter.name, value] as const)), { selector: ([name]) => name, maxLength: 8 }).map((list) => Object.fromEntries(list));
const off = fc.uniqueArray(fc.constantFrom(...TESTS.filter(isSwitchable).map(({ id }) => id)), { maxLength: 6 });
const showFrom = fc.uniqueArray(fc.constantFrom(...KINDS).chain((kind) => fc.double({ min: SHOW_FROM[kind].least, max: 0.99, noNaN: true }).map((value) => [kind, value] as const)), { selector: ([kind]) => kind, maxLength: 4 }).map((list) => Object.fromEntries(list));
const asked = fc.record({ off, values, showFrom });

test("every test has a page with the same four headings, and no parameter's own value is outside its bounds", () => {
  for (const { id, parameters } of TESTS) {
    const own = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [`${id}.${name}`, value]));
    expect(settle({ off: [], values: own, showFrom: {} }), id).toEqual(STANDARD_SETTINGS);
    if (id !== "DUP" && id !== "PAY") expect(testPage(id).sections.map(({ heading, text }) => [heading, text.length > 5]), id).toEqual(["Test", "How it happens", "Known false positives, and what keeps them quiet", "Source"].map((heading) => [heading, true]));
  }
});

test("what is kept is what differs, in one order, and keeping it again changes nothing", () => {
  fc.assert(fc.property(asked, (wish) => {
    const kept = settle(wish);
    expect(settle(kept)).toEqual(kept);
    expect(JSON.stringify(settle({ off: wish.off.toReversed(), values: Object.fromEntries(Object.entries(wish.values).reverse()), showFrom: wish.showFrom }))).toBe(JSON.stringify(kept));
    for (const { name, value } of PARAMETERS) expect(kept.values[name] ?? value).toBe(wish.values[name] ?? value);
  }));
});

test("what is unknown or out of bounds is refused, each with its field, what was expected and what to do", () => {
  const detailsOf = (wish: Partial<Record<"off" | "values" | "showFrom", unknown>>): unknown => {
    try {
      return settle({ off: [], values: {}, showFrom: {}, ...wish } as Settings);
    } catch (error) {
      return (error as Refusal).details;
    }
  };
  expect(detailsOf({ off: ["DUP", "PAY"], values: { "PAY.holdAt": 11, "PAY.reviewAt": 0, "FRD-08.leastSigns": 9, "FRD-08.toString": 1, "__proto__x": 1 }, showFrom: { price_spike: 0.1, constructor: 0.5 } })).toEqual([
    { at: "off[0]", expected: "the id of a test, such as FRD-08", remedy: expect.any(String) },
    { at: "off[1]", expected: "the id of a test, such as FRD-08", remedy: expect.any(String) },
    { at: "values.PAY.holdAt", expected: "a whole number from 6 to 10 (points)", remedy: expect.any(String) },
    { at: "values.PAY.reviewAt", expected: "a whole number from 1 to 6 (points)", remedy: expect.any(String) },
    { at: "values.FRD-08.leastSigns", expected: "a whole number from 1 to 8 (signs)", remedy: expect.any(String) },
    { at: "values.FRD-08.toString", expected: "a parameter, such as FRD-08.leastSigns", remedy: expect.any(String) },
    { at: "values.__proto__x", expected: "a parameter, such as FRD-08.leastSigns", remedy: expect.any(String) },
    { at: "showFrom.price_spike", expected: "a number from 0.25 to 0.99 (probability)", remedy: expect.any(String) },
    { at: "showFrom.constructor", expected: "a kind of finding", remedy: expect.any(String) },
  ]);
  for (const value of [2.5, Number.NaN, Infinity]) expect(detailsOf({ values: { "FRD-08.leastSigns": value } })).toMatchObject([{ at: "values.FRD-08.leastSigns" }]);
  expect(detailsOf({ values: { "OVR-10.leastSpike": 0.085 } })).toMatchObject({ values: { "OVR-10.leastSpike": 0.085 } });
});

test("of the duplicate tests all are affected or none: one bill may be found by several of them", () => {
  const duplicates = TESTS.map(({ id }) => id).filter((id) => id.startsWith("DUP-"));
  for (const wish of [{ off: ["DUP-03"] }, { values: { "DUP.unlikelyShare": 0 } }, { showFrom: { paid_twice: 0.5 } }]) {
    expect(affectedTests(STANDARD_SETTINGS, settle({ off: [], values: {}, showFrom: {}, ...wish }))).toEqual(duplicates);
  }
  expect(affectedTests(STANDARD_SETTINGS, settle({ off: ["FRD-08"], values: { "OVR-10.leastSpike": 0.1 }, showFrom: {} }))).toEqual(["OVR-10", "FRD-08"]);
  expect(affectedTests(STANDARD_SETTINGS, settle({ off: [], values: { "PAY.holdAt": 6 }, showFrom: {} })), "the check of payments is no test of the ledger").toEqual([]);
});

test("whatever is set within bounds, a run ends; only the tests that are affected find otherwise, and one that is off finds nothing", async () => {
  const { lines } = makeWorld(7, 18, 0.04);
  const db = await ledgerOfWorld(lines);
  await surroundings(db, 7);
  const found = async (settings: Settings, only?: readonly Finding["detectors"][number][]): Promise<Finding[]> =>
    (await runDetectors(db, { settings, ...(only && { only }) })).findings.filter(shownBy(settings));
  const standard = await found(STANDARD_SETTINGS);
  expect(standard.length).toBeGreaterThan(10);
  expect(await found(settle({ off: [], values: {}, showFrom: {} }))).toEqual(standard);
  const face = (findings: readonly Finding[]): string[] => findings.map((finding) => JSON.stringify(finding)).sort();
  await fc.assert(fc.asyncProperty(asked, async (wish) => {
    const settings = settle(wish);
    const whole = await found(settings);
    expect(whole.flatMap(({ detectors }) => detectors).filter((id) => settings.off.includes(id))).toEqual([]);
    const affected = affectedTests(STANDARD_SETTINGS, settings);
    const isAffected = ({ detectors }: Finding): boolean => detectors.some((id) => affected.includes(id));
    expect(face(whole.filter((one) => !isAffected(one)))).toEqual(face(standard.filter((one) => !isAffected(one))));
    expect(face(await found(settings, affected))).toEqual(face(whole.filter(isAffected)));
  }), { numRuns: 3 });
  db.close();
}, 120_000);
