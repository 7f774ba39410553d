/** Examinations of the site's ledger, newest first, and one of them with its progress. */
import { parseId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import type { Run } from "./runs.schema.ts";
import { runRow, showRun } from "./runs.store.ts";

type Page = { readonly limit: number; readonly cursor?: string | undefined };

export async function listRuns(deps: RegionDeps, actor: Actor, siteId: SiteId, page: Page): Promise<{ items: Run[]; nextCursor: string | null; total: number }> {
  need(actor, siteId, "runs", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const offset = offsetOf(page.cursor);
      const { total } = await tx.selectFrom("run").select((row) => row.fn.countAll<number>().as("total")).where("site_id", "=", siteId).executeTakeFirstOrThrow();
      const rows = await tx.selectFrom("run").selectAll().where("site_id", "=", siteId)
        .orderBy("asked_at", "desc").orderBy("run_id", "desc").offset(offset).limit(page.limit).execute();
      const items: Run[] = [];
      for (const row of rows) items.push(await showRun(site, tx, row));
      await site.auditRead(tx, "runs.list", { kind: "site", id: siteId }, items.length, items.map(({ id }) => id));
      return { items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total };
    }));
}

export async function readRun(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Run> {
  need(actor, siteId, "runs", "read", deps.clock.now().getTime());
  const runId = parseId("run", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const run = await showRun(site, tx, await runRow(tx, runId));
      await site.auditRead(tx, "runs.read", { kind: "run", id: runId }, 1);
      return run;
    }));
}

/** For the overview, which has checked the right. */
export async function lastRun(site: BorrowedSite, tx: RegionTransaction): Promise<Run | null> {
  const row = await tx.selectFrom("run").selectAll().where("site_id", "=", site.siteId).orderBy("asked_at", "desc").orderBy("run_id", "desc").limit(1).executeTakeFirst();
  return row ? showRun(site, tx, row) : null;
}

/** What the newest run that is done screened against; for the page of lists, which has checked the right. */
export async function lastScreened(site: BorrowedSite, tx: RegionTransaction): Promise<{ done: { runId: string; finishedAt: Date | null; lists: Run["screened"] } | undefined; examining: boolean }> {
  const newest = await lastRun(site, tx);
  const row = await tx.selectFrom("run").selectAll().where("site_id", "=", site.siteId).where("state", "=", "done").orderBy("asked_at", "desc").orderBy("run_id", "desc").limit(1).executeTakeFirst();
  const done = row && { runId: row.run_id, finishedAt: row.finished_at, lists: (await showRun(site, tx, row)).screened };
  return { done, examining: newest?.state === "queued" || newest?.state === "running" };
}

/** What the newest run that is done says of each test; for the tests' pages, which have checked the right. */
export async function lastCoverage(site: BorrowedSite, tx: RegionTransaction): Promise<ReadonlyMap<string, Pick<Run["coverage"][number], "state" | "why">>> {
  const row = await tx.selectFrom("run").selectAll().where("site_id", "=", site.siteId).where("state", "=", "done").orderBy("asked_at", "desc").orderBy("run_id", "desc").limit(1).executeTakeFirst();
  const coverage = row ? (await showRun(site, tx, row)).coverage : [];
  return new Map(coverage.map(({ detector, state, why }) => [detector, { state, why }]));
}
