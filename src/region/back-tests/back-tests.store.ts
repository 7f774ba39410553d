/** Trials and what they found, as they are stored. */
import type { Selectable } from "kysely";
import { progressOf } from "../../platform/jobs/jobs.ts";
import type { SealedRow } from "../../platform/vault/vault.ts";
import { currentVersion } from "../parameters/parameters.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTables } from "../region.store.ts";
import { showProgress } from "../runs/runs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { SIDES, type BackTest, type DifferenceItem, type Outcome, type Side } from "./back-tests.schema.ts";

export type BackTestRow = Selectable<RegionTables["back_test"]>;
type Place = Pick<BackTestRow, "version" | "attempt">;
/** `sizes`: how many findings each side has; its pages follow each other, side by side. */
export type SealedOutcome = { readonly shown: Outcome; readonly sizes: Readonly<Record<Side, number>> };

const outcomePlace = ({ version, attempt }: Place) => ({ kind: "back_test.outcome", object: `${version}.${attempt}` });
const pagePlace = ({ version, attempt }: Place, page: number) => ({ kind: "back_test_page.rows", object: `${version}.${attempt}`, position: page });
export const PAGE_ROWS = 100;

export const sealBackTest = (site: BorrowedSite, of: Place, outcome: SealedOutcome): Promise<SealedRow> => site.keys.sealJson(outcomePlace(of), outcome);
export const openBackTest = async (site: BorrowedSite, row: Place & { readonly sealed_outcome: Uint8Array }): Promise<SealedOutcome> =>
  (await site.keys.openJson(outcomePlace(row), row.sealed_outcome)) as SealedOutcome;

export async function newestBackTest(tx: RegionTransaction, version: number): Promise<BackTestRow | undefined> {
  return tx.selectFrom("back_test").selectAll().where("site_id", "=", tx.siteId).where("version", "=", version).orderBy("attempt", "desc").limit(1).executeTakeFirst();
}

export async function storePage(site: BorrowedSite, tx: RegionTransaction, of: Place, page: number, rows: readonly DifferenceItem[]): Promise<void> {
  await tx.insertInto("back_test_page").values({ site_id: site.siteId, version: of.version, attempt: of.attempt, page, sealed_rows: await site.keys.sealJson(pagePlace(of, page), rows) }).execute();
}

export async function forgetPages(tx: RegionTransaction, of: Place): Promise<void> {
  await tx.deleteFrom("back_test_page").where("site_id", "=", tx.siteId).where("version", "=", of.version).where("attempt", "=", of.attempt).execute();
}

/** Where a side's pages begin. */
const firstPage = (sizes: SealedOutcome["sizes"], side: Side): number =>
  SIDES.slice(0, SIDES.indexOf(side)).reduce((sum, one) => sum + Math.ceil(sizes[one] / PAGE_ROWS), 0);

/** All of a side, page by page. */
export async function* differencesOf(site: BorrowedSite, tx: RegionTransaction, of: Place, sizes: SealedOutcome["sizes"], side: Side, fromPage = 0): AsyncGenerator<readonly DifferenceItem[]> {
  const first = firstPage(sizes, side);
  for (let page = first + fromPage; page < first + Math.ceil(sizes[side] / PAGE_ROWS); page += 1) {
    const row = await tx.selectFrom("back_test_page").select("sealed_rows").where("site_id", "=", tx.siteId).where("version", "=", of.version).where("attempt", "=", of.attempt).where("page", "=", page).executeTakeFirstOrThrow();
    yield (await site.keys.openJson(pagePlace(of, page), row.sealed_rows)) as readonly DifferenceItem[];
  }
}

/** Whether the draft could be switched on by this trial, as far as the trial goes. */
export async function isOutdated(deps: RegionDeps, tx: RegionTransaction, row: BackTestRow): Promise<boolean> {
  const { ledger_revision } = await tx.selectFrom("site").select("ledger_revision").where("site_id", "=", tx.siteId).executeTakeFirstOrThrow();
  return row.ledger_revision !== ledger_revision || row.baseline_version !== (await currentVersion(tx)) || (row.engine_version ?? deps.engineVersion) !== deps.engineVersion;
}

export async function showBackTest(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, row: BackTestRow): Promise<BackTest> {
  const open = row.state !== "done";
  const job = open ? await progressOf(tx, row.job_id) : undefined;
  return {
    version: row.version, attempt: row.attempt, baselineVersion: row.baseline_version, state: open && job?.state === "failed" ? "failed" : row.state,
    outdated: await isOutdated(deps, tx, row), progress: showProgress(job), runId: row.run_id,
    askedAt: row.asked_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, finishedAt: row.finished_at?.toISOString() ?? null,
    outcome: row.sealed_outcome === null ? null : (await openBackTest(site, { ...row, sealed_outcome: row.sealed_outcome })).shown,
  };
}
