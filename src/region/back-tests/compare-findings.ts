/**
 * What one set of findings has that another has not. Pure.
 *
 * Invariants: gained, lost, changed and kept are all of both sides; after = before + gained − lost + what the changed ones differ by, for
 * counts and for each currency; two equal sides give nothing.
 */
import type { Money } from "../../base/money.ts";
import type { Finding } from "../../engine/run/run.ts";

/** `before` undefined: gained; `after` undefined: lost; both: changed in what a person would notice. */
export type Difference = { readonly before?: Finding; readonly after?: Finding };
export type Comparison = { readonly gained: readonly Difference[]; readonly lost: readonly Difference[]; readonly changed: readonly Difference[]; readonly keptCount: number };

/** As a list shows it; of the score the hundredth. */
const face = ({ detectors, score, amountAtRisk, title }: Finding): string => JSON.stringify([detectors, score.toFixed(2), amountAtRisk, title]);

/** Each list in the order of its side: those worth most first. */
export function compareFindings(before: readonly Finding[], after: readonly Finding[]): Comparison {
  const then = new Map(before.map((one) => [one.id, one]));
  const now = new Set(after.map(({ id }) => id));
  const gained: Difference[] = [];
  const changed: Difference[] = [];
  for (const one of after) {
    const earlier = then.get(one.id);
    if (earlier === undefined) gained.push({ after: one });
    else if (face(earlier) !== face(one)) changed.push({ before: earlier, after: one });
  }
  const lost = before.filter(({ id }) => !now.has(id)).map((one): Difference => ({ before: one }));
  return { gained, lost, changed, keptCount: after.length - gained.length - changed.length };
}

export type Sum = { readonly count: number; readonly exposure: readonly Money[] };

/** By currency, largest first; what adds up to nothing is left out. */
export function sumOf(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { currency, minor } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].filter(([, minor]) => minor !== 0).map(([currency, minor]) => ({ minor, currency }))
    .sort((a, b) => Math.abs(b.minor) - Math.abs(a.minor) || (a.currency < b.currency ? -1 : 1));
}

export const countOf = (findings: readonly Finding[]): Sum => ({ count: findings.length, exposure: sumOf(findings.map(({ amountAtRisk }) => amountAtRisk)) });

/** How much more is at risk after than before; a gained finding counts whole, a lost one is taken off. */
export const shiftOf = (differences: readonly Difference[]): Sum => ({
  count: differences.length,
  exposure: sumOf(differences.flatMap(({ before, after }) => [...(after ? [after.amountAtRisk] : []), ...(before ? [{ ...before.amountAtRisk, minor: -before.amountAtRisk.minor }] : [])])),
});

export type OfTest = { readonly test: string; readonly gained: Sum; readonly lost: Sum; readonly changed: Sum };

/** A finding that several tests made counts for each of them. */
export function byTest({ gained, lost, changed }: Comparison): OfTest[] {
  const idsOf = ({ before, after }: Difference): readonly string[] => [...new Set([...(before?.detectors ?? []), ...(after?.detectors ?? [])])];
  const tests = [...new Set([...gained, ...lost, ...changed].flatMap(idsOf))].sort();
  return tests.map((test) => {
    const its = (list: readonly Difference[]): Sum => shiftOf(list.filter((one) => idsOf(one).includes(test)));
    return { test, gained: its(gained), lost: its(lost), changed: its(changed) };
  });
}
