/**
 * A habit is no error: when pairs of one supplier come to look alike in the same way on date after date, that is how the
 * supplier bills. A batch that was posted twice is not a habit: its pairs share a date.
 */
import type { PairScore } from "./score.ts";

/** Pairs below this would not be reported (probability 0.02) and are not counted as like pairs. */
const LEAST_BITS = -5.6;
/** Copies of one kind that a supplier may have by mistake: two, or this share of its documents. */
const MISTAKES_MOST = 2;
const MISTAKES_SHARE = 0.02;
/** Like pairs on fewer dates than this may be a batch posted twice. */
const BATCH_DAYS = 3;

export function withoutHabits(pairs: readonly PairScore[]): PairScore[] {
  const like = new Map<string, { pairs: number; days: Set<number> }>();
  for (const pair of pairs) {
    if (pair.bits < LEAST_BITS) continue;
    const key = patternOf(pair);
    const seen = like.get(key) ?? { pairs: 0, days: new Set() };
    seen.pairs++;
    if (seen.days.size < BATCH_DAYS) seen.days.add(pair.b.iday ?? pair.b.d);
    like.set(key, seen);
  }
  return pairs.map((pair) => {
    const seen = like.get(patternOf(pair));
    if (seen === undefined || seen.days.size < BATCH_DAYS) return pair;
    const byMistake = Math.max(MISTAKES_MOST, MISTAKES_SHARE * pair.b.n_s);
    const bits = -Math.round(Math.log2(Math.max(1, (seen.pairs - 1) / byMistake)) * 2 * 100) / 100;
    if (bits > -0.1) return pair;
    return { ...pair, bits: pair.bits + bits, terms: [...pair.terms, { code: "habit", bits }] };
  });
}

const patternOf = ({ b, number, amount, date }: PairScore): string => `${b.s} ${number} ${amount} ${date}`;
