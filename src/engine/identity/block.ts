/**
 * Which pairs of parties are worth comparing: near-linear, by shared keys. Slips of one letter in a name are reached by
 * deletion neighbourhoods (all names with one letter left out), so names are never compared all against all.
 *
 * A key that too many share (a factor's bank account, a tax adviser's address) brings no pairs of its own and is told as
 * capped: its members still meet through their other keys.
 */
import { FILLERS } from "./name.ts";
import type { Party } from "./party.ts";

/** More members than this and a key says nothing about who is who. */
const MOST_MEMBERS = 40;
/** A word of a name brings pairs of its own only when this few have it. */
const RARE_WORD = 8;

export type Pairs = { readonly pairs: readonly (readonly [number, number])[]; readonly capped: readonly { readonly key: string; readonly members: number }[] };

const coreOf = (one: Party): string => {
  const words = one.name.words.filter((word) => !FILLERS.has(word));
  return (words.length > 0 ? words : one.name.words).join("");
};

function neighbours(run: string): string[] {
  if (run.length < 5) return run === "" ? [] : [`n:${run}`];
  const keys = [`n:${run}`];
  for (let at = 0; at < run.length; at++) if (run[at] !== run[at - 1]) keys.push(`n:${run.slice(0, at)}${run.slice(at + 1)}`);
  return keys;
}

function keysOf(one: Party, wordCount: ReadonlyMap<string, number>): string[] {
  const keys = neighbours(coreOf(one));
  const add = (kind: string, value: string): void => {
    if (value !== "") keys.push(`${kind}:${value}`);
  };
  add("tax", one.tax);
  add("company", one.company);
  add("account", one.account);
  add("phone", one.phone);
  add("mail", one.email.address);
  add("domain", one.email.domain);
  add("door", one.address.door);
  add("sorted", one.name.sorted);
  add("look", one.name.look);
  add("whole", one.name.lookWhole);
  add("born", one.born);
  if (one.name.tradingAs !== "") keys.push(`n:${one.name.tradingAs}`);
  if (one.address.postcode !== "" && one.address.numbers[0] !== undefined) add("house", `${one.address.numbers[0]}|${one.address.postcode}`);
  else if (one.address.numbers[0] !== undefined) add("street", one.address.line);
  for (const word of new Set(one.name.words)) if (word.length >= 4 && (wordCount.get(word) ?? 0) <= RARE_WORD) add("word", word);
  return keys;
}

export function candidatePairs(parties: readonly Party[], wordCount: ReadonlyMap<string, number>): Pairs {
  const members = new Map<string, number[]>();
  for (const [at, one] of parties.entries()) {
    for (const key of keysOf(one, wordCount)) {
      const list = members.get(key);
      if (list === undefined) members.set(key, [at]);
      else if (list.at(-1) !== at) list.push(at);
    }
  }
  const seen = new Set<number>();
  const capped: { key: string; members: number }[] = [];
  for (const [key, list] of members) {
    if (list.length < 2) continue;
    if (list.length > MOST_MEMBERS) {
      capped.push({ key: key.slice(0, key.indexOf(":")), members: list.length });
      continue;
    }
    for (const [i, a] of list.entries()) for (const b of list.slice(i + 1)) seen.add(Math.min(a, b) * parties.length + Math.max(a, b));
  }
  const pairs = [...seen].sort((a, b) => a - b).map((code) => [Math.floor(code / parties.length), code % parties.length] as const);
  return { pairs, capped };
}
