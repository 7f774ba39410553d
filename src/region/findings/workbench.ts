/**
 * The workbench: unsealed findings of the sites that people are looking at, in memory, so that any list or filter is
 * quick. PostgreSQL is the truth: every use asks which run counts, and another run than the one held is loaded anew.
 *
 * Plain arrays and not a second DuckDB: 20,000 findings filter, sort and add up in a few milliseconds
 * (docs/decisions/0006-workbench.md). What does not fit the budget is dropped, least recently used first; it can be
 * dropped at any moment. Whoever uses it has borrowed the site's keys for the same request, so a withdrawn key shows nothing.
 */
import type { FindingId, RunId, SiteId } from "../../base/ids.ts";
import { type CompanyCodes, seesAll } from "../../platform/access/access.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { titleFor, type Within } from "./company-codes.ts";
import { currentRunId, readItems } from "./findings.store.ts";
import type { FindingItem, FindingTotals } from "./findings.schema.ts";
import { inOrder, searchable, totalFindings, type Choice, type Searchable } from "./select-findings.ts";

export type Bench = {
  readonly runId: RunId;
  /** In rank order. */
  readonly all: readonly Searchable[];
  /** Each order is made when it is first asked for. */
  readonly inOrder: (sort: Choice["sort"]) => readonly Searchable[];
  readonly at: ReadonlyMap<string, number>;
  readonly totals: FindingTotals;
  readonly bytes: number;
};

export type Workbench = {
  /** The findings of the run that counts; undefined when no run is done yet. */
  readonly of: (site: BorrowedSite, tx: RegionTransaction) => Promise<Bench | undefined>;
  readonly heldBytes: () => number;
  readonly drop: (siteId: SiteId) => void;
};

export function openWorkbench(budgetBytes: number): Workbench {
  const held = new Map<SiteId, Bench>();
  const loading = new Map<RunId, Promise<Bench>>();
  const heldBytes = (): number => [...held.values()].reduce((sum, bench) => sum + bench.bytes, 0);

  const keep = (siteId: SiteId, bench: Bench): void => {
    held.delete(siteId);
    if (bench.bytes > budgetBytes) return;
    held.set(siteId, bench); // last in the map: most recently used
    for (const oldest of held.keys()) {
      if (heldBytes() <= budgetBytes) break;
      held.delete(oldest);
    }
  };

  return {
    of: async (site, tx) => {
      const runId = await currentRunId(tx);
      if (runId === undefined) return undefined;
      const known = held.get(site.siteId);
      if (known?.runId === runId) {
        keep(site.siteId, known);
        return known;
      }
      const load = loading.get(runId) ?? loadBench(site, tx, runId).finally(() => loading.delete(runId));
      loading.set(runId, load);
      const bench = await load;
      keep(site.siteId, bench);
      return bench;
    },
    heldBytes,
    drop: (siteId) => void held.delete(siteId),
  };
}

async function loadBench(site: BorrowedSite, tx: RegionTransaction, runId: RunId): Promise<Bench> {
  const all: Searchable[] = [];
  let bytes = 0;
  for await (const { item, within, sealedBytes } of readItems(site, tx, runId)) {
    all.push(searchable(item, within));
    bytes += sealedBytes * 4; // two bytes a character, the parsed object and the words that are searched
  }
  return benchOf(runId, all, bytes);
}

/**
 * The bench as a reader of these company codes may use it: without what is not theirs, counted and ranked anew, searched in the words
 * they are shown. Made for each request and kept by nobody, so that no reader gets another's.
 */
export function benchFor(bench: Bench, codes: CompanyCodes): Bench {
  if (codes === "all") return bench;
  const own = bench.all.filter(({ within }) => seesAll(codes, within?.companyCodes))
    .map(({ item, within }, index) => searchable({ ...item, rank: index + 1, title: titleFor(item.title, within, codes) }, within));
  return benchOf(bench.runId, own, 0);
}

function benchOf(runId: RunId, all: readonly Searchable[], bytes: number): Bench {
  const orders = new Map<Choice["sort"], readonly Searchable[]>();
  const ordered = (sort: Choice["sort"]): readonly Searchable[] => {
    const known = orders.get(sort) ?? inOrder(all, sort);
    orders.set(sort, known);
    return known;
  };
  return { runId, all, inOrder: ordered, at: new Map(all.map(({ item }, index) => [item.id, index])), totals: totalFindings(all.map(({ item }) => item)), bytes };
}

export type Neighbours = { readonly previousId: FindingId | null; readonly nextId: FindingId | null };

export function neighboursOf(bench: Bench, findingId: FindingId): Neighbours & { readonly item: FindingItem | undefined; readonly within: Within | undefined } {
  const at = bench.at.get(findingId);
  const idAt = (index: number): FindingId | null => (bench.all[index]?.item.id as FindingId | undefined) ?? null;
  if (at === undefined) return { item: undefined, within: undefined, previousId: null, nextId: null };
  return { item: bench.all[at]?.item, within: bench.all[at]?.within, previousId: idAt(at - 1), nextId: idAt(at + 1) };
}
