/**
 * The model of a copy: how often each thing happens when one bill is posted twice (m), as plain data.
 *
 * What happens between two different bills (u) is never in this file: it is counted in the ledger itself, for the
 * supplier in question (usual.ts). A weight is log2(m / u). The figures of m are judgement about how people post a bill
 * twice, from the audit literature (docs/decisions/0005-scoring.md); they are not fitted to any ledger.
 */
import type { NumberLevel } from "./number.ts";

/** Chance that a posted document is a second posting of an earlier one, before looking at it. */
export const PRIOR_COPY = 0.003;
/** ... under a second record of the same supplier, and in another supplier altogether. */
export const PRIOR_COPY_FAMILY = 0.0015;
export const PRIOR_COPY_STRANGER = 0.0001;

export const NUMBER_M: Readonly<Record<NumberLevel, number>> = {
  missing: 1,
  equal: 0.4,
  format: 0.1,
  "look-alike": 0.05,
  part: 0.15,
  swapped: 0.05,
  dropped: 0.05,
  digit: 0.05,
  "two-slips": 0.05,
  different: 0.07,
};

/** How the invoice dates of a copy and its original lie to each other. */
export const DATE_LEVELS = ["missing", "same", "week", "swapped", "month", "year", "far"] as const;
export type DateLevel = (typeof DATE_LEVELS)[number];
export const DATE_M: Readonly<Record<DateLevel, number>> = {
  missing: 1,
  same: 0.62,
  week: 0.18,
  swapped: 0.03,
  month: 0.13,
  year: 0.02,
  far: 0.02,
};

/** How the amounts lie to each other. */
export const AMOUNT_LEVELS = ["equal", "net-gross", "swapped", "shifted", "pence", "rounded", "digit", "close", "unrelated"] as const;
export type AmountLevel = (typeof AMOUNT_LEVELS)[number];
export const AMOUNT_M: Readonly<Record<AmountLevel, number>> = {
  equal: 0.82,
  "net-gross": 0.04,
  swapped: 0.03,
  shifted: 0.02,
  pence: 0.02,
  rounded: 0.01,
  digit: 0.02,
  close: 0.04,
  unrelated: 0.002,
};
/** Chance that the amounts of two different bills of one supplier are related like this. */
export const AMOUNT_U: Readonly<Record<Exclude<AmountLevel, "equal">, number>> = {
  "net-gross": 0.0008,
  swapped: 0.001,
  shifted: 0.0005,
  pence: 0.0005,
  rounded: 0.0007,
  digit: 0.004,
  close: 0.004,
  unrelated: 1,
};

/** Days between invoice date and posting, against what is usual in the ledger. */
export const DELAY_M = {
  /** of a copy with the date of its original, and with another date: that of receipt or posting as often as not */
  same: { early: 0.01, usual: 0.3, slow: 0.11, late: 0.2, "very-late": 0.38 },
  other: { early: 0.26, usual: 0.28, slow: 0.08, late: 0.12, "very-late": 0.26 },
} as const;
export type DelayBand = keyof typeof DELAY_M.same;

export const TEXT_M = { same: 0.66, cased: 0.08, part: 0.08, different: 0.16, "other-period": 0.01, "other-stage": 0.003 } as const;
export const ORDER_M = { same: 0.97, different: 0.03 } as const;
export const ENTITY_M = { same: 0.93, different: 0.07 } as const;
export const CURRENCY_M = { same: 0.975, different: 0.025 } as const;
/** Both numbers sit where their dates say, although they are different numbers. */
export const FIT_M = { both: 0.12, not: 0.88 } as const;
