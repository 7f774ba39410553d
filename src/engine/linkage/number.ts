/**
 * How two invoice numbers of one bill come to differ: the ways in which people and scanners spoil a number,
 * from "not at all" to "another number". Levels are ordered; the first that applies is taken.
 *
 * Pure and symmetric. Whether the relation means anything for this supplier (numbers of neighbouring bills are also
 * close) is the business of weights.ts.
 */

export const NUMBER_LEVELS = [
  "missing", // at least one document has no number
  "equal",
  "format", // case, separators or leading zeros
  "look-alike", // O for 0, I for 1, S for 5 ...
  "part", // a prefix, suffix or year was added or dropped; one number contains the other
  "swapped", // two neighbouring characters swapped
  "dropped", // one character more or less
  "digit", // one character replaced
  "two-slips", // something added or dropped, and one edit besides
  "different",
] as const;
export type NumberLevel = (typeof NUMBER_LEVELS)[number];

/** Upper case letters and digits only, leading zeros of each run of digits dropped. */
export const numberKey = (text: string): string =>
  text.toUpperCase().replace(/(^|[^0-9])0+(?=[0-9])/g, "$1").replace(/[^\p{L}\p{N}]/gu, "");

const FOLD: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1", S: "5", B: "8", Z: "2" };
const fold = (key: string): string => key.replace(/[OILSBZ]/g, (letter) => FOLD[letter] ?? letter);
const plain = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Characters that may be added to a number without making it another number, and still be worth comparing. */
const MOST_EXTRA = 7;
const LEAST_COMMON = 3;

/** A number in the forms that are compared; worked out once per document. */
export type NumberForms = { readonly text: string; readonly key: string; readonly plain: string; readonly folded: string; readonly foldedKey: string };

export function formsOf(text: string): NumberForms {
  const key = numberKey(text);
  const bare = plain(text);
  return { text, key, plain: bare, folded: fold(bare), foldedKey: fold(key) };
}

export const compareNumbers = (left: string | null, right: string | null): NumberLevel =>
  left === null || right === null ? "missing" : compareForms(formsOf(left), formsOf(right));

export function compareForms(a: NumberForms, b: NumberForms): NumberLevel {
  if (a.text === b.text) return "equal";
  if (a.key === "" || b.key === "") return "missing";
  if (a.key === b.key) return "format";
  if (a.folded === b.folded || a.foldedKey === b.foldedKey) return "look-alike";
  const byEdit = oneEdit(a.foldedKey, b.foldedKey);
  if (byEdit === "swapped") return byEdit;
  if (isAttached(a, b) || isAttached(b, a) || isPart(a.key, b.key)) return "part";
  return byEdit ?? oneEdit(a.plain, b.plain) ?? (isTwoSlips(a.text, b.text) ? "two-slips" : "different");
}

/** The longest runs of digits, or the numbers without what was set off at an end, are one edit apart. */
function isTwoSlips(left: string, right: string): boolean {
  if (shapeOf(left) === shapeOf(right)) return false; // neighbours of one series
  const [bareA, bareB] = [withoutEnds(left), withoutEnds(right)];
  if (bareA !== numberKey(left) || bareB !== numberKey(right)) {
    if (Math.min(bareA.length, bareB.length) > LEAST_COMMON && (bareA === bareB || oneEdit(bareA, bareB) !== undefined)) return true;
  }
  const [runA, runB] = [longestRun(left), longestRun(right)];
  if (Math.min(runA.length, runB.length) <= LEAST_COMMON) return false;
  return oneEdit(runA, runB) !== undefined;
}

/** Without a short last or first part that a separator or a change from digits to a letter sets off. */
function withoutEnds(text: string): string {
  const parts = text.toUpperCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  const kept = parts.length > 1 && (parts.at(-1) ?? "").length <= 4 && (parts[0] ?? "").length > 2 ? parts.slice(0, -1) : parts;
  return numberKey(kept.join("-")).replace(/^[A-Z]+(?=[0-9]{3})|(?<=[0-9]{3})[A-Z]+$/g, "");
}
const longestRun = (text: string): string =>
  (text.match(/[0-9]+/g) ?? []).reduce((best, run) => (run.length >= best.length ? run : best), "").replace(/^0+/, "");
