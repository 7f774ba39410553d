/**
 * The score of one pair: a sum of weights in bits, each log2 of how often this is seen between a bill and its copy (m)
 * against how often between two different bills of this supplier (u). The list of weights is the explanation.
 *
 * u is counted in the supplier's own documents, the pair itself left out, and drawn towards the ledger's mean where the
 * supplier has few. The arithmetic of "how many other documents of this supplier come as close by chance" replaces the
 * independence that amounts, dates and numbers of one supplier do not have.
 */
import type { Doc, LedgerUsual, Usual } from "./document.ts";
import { compareAmounts, compareDates } from "./amount.ts";
import { compareForms, formsOf, isDateNumber, type NumberForms, type NumberLevel } from "./number.ts";
import { compareTexts, saysItIsNoBill, type TextLevel } from "./text.ts";
import * as w from "./weights.ts";
import type { Term } from "./words.ts";

export type StatementView = "none" | "both" | "one" | "once" | "twice" | "whole" | "neither";

export type PairScore = {
  readonly a: Doc;
  readonly b: Doc;
  readonly bits: number;
  readonly terms: readonly Term[];
  readonly number: NumberLevel;
  readonly amount: w.AmountLevel;
  readonly date: w.DateLevel;
};

const log2 = Math.log2;
const sumOf = (terms: readonly Term[]): number => terms.reduce((sum, { bits }) => sum + bits, 0);

/** Pairs below this are dropped by linkage whatever else is said of them. */
export const HOPELESS = -8;
/** One of two papers says itself that it is no bill; in bits. */
const NO_BILL = 4;

/** Forms of a document's number; they live as long as the document. */
const known = new WeakMap<Doc, NumberForms>();
function numberOf(doc: Doc, text: string): NumberForms {
  const forms = known.get(doc) ?? formsOf(text);
  known.set(doc, forms);
  return forms;
}

export function scorePair(a: Doc, b: Doc, usualA: Usual, usualB: Usual, ledger: LedgerUsual, statement: StatementView): PairScore {
  const number = a.no === null || b.no === null ? "missing" : a.no === b.no ? "equal" : compareForms(numberOf(a, a.no), numberOf(b, b.no));
  const amount = compareAmounts(a, b);
  const date = compareDates(a.iday, b.iday);
  const usual = usualA.n >= usualB.n ? usualA : usualB;
  const terms: Term[] = [];
  const add = (code: string, bits: number) => {
    if (Math.abs(bits) >= 0.005) terms.push({ code, bits: Math.round(bits * 100) / 100 });
  };
  add("prior", log2(a.s === b.s ? w.PRIOR_COPY : a.f === b.f ? w.PRIOR_COPY_FAMILY : w.PRIOR_COPY_STRANGER));
  const expected = expectedNear(a, b, usualA, usualB, ledger, amount, date);
  const near = isAnchored(a, b, number) ? Math.min(expected, mostAnchored(a, date) * (amount === "equal" ? 1 : amountChance(a, b, amount))) : expected;
  add(`amount-${amount}-date-${date}`, log2((w.AMOUNT_M[amount] * w.DATE_M[date]) / near));
  // a statement or a pro-forma has a number and a text of its own: that they differ from the bill's says nothing
  const noBill = number !== "equal" && saysItIsNoBill(a.no, a.txt) !== saysItIsNoBill(b.no, b.txt);
  const odd = number === "different" && isOddNumber(a, b, usual);
  const byNumber = numberBits(a, b, usual, ledger, number, date);
  add(odd ? "number-odd" : `number-${number}`, noBill && number === "different" ? Math.max(0, byNumber) : byNumber);
  const series = noBill ? 0 : seriesBits(a, b, usual, number);
  add(series < 0 ? "series-both" : "series-broken", series);
  add(a.po === b.po ? "order-same" : "order-different", orderBits(a, b, usual, ledger, near));
  add(a.ent === b.ent ? "entity-same" : "entity-different", entityBits(a, b, usual, ledger));
  if (a.sundry || b.sundry) add("sundry", -4);
  if (a.cur !== b.cur) add("currency-different", log2(w.CURRENCY_M.different / 0.02));
  const delay = delayBand(b, ledger);
  const copied = date === "same" ? w.DELAY_M.same : w.DELAY_M.other;
  if (delay !== undefined) add(`delay-${delay}`, log2(copied[delay] / Math.max(0.001, ledger.delayShare[delay])));
  if (statement !== "once") add("same-batch", batchBits(a, b, usual, ledger, number, amount, date, near));
  add(`statement-${statement}`, statementBits(statement, ledger));
  // descriptions are dear to compare: only where they can still make a difference
  if (sumOf(terms) + MOST_TEXT + NO_BILL >= HOPELESS) {
    const text = compareTexts(a.txt, b.txt);
    add(`text-${text}`, noBill && text === "different" ? 0 : textBits(a, b, text));
    if (noBill) add("no-bill", NO_BILL);
  }
  const bits = sumOf(terms);
  return { a, b, bits, terms, number, amount, date };
}

