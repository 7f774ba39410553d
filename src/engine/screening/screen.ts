/**
 * Who bears a listed name: the identity graph's comparison of names, between the ledger's parties and the lists.
 *
 * What two names have in common is worth the rarity of the shared words, counted over both sides, each listed subject once. Country and town
 * are worth how unusual they are among our own parties; a weak alias, a ship's name and a person's name on a company cost.
 * Near-linear: parties and names meet by keys of their names only.
 */
import type { Day } from "../../base/day.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { compareNames, frequencyOf, hasLegalForm, meetIndex, pairsAcross, party, wordBits, wordsAgree, type Frequency, type NameLevel, type Party } from "../identity/identity.ts";
import type { Reason } from "../run/finding.ts";
import type { ListName } from "./subject.ts";

export type ListedSubject = {
  readonly list: string; readonly entry: string; readonly kind: string; readonly name: string; readonly quality: string;
  readonly countries: readonly string[]; readonly towns: readonly string[]; readonly listedOn: Day | null;
};
export type Screened = { readonly party: Party; readonly subject: ListedSubject; readonly reasons: readonly Reason[]; readonly bits: number };
export type SanctionsList = { readonly list: ListName; readonly version: string | null; readonly files: string; readonly sha256: string };

export const listsOf = async (db: DuckDb): Promise<ReadonlyMap<string, SanctionsList>> =>
  new Map((await db.all<SanctionsList>("SELECT list, version, files, sha256 FROM sanctions_list ORDER BY list")).map((one) => [one.list, one]));

type NameRow = {
  list: string; entry: string; subject: string; name: string; quality: string; countries: string | null; towns: string | null; listed_on: string | null;
};

/** How much of the likeness each level leaves, and how it is said. Levels that are not here are no match of a name. */
const LEVELS: Readonly<Partial<Record<NameLevel, readonly [bits: number, words: string]>>> = {
  same: [5, "The name is the listed one"], "trading-as": [2, "The trading name is the listed one"], filler: [0, "The name is the listed one but for a word like Group"],
  confusable: [0, "The name looks like the listed one"], "one-letter": [-1, "The name is one letter from the listed one"],
  respelled: [-3, "The name is the listed one spelled differently"], longer: [-5, "The listed name is part of the name, or the name part of it"],
};
/** A name is never proof: however long, it is worth no more than this. */
const MOST_NAME_BITS = 20;
/** And a short one is anybody's, however rare here: initials, brands of two letters. */
const BITS_PER_LETTER = 2.5;
/** How rare it is that a party and a listed subject are one: pairs, not parties, are looked at. */
const PRIOR_BITS = -18;

/** Rarity is not judged against fewer: real lists alone have ten thousand subjects, and a short one makes no word more common. */
const LEAST_POPULATION = 10_000;

const reason = (code: string, bits: number, words: string): Reason => ({ code, words, bits: Math.round(bits * 100) / 100 });

/** The rarity of the listed name's words that the party's name has, exactly or by a slip. */
function sharedBits(ours: Party, listed: Party, frequency: Frequency): number {
  const left = [...ours.name.words];
  return listed.name.words.reduce((sum, word) => {
    const exact = left.indexOf(word);
    const at = exact >= 0 ? exact : left.findIndex((other) => wordsAgree(word, other));
    if (at < 0) return sum;
    left.splice(at, 1);
    return sum + wordBits(frequency, word) * (exact >= 0 ? 1 : 0.6);
  }, 0);
}

/** Bits of having the country (or town) of the subject: rare here, it says much; far from it, it speaks against. */
function placeReasons(ours: Party, subject: ListedSubject, share: (country: string) => number): Reason[] {
  const country = ours.given.country ?? "";
  const reasons: Reason[] = [];
  if (country !== "" && subject.countries.length > 0) {
    reasons.push(subject.countries.includes(country)
      ? reason("same-country", Math.max(0.5, Math.min(7, Math.log2(0.7 / share(country)))), `Both are in ${country}`)
      : reason("other-country", -5, `The record is in ${country}, the listed ${subject.kind} in ${subject.countries.join(", ")}`));
  }
  const town = ours.address.city;
  if (town !== "" && subject.towns.some((one) => one.toLowerCase() === town)) reasons.push(reason("same-town", 4, "The town is the same"));
  return reasons;
}

function weigh(ours: Party, listed: Party, subject: ListedSubject, frequency: Frequency, share: (country: string) => number): Screened | undefined {
  const { level } = compareNames(ours, listed, frequency);
  const found = LEVELS[level];
  if (found === undefined) return undefined;
  const reasons = [
    reason("prior", PRIOR_BITS, `Before looking at the evidence: about one in ${(2 ** -PRIOR_BITS).toLocaleString("en-GB")} pairs of a record and a listed name`),
    reason(`name-${level}`, Math.min(MOST_NAME_BITS, BITS_PER_LETTER * listed.name.run.length, sharedBits(ours, listed, frequency)) + found[0], `${found[1]}: ${subject.name}`),
    ...placeReasons(ours, subject, share),
  ];
  if (level === "longer" && ours.name.words.length < listed.name.words.length) reasons.push(reason("words-missing", -6, "The name lacks words of the listed one"));
  if (subject.quality === "weak") reasons.push(reason("weak-alias", -10, "The list itself calls the name a weak alias"));
  if (subject.kind === "ship") reasons.push(reason("ship", -14, "The listed name is a ship's or aircraft's"));
  if (subject.kind === "individual" && hasLegalForm(ours.given.name ?? null)) reasons.push(reason("company-not-person", -6, "The record is a company's, the listed name a person's"));
  return { party: ours, subject, reasons, bits: reasons.reduce((sum, one) => sum + one.bits, 0) };
}

