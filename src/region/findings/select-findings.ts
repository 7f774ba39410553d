/** Filtering, ordering and adding up findings that are already unsealed. Pure; 20,000 findings take a few milliseconds. */
import type { Money } from "../../base/money.ts";
import { minorDigits } from "../../base/money.ts";
import type { FindingItem, FindingsQuery, FindingTotals } from "./findings.schema.ts";

export type Searchable = { readonly item: FindingItem; /** Lower case; what `q` looks in. */ readonly words: string };
export type Choice = Pick<FindingsQuery, "kind" | "band" | "supplier" | "state" | "q" | "sort">;

export const searchable = (item: FindingItem): Searchable => ({
  item,
  words: [item.title, ...item.supplierNames, ...item.supplierIds, ...item.documentIds].join(" ").toLowerCase(),
});

/** `all` is in rank order; the answer too, unless another order is asked for. */
export function selectFindings(all: readonly Searchable[], choice: Choice): FindingItem[] {
  const words = (choice.q ?? "").toLowerCase().split(/\s+/).filter((word) => word !== "");
  const chosen = all.filter(({ item, words: text }) =>
    (choice.kind === undefined || item.kind === choice.kind) &&
    (choice.band === undefined || item.band === choice.band) &&
    (choice.state === undefined || item.state === choice.state) &&
    (choice.supplier === undefined || item.supplierIds.includes(choice.supplier)) &&
    words.every((word) => text.includes(word)));
  return order(chosen.map(({ item }) => item), choice.sort);
}

/** By figure whatever the currency (there are no rates here); newest first puts what this run found first. */
function order(items: FindingItem[], sort: Choice["sort"]): FindingItem[] {
  const figure = ({ minor, currency }: Money): number => minor / 10 ** minorDigits(currency);
  if (sort === "amount") return items.sort((a, b) => figure(b.amountAtRisk) - figure(a.amountAtRisk) || a.rank - b.rank);
  // Run ids are time-ordered, so the later first sight is the larger id.
  if (sort === "newest") return items.sort((a, b) => (a.firstSeenRun === b.firstSeenRun ? a.rank - b.rank : a.firstSeenRun < b.firstSeenRun ? 1 : -1));
  return items;
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
