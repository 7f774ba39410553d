/**
 * Counts of digits against what a law expects of them. Mean absolute deviation and its bounds are Nigrini's (Benford's Law, 2012); z carries the
 * continuity correction.
 */
export type DigitRow = {
  readonly digits: number;
  readonly count: number;
  readonly expected: number;
  readonly z: number;
};
export type Conformity = "close" | "acceptable" | "marginal" | "nonconforming";
export type DigitTest = {
  readonly amounts: number;
  readonly rows: readonly DigitRow[];
  /** Mean absolute deviation of the proportions. */
  readonly mad: number;
  readonly chiSquared: number;
};

export const FIRST = { from: 1, to: 9, share: (digit: number): number => Math.log10(1 + 1 / digit) };
export const FIRST_TWO = { from: 10, to: 99, share: (digits: number): number => Math.log10(1 + 1 / digits) };
export const SECOND = {
  from: 0, to: 9,
  share: (digit: number): number => Array.from({ length: 9 }, (_, at) => Math.log10(1 + 1 / (10 * (at + 1) + digit))).reduce((sum, one) => sum + one, 0),
};
/** Of amounts that nobody chose the pence are spread evenly. */
export const LAST_TWO = { from: 0, to: 99, share: (): number => 0.01 };
export type Law = { readonly from: number; readonly to: number; readonly share: (digits: number) => number };

export function digitTest(counts: ReadonlyMap<number, number>, law: Law): DigitTest {
  const amounts = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const rows: DigitRow[] = [];
  let deviation = 0;
  let chiSquared = 0;
  for (let digits = law.from; digits <= law.to; digits++) {
    const share = law.share(digits);
    const count = counts.get(digits) ?? 0;
    const expected = share * amounts;
    const off = amounts === 0 ? 0 : Math.abs(count / amounts - share);
    const spread = Math.sqrt((share * (1 - share)) / Math.max(1, amounts));
    deviation += off;
    if (amounts > 0) chiSquared += (count - expected) ** 2 / expected;
    rows.push({ digits, count, expected, z: amounts === 0 ? 0 : Math.max(0, off - 1 / (2 * amounts)) / spread });
  }
  return { amounts, rows, mad: deviation / (law.to - law.from + 1), chiSquared };
}

/** Bounds of close, acceptable and marginal conformity. */
const BOUNDS = { first: [0.006, 0.012, 0.015], second: [0.008, 0.01, 0.012], firstTwo: [0.0012, 0.0018, 0.0022] } as const;

export function conformityOf(mad: number, digits: keyof typeof BOUNDS): Conformity {
  const [close, acceptable, marginal] = BOUNDS[digits];
  return mad < close ? "close" : mad < acceptable ? "acceptable" : mad < marginal ? "marginal" : "nonconforming";
}

/** Counts of digit pairs as counts of one of their digits. */
export function countsBy(pairs: ReadonlyMap<number, number>, digitOf: (digits: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [digits, n] of pairs) counts.set(digitOf(digits), (counts.get(digitOf(digits)) ?? 0) + n);
  return counts;
}