/** Each subject counts once in the rarity of words, however many spellings of its name are listed. */
function wordsPerSubject(names: readonly Party[], rows: readonly NameRow[]): Party[] {
  const bySubject = new Map<string, { first: Party; words: Set<string> }>();
  for (const [at, one] of names.entries()) {
    const row = rows[at] as NameRow;
    const key = `${row.list}|${row.entry}`;
    const known = bySubject.get(key) ?? { first: one, words: new Set<string>() };
    for (const word of one.name.words) known.words.add(word);
    bySubject.set(key, known);
  }
  return [...bySubject.values()].map(({ first, words }) => ({ ...first, name: { ...first.name, words: [...words] } }));
}

/** Every pair of a party and a listed subject of at least `leastBits`, by its best name; order of parties, then strongest first. */
export async function screen(db: DuckDb, parties: readonly Party[], leastBits: number): Promise<{ found: Screened[]; capped: number }> {
  const listed = await listedIn(db);
  // to meet a few, most of forty thousand names need not be looked at
  const at = parties.length <= FEW ? listed.meeting(parties) : undefined;
  const [rows, names] = at === undefined ? [listed.rows, listed.names] : [at.map((n) => listed.rows[n] as NameRow), at.map((n) => listed.names[n] as Party)];
  const frequency = withWords(frequencyOf(parties), listed.words);
  const byCountry = new Map<string, number>();
  for (const { given } of parties) if (given.country) byCountry.set(given.country, (byCountry.get(given.country) ?? 0) + 1);
  const share = (country: string): number => ((byCountry.get(country) ?? 0) + 1) / (parties.length + 2);
  const best = new Map<string, Screened>();
  const { pairs, capped } = pairsAcross([...parties, ...names], parties.length, frequency.word);
  for (const [a, b] of pairs) {
    const [ours, listed, row] = [parties[a], names[b - parties.length], rows[b - parties.length]];
    if (ours === undefined || listed === undefined || row === undefined) continue;
    const { list, entry, subject: kind, name, quality, countries, towns, listed_on } = row;
    const subject = { list, entry, kind, name, quality, countries: split(countries), towns: split(towns), listedOn: listed_on as Day | null };
    const found = weigh(ours, listed, subject, frequency, share);
    if (found === undefined || found.bits < leastBits) continue;
    const key = `${a}|${list}|${entry}`;
    const known = best.get(key);
    if (known === undefined || found.bits > known.bits) best.set(key, found);
  }
  const place = new Map(parties.map((one, at) => [one, at]));
  const found = [...best.values()].sort((x, y) => (place.get(x.party) ?? 0) - (place.get(y.party) ?? 0) || y.bits - x.bits || (x.subject.entry < y.subject.entry ? -1 : 1));
  return { found, capped };
}

/** Parties that are screened against an index of the names; more of them against all names at once. */
const FEW = 1_000;

type Listed = { readonly of: string; readonly rows: readonly NameRow[]; readonly names: readonly Party[]; /** In how many subjects, by word. */ readonly words: Frequency; readonly meeting: ReturnType<typeof meetIndex> };
/** Names of the lists that a database holds, made once for each state of them (told by the names themselves, not by what a list says of itself): a database that is kept is asked again and again. */
const known = new WeakMap<DuckDb, Listed>();

async function listedIn(db: DuckDb): Promise<Listed> {
  const { of } = await db.one<{ of: string }>("SELECT count(*) || ' ' || coalesce(sum(hash(list, entry, subject, name, quality, countries, towns, listed_on)::HUGEINT), 0) AS of FROM sanctioned");
  const before = known.get(db);
  if (before?.of === of) return before;
  const rows = await db.all<NameRow>("SELECT list, entry, subject, name, quality, countries, towns, listed_on FROM sanctioned ORDER BY list, entry, name, quality");
  const names = rows.map((row, at) => party({ id: String(at), name: row.name }));
  const listed: Listed = { of, rows, names, words: frequencyOf(wordsPerSubject(names, rows)), meeting: meetIndex(names) };
  known.set(db, listed);
  return listed;
}

/** As if both were counted together: listed names have nothing but words. */
function withWords(ours: Frequency, listed: Frequency): Frequency {
  const word = new Map(listed.word);
  for (const [each, n] of ours.word) word.set(each, (word.get(each) ?? 0) + n);
  return { ...ours, word, parties: Math.max(ours.parties + listed.parties, LEAST_POPULATION) };
}

const split = (text: string | null): string[] => (text === null ? [] : text.split(";"));
