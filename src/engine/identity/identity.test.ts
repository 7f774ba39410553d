/** The identity graph: keys that survive typing, distances against a plain model, blocking that misses nothing it promises, planted truth. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf } from "./address.ts";
import { candidatePairs, meetIndex, pairsAcross } from "./block.ts";
import { companyKey, emailOf, phoneKey, taxKey } from "./codes.ts";
import { families } from "./families.ts";
import { frequencyOf } from "./frequency.ts";
import { distance, lookOf, nameOf, withinOne, wordsAgree } from "./name.ts";
import { party } from "./party.ts";
import { resolve } from "./resolve.ts";

describe("names", () => {
  const sameSorted: readonly (readonly [string, string])[] = [
    ["Smith & Sons Ltd", "SMITH AND SONS LIMITED"], ["The Calder Company", "Calder"], ["Groß Maschinenbau GmbH", "GROSS MASCHINENBAU G.m.b.H."],
    ["Wójcik Sp. z o.o.", "Wojcik Sp z oo"], ["Electrical Services Calder Ltd", "Calder Elec Svcs"], ["O'Brien Tools", "OBrien Tools"],
  ];
  test.each(sameSorted)("%s and %s are one name", (a, b) => expect(nameOf(a).sorted).toBe(nameOf(b).sorted));

  const confusable: readonly (readonly [string, string])[] = [["Modern", "Modem"], ["Calder", "CaIder"], ["Allwood", "Alwood"], ["B00th", "Booth"]];
  test.each(confusable)("%s and %s look alike", (a, b) => expect(lookOf(nameOf(a).run)).toBe(lookOf(nameOf(b).run)));

  test("words agree as slips and abbreviations, not as figures", () => {
    for (const [a, b] of [["management", "mgmt"], ["services", "svcs"], ["calder", "caldre"], ["landscapes", "landscaping"]] as const) expect(wordsAgree(a, b)).toBe(true);
    for (const [a, b] of [["tower1", "tower2"], ["steel", "timber"], ["ab", "ac"]] as const) expect(wordsAgree(a, b)).toBe(false);
  });
});

test("a few parties meet by the index exactly those that they meet among all names", () => {
  const word = fc.constantFrom("calder", "caldre", "Acme", "acm", "Steel", "Steal", "Group", "Ltd", "Rosneft", "Zarovich", "O'Brien", "Ü", "");
  const some = fc.array(fc.oneof(fc.array(word, { maxLength: 3 }).map((words) => words.join(" ")), fc.string({ unit: "binary" })), { maxLength: 12 });
  fc.assert(fc.property(some, some, (ours, theirs) => {
    const [left, names] = [ours.map((name, at) => party({ id: `o${at}`, name })), theirs.map((name, at) => party({ id: `n${at}`, name }))];
    const { word: counts } = frequencyOf([...left, ...names]);
    const met = meetIndex(names)(left);
    const idsOf = (right: readonly (typeof names)[number][]): string[] => pairsAcross([...left, ...right], left.length, counts).pairs.map(([a, b]) => `${left[a]?.id} ${right[b - left.length]?.id}`);
    expect(idsOf(met.flatMap((at) => names[at] ?? []))).toEqual(idsOf(names));
  }));
});

/** The textbook recurrence for edit distance with neighbouring transposition, whole table. */
function model(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_unused, j) => (i === 0 ? j : j === 0 ? i : 0)));
  const at = (i: number, j: number): number => d[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      const row = d[i];
      if (row) row[j] = best;
    }
  }
  return at(a.length, b.length);
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });

test("edit distances agree with the textbook table", () => {
  fc.assert(fc.property(word, word, (a, b) => {
    expect(distance(a, b, 2)).toBe(Math.min(3, model(a, b)));
    expect(withinOne(a, b)).toBe(model(a, b) <= 1);
  }), { numRuns: 500 });
});

