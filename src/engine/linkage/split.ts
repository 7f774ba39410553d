/**
 * The score of a bill posted whole and again in two parts (DUP-14). The parts are put together to the document they
 * come from, and that is compared with the whole like any other pair.
 */
import type { Doc } from "./document.ts";
import type { Linked } from "./read.ts";
import { compareNumbers, numberKey } from "./number.ts";
import { scorePair } from "./score.ts";
import type { Term } from "./words.ts";

export type SplitScore = { readonly docs: readonly [Doc, Doc, Doc]; readonly bits: number; readonly terms: readonly Term[] };

/** Second postings that are split, as a share of all. */
const SHARE_SPLIT = 0.05;

export function scoreSplit(whole: Doc, p1: Doc, p2: Doc, linked: Linked): SplitScore {
  // a slip in one part's date is no slip in both
  const part = daysApart(whole, p2) < daysApart(whole, p1) ? p2 : p1;
  const joined: Doc = {
    ...part, d: Math.max(p1.d, p2.d), no: stem(p1.no, p2.no, whole.no), fold: null, amt: p1.amt + p2.amt, net: whole.net, tax: whole.tax,
    n_amt: whole.n_amt + 1, n_no: whole.n_no + 1, k0: whole.k0 + (part.iday === whole.iday ? 1 : 0), k7: whole.k7 + 1, k40: whole.k40 + 1,
    off: whole.off, run_off: whole.run_off, n_shape: whole.n_shape,
  };
  const usual = linked.usual.get(whole.s);
  const usualJoined = linked.usual.get(p1.s);
  if (usual === undefined || usualJoined === undefined) return { docs: [whole, p1, p2], bits: -99, terms: [] };
  const [a, b] = whole.d < joined.d ? [whole, joined] : [joined, whole];
  const pair = scorePair(a, b, usual, usualJoined, linked.ledger, "none");
  const terms = pair.terms.filter(({ code }) => code !== "same-batch");
  const add = (code: string, bits: number) => terms.push({ code, bits: Math.round(bits * 100) / 100 });
  add("split", Math.log2(SHARE_SPLIT));
  const related = compareNumbers(p1.no, p2.no);
  if (related === "different" || related === "missing") add("parts-unrelated", -5);
  else if (related === "equal") add("parts-one-number", -1);
  if (p1.po !== null && p2.po !== null && p1.po !== p2.po) add("order-different", -2);
  return { docs: [whole, p1, p2], bits: terms.reduce((sum, one) => sum + one.bits, 0), terms };
}

const daysApart = (a: Doc, b: Doc): number => (a.iday === null || b.iday === null ? Infinity : Math.abs(a.iday - b.iday));

/** The number that two parts share: the whole's own when one extends it (the other may be mistyped), else what they begin with alike. */
function stem(left: string | null, right: string | null, whole: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  const [a, b] = [numberKey(left), numberKey(right)];
  const key = whole === null ? "" : numberKey(whole);
  if (key.length > 2 && (a.startsWith(key) || b.startsWith(key))) return whole;
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  return left.slice(0, common).replace(/( PT|[^\p{L}\p{N}])+$/u, "") || left;
}
