/** Filtering, ordering and adding up findings that are already unsealed. Pure; 20,000 findings take a few milliseconds. */
import type { Money } from "../../base/money.ts";
import { minorDigits } from "../../base/money.ts";
import type { Within } from "./company-codes.ts";
import type { ByDecision, FindingItem, FindingsQuery, FindingTotals } from "./findings.schema.ts";
import type { Judged } from "./judge.ts";

export type Searchable = { readonly item: FindingItem; /** Lower case; what `q` looks in. */ readonly words: string; readonly within?: Within | undefined; readonly judged?: Judged | undefined };
export type Choice = Pick<FindingsQuery, "kind" | "band" | "supplier" | "state" | "q" | "sort"> & Partial<Pick<FindingsQuery, "decision">>;

export const searchable = (item: FindingItem, within?: Within, judged?: Judged): Searchable => ({
  item,
  within,
  judged,
  words: [item.title, ...item.supplierNames, ...item.supplierIds, ...item.documentIds].join(" ").toLowerCase(),
});

/** `ordered` is in the order that the choice asks for (`inOrder`); so is the answer. */
export function selectFindings(ordered: readonly Searchable[], choice: Omit<Choice, "sort">): FindingItem[] {
  return withoutDecision(ordered, choice).filter(({ decision: { state } }) => isChosen(state, choice.decision ?? "all"));
}

export const isOpen = ({ decision: { state } }: FindingItem): boolean => state === "open" || state === "reopened";
const isChosen = (state: FindingItem["decision"]["state"], choice: FindingsQuery["decision"]): boolean =>
  choice === "all" || state === choice || (choice === "open" && state === "reopened");

/** How many of what the other filters choose are in each state: what a list leaves out is counted beside it. */
export function countDecisions(items: readonly FindingItem[]): ByDecision {
  const counts = { open: 0, reopened: 0, confirmed: 0, dismissed: 0 };
  for (const { decision: { state } } of items) counts[state] += 1;
  return counts;
}

export function withoutDecision(ordered: readonly Searchable[], choice: Omit<Choice, "sort" | "decision">): FindingItem[] {
  const words = (choice.q ?? "").toLowerCase().split(/\s+/).filter((word) => word !== "");
  const chosen = ordered.filter(({ item, words: text }) =>
    (choice.kind === undefined || item.kind === choice.kind) &&
    (choice.band === undefined || item.band === choice.band) &&
    (choice.state === undefined || item.state === choice.state) &&
    (choice.supplier === undefined || item.supplierIds.includes(choice.supplier)) &&
    words.every((word) => text.includes(word)));
  return chosen.map(({ item }) => item);
}

const figure = ({ minor, currency }: Money): number => minor / 10 ** minorDigits(currency);

/**
 * @param all in rank order, which is the order `score`
 * By amount: by figure whatever the currency, since there are no rates here. Newest first: what the latest run found first.
 */
export function inOrder(all: readonly Searchable[], sort: Choice["sort"]): readonly Searchable[] {
  if (sort === "amount") return [...all].sort((a, b) => figure(b.item.amountAtRisk) - figure(a.item.amountAtRisk) || a.item.rank - b.item.rank);
  // Run ids are time-ordered, so the later first sight is the larger id.
  const later = (a: string, b: string): number => (a === b ? 0 : a < b ? 1 : -1);
  if (sort === "newest") return [...all].sort((a, b) => later(a.item.firstSeenRun, b.item.firstSeenRun) || a.item.rank - b.item.rank);
  return all;
}

export function totalFindings(items: readonly Pick<FindingItem, "kind" | "band" | "amountAtRisk">[]): FindingTotals {
  const exposure = new Map<string, number>();
  const byKind: Record<string, number> = {};
  const byBand: Record<string, number> = {};
  for (const { kind, band, amountAtRisk } of items) {
    exposure.set(amountAtRisk.currency, (exposure.get(amountAtRisk.currency) ?? 0) + amountAtRisk.minor);
    byKind[kind] = (byKind[kind] ?? 0) + 1;
    byBand[band] = (byBand[band] ?? 0) + 1;
  }
  return { count: items.length, exposure: sumsOf(exposure), byKind, byBand };
}

/** Largest first, then by currency, so that the order is the same every time. */
const sumsOf = (sums: ReadonlyMap<string, number>): Money[] =>
  [...sums].map(([currency, minor]) => ({ minor, currency })).sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1));
