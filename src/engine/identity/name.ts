/**
 * Company and person names as keys that survive how people type them: case, accents, punctuation, legal forms,
 * abbreviations, word order, "trading as". Pure text; rarity and weights are left to `compare`.
 */

/** Legal forms, as they read after punctuation is gone. Dropped wherever they end a name. */
const FORMS = new Set(
  ("ltd limited llp plc lp cic gmbh ag ek kg ohg ug se mbh sarl sas sasu sa eurl sci snc bv nv vof cv ab aktiebolag hb oy oyj as asa aps " +
    "inc incorporated llc corp corporation company co pty dac uc clg srl spa sl slu sro kft zrt spzoo sp zoo doo eood ood " +
    "ooo oao zao pao jsc pjsc ojsc cjsc fze fzco fzc").split(" "),
);
const SMALL_WORDS = new Set(["the", "and", "und", "et", "en", "och", "i", "y", "of", "de", "la", "le", "der", "die"]);
/** Words that companies of one group add or drop; alone they do not tell two companies apart. */
export const FILLERS = new Set(["uk", "gb", "group", "holdings", "holding", "europe", "eu", "usa", "us", "trading", "ireland", "deutschland", "france", "nederland"]);

const SPELLED: Readonly<Record<string, string>> = {
  svcs: "services", svc: "services", service: "services", eng: "engineering", elec: "electrical", supp: "supplies", mgmt: "management", bros: "brothers",
  mfg: "manufacturing", intl: "international", fabs: "fabrications", comps: "components", instr: "instruments", labs: "laboratories",
  equip: "equipment", refrig: "refrigeration", natl: "national", assoc: "associates", dept: "department", ctr: "center", centre: "center",
};

const FOLDED: Readonly<Record<string, string>> = { ß: "ss", ł: "l", ø: "o", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i" };

/** Lower case without accents: Wójcik → wojcik, Groß → gross. */
export const fold = (text: string): string => (ASCII.test(text) ? text.toLowerCase() : foldLetters(text));

const ASCII = /^[\x20-\x7e]*$/;
const foldLetters = (text: string): string =>
  text.toLowerCase().replace(/[ßłøæœđðþı]/g, (letter) => FOLDED[letter] ?? letter).normalize("NFD").replace(/[\u0300-\u036f]/g, "");

export type Name = {
  /** Folded words in the order given, without legal form and small words, abbreviations spelled out. */
  readonly words: readonly string[];
  /** The words run together: what an edit distance is taken of. */
  readonly run: string;
  /** The words in alphabetical order. */
  readonly sorted: string;
  /** `run` with letters that look alike folded together: rn and m, l and 1. */
  readonly look: string;
  /** `look` of the whole name as given, legal form included: "GrnbH" for "GmbH" is an imitation too. */
  readonly lookWhole: string;
  /** The second name of "X trading as Y". */
  readonly tradingAs: string;
};

const TRADING_AS = /\s+(?:t\/a|t\.a\.|ta|trading as|d\/b\/a|dba|doing business as|c\/o|aka|a\/k\/a)\s+/i;

const tidy = (text: string): string =>
  fold(text).replace(/['’`.]/g, "").replace(/\bsp z o ?o\b/g, "spzoo").replace(/[^a-z0-9]+/g, " ").trim();

function wordsOf(text: string): string[] {
  const words = tidy(text).split(" ").filter((word) => word !== "" && !SMALL_WORDS.has(word));
  const kept = words.filter((word, at) => at === 0 || !FORMS.has(word));
  return kept.map((word) => SPELLED[word] ?? word);
}

/** Letters that a reader takes for one another, folded: order matters, pairs first. */
export const lookOf = (run: string): string =>
  run.replace(/rn/g, "m").replace(/vv/g, "w").replace(/cl/g, "d").replace(/0/g, "o").replace(/[1i|]/g, "l").replace(/5/g, "s").replace(/(.)\1+/g, "$1");

export function nameOf(text: string | null): Name {
  const [first = "", second = ""] = (text ?? "").split(TRADING_AS);
  const words = wordsOf(first);
  const run = words.join("");
  return { words, run, sorted: words.toSorted().join(" "), look: lookOf(run), lookWhole: lookOf(tidy(first).replaceAll(" ", "")), tradingAs: wordsOf(second).join("") };
}

/** The name ends in a legal form: a company's, whoever it is named after. */
export const hasLegalForm = (text: string | null): boolean => tidy(text ?? "").split(" ").slice(1).some((word) => FORMS.has(word));

/** Edit distance with transposition, at most `limit`; limit + 1 when it is more. Banded, so cost is length x limit. */
export function distance(a: string, b: string, limit = 2): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    before = above;
    above = row;
  }
  return Math.min(limit + 1, above[b.length] ?? limit + 1);
}

/** At most one letter added, dropped, changed or two neighbours swapped. Linear, for the many pairs that differ more. */
export function withinOne(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

const subsequence = (short: string, long: string): boolean => {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
};

/** Two words that one person would write for the other: a slip, an abbreviation, another ending. */
export function wordsAgree(a: string, b: string): boolean {
  if (a === b) return true;
  if (/\d/.test(a) || /\d/.test(b)) return false; // figures tell units apart: Tower 1 and Tower 2
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length >= 4 && withinOne(a, b)) return true;
  if (short.length >= 3 && short[0] === long[0] && short.length <= long.length * 0.7 && subsequence(short, long) && (long.startsWith(short) || !/[aeiou]/.test(short.slice(1)))) return true;
  let prefix = 0;
  while (prefix < short.length && short[prefix] === long[prefix]) prefix++;
  return prefix >= 6 && prefix >= long.length * 0.6 && long.length - prefix <= 3;
}