const shapeOf = (text: string): string => text.toUpperCase().replace(/[0-9]+/g, "9").replace(/[A-Z]+/g, "A");

/** The longer one is the shorter one with something set off by a separator: 1042-2, 24-1042, 1042 COPY, 1042/2024. */
function isAttached({ text: short, key }: NumberForms, { text: long }: NumberForms): boolean {
  if (long.length <= short.length) return false;
  const parts = long.toUpperCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  if (parts.length < 2) return false;
  if ((key.match(/[0-9]/g) ?? []).length < LEAST_COMMON) return false;
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  return (
    (last.length <= 4 && numberKey(parts.slice(0, -1).join("-")) === key) ||
    (first.length <= 4 && numberKey(parts.slice(1).join("-")) === key)
  );
}

/** One number inside the other, at its start or end, or its digits the same run of digits. */
function isPart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const extra = long.length - short.length;
  const digits = (short.match(/[0-9]/g) ?? []).length;
  if (extra > 0 && extra <= MOST_EXTRA && digits >= LEAST_COMMON && (long.startsWith(short) || long.endsWith(short))) {
    // 1042 and 10421 differ by one digit, not by a suffix; 1042 and 1042A by a suffix
    return extra > 1 || !/[0-9]/.test(long.startsWith(short) ? long.slice(-1) : long.slice(0, 1));
  }
  const runs = (text: string) => text.match(/[0-9]+/g)?.join(" ") ?? "";
  const letters = (text: string) => text.replace(/[0-9]/g, "");
  const [lettersA, lettersB] = [letters(a), letters(b)];
  // DEBR081310 and WALP081310 are two people's claims of one day, not one number
  if (!lettersA.startsWith(lettersB) && !lettersB.startsWith(lettersA)) return false;
  const [runsA, runsB] = [runs(a), runs(b)];
  return runsA === runsB && runsA.replaceAll(" ", "").length >= LEAST_COMMON;
}

/** The single edit that turns one text into the other, if there is one. */
export function oneEdit(a: string, b: string): "swapped" | "dropped" | "digit" | undefined {
  if (Math.abs(a.length - b.length) > 1 || Math.max(a.length, b.length) < LEAST_COMMON) return undefined;
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from++;
  let endA = a.length;
  let endB = b.length;
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [a.slice(from, endA), b.slice(from, endB)];
  if (restA.length + restB.length === 1) return "dropped";
  if (restA.length === 1 && restB.length === 1) return "digit";
  if (restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]) return "swapped";
  return undefined;
}

/**
 * Is the number no more than the invoice's own date (010224, 2024-02-01, 020110B)? Clerks make such numbers up for bills that
 * have none, so that they say nothing that the date does not say. A year of 00 and dates two months off are seen in practice.
 */
export function isDateNumber(text: string | null, day: number | null): boolean {
  if (text === null || day === null) return false;
  const parts = /^(\d{1,2})\D?(\d{1,2})\D?(\d{2}|\d{4})\D{0,3}$|^(\d{4})\D?(\d{2})\D?(\d{2})\D{0,3}$/.exec(text.trim());
  if (!parts) return false;
  const [, one = "", two = "", tail = "", year = "", month = "", date = ""] = parts;
  const own = new Date(day * 86_400_000).getUTCFullYear();
  const yearOf = (digits: string) => (digits.length === 4 ? Number(digits) : digits === "00" ? own : 2000 + Number(digits));
  const near = (y: number, m: number, d: number) =>
    m >= 1 && m <= 12 && d >= 1 && d <= 31 && Math.abs(Date.UTC(y, m - 1, d) / 86_400_000 - day) <= 62;
  if (year !== "") return near(Number(year), Number(month), Number(date));
  return (
    near(yearOf(tail), Number(one), Number(two)) ||
    near(yearOf(tail), Number(two), Number(one)) ||
    (tail.length === 2 && one.length === 2 && near(2000 + Number(one), Number(two), Number(tail)))
  );
}
