/**
 * What a site's own decisions teach about its scores: one number of bits for each test of each kind, added to the weights of every finding of it.
 *
 * The model is a tree of logistic intercepts. A finding that the engine gives the log-odds z is right with the odds z + w(kind, test); w of a
 * test is drawn from N(w of its kind, TEST_SD²), w of a kind from N(0, KIND_SD²); taken at the most probable values (concave, so
 * there is one). What follows from that, and is tested:
 *
 * - no decision on a kind: 0, exactly. Kinds teach each other nothing: dismissed record gaps say nothing of fraud.
 * - few decisions move little (the priors are narrow), many move much, none moves more than `MOST_BITS`.
 * - one more confirmation never lowers a weight and one more dismissal never raises one: the posterior is supermodular in the weights.
 * - within a test the order of findings stays; nothing is taken away.
 *
 * There is no slope on purpose: with one, a confirmation of an unlikely finding would lower the likely ones (docs/decisions/0028).
 * Pure: the same decisions in whatever order give the same bytes.
 */
import { byRank, type DetectorId, type Finding, type Kind, type Reason } from "./finding.ts";

export type Verdict = "confirmed" | "dismissed";
/** One decision: what the engine thought of the finding (bits of log-odds, without what was taught), and what a person said. */
export type Taught = { readonly kind: Kind; readonly test: DetectorId; readonly bits: number; readonly verdict: Verdict };
export type Counted = { readonly confirmed: number; readonly dismissed: number; /** Added to each finding. */ readonly bits: number };
export type TestLesson = Counted & { readonly test: DetectorId };
/** `bits` of a kind hold for its tests that nobody decided on. */
export type Lesson = Counted & { readonly kind: Kind; readonly tests: readonly TestLesson[] };

/** Standard deviations, in nats: how far a kind of finding at one site departs from what is so everywhere, and a test from its kind. */
const KIND_SD = 0.32;
const TEST_SD = 0.4;
/** A finding at 99 % falls to 86 % at the most, and never out of sight. */
export const MOST_BITS = 4;
/** Odds of a million to one are as good as certain. */
const CLIPPED_BITS = 20;

/** A finding is counted with the first of its tests: it has one kind, and often several tests that say the same. */
export const leadTest = ({ detectors }: Pick<Finding, "detectors">): DetectorId => detectors[0] ?? "DUP-1";
export const bitsOf = ({ reasons }: Pick<Finding, "reasons">): number => reasons.reduce((sum, { code, bits }) => sum + (code === TAUGHT_REASON ? 0 : bits), 0);
const TAUGHT_REASON = "site-decisions";

export function learn(decisions: readonly Taught[]): Lesson[] {
  const byKind = [...Map.groupBy(decisions, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byKind.map(([kind, own]) => {
    const byTest = [...Map.groupBy(own, ({ test }) => test)].sort(([a], [b]) => (a < b ? -1 : 1));
    const samples = byTest.map(([, list]) => sampleOf(list));
    const centre = kindWeight(samples);
    return {
      kind, ...countsOf(own), bits: inBits(centre),
      tests: byTest.map(([test, list], at) => ({ test, ...countsOf(list), bits: inBits(testWeight(samples[at] as Sample, centre)) })),
    };
  });
}

/** Log-odds (nats), ascending, so that sums do not depend on the order of decisions; and how many were confirmed. */
type Sample = { readonly odds: readonly number[]; readonly confirmed: number };

const countsOf = (list: readonly Taught[]): { confirmed: number; dismissed: number } => {
  const confirmed = list.filter(({ verdict }) => verdict === "confirmed").length;
  return { confirmed, dismissed: list.length - confirmed };
};

const sampleOf = (list: readonly Taught[]): Sample => ({
  odds: list.map(({ bits }) => Math.min(CLIPPED_BITS, Math.max(-CLIPPED_BITS, bits)) * Math.LN2).sort((a, b) => a - b),
  confirmed: countsOf(list).confirmed,
});

/** The weight of a test whose kind's is `centre`: where likelihood and prior balance. */
const testWeight = ({ odds, confirmed }: Sample, centre: number): number =>
  rootOf((weight) => confirmed - odds.reduce((sum, z) => sum + 1 / (1 + Math.exp(-(z + weight))), 0) - (weight - centre) / TEST_SD ** 2);

const kindWeight = (samples: readonly Sample[]): number =>
  rootOf((centre) => samples.reduce((sum, sample) => sum + (testWeight(sample, centre) - centre) / TEST_SD ** 2, 0) - centre / KIND_SD ** 2);

/** No weight is beyond this in nats, whatever was decided: the priors hold it. */
const REACH = 30;

/** Of a falling function, by halving: the same on every machine. */
function rootOf(falling: (x: number) => number): number {
  let [low, high] = [-REACH, REACH];
  for (let step = 0; step < 34; step += 1) {
    const middle = (low + high) / 2;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** As the list of weights shows it; adding zero takes the sign from a zero. */
const inBits = (nats: number): number => Math.round(Math.min(MOST_BITS, Math.max(-MOST_BITS, nats / Math.LN2)) * 100) / 100 + 0;

export function lessonFor(lessons: readonly Lesson[], finding: Pick<Finding, "kind" | "detectors">): number {
  const lesson = lessons.find(({ kind }) => kind === finding.kind);
  return lesson?.tests.find(({ test }) => test === leadTest(finding))?.bits ?? lesson?.bits ?? 0;
}

/** The same findings in their new order. Where nothing was taught a finding stays as it was; else its raw score stays with it. */
export function recalibrate(findings: readonly Finding[], lessons: readonly Lesson[]): Finding[] {
  return findings.map((finding) => recalibrated(finding, lessonFor(lessons, finding))).sort(byRank);
}

function recalibrated(finding: Finding, bits: number): Finding {
  if (bits === 0) return finding;
  const taught: Reason = { code: TAUGHT_REASON, words: "This site's decisions on findings of this test", bits };
  const sum = bitsOf(finding) + bits;
  const reasons = [...finding.reasons.filter(({ code }) => code !== TAUGHT_REASON), taught].sort((a, b) => b.bits - a.bits || (a.code < b.code ? -1 : 1));
  return { ...finding, score: Math.round(1_000_000 / (1 + 2 ** -sum)) / 1_000_000, rawScore: finding.rawScore ?? finding.score, reasons };
}
