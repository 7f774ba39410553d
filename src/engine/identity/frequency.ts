/** How common each value is among the parties: agreeing on a rare value says more than agreeing on a common one. */
import type { Party } from "./party.ts";

export type Frequency = {
  readonly parties: number;
  readonly word: ReadonlyMap<string, number>;
  readonly value: ReadonlyMap<string, number>;
  readonly cityWords: ReadonlySet<string>;
};

const bump = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

export function frequencyOf(parties: readonly Party[]): Frequency {
  const word = new Map<string, number>();
  const value = new Map<string, number>();
  const cityWords = new Set<string>();
  for (const one of parties) {
    for (const each of new Set(one.name.words)) bump(word, each);
    const values = [["door", one.address.door], ["post", one.address.postcode], ["account", one.account], ["tax", one.tax], ["phone", one.phone], ["domain", one.email.domain], ["line", one.address.line], ["born", one.born], ["city", one.address.city]] as const;
    for (const [field, key] of values) if (key !== "") bump(value, `${field}:${key}`);
    for (const each of one.address.city.split(/[^a-z0-9]+/)) if (each.length > 2) cityWords.add(each);
  }
  return { parties: parties.length, word, value, cityWords };
}

/** Bits that agreeing on the value is worth: log2 of one in how many have it, between 0 and `most`. */
export const agreementBits = (frequency: Frequency, field: string, key: string, most: number): number =>
  Math.max(0, Math.min(most, Math.log2(frequency.parties / Math.max(2, frequency.value.get(`${field}:${key}`) ?? 2))));

export const wordBits = (frequency: Frequency, word: string): number => Math.max(0.5, Math.log2(frequency.parties / Math.max(1, frequency.word.get(word) ?? 1)));
