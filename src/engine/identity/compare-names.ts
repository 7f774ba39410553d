/** Two names as one level of likeness, each with its weight. The levels are ordered: the first that fits counts. */
import { wordBits, type Frequency } from "./frequency.ts";
import { distance, FILLERS, withinOne, wordsAgree } from "./name.ts";
import type { Party } from "./party.ts";

export type NameLevel = "unknown" | "same" | "confusable" | "one-letter" | "filler" | "respelled" | "trading-as" | "initials" | "branch" | "established" | "longer" | "partial" | "different";
export type NameLikeness = { readonly level: NameLevel; readonly bits: number };

type Aligned = { readonly agreed: number; readonly onlyA: readonly string[]; readonly onlyB: readonly string[]; readonly slips: readonly (readonly [string, string])[] };

/** Pairs each word of one name with an agreeing word of the other, exact ones first. Bits are of the agreed words. */
function align(a: readonly string[], b: readonly string[], frequency: Frequency): Aligned {
  const left = [...a];
  const right = [...b];
  const slips: (readonly [string, string])[] = [];
  let agreed = 0;
  for (const exact of [true, false]) {
    for (const word of left.slice()) {
      const at = right.findIndex((other) => (exact ? other === word : wordsAgree(word, other)));
      const other = right[at];
      if (other === undefined) continue;
      agreed += exact ? wordBits(frequency, word) : 0.6 * Math.min(wordBits(frequency, word), wordBits(frequency, other), 10);
      if (!exact) slips.push([word, other]);
      left.splice(left.indexOf(word), 1);
      right.splice(at, 1);
    }
  }
  return { agreed, onlyA: left, onlyB: right, slips };
}

/** "Home of Life II", "Learning Tree 2": a figure tells the units of one owner apart. */
const NUMERAL = /^(\d+|[ivx]+)$/;

const initialsOf = (words: readonly string[]): string => words.map((word) => word[0]).join("");

/** "A B Smith Tools" as "ABS Tools". */
function areInitials(short: readonly string[], long: readonly string[]): boolean {
  const [head = "", ...tail] = short;
  if (head.length < 2 || head.length > 5) return false;
  const covered = long.length - tail.length;
  return covered >= 2 && tail.join(" ") === long.slice(covered).join(" ") && initialsOf(long.slice(0, covered)).startsWith(head.slice(0, covered)) && Math.abs(head.length - covered) <= 1;
}

/** Both spellings are words that several others use: Smith and Smyth are two families, not a slip. */
const established = (slips: readonly (readonly [string, string])[], frequency: Frequency): boolean =>
  slips.some(([a, b]) => Math.min(frequency.word.get(a) ?? 0, frequency.word.get(b) ?? 0) >= 3);

export function compareNames(a: Party, b: Party, frequency: Frequency): NameLikeness {
  const [x, y] = [a.name, b.name];
  if (x.run === "" || y.run === "") return { level: "unknown", bits: 0 };
  const { agreed, onlyA, onlyB, slips } = align(x.words, y.words, frequency);
  const strength = Math.max(4, Math.min(13, agreed));
  if (x.sorted === y.sorted || x.run === y.run) return { level: "same", bits: strength };
  if (x.tradingAs !== "" && (x.tradingAs === y.run || x.tradingAs === y.tradingAs) || (y.tradingAs !== "" && y.tradingAs === x.run)) return { level: "trading-as", bits: 8 };
  const extra = [...onlyA, ...onlyB];
  if (slips.length === 0 && onlyA.length < 2 && onlyB.length < 2 && extra.every((word) => NUMERAL.test(word))) return { level: "branch", bits: -14 };
  if (established(slips, frequency)) return { level: "established", bits: -3 };
  if (x.look === y.look || x.lookWhole === y.lookWhole) return { level: "confusable", bits: Math.max(7, strength * 0.8) };
  const shortest = Math.min(x.run.length, y.run.length);
  if (shortest >= 5 && withinOne(x.run, y.run)) return { level: "one-letter", bits: Math.max(6, strength * 0.7) };
  if (extra.length > 0 && extra.every((word) => FILLERS.has(word)) && slips.length === 0) return { level: "filler", bits: strength * 0.7 };
  if (extra.some((word) => frequency.cityWords.has(word)) && agreed > 3) return { level: "branch", bits: -14 };
  if (extra.every((word) => FILLERS.has(word)) && agreed > 3) return { level: "respelled", bits: Math.max(5, strength * 0.7) };
  if (areInitials(x.words, y.words) || areInitials(y.words, x.words)) return { level: "initials", bits: 4 };
  if ((onlyA.length === 0 || onlyB.length === 0) && agreed >= 6) return { level: "longer", bits: Math.min(4, agreed * 0.3) };
  if (shortest >= 8 && distance(x.run, y.run, 2) <= 2) return { level: "respelled", bits: 4 };
  return agreed >= 8 ? { level: "partial", bits: -2 } : { level: "different", bits: -7 };
}