function statementBits(view: StatementView, ledger: LedgerUsual): number {
  switch (view) {
    case "none":
    case "neither":
      return 0;
    case "both":
      return log2(0.02 / (1 - ledger.unlisted));
    case "one":
      return log2(0.9 / Math.max(0.01, ledger.unlisted));
    case "once":
      return 4;
    case "twice":
      return -5;
    case "whole":
      return -8;
  }
}

/**
 * One bill split over accounts or orders is posted on several rows on one day under one number; halves are equal. Nothing
 * else gives a number and date twice by nature, so that the chance of it bounds what an equal number can prove.
 */
function batchBits(
  a: Doc, b: Doc, usual: Usual, ledger: LedgerUsual, number: NumberLevel, amount: w.AmountLevel, date: w.DateLevel, near: number,
): number {
  if (number !== "equal" || date !== "same" || a.s !== b.s ) return 0;
  const known = a.pday !== null && b.pday !== null;
  if (known && a.pday !== b.pday) return 0;
  const rate = (Math.max(0, usual.split_coded - 2) + 10 * ledger.split_coded) / (usual.n + 10);
  const sameHand = a.who !== null && a.who === b.who;
  const copy = known ? (sameHand ? 0.04 : 0.06) : 1;
  const split = rate * (amount === "equal" || amount === "close" ? HALVES : amount === "unrelated" ? 0.9 : amountChance(a, b, amount)) * (known ? (sameHand || a.who === null ? 1 : 0.1) : 1);
  const alone = w.AMOUNT_M[amount] * w.DATE_M.same * w.NUMBER_M.equal;
  const without = log2((w.AMOUNT_M[amount] * w.DATE_M[date]) / near) + numberBits(a, b, usual, ledger, number, date);
  return log2((alone * copy) / (alone / 2 ** without + split)) - without;
}

/** Share of split bills whose parts are equal. */
const HALVES = 0.06;

/** Days either side that a date level covers. */
const WIDTH: Readonly<Record<w.DateLevel, number>> = { missing: 700, same: 1, week: 14, swapped: 1, month: 76, year: 2, far: 600 };

/** How many other documents of the supplier are expected at this distance of the first by chance. */
function expectedNear(
  a: Doc, b: Doc, usualA: Usual, usualB: Usual, ledger: LedgerUsual, amount: w.AmountLevel, date: w.DateLevel,
): number {
  const period = Math.max(60, ledger.lastDay - ledger.firstDay);
  if (a.f !== b.f) {
    // chance that a stranger's bill with this number has this amount and date
    const common = Math.max(1, Math.max(a.n_amt_all, b.n_amt_all) - 2) / Math.max(1000, ledger.docs);
    const reach = containsDate(a) ? 1 : Math.max(WIDTH[date], 3) / period;
    return Math.max(0.0005, common * reach) * (amount === "equal" ? 1 : 50);
  }
  const own = a.s === b.s ? 1 : 0;
  /** Supplier's mean of a count, the pair left out, drawn towards the ledger's as if by three more documents. */
  const mean = (usual: Usual, sum: number, all: number) => Math.max(0, sum - 2 * own + 3 * all) / Math.max(1, usual.n - 2 * own + 3);
  if (amount !== "equal") {
    const wide = ((Math.max(usualA.n, usualB.n) - 1 - own) * WIDTH[date]) / period;
    const sameDay = Math.max(mean(usualA, usualA.sum_d0, ledger.d0), mean(usualB, usualB.sum_d0, ledger.d0));
    return Math.max(0.00003, amountChance(a, b, amount) * Math.max(0.02, date === "same" ? sameDay : wide));
  }
  const same = Math.max(a.n_amt, b.n_amt) - 1 - own;
  const spread = (same * WIDTH[date]) / period;
  const at = (doc: Doc, usual: Usual): number => {
    switch (date) {
      case "same":
        return (doc.k0 - own + 2 * mean(usual, usual.sum_k0, ledger.k0)) / 3;
      case "week":
        return (doc.k7 - doc.k0 - own + 2 * mean(usual, usual.sum_k7 - usual.sum_k0, ledger.k7 - ledger.k0)) / 3;
      case "month":
        return (doc.k40 - doc.k7 - own + 2 * mean(usual, usual.sum_k40 - usual.sum_k7, ledger.k40 - ledger.k7)) / 3;
      default:
        return spread;
    }
  };
  return Math.max(0.002, 0.7 * Math.max(at(a, usualA), at(b, usualB), 0) + 0.3 * spread);
}

