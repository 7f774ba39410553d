/** What every list is read into: subjects with their names. The layouts differ; the question asked of them does not. */
import type { Day } from "../../base/day.ts";

/** A weak alias (low quality, nickname, code name) may be anybody's: it needs other signs beside it. */
export type NameQuality = "primary" | "alias" | "weak";
export type ListedName = { readonly name: string; readonly quality: NameQuality };
export type SubjectKind = "individual" | "entity" | "ship";

export type Subject = {
  /** The list's own reference: `AFG0001`, `CDi.001`, `36`. */
  readonly entry: string;
  readonly kind: SubjectKind;
  readonly names: readonly ListedName[];
  /** ISO 3166 alpha-2 where recognised, else as written. */
  readonly countries: readonly string[];
  readonly towns: readonly string[];
  readonly listedOn: Day | null;
};

export type ListName = "UK Sanctions List" | "UN Security Council Consolidated List" | "OFAC SDN List";

/** A part of a list as a file: one list may come in several. */
export type Layout = "uk-one" | "uk-subjects" | "uk-names" | "un" | "ofac-sdn" | "ofac-add" | "ofac-alt";

export const LISTS: readonly ListName[] = ["UK Sanctions List", "UN Security Council Consolidated List", "OFAC SDN List"];

export const LAYOUTS = ["uk-one", "uk-subjects", "uk-names", "un", "ofac-sdn", "ofac-add", "ofac-alt"] as const satisfies readonly Layout[];

/** What a file of that layout holds. */
export const PART_WORDS: Readonly<Record<Layout, string>> = {
  "uk-one": "the whole list", "uk-subjects": "subjects without their names", "uk-names": "names", un: "the whole list",
  "ofac-sdn": "subjects (sdn)", "ofac-add": "addresses (add)", "ofac-alt": "further names (alt)",
};

export const LIST_OF: Readonly<Record<Layout, ListName>> = {
  "uk-one": "UK Sanctions List", "uk-subjects": "UK Sanctions List", "uk-names": "UK Sanctions List", un: "UN Security Council Consolidated List",
  "ofac-sdn": "OFAC SDN List", "ofac-add": "OFAC SDN List", "ofac-alt": "OFAC SDN List",
};

export type ListPart = { readonly layout: Layout; readonly name: string; readonly content: Buffer };
export type ReadList = { readonly subjects: readonly Subject[]; /** The date the list gives itself. */ readonly version: Day | null; /** Entries without any name. */ readonly nameless: number };

/** While a list is read: everything of one subject, in the order of the file. */
export type Draft = {
  kind: SubjectKind; names: ListedName[]; countries: Set<string>; towns: Set<string>; listedOn: Day | null;
};
export const draft = (): Draft => ({ kind: "entity", names: [], countries: new Set(), towns: new Set(), listedOn: null });

/** "BUTEMBO AIRLINES (BAL) ; GREAT LAKES" are two names; what is in brackets is an abbreviation or a remark. */
export function addName({ names }: Draft, text: string, quality: NameQuality): void {
  for (const part of text.split(";")) {
    const name = part.replace(/\([^)]*\)/g, " ").replace(/\s+/g, " ").trim();
    if (name !== "" && !names.some((known) => known.name === name)) names.push({ name, quality });
  }
}

export function finished(drafts: ReadonlyMap<string, Draft>, version: Day | null): ReadList {
  const named = [...drafts].filter(([, one]) => one.names.length > 0);
  const subjects = named.map(([entry, { kind, names, countries, towns, listedOn }]) => ({ entry, kind, names, countries: [...countries].sort(), towns: [...towns].sort(), listedOn }));
  return { subjects, version, nameless: drafts.size - named.length };
}
