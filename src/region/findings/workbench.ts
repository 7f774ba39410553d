/**
 * The workbench: unsealed findings of the sites that people are looking at, in memory, so that any list or filter is
 * quick. PostgreSQL is the truth: every use asks which run counts, and another run than the one held is loaded anew.
 *
 * Plain arrays and not a second DuckDB: 20,000 findings filter, sort and add up in a few milliseconds
 * (docs/decisions/0006-workbench.md). What does not fit the budget is dropped, least recently used first; it can be
 * dropped at any moment. Whoever uses it has borrowed the site's keys for the same request, so a withdrawn key shows nothing.
 */
import type { Clock } from "../../base/clock.ts";
import type { FindingId, RunId, SiteId } from "../../base/ids.ts";
import { type CompanyCodes, seesAll } from "../../platform/access/access.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { titleFor } from "./company-codes.ts";
import { currentRunId, readItems } from "./findings.store.ts";
import type { FindingItem, FindingTotals } from "./findings.schema.ts";
import type { Judge, JudgeSource } from "./judge.ts";
import { inOrder, isOpen, searchable, totalFindings, type Choice, type Searchable } from "./select-findings.ts";

export type Bench = {
  readonly runId: RunId;
  /** In rank order. */
  readonly all: readonly Searchable[];
  /** What somebody has to look at: nobody decided on it, or it is open again. */
  readonly open: readonly FindingItem[];
  /** Each order is made when it is first asked for. */
  readonly inOrder: (sort: Choice["sort"]) => readonly Searchable[];
  readonly at: ReadonlyMap<string, number>;
  /** Of the open ones. */
  readonly totals: FindingTotals;
  readonly bytes: number;
};

export type Workbench = {
  /** The findings of the run that counts; undefined when no run is done yet. */
  readonly of: (site: BorrowedSite, tx: RegionTransaction) => Promise<Bench | undefined>;
  readonly heldBytes: () => number;
  readonly drop: (siteId: SiteId) => void;
};

/** Findings as they were stored, and as the decisions of one revision judge them. */
type Held = { readonly stored: Bench; readonly judge: Judge; readonly bench: Bench };

/** @param judges what people decided; findings are judged anew when that has changed, or when a decision has expired. */
export function openWorkbench(budgetBytes: number, judges: JudgeSource, clock: Clock): Workbench {
  const held = new Map<SiteId, Held>();
  const loading = new Map<RunId, Promise<Bench>>();
  const heldBytes = (): number => [...held.values()].reduce((sum, { bench }) => sum + bench.bytes, 0);

  const keep = (siteId: SiteId, now: Held): void => {
    held.delete(siteId);
    if (now.bench.bytes > budgetBytes) return;
    held.set(siteId, now); // last in the map: most recently used
    for (const oldest of held.keys()) {
      if (heldBytes() <= budgetBytes) break;
      held.delete(oldest);
    }
  };

  const load = (site: BorrowedSite, tx: RegionTransaction, runId: RunId): Promise<Bench> => {
    const load = loading.get(runId) ?? loadBench(site, tx, runId).finally(() => loading.delete(runId));
    loading.set(runId, load);
    return load;
  };

  return {
    of: async (site, tx) => {
      const runId = await currentRunId(tx);
      if (runId === undefined) return undefined;
      const known = held.get(site.siteId);
      const nowMs = clock.now().getTime();
      const revision = await judges.revisionOf(tx);
      if (known?.stored.runId === runId && known.judge.revision === revision && nowMs < known.judge.untilMs) {
        keep(site.siteId, known);
        return known.bench;
      }
      const stored = known?.stored.runId === runId ? known.stored : await load(site, tx, runId);
      const judge = await judges.open(site, tx, nowMs, known?.judge);
      const bench = judgedBy(stored, judge);
      keep(site.siteId, { stored, judge, bench });
      return bench;
    },
    heldBytes,
    drop: (siteId) => void held.delete(siteId),
  };
}

async function loadBench(site: BorrowedSite, tx: RegionTransaction, runId: RunId): Promise<Bench> {
  const all: Searchable[] = [];
  let bytes = 0;
  for await (const { item, within, judged, sealedBytes } of readItems(site, tx, runId)) {
    all.push(searchable(item, within, judged));
    bytes += sealedBytes * 4; // two bytes a character, the parsed object and the words that are searched
  }
  return benchOf(runId, all, bytes);
}

const judgedBy = (stored: Bench, judge: Judge): Bench =>
  benchOf(stored.runId, stored.all.map((one) => (one.judged ? { ...one, item: { ...one.item, decision: judge.of(one.judged) } } : one)), stored.bytes);

/**
 * The bench as a reader of these company codes may use it: without what is not theirs, counted and ranked anew, searched in the words
 * they are shown. Made for each request and kept by nobody, so that no reader gets another's.
 */
export function benchFor(bench: Bench, codes: CompanyCodes): Bench {
  if (codes === "all") return bench;
  const own = bench.all.filter(({ within }) => seesAll(codes, within?.companyCodes))
    .map(({ item, within, judged }, index) => searchable({ ...item, rank: index + 1, title: titleFor(item.title, within, codes) }, within, judged));
  return benchOf(bench.runId, own, 0);
}

function benchOf(runId: RunId, all: readonly Searchable[], bytes: number): Bench {
  const orders = new Map<Choice["sort"], readonly Searchable[]>();
  const ordered = (sort: Choice["sort"]): readonly Searchable[] => {
    const known = orders.get(sort) ?? inOrder(all, sort);
    orders.set(sort, known);
    return known;
  };
  const open = all.map(({ item }) => item).filter(isOpen);
  return { runId, all, open, inOrder: ordered, at: new Map(all.map(({ item }, index) => [item.id, index])), totals: totalFindings(open), bytes };
}

export type Neighbours = { readonly previousId: FindingId | null; readonly nextId: FindingId | null };

/** Neighbours are the nearest open ones: whoever works through the queue is not led back to what is decided. */
export function neighboursOf(bench: Bench, findingId: FindingId): Neighbours & Partial<Pick<Searchable, "item" | "within" | "judged">> {
  const at = bench.at.get(findingId);
  if (at === undefined) return { previousId: null, nextId: null };
  const idOf = (one: Searchable | undefined): FindingId | null => (one?.item.id as FindingId | undefined) ?? null;
  const open = ({ item }: Searchable): boolean => isOpen(item);
  return { ...bench.all[at], previousId: idOf(bench.all.slice(0, at).findLast(open)), nextId: idOf(bench.all.slice(at + 1).find(open)) };
}
