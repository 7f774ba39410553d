/**
 * What can be set: tests on or off, their parameters, and from which score on findings of a kind are shown.
 *
 * Invariant: settings hold only what differs from the product's own and lies within the declared bounds (`settle`), so that two that
 * do the same are equal, and a later version of a detector brings its own values wherever nobody chose another.
 */
import { Refusal, type Detail } from "../../base/errors.ts";
import { DETECTORS, DUPLICATE_PARAMETERS, DUPLICATE_TESTS, testPage, type DetectorId, type Parameter, type TestPage } from "../detectors/detectors.ts";
import { SITE_PARAMETERS, STANDARD_THRESHOLDS, type Thresholds } from "../payment-run/payment-run.ts";
import { KINDS, type Finding, type Kind } from "./finding.ts";

export { testPage, type TestPage };

export type Settings = {
  /** Tests that are switched off, in the order of the catalogue. */
  readonly off: readonly DetectorId[];
  /** Values by `FRD-08.leastSigns`; of the duplicate tests together, `DUP.unlikelyShare`. */
  readonly values: Readonly<Record<string, number>>;
  /** Findings of a kind are shown from this probability on. */
  readonly showFrom: Readonly<Partial<Record<Kind, number>>>;
};
export const STANDARD_SETTINGS: Settings = { off: [], values: {}, showFrom: {} };

/**
 * `DUP` stands for the duplicate tests together, `PAY` for the check of payment runs: they have parameters and are not switched off as a whole. `PAY` examines no
 * ledger: what it sets changes no finding.
 */
export type Test = {
  readonly id: DetectorId | "DUP" | "PAY";
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly parameters: Readonly<Record<string, Parameter>>;
};

const OF_DUPLICATES: Readonly<Partial<Record<DetectorId, Kind>>> = {
  "DUP-02": "duplicate_across_suppliers", "DUP-07": "duplicate_across_suppliers", "DUP-11": "duplicate_across_entities", "DUP-14": "duplicate_split", "DUP-19": "paid_twice",
};
const DUPLICATE_KINDS: readonly Kind[] = ["duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice"];

export const TESTS: readonly Test[] = [
  { id: "DUP", name: "All duplicate tests together", kinds: DUPLICATE_KINDS, parameters: DUPLICATE_PARAMETERS },
  ...DUPLICATE_TESTS.map(({ id, name }): Test => ({ id, name, kinds: [OF_DUPLICATES[id] ?? "duplicate_invoice"], parameters: {} })),
  ...DETECTORS,
  { id: "PAY", name: "Payments before they are released", kinds: [], parameters: SITE_PARAMETERS },
];
const SWITCHED: readonly DetectorId[] = [...DUPLICATE_TESTS, ...DETECTORS].map(({ id }) => id);

export const isSwitchable = ({ id }: Pick<Test, "id">): boolean => (SWITCHED as readonly string[]).includes(id);
/** From how many points on a payment is held, or looked at. */
export const thresholdsOf = ({ values }: Settings): Thresholds => ({ holdAt: values["PAY.holdAt"] ?? STANDARD_THRESHOLDS.holdAt, reviewAt: values["PAY.reviewAt"] ?? STANDARD_THRESHOLDS.reviewAt });

/** Below it nothing is reported, whatever a site has set: measured, one in fifty of those is right. */
export const LEAST_DUPLICATE_SCORE = 0.004;
const LEAST_OTHER_SCORE = 0.25;
const MOST_SHOW_FROM = 0.99;
/** By kind: from where on it is reported, which is the standard, and how far that can be raised. */
export const SHOW_FROM: Readonly<Record<Kind, Parameter>> = Object.fromEntries(KINDS.map((kind) => {
  const least = DUPLICATE_KINDS.includes(kind) ? LEAST_DUPLICATE_SCORE : LEAST_OTHER_SCORE;
  return [kind, { value: least, unit: "probability", least, most: MOST_SHOW_FROM, means: "Findings of this kind are shown from this probability on" }];
})) as Record<Kind, Parameter>;

