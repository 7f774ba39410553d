/** The score of a bill posted whole and again in two parts (DUP-14): the same currency of bits as for pairs. */
import type { Reason } from "../run/finding.ts";
import type { Doc } from "./document.ts";
import { compareNumbers } from "./number.ts";
import { wordsFor } from "./words.ts";

export type SplitScore = { readonly docs: readonly [Doc, Doc, Doc]; readonly bits: number; readonly reasons: readonly Reason[] };

/** Chance that a bill is posted again in two parts. */
const PRIOR_SPLIT = 0.00015;

export function scoreSplit(whole: Doc, p1: Doc, p2: Doc): SplitScore {
  const reasons: Reason[] = [];
  const add = (code: string, bits: number) => reasons.push({ code, words: wordsFor(code), bits: Math.round(bits * 100) / 100 });
  add("prior", Math.log2(PRIOR_SPLIT));
  // two of some dozens of documents adding up to the cent to a third of the supplier
  add("sum", 5 + Math.min(4, Math.log2(Math.max(1, whole.amt / 5000))));
  for (const part of [p1, p2]) {
    const number = compareNumbers(whole.no, part.no);
    add(`number-${number}`, number === "equal" || number === "part" || number === "format" || number === "look-alike" ? 4.5 : number === "different" ? -3 : 0.5);
  }
  const days = Math.abs((whole.iday ?? 0) - (p1.iday ?? 0));
  add(days === 0 ? "date-same" : days <= 7 ? "date-week" : "date-apart", days === 0 ? 3 : days <= 7 ? 0.5 : -1.5);
  if (whole.txt !== null && p1.txt !== null) add(whole.txt === p1.txt ? "text-same" : "text-different", whole.txt === p1.txt ? 1 : -0.5);
  if (whole.po !== null && p1.po !== null) add(whole.po === p1.po ? "order-same" : "order-different", whole.po === p1.po ? 1 : -4);
  if (whole.pday !== null && p1.pday === whole.pday) add("same-batch", -2);
  return { docs: [whole, p1, p2], bits: reasons.reduce((sum, one) => sum + one.bits, 0), reasons };
}