/** Few significant digits are related by chance more easily: 60 and 20, 500 and 5. */
function amountChance(a: Doc, b: Doc, level: Exclude<w.AmountLevel, "equal">): number {
  if (level !== "digit" && level !== "swapped" && level !== "shifted") return w.AMOUNT_U[level];
  const significant = Math.max(...[a.amt, b.amt].map((amt) => String(amt).replace(/0+$/, "").length));
  return Math.min(0.2, w.AMOUNT_U[level] * 10 ** Math.max(0, 4 - significant));
}

/** Dates so far apart that the supplier's habit of using numbers again is counted over them (`reused`). */
const isFar = (date: w.DateLevel): boolean => date === "month" || date === "year" || date === "far";

/** One number, however it is written. */
const isAnchored = (a: Doc, b: Doc, number: NumberLevel): boolean => a.s === b.s && (number === "equal" || number === "format" || number === "look-alike");

/**
 * How many others carry a document's number by chance is counted on its own (`reused`, `n_no`): they are no more because the amount is common
 * or the supplier bills often.
 */
const mostAnchored = (doc: Doc, date: w.DateLevel): number => (isFar(date) ? 1 : Math.max(1, doc.n_no - 2));

function numberBits(a: Doc, b: Doc, usual: Usual, ledger: LedgerUsual, number: NumberLevel, date: w.DateLevel): number {
  // without numbers a second posting cannot be told from a second line of one bill
  if (number === "missing") return date === "same" ? -4 : -1.5;
  const nearRate = (seen: number, all: number) => (seen + 10 * all) / (usual.near_of + 10);
  const m = w.NUMBER_M[number];
  if (a.f !== b.f) return log2(m / Math.max(0.02, strangersNumber(a, b, ledger)));
  if (isDateNumber(a.no, a.iday) && isDateNumber(b.no, b.iday) && (number === "equal" || number === "part" || number === "format"))
    return date === "same" ? 0 : 2;
  switch (number) {
    case "equal": {
      if (a.s !== b.s) return log2(m / 0.002);
      // a supplier either puts its own number on every bill or repeats a reference: a few other documents tell which
      const far = isFar(date);
      const reuse = (Math.max(0, usual.reused - (far ? 2 : 0)) + 2 * ledger.reused) / usual.n;
      return log2(m / Math.min(0.9, Math.max(0.0005, far ? reuse : 0.2 * reuse)));
    }
    case "format":
      return log2(m / 0.0002);
    case "look-alike":
      return log2(m / 0.0002);
    case "part":
      return log2(m / (isRareShape(a) || isRareShape(b) ? 0.0004 : 0.004));
    case "swapped":
      return log2(m / (0.0006 + nearRate(usual.near_swapped, ledger.near_swapped)));
    case "dropped":
      return log2(m / (0.001 + nearRate(usual.near_dropped, ledger.near_dropped)));
    case "digit":
      return log2(m / (0.002 + nearRate(usual.near_digit, ledger.near_digit)));
    case "two-slips":
      return log2(m / 0.008);
    case "different": {
      const oddShapes = (Math.max(0, usual.odd_shape - 1) + 10 * ledger.odd_shape) / (usual.n + 10);
      return isOddNumber(a, b, usual) ? log2((m * 0.55) / Math.min(0.9, Math.max(0.002, oddShapes))) : log2((m * 0.45) / 0.95);
    }
  }
}

/**
 * How many bills of other suppliers are expected to carry this number: those that do, the pair left out, and what its length
 * lets expect. A date is everybody's number.
 */
function strangersNumber(a: Doc, b: Doc, ledger: LedgerUsual): number {
  const digits = (a.no ?? "").replace(/[^0-9]/g, "").length;
  const byLength = Math.min(5, Math.max(0.02, ledger.docs / 10 ** digits));
  return Math.max(0, a.n_no_families, b.n_no_families) - 2 + byLength + (containsDate(a) ? 5 : 0);
}

