/**
 * Which pairs of parties are worth comparing: near-linear, by shared keys. Slips of one letter in a name are reached by
 * deletion neighbourhoods (all names with one letter left out), so names are never compared all against all.
 *
 * A key that too many share (a factor's bank account, a tax adviser's address) brings no pairs of its own and is told as
 * capped: its members still meet through their other keys. Keys are 32-bit hashes sorted together with the party's
 * number; two keys that collide only cost a comparison.
 */
import { FILLERS } from "./name.ts";
import type { Party } from "./party.ts";

/** More members than this and a key says nothing about who is who. */
const MOST_MEMBERS = 40;
/** A word of a name brings pairs of its own only when this few have it. */
const RARE_WORD = 8;
/** Room for two million parties beside a 32-bit hash in the 53 bits of a whole number. */
const ROOM = 2 ** 21;

export type Pairs = { readonly pairs: readonly (readonly [number, number])[]; readonly capped: readonly { readonly key: string; readonly members: number }[] };

/** FNV-1a over the text, leaving out the letter at `skip`. */
function hash(text: string, skip = -1): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) if (at !== skip) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

const coreOf = (one: Party): string => {
  const words = one.name.words.filter((word) => !FILLERS.has(word));
  return (words.length > 0 ? words : one.name.words).join("");
};

function neighbours(run: string): number[] {
  if (run.length < 5) return run === "" ? [] : [hash(run)];
  const keys = [hash(run)];
  for (let at = 0; at < run.length; at++) if (run[at] !== run[at - 1]) keys.push(hash(run, at));
  return keys;
}

const textKey = (text: string): number[] => (text === "" ? [] : [hash(text)]);

type Kind = { readonly name: string; readonly keysOf: (one: Party) => readonly number[] };

function kinds(wordCount: ReadonlyMap<string, number>): Kind[] {
  return [
    { name: "name", keysOf: (one) => [...neighbours(coreOf(one)), ...textKey(one.name.tradingAs)] },
    { name: "sorted", keysOf: (one) => textKey(one.name.sorted) },
    { name: "look", keysOf: (one) => textKey(one.name.look) },
    { name: "whole", keysOf: (one) => textKey(one.name.lookWhole) },
    { name: "word", keysOf: (one) => one.name.words.filter((word) => word.length >= 4 && (wordCount.get(word) ?? 0) <= RARE_WORD).map((word) => hash(word)) },
    { name: "tax", keysOf: (one) => textKey(one.tax) },
    { name: "company", keysOf: (one) => textKey(one.company) },
    { name: "account", keysOf: (one) => textKey(one.account) },
    { name: "phone", keysOf: (one) => textKey(one.phone) },
    { name: "email", keysOf: (one) => textKey(one.email.address) },
    { name: "domain", keysOf: (one) => textKey(one.email.domain) },
    { name: "born", keysOf: (one) => textKey(one.born) },
    { name: "address", keysOf: (one) => textKey(one.address.door) },
    { name: "house", keysOf: ({ address }) => (address.numbers[0] === undefined ? [] : textKey(address.postcode === "" ? address.line : `${address.numbers[0]}|${address.postcode}`)) },
  ];
}

/** Calls `visit` with the parties of each key that more than one has, in order. */
function blocks(parties: readonly Party[], keysOf: Kind["keysOf"], visit: (members: readonly number[]) => void): void {
  const entries: number[] = [];
  for (const [at, one] of parties.entries()) for (const key of keysOf(one)) entries.push(key * ROOM + at);
  const sorted = Float64Array.from(entries).sort();
  let from = 0;
  while (from < sorted.length) {
    const key = Math.floor((sorted[from] ?? 0) / ROOM);
    let to = from + 1;
    while (to < sorted.length && Math.floor((sorted[to] ?? 0) / ROOM) === key) to++;
    if (to - from > 1) visit([...new Set(sorted.subarray(from, to))].map((entry) => entry % ROOM));
    from = to;
  }
}

/** A word that more have than this on either side says nothing; whole names are compared up to so many pairs. */
const MOST_WITH_WORD = [20, 200] as const;
const MOST_PAIRS = 50_000;
const NAME_KEYS = ["name", "sorted", "look", "word"];

export type PairsAcross = { readonly pairs: readonly (readonly [number, number])[]; /** Parties on the left whose whole name met too many: not compared. */ readonly capped: number };

/** Pairs of one of the first `left` parties and one of the others that share a key of the name; never two of one side. */
export function pairsAcross(parties: readonly Party[], left: number, wordCount: ReadonlyMap<string, number>): PairsAcross {
  const seen = new Set<number>();
  const capped = new Set<number>();
  for (const { name, keysOf } of kinds(wordCount)) {
    if (!NAME_KEYS.includes(name)) continue;
    blocks(parties, keysOf, (members) => {
      const ours = members.filter((at) => at < left);
      const theirs = members.filter((at) => at >= left);
      if (name === "word" && (ours.length > MOST_WITH_WORD[0] || theirs.length > MOST_WITH_WORD[1])) return;
      if (ours.length * theirs.length > MOST_PAIRS) {
        for (const at of ours) capped.add(at);
        return;
      }
      for (const a of ours) for (const b of theirs) seen.add(a * ROOM + b);
    });
  }
  return { pairs: [...seen].sort((a, b) => a - b).map((code) => [Math.floor(code / ROOM), code % ROOM] as const), capped: capped.size };
}

/** The key of the rarity of words: every word could be rare. */
const ANY_WORD: ReadonlyMap<string, number> = new Map();

/**
 * Names that any of a few parties could meet in `pairsAcross`, in order: with these alone it finds the same pairs as with all of them. Made once for many names, about
 * 150 bytes for each.
 */
export function meetIndex(names: readonly Party[]): (few: readonly Party[]) => number[] {
  const kept = kinds(ANY_WORD).filter(({ name }) => NAME_KEYS.includes(name)).map(({ keysOf }) => {
    const entries: number[] = [];
    for (const [at, one] of names.entries()) for (const key of keysOf(one)) entries.push(key * ROOM + at);
    return { keysOf, sorted: Float64Array.from(entries).sort() };
  });
  return (few) => {
    const met = new Set<number>();
    for (const { keysOf, sorted } of kept) {
      for (const key of new Set(few.flatMap((one) => keysOf(one)))) {
        for (let at = firstFrom(sorted, key * ROOM); at < sorted.length && (sorted[at] as number) < (key + 1) * ROOM; at++) met.add((sorted[at] as number) % ROOM);
      }
    }
    return [...met].sort((a, b) => a - b);
  };
}

function firstFrom(sorted: Float64Array, least: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}

export function candidatePairs(parties: readonly Party[], wordCount: ReadonlyMap<string, number>): Pairs {
  const seen = new Set<number>();
  const capped: { key: string; members: number }[] = [];
  for (const { name, keysOf } of kinds(wordCount)) {
    blocks(parties, keysOf, (members) => {
      if (members.length > MOST_MEMBERS) {
        capped.push({ key: name, members: members.length });
        return;
      }
      for (const [i, a] of members.entries()) for (let j = i + 1; j < members.length; j++) seen.add(a * ROOM + (members[j] ?? a));
    });
  }
  const pairs = [...seen].sort((a, b) => a - b).map((code) => [Math.floor(code / ROOM), code % ROOM] as const);
  return { pairs, capped };
}
