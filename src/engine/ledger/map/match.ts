/**
 * Matching columns to the fields of one table: headings propose (dictionary.ts), values confirm (profile.ts).
 *
 * Every pair of field and column gets a score; pairs are taken best first, each field and each column once.
 * Nothing here decides what cannot be known from a column alone; see propose.ts for marks, orders and signs.
 */
import type { Column } from "../inspect.ts";
import { TABLES } from "./canonical.ts";
import type { FieldKind, TableName } from "./canonical.ts";
import { DICTIONARY } from "./dictionary.ts";
import { formsOf, wordsOf } from "./headings.ts";
import type { Profile } from "./profile.ts";

export type Match = {
  readonly field: string;
  readonly column: Column;
  /** 100 is a heading of the field's own, 40 a resemblance. */
  readonly score: number;
  /** For people: why this column. */
  readonly why: string;
};

type Entry = { readonly field: string; readonly rank: number; readonly weak: boolean };

const LOOKUP: ReadonlyMap<TableName, ReadonlyMap<string, readonly Entry[]>> = new Map(
  TABLES.map((table) => {
    const forms = new Map<string, Entry[]>();
    for (const [field, { headings }] of Object.entries(DICTIONARY[table])) {
      headings.split("|").forEach((heading, rank) => {
        const form = formsOf(heading)[0] as string;
        const entries = forms.get(form) ?? [];
        if (!entries.some((entry) => entry.field === field)) entries.push({ field, rank, weak: heading.endsWith("?") });
        forms.set(form, entries);
      });
    }
    return [table, forms] as const;
  }),
);

const KNOWN: ReadonlySet<string> = new Set([...LOOKUP.values()].flatMap((forms) => [...forms.keys()]));
export const isKnownHeading = (heading: string): boolean => formsOf(heading).some((form) => KNOWN.has(form));

export function matchColumns(table: TableName, columns: readonly Column[], profiles: readonly Profile[]): Match[] {
  const candidates: (Match & { readonly weak: boolean })[] = [];
  columns.forEach((column, index) => {
    const profile = profiles[index] as Profile;
    for (const { field, score, weak, why } of claims(table, column.heading)) {
      const { kind } = DICTIONARY[table][field] as { kind: FieldKind };
      const judged = judge(field, kind, profile);
      if (judged !== undefined) candidates.push({ field, column, score: score + judged, why, weak });
    }
  });
  candidates.sort((a, b) => b.score - a.score || a.column.index - b.column.index);
  const taken: Match[] = [];
  for (const weak of [false, true]) {
    for (const candidate of candidates) {
      if (candidate.weak !== weak) continue;
      if (taken.some(({ field, column }) => field === candidate.field || column.index === candidate.column.index)) continue;
      // "Account" beside a supplier's name is the ledger account, not the supplier's.
      if (weak && candidate.field === "supplier_id" && taken.some(({ field }) => field === "supplier_name")) continue;
      const { weak: _, ...match } = candidate;
      taken.push(match);
    }
  }
  return taken;
}

function claims(table: TableName, heading: string): { field: string; score: number; weak: boolean; why: string }[] {
  const forms = LOOKUP.get(table) as ReadonlyMap<string, readonly Entry[]>;
  for (const form of formsOf(heading)) {
    const entries = forms.get(form);
    if (entries) {
      return entries.map(({ field, rank, weak }) => ({
        field, weak, score: (weak ? 70 : 100) - Math.min(rank, 40) / 2, why: "its heading",
      }));
    }
  }
  return resemblances(table, heading);
}

/** Headings that hold all words of a known one of at least two words, and at most two more. */
function resemblances(table: TableName, heading: string): { field: string; score: number; weak: boolean; why: string }[] {
  const words = new Set(wordsOf(heading));
  const found: { field: string; score: number; weak: boolean; why: string }[] = [];
  for (const [field, { headings }] of Object.entries(DICTIONARY[table])) {
    for (const known of headings.split("|")) {
      const parts = wordsOf(known);
      const further = words.size - parts.length;
      if (parts.length < 2 || further > 2 || !parts.every((part) => words.has(part))) continue;
      found.push({ field, score: 40 - further * 5, weak: true, why: `its heading resembles "${known.replace("?", "")}"` });
      break;
    }
  }
  return found;
}

/** A bonus or malus for the values, or undefined when they refute the heading. */
function judge(field: string, kind: FieldKind, profile: Profile): number | undefined {
  const filled = profile.values - profile.blank;
  if (filled === 0) return -60;
  const gap = (profile.blank / profile.values) * -10;
  switch (kind) {
    case "amount":
    case "whole":
      return profile.amountShare >= 0.5 ? gap : undefined;
    case "date":
      return profile.dateShare >= 0.5 ? gap : undefined;
    case "currency":
      return profile.currencyShare >= 0.5 ? gap : undefined;
    case "iban":
      return profile.ibanShare >= 0.3 ? gap : undefined;
    case "side":
    case "document_type":
      return profile.distinct <= 60 && profile.amountShare < 0.5 ? gap : undefined;
    default:
      return judgeText(field, profile, filled, gap);
  }
}

function judgeText(field: string, profile: Profile, filled: number, gap: number): number | undefined {
  const shownAs = (test: (value: string) => boolean): number => {
    const shown = profile.common.reduce((sum, [, count]) => sum + count, 0);
    return profile.common.reduce((sum, [value, count]) => sum + (test(value) ? count : 0), 0) / Math.max(1, shown);
  };
  const likeNames = shownAs((value) => /[A-Za-z\u00c0-\uffff]{2}.*[ ,&].*[A-Za-z\u00c0-\uffff]/.test(value));
  const likeCodes = shownAs((value) => /\d/.test(value) && !/\s/.test(value));
  if (field === "supplier_id" && likeNames > 0.5) return undefined;
  if ((field === "supplier_name" || field === "name") && likeCodes > 0.8) return undefined;
  if ((field === "doc_id" || field === "payment_id") && filled > 50 && profile.distinct < filled * 0.1) return undefined;
  if (field === "invoice_no" && profile.dateShare > 0.9 && profile.distinct < filled * 0.5) return undefined;
  // One text in every row says nothing of any document.
  if (field === "description" && filled > 20 && profile.distinct === 1) return -50;
  return gap;
}
