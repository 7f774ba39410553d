/** How common each value is among the parties: agreeing on a rare value says more than agreeing on a common one. */
import type { Party } from "./party.ts";

export type Field = "door" | "post" | "account" | "tax" | "company" | "phone" | "domain" | "line" | "born" | "city";
export type Frequency = {
  readonly parties: number;
  readonly word: ReadonlyMap<string, number>;
  readonly value: Readonly<Record<Field, ReadonlyMap<string, number>>>;
  readonly cityWords: ReadonlySet<string>;
};

const bump = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

export function frequencyOf(parties: readonly Party[]): Frequency {
  const word = new Map<string, number>();
  const value: Record<Field, Map<string, number>> = {
    door: new Map(), post: new Map(), account: new Map(), tax: new Map(), company: new Map(), phone: new Map(), domain: new Map(), line: new Map(), born: new Map(), city: new Map(),
  };
  const cityWords = new Set<string>();
  for (const one of parties) {
    for (const each of new Set(one.name.words)) bump(word, each);
    const add = (field: Field, key: string): void => {
      if (key !== "") bump(value[field], key);
    };
    add("door", one.address.door);
    add("post", one.address.postcode);
    add("line", one.address.line);
    add("city", one.address.city);
    add("account", one.account);
    add("tax", one.tax);
    add("company", one.company);
    add("phone", one.phone);
    add("domain", one.email.domain);
    add("born", one.born);
    for (const each of one.address.city.split(/[^a-z0-9]+/)) if (each.length > 2) cityWords.add(each);
  }
  return { parties: parties.length, word, value, cityWords };
}

/** Bits that agreeing on the value is worth: log2 of one in how many have it, between 0 and `most`. */
export const agreementBits = (frequency: Frequency, field: Field, key: string, most: number): number =>
  Math.max(0, Math.min(most, Math.log2(frequency.parties / Math.max(2, frequency.value[field].get(key) ?? 2))));

export const wordBits = (frequency: Frequency, word: string): number => Math.max(0.5, Math.log2(frequency.parties / Math.max(1, frequency.word.get(word) ?? 1)));