test("blocking meets every pair of names one letter apart", () => {
  const name = fc.string({ unit: fc.constantFrom(..."bdfgkpqt"), minLength: 6, maxLength: 10 });
  fc.assert(fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 12 }), (names) => {
    const parties = names.map((each, at) => party({ id: String(at), name: each }));
    const met = new Set(candidatePairs(parties, new Map()).pairs.map(([a, b]) => `${a}|${b}`));
    for (let a = 0; a < names.length; a++) for (let b = a + 1; b < names.length; b++) if (model(names[a] ?? "", names[b] ?? "") <= 1) expect(met).toContain(`${a}|${b}`);
  }), { numRuns: 100 });
});

test("a crowded key brings no pairs and is told", () => {
  const parties = Array.from({ length: 60 }, (_, at) => party({ id: String(at), name: `Firma ${"bcdfghjklm"[at % 10]}${"aeiou"[at % 5]}${at}`, iban: "GB33BUKB20201555555555" }));
  const { capped } = candidatePairs(parties, new Map());
  expect(capped).toContainEqual({ key: "account", members: 60 });
});

test("families are the connected components, whatever the order", () => {
  const edge = fc.tuple(fc.nat(14), fc.nat(14));
  fc.assert(fc.property(fc.array(edge, { maxLength: 25 }), (edges) => {
    const groups = families(15);
    for (const [a, b] of edges) groups.join(a, b);
    const reach = (from: number): Set<number> => {
      const seen = new Set([from]);
      for (let grew = true; grew;) {
        grew = false;
        for (const [a, b] of edges) for (const [x, y] of [[a, b], [b, a]] as const) if (seen.has(x) && !seen.has(y)) grew = seen.add(y).has(y);
      }
      return seen;
    };
    for (let at = 0; at < 15; at++) expect(groups.rootOf(at)).toBe(Math.min(...reach(at)));
  }), { numRuns: 200 });
});

describe("keys", () => {
  test("tax, company, telephone and mail survive formatting", () => {
    expect(taxKey("GB 123 4567 89")).toBe(taxKey("123456789"));
    expect(companyKey("01234567")).toBe(companyKey("1234567"));
    expect(phoneKey("+44 113 496 0000")).toBe(phoneKey("0113 4960000"));
    expect(emailOf("A@Calder.example").domain).toBe("calder.example");
    expect(emailOf("calder@gmail.com").domain).toBe("");
  });
  test("the same door", () => {
    expect(addressOf("14 Mill Lane", "Leeds", "LS1 4AB").door).toBe(addressOf("14, Mill Ln.", "", "ls14ab").door);
    expect(addressOf("14 Mill Lane", "Leeds", "LS1 4AB").door).not.toBe(addressOf("16 Mill Lane", "Leeds", "LS1 4AB").door);
  });
});

test("planted copies are found again and nothing else, whatever the order of the records", () => {
  const words = ["Calder", "Brig", "Holm", "Fen", "Wyke", "Thorn", "Oak", "Ash", "Dale", "Moor"];
  const record = (at: number) => ({ id: `S${at}`, name: `${words[at % 10]}${words[(at * 7 + 3) % 10]?.toLowerCase()}${words[(at * 3 + 1) % 10]?.toLowerCase()} Trading Ltd`, addressLine: `${at + 1} Mill Lane`, postcode: `LS${at} 4AB`, taxNo: `GB${100000000 + at * 7919}` });
  const originals = Array.from({ length: 90 }, (_, at) => record(at));
  const copies = originals.slice(0, 12).map((one) => ({ ...one, id: `${one.id}b`, name: one.name.toUpperCase().replace(" LTD", " Limited"), taxNo: one.taxNo.slice(2) }));
  const pairsIn = (records: readonly ReturnType<typeof record>[]): string[] => {
    const { parties, pairs } = resolve(records.map(party));
    return pairs.filter((pair) => pair.bits > 0).map((pair) => [parties[pair.a]?.id, parties[pair.b]?.id].sort().join("+")).sort();
  };
  const expected = copies.map((one) => [one.id, one.id.slice(0, -1)].sort().join("+")).sort();
  expect(pairsIn([...originals, ...copies])).toEqual(expected);
  expect(pairsIn([...copies, ...originals].reverse())).toEqual(expected);
});
