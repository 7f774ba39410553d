/** The population of the newest run that is done, and the documents behind one of its figures. */
import type { RunId, SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { currentRunId } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { SETS, type LensWithRows, type PopulationAnswer, type PopulationRows, type PopulationRowsQuery } from "./population.schema.ts";
import { lensPage, type LensRows } from "./seal-lenses.ts";
import { digitsPage, pagePlace, populationPlace, repeatedPage, ROWS_KEPT, type SealedPopulation } from "./seal-population.ts";

export async function readPopulation(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<PopulationAnswer> {
  need(actor, siteId, "population", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const found = await newest(site, tx);
      await site.auditRead(tx, "population.read", { kind: "site", id: siteId }, found ? 1 : 0);
      return found ? { runId: found.runId, ...found.population, lenses: found.population.lenses ?? null } : { runId: null, rows: 0, sets: [], lenses: null };
    }));
}

type Newest = { readonly runId: RunId; readonly population: SealedPopulation };

async function newest(site: BorrowedSite, tx: RegionTransaction): Promise<Newest | undefined> {
  const runId = await currentRunId(tx);
  if (runId === undefined) return undefined;
  const row = await tx.selectFrom("run").select("sealed_population").where("site_id", "=", site.siteId).where("run_id", "=", runId).executeTakeFirst();
  if (!row?.sealed_population) return undefined;
  return { runId, population: (await site.keys.openJson(populationPlace(runId), row.sealed_population)) as SealedPopulation };
}

const NONE: PopulationRows = { rows: [], total: 0, capped: false };

export async function readPopulationRows(deps: RegionDeps, actor: Actor, siteId: SiteId, query: PopulationRowsQuery): Promise<PopulationRows> {
  need(actor, siteId, "population", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const found = await newest(site, tx);
      const answer = (found && (query.lens === undefined ? await rowsOfSet(site, tx, found, query) : await rowsOfLens(site, tx, found, query.lens, query.row ?? 0))) ?? NONE;
      if (found) await site.auditRead(tx, "population.rows", { kind: "run", id: found.runId }, answer.rows.length, answer.rows.map(({ docId }) => docId));
      return answer;
    }));
}

async function rowsOfSet(site: BorrowedSite, tx: RegionTransaction, { runId, population }: Newest, query: PopulationRowsQuery): Promise<PopulationRows | undefined> {
  const wanted = pageFor(population, query);
  if (!wanted) return undefined;
  const rows = ((await openPage(site, tx, runId, wanted.page)) ?? []) as PopulationRows["rows"];
  return { rows, total: wanted.total, capped: wanted.total > ROWS_KEPT };
}

async function rowsOfLens(site: BorrowedSite, tx: RegionTransaction, { runId }: Newest, lens: LensWithRows, row: number): Promise<PopulationRows | undefined> {
  const kept = (await openPage(site, tx, runId, lensPage(lens, row))) as LensRows | undefined;
  return kept && { rows: kept.rows, total: kept.total, capped: kept.total > kept.rows.length };
}

async function openPage(site: BorrowedSite, tx: RegionTransaction, runId: RunId, page: number): Promise<unknown> {
  const row = await tx.selectFrom("population_page").select("sealed_rows").where("site_id", "=", site.siteId).where("run_id", "=", runId).where("page", "=", page).executeTakeFirst();
  return row && site.keys.openJson(pagePlace(runId, page), row.sealed_rows);
}

function pageFor({ sets }: SealedPopulation, query: PopulationRowsQuery): { page: number; total: number } | undefined {
  const at = SETS.indexOf(query.set);
  const set = sets[at];
  if (query.digits !== undefined) {
    const bar = set?.firstTwoDigits.find(({ digits }) => digits === query.digits);
    return bar && { page: digitsPage(at, bar.digits), total: bar.count };
  }
  const index = set?.repeatedAmounts.findIndex(({ amount }) => amount.minor === query.amountMinor && (query.currency === undefined || amount.currency === query.currency)) ?? -1;
  const repeated = set?.repeatedAmounts[index];
  return repeated && { page: repeatedPage(at, index), total: repeated.count };
}