function containsDate(doc: Doc): boolean {
  if (doc.iday === null) return false;
  const digits = (doc.no ?? "").replace(/[^0-9]/g, "");
  const [year = "", month = "", day = ""] = new Date(doc.iday * 86_400_000).toISOString().slice(0, 10).split("-");
  const short = year.slice(2);
  const stamps = [year + month + day, day + month + year, month + day + year, day + month + short, month + day + short, short + month + day];
  return isDateNumber(doc.no, doc.iday) || stamps.some((stamp) => digits.includes(stamp));
}

const isRareShape = (doc: Doc): boolean => doc.n_shape < 4 || doc.n_shape < 0.03 * doc.n_s;

/** One of the numbers is of a shape that the supplier hardly uses. */
const isOddNumber = (a: Doc, b: Doc, usual: Usual): boolean => usual.n >= 8 && (isOdd(a) || isOdd(b));
/** A shape that is hardly used, on a number that does not otherwise belong to the series at its date (99: nor anywhere near it). */
const isOdd = (doc: Doc): boolean => doc.n_shape < 4 && (doc.run_off === null ? !doc.known : doc.run_off > (doc.known ? 98 : 5));

/** However orderly a supplier's numbers are, clerks mistype some: a broken series cannot say more than this, in bits. */
const MOST_BROKEN = 5;
/** Fewer documents than this are no series. */
const LEAST_SERIES = 6;

/** Numbers that differ: does each sit where its date says (two bills) or does one not (a mistyped copy)? */
function seriesBits(a: Doc, b: Doc, usual: Usual, number: NumberLevel): number {
  const [offA, offB] = [a.off ?? a.run_off, b.off ?? b.run_off];
  if (a.n_s < LEAST_SERIES || b.n_s < LEAST_SERIES) return 0;
  if (offA === null || offB === null || isOddNumber(a, b, usual) || number === "equal" || number === "format" || number === "look-alike" || number === "part" || number === "missing") return 0;
  const q = (usual.fit_ok + 9) / (usual.fit_n + 10);
  const both = offA <= 5 && offB <= 5;
  return both ? log2(w.FIT_M.both / (q * q)) : Math.min(MOST_BROKEN, log2(w.FIT_M.not / (1 - q * q)));
}

/** However rare a text, two bills of one job share it; in bits. */
const MOST_TEXT = 7;

function textBits(a: Doc, b: Doc, level: TextLevel): number {
  const own = a.s === b.s ? 1 : 0;
  switch (level) {
    case "same":
      // a text that the supplier writes on every bill says nothing, for or against
      return Math.max(0, Math.min(MOST_TEXT, log2(w.TEXT_M.same / ((Math.max(a.n_txt, b.n_txt) - own) / (Math.max(a.n_s, b.n_s) + 1)))));
    case "cased":
      return 1.5;
    case "different":
      return log2(w.TEXT_M.different / Math.max(0.1, 1 - (a.n_txt + b.n_txt) / (a.n_s + b.n_s + 2)));
    case "other-period":
    case "other-stage":
      return log2(w.TEXT_M[level] / 0.4);
    default:
      return 0;
  }
}

/** However common an amount: others of the same order and amount are no more than others of the order. `near`: others of the amount and date. */
function orderBits(a: Doc, b: Doc, usual: Usual, ledger: LedgerUsual, near: number): number {
  if (a.po === null || b.po === null) return 0;
  const rate = Math.min(0.95, (usual.same_po + 4 * ledger.same_po) / (usual.both_po + 4));
  if (a.po !== b.po) return log2(w.ORDER_M.different / Math.max(0.05, 1 - rate));
  if (a.s !== b.s) return log2(w.ORDER_M.same / rate);
  const mean = Math.max(0, usual.sum_po - 2 + 4 * ledger.again_po) / Math.max(1, usual.with_po - 2 + 4);
  const others = Math.max(0.002, (Math.max(a.n_po, b.n_po) - 2 + 2 * mean) / 3);
  return log2(w.ORDER_M.same / rate) + Math.max(0, log2((near * rate) / others));
}

function entityBits(a: Doc, b: Doc, usual: Usual, ledger: LedgerUsual): number {
  if (a.ent === null || b.ent === null) return 0;
  const rate = (usual.same_ent + 2 * ledger.same_ent) / (usual.pairs + 2);
  return a.ent === b.ent ? log2(w.ENTITY_M.same / rate) : log2(w.ENTITY_M.different / Math.max(0.03, 1 - rate));
}

function delayBand(b: Doc, ledger: LedgerUsual): w.DelayBand | undefined {
  if (b.delay === null) return undefined;
  const [early, slow, late, veryLate] = ledger.delayBounds;
  return b.delay < early ? "early" : b.delay <= slow ? "usual" : b.delay <= late ? "slow" : b.delay <= veryLate ? "late" : "very-late";
}
