/**
 * Repeatable chance for the demo ledger: the same seed gives the same ledger, byte for byte.
 * Mulberry32 (public domain, T. Ettinger 2017): 32 bits of state are plenty for a picture of a company, and useless as a secret.
 */
export type Dice = {
  /** In [0, 1). */
  readonly unit: () => number;
  /** Whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly chance: (probability: number) => boolean;
  /** Roughly log-normal around `middle`: spend is many small bills and a few large ones. */
  readonly around: (middle: number, spread: number) => number;
};

export function throwDice(seed: number): Dice {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    between,
    pick: (list) => {
      const item = list[between(0, list.length - 1)];
      if (item === undefined) throw new Error("Cannot pick from an empty list.");
      return item;
    },
    chance: (probability) => unit() < probability,
    around: (middle, spread) => middle * Math.exp(spread * (unit() + unit() + unit() + unit() - 2) * 1.7),
  };
}
