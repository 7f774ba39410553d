/**
 * The words of a weight: what a finance person reads beside the bits. Keyed by the stable code of the weight, so that
 * the sentence is about the same term that was added up. No figures of the ledger in here; pages show documents beside it.
 */
import type { Reason } from "../run/finding.ts";

const WORDS: Readonly<Record<string, string>> = {
  prior: "Few bills are posted twice, so the evidence starts from below",
  "number-equal": "The invoice numbers are equal",
  "number-format": "The invoice numbers differ only in separators, case or leading zeros",
  "number-look-alike": "The invoice numbers differ only in characters that look alike, such as O and 0",
  "number-part": "One invoice number is the other with something added or left out",
  "number-swapped": "The invoice numbers differ by two swapped characters",
  "number-dropped": "The invoice numbers differ by one missing or extra character",
  "number-digit": "The invoice numbers differ in one character",
  "number-two-slips": "The invoice numbers differ by two slips: something added or left out, and one character",
  "number-different": "The invoice numbers are different",
  "number-odd": "One invoice number is of a kind this supplier does not otherwise use",
  "number-missing": "There are no invoice numbers to tell a second posting from a second line of one bill",
  habit: "Pairs of this supplier look alike in this way on many dates: that is how it bills",
  sundry: "The supplier is a collective account (petty cash, one-time suppliers, redacted names) for many payees",
  "series-both": "Both invoice numbers sit where their dates say in the supplier's series: two different bills",
  "series-broken": "An invoice number does not fit the supplier's series at its date",
  "text-same": "The descriptions are the same",
  "text-cased": "The descriptions are the same but for upper and lower case",
  "text-different": "The descriptions are different",
  "text-part": "One description is the beginning of the other",
  "text-other-period": "The descriptions name different periods",
  "text-other-stage": "The descriptions name different stages of one job, such as deposit and balance",
  "no-bill": "One of them says itself that it is no new bill (pro-forma, statement, copy, reminder)",
  "order-same": "Both name the same purchase order",
  "order-different": "They name different purchase orders",
  "entity-same": "Both were posted in the same company",
  "entity-different": "They were posted in different companies",
  "currency-different": "The same figure was posted in two currencies",
  "delay-early": "The later one was posted unusually early for its date",
  "delay-usual": "The later one was posted as quickly as bills usually are",
  "delay-slow": "The later one was posted rather late for its date",
  "delay-late": "The later one was posted late for its date",
  "delay-very-late": "The later one was posted much later than bills usually are",
  "same-batch": "Both were posted on one day under one number, as one bill split over accounts would be",
  "credit-other": "A credit of this amount names no number; it fits other bills better, and may be for one of these",
  "statement-both": "The supplier's statement lists both numbers",
  "statement-one": "The supplier's statement lists only one of the two numbers",
  "statement-once": "The supplier's statement lists the number once",
  "statement-twice": "The supplier's statement lists the number more than once",
  "statement-whole": "The supplier's statement lists the number once, for the sum of the two",
  "date-same": "The dates are the same",
  "date-week": "The dates are at most a week apart",
  "date-apart": "The dates are more than a week apart",
  sum: "The two parts add up to the whole, to the cent",
  split: "Few second postings are split in two",
  "parts-unrelated": "The numbers of the two parts have nothing in common",
  "parts-one-number": "The two parts carry one number, as a bill split over accounts does",
};

const AMOUNTS: Readonly<Record<string, string>> = {
  equal: "The amounts are equal",
  "net-gross": "One amount is the other without tax",
  swapped: "The amounts differ by two swapped digits",
  shifted: "One amount is ten, a hundred or a thousand times the other",
  pence: "One amount is the other without its pence",
  rounded: "One amount is the other rounded",
  digit: "The amounts differ in one digit",
  close: "The amounts are almost equal",
  unrelated: "The amounts are different",
};
const DATES: Readonly<Record<string, string>> = {
  missing: "dates unknown",
  same: "the dates are the same",
  week: "the dates are at most a week apart",
  swapped: "day and month of the dates are swapped",
  month: "the dates are about a month apart or less",
  year: "the dates are a year apart",
  far: "the dates are far apart",
};

/** `amount-equal-date-week` and its like are one term: the two are not independent. */
const AMOUNT_AND_DATE = /^amount-(.+)-date-(.+)$/;

/** A weight before its words are looked up: nearly all pairs are dropped before anybody reads them. */
export type Term = { readonly code: string; readonly bits: number };
export const inWords = (terms: readonly Term[]): Reason[] => terms.map(({ code, bits }) => ({ code, words: wordsFor(code), bits }));

function wordsFor(code: string): string {
  const [, amount, date] = AMOUNT_AND_DATE.exec(code) ?? [];
  if (amount === undefined || date === undefined) return WORDS[code] ?? code;
  return `${AMOUNTS[amount] ?? amount} and ${DATES[date] ?? date}, weighed against how often this supplier's bills do that`;
}
