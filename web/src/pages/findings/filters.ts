/** The filters of the findings list, as they stand in its address. What is not known is dropped rather than sent on. */
import type { FindingsQuery } from "../../api/region.ts";
import { BANDS } from "../../words/likelihood.ts";
import { DECISION_FILTERS } from "../../words/decisions.ts";
import { KIND_IDS } from "../../words/kinds.ts";

export type FindingFilters = Omit<FindingsQuery, "limit" | "cursor">;

export const STATES: Readonly<Record<string, string>> = { new: "New", still: "Seen before", changed: "Changed" };
export const SORTS: Readonly<Record<string, string>> = { score: "Most likely first", amount: "Largest amount first", newest: "Newest first" };

export function pickFilters(search: Readonly<Record<string, string | undefined>>): FindingFilters {
  const { kind, band, state, decision, supplier, q, sort } = search;
  const known = {
    ...(kind && KIND_IDS.includes(kind) ? { kind } : {}),
    ...(band && (BANDS as readonly string[]).includes(band) ? { band } : {}),
    ...(state && state in STATES ? { state } : {}),
    ...(decision && decision in DECISION_FILTERS && decision !== "open" ? { decision } : {}),
    ...(supplier ? { supplier } : {}),
    ...(q ? { q } : {}),
    ...(sort && sort in SORTS && sort !== "score" ? { sort } : {}),
  };
  // Each of them was just compared with what the type lists.
  return known as FindingFilters;
}

/** Filters that hide something, unlike the order. */
export const isNarrowed = ({ sort: _order, ...rest }: FindingFilters): boolean => Object.keys(rest).length > 0;
