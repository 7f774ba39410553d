/**
 * Divides a run whose ledger has more documents than one worker compares at once: surveys the ledger by a few of its columns, then puts
 * its parts in line, in one transaction.
 *
 * Crash story: killed before that transaction, the run's job is handed out again and surveys again. After it the run's job has nothing more to do:
 * the last part to be done puts the run in line again (compare-part.ts).
 */
import type { RunId } from "../../base/ids.ts";
import { surveyThin, THIN } from "../../engine/linkage/linkage.ts";
import type { JobActor } from "../../platform/access/access.ts";
import { loadLedger, withLedgerDb, type Manifest } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import { COMPARE_PART } from "./run-queue.ts";
import { keepPart, sealPieces, SURVEY } from "./run-parts.store.ts";
import { lockRun } from "./runs.store.ts";

const MOST_PARTS = 200;

/** 1: not divided. */
export function partCount(deps: RegionDeps, { segments }: Manifest): number {
  const documents = segments.filter(({ table }) => table === "invoice").reduce((sum, { rowCount }) => sum + rowCount, 0);
  return Math.min(MOST_PARTS, Math.max(1, Math.ceil(documents / deps.limits.comparedDocuments)));
}

export async function divideRun(
  deps: RegionDeps, actor: JobActor, site: BorrowedSite, runId: RunId, manifest: Manifest, of: number, progress: (stage: string, done: number, total: number) => Promise<void>,
): Promise<void> {
  const segments = manifest.segments.filter(({ table }) => table === "invoice" || table === "supplier");
  const rows = segments.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const pieces = await withLedgerDb(deps, async (ledger) => {
    await loadLedger(deps, site, ledger, segments, (done) => progress("surveying", done, rows), (table) => (table === "invoice" ? { columns: THIN } : {}));
    return sealPieces(deps, site, surveyThin(ledger.db, () => undefined));
  });
  await progress("dividing", 0, of);
  await site.transact(async (tx) => {
    const row = await lockRun(tx, runId);
    const known = await tx.selectFrom("run_part").select("part").where("site_id", "=", site.siteId).where("run_id", "=", runId).limit(1).executeTakeFirst();
    if (row.state !== "running" || known !== undefined) return; // somebody else divided it; our blobs stay loose
    await keepPart(site, tx, runId, SURVEY, { pieces, documents: 0, of: 0, doubted: false, parts: of });
    for (let part = 0; part < of; part++) {
      const jobId = await deps.jobs.send(tx, COMPARE_PART, { site: site.siteId, run: runId, part }, actor);
      await tx.insertInto("run_part").values({ site_id: site.siteId, run_id: runId, part, state: "queued", job_id: jobId }).execute();
    }
  });
}
