/**
 * Compares one part of a divided run: the families of that part with all of their documents, and nothing else of the ledger in memory.
 *
 * Crash story: killed before its transaction, the part is handed out again and what it had sealed is swept; after it, there is nothing left to do. The
 * transaction locks the run, so that of two parts that end at once one sees the other: the last one puts the run in line again, exactly once.
 */
import { invariant } from "../../base/errors.ts";
import type { RunId, SiteId } from "../../base/ids.ts";
import { comparePart } from "../../engine/linkage/linkage.ts";
import { need, type JobActor } from "../../platform/access/access.ts";
import { loadLedger, manifestOf, withLedgerDb } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import type { ReportProgress } from "./examine-ledger.ts";
import { EXAMINE_LEDGER } from "./run-queue.ts";
import { keepPart, keptPieces, openPieces, partsOf, sealPieces, SURVEY, type PartOutcome, type SealedPiece } from "./run-parts.store.ts";
import { lockRun, runRow } from "./runs.store.ts";

/** What the duplicate tests read of a part. */
const COMPARED_TABLES = ["invoice", "statement_line"];

export async function comparePartOfRun(deps: RegionDeps, actor: JobActor, siteId: SiteId, runId: RunId, part: number, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "runs", "start", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const begun = await site.transact(async (tx) => {
      const row = await runRow(tx, runId);
      const parts = await partsOf(site, tx, runId);
      if (row.state !== "running" || parts.has(part)) return undefined; // done before, by a worker that died after its transaction
      const survey = parts.get(SURVEY);
      const manifest = await manifestOf(site, tx, row.ledger_revision);
      invariant(survey?.parts !== undefined && manifest !== undefined, "a part belongs to a run that was surveyed");
      return { survey: survey.pieces, of: survey.parts, segments: manifest.segments.filter(({ table }) => COMPARED_TABLES.includes(table)), kept: await keptPieces(site, tx, deps.engineVersion) };
    });
    if (begun === undefined) return;
    const rows = begun.segments.reduce((sum, { rowCount }) => sum + rowCount, 0);
    const outcome = await withLedgerDb(deps, async (ledger): Promise<PartOutcome> => {
      let pieces: SealedPiece[] = [];
      const where = "supplier_id IN (SELECT supplier_id FROM supplier_key)";
      const compared = await comparePart(ledger.db, {
        survey: openPieces(deps, site, begun.survey), kept: openPieces(deps, site, begun.kept), part: { part, of: begun.of },
        load: () => loadLedger(deps, site, ledger, begun.segments, (done) => progress("loading", done, rows), () => ({ where })),
        onStage: (stage) => void progress(stage, 0, 0).catch(() => undefined),
      }, async (written) => void (pieces = await sealPieces(deps, site, written)));
      return { pieces, ...compared };
    });
    await progress("storing", 0, 1);
    await site.transact(async (tx) => {
      const row = await lockRun(tx, runId);
      const parts = await tx.selectFrom("run_part").select(["part", "state"]).where("site_id", "=", siteId).where("run_id", "=", runId).execute();
      if (row.state !== "running" || !parts.some((one) => one.part === part && one.state === "queued")) return;
      await keepPart(site, tx, runId, part, outcome);
      if (parts.some((one) => one.part !== part && one.state === "queued")) return;
      const jobId = await deps.jobs.send(tx, EXAMINE_LEDGER, { site: siteId, run: runId }, actor);
      await tx.updateTable("run").set({ job_id: jobId, revision: row.revision + 1 }).where("site_id", "=", siteId).where("run_id", "=", runId).execute();
    });
  });
}