const PARAMETERS: ReadonlyMap<string, Parameter> = new Map(TESTS.flatMap(({ id, parameters }) => Object.entries(parameters).map(([name, parameter]): [string, Parameter] => [`${id}.${name}`, parameter])));

/** Counts of things come whole; shares and rates may have a fraction. */
export const isWhole = ({ value, least, most, unit }: Parameter): boolean => [value, least, most].every(Number.isInteger) && !unit.startsWith("share") && !unit.startsWith("times");

/**
 * What was asked for, as it is kept: without what is the product's own, in one order.
 * @throws Refusal parameters-not-valid, with field, what was expected and what to do, for each that is wrong.
 */
export function settle(asked: { readonly off: readonly string[]; readonly values: Readonly<Record<string, number>>; readonly showFrom: Readonly<Record<string, number>> }): Settings {
  const details: Detail[] = [];
  for (const [at, id] of asked.off.entries()) {
    if (!(SWITCHED as readonly string[]).includes(id)) details.push({ at: `off[${at}]`, expected: "the id of a test, such as FRD-08", remedy: "Leave it out, or take an id from the list of tests." });
  }
  const values = settled("values", asked.values, (name) => PARAMETERS.get(name), "a parameter, such as FRD-08.leastSigns", details);
  const showFrom = settled("showFrom", asked.showFrom, (kind) => (Object.hasOwn(SHOW_FROM, kind) ? SHOW_FROM[kind as Kind] : undefined), "a kind of finding", details);
  if (details.length > 0) throw new Refusal("invalid", "parameters-not-valid", "Some of these parameters cannot be set so.", details.slice(0, 100));
  return { off: SWITCHED.filter((id) => asked.off.includes(id)), values, showFrom };
}

function settled(field: string, asked: Readonly<Record<string, number>>, parameterOf: (name: string) => Parameter | undefined, what: string, details: Detail[]): Record<string, number> {
  const kept: [string, number][] = [];
  for (const [name, value] of Object.entries(asked)) {
    const parameter = parameterOf(name);
    if (parameter === undefined) details.push({ at: `${field}.${name.slice(0, 80)}`, expected: what, remedy: "Leave it out, or take a name from the list of tests." });
    else if (!(value >= parameter.least && value <= parameter.most) || (isWhole(parameter) && !Number.isInteger(value))) {
      details.push({ at: `${field}.${name}`, expected: `${isWhole(parameter) ? "a whole number" : "a number"} from ${parameter.least} to ${parameter.most} (${parameter.unit})`, remedy: "Choose a value within these bounds." });
    } else if (value !== parameter.value) kept.push([name, value]);
  }
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a finding is shown. What the site taught may bring one into sight and never takes one out: either score is enough. */
export const shownBy = ({ showFrom }: Settings) => ({ kind, score, rawScore = score }: Pick<Finding, "kind" | "score" | "rawScore">): boolean => Math.max(score, rawScore) >= (showFrom[kind] ?? 0);

/**
 * The tests that may find otherwise under one than under the other: all others give the same findings under both. The duplicate tests are
 * levels of one pass, so that they are affected together.
 */
export function affectedTests(one: Settings, other: Settings): readonly DetectorId[] {
  const kinds = new Set(KINDS.filter((kind) => one.showFrom[kind] !== other.showFrom[kind]));
  const touched = ({ id, kinds: own, parameters }: Test): boolean =>
    one.off.includes(id as DetectorId) !== other.off.includes(id as DetectorId)
    || Object.keys(parameters).some((name) => one.values[`${id}.${name}`] !== other.values[`${id}.${name}`])
    || own.some((kind) => kinds.has(kind));
  const ids = new Set(TESTS.filter(touched).map(({ id }) => id));
  const duplicates = [...ids].some((id) => id.startsWith("DUP"));
  return SWITCHED.filter((id) => ids.has(id) || (duplicates && id.startsWith("DUP")));
}
