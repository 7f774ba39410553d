/**
 * Examines one state of the ledger, in the worker: unseals it segment by segment into memory, runs the detectors,
 * compares with the run before, seals what was found.
 *
 * Crash story: findings of a run that is not done are seen by nobody. Killed before the last transaction, the job is
 * handed out again, forgets what it had stored, and begins anew; the engine gives the same findings. The last
 * transaction makes the run done, and with that its findings the site's findings.
 */
import { newId, type RunId, type SiteId } from "../../base/ids.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { documentsOf, runDetectors, type Finding, type RunResult } from "../../engine/run/run.ts";
import { need, type JobActor } from "../../platform/access/access.ts";
import { currentRunId, diffFindings, forgetFindings, knownFindings, showEvidence, storeFindings, totalFindings, type ToStore } from "../findings/findings.ts";
import { bandOf } from "../../engine/run/run.ts";
import { loadLedger, manifestOf, withLedgerDb, type Manifest } from "../ledgers/ledgers.ts";
import { invariant } from "../../base/errors.ts";
import { forgetPopulation, sealPopulation } from "../population/population.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { detectorName } from "./detector-names.ts";
import { runRow, sealRunOutcome } from "./runs.store.ts";

export type ReportProgress = (stage: string, done: number, total: number) => Promise<void>;
type Work = { readonly deps: RegionDeps; readonly site: BorrowedSite; readonly runId: RunId; readonly progress: ReportProgress };

export async function examineLedger(deps: RegionDeps, actor: JobActor, siteId: SiteId, runId: RunId, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "runs", "start", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const work: Work = { deps, site, runId, progress };
    const manifest = await begin(work);
    if (!manifest) return;
    await withLedgerDb(deps, async (ledger) => {
      const rows = manifest.segments.reduce((sum, one) => sum + one.rowCount, 0);
      await loadLedger(deps, site, ledger, manifest.segments, (done) => progress("loading", done, rows));
      const result = await runDetectors(ledger.db, { onProgress: (stage, done, total) => void progress(stage, done, total).catch(() => undefined) });
      const counts = await storeAll(work, ledger.db, result.findings);
      const population = await sealPopulation(site, runId, ledger.db, result.population);
      await finish(work, result, counts, population);
    });
  });
}

/** Undefined when it is over already: the job ran before and died after its last transaction. */
async function begin({ deps, site, runId }: Work): Promise<Manifest | undefined> {
  return site.transact(async (tx) => {
    const row = await runRow(tx, runId);
    if (row.state === "done" || row.state === "failed") return undefined;
    await forgetFindings(tx, runId);
    await forgetPopulation(tx, runId);
    await tx.updateTable("run").set({ state: "running", started_at: row.started_at ?? deps.clock.now(), engine_version: deps.engineVersion, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("run_id", "=", runId).execute();
    const manifest = await manifestOf(site, tx, row.ledger_revision);
    invariant(manifest !== undefined, "a run examines a state of the ledger that was committed");
    return manifest;
  });
}

type Counts = { new: number; still: number; changed: number; gone: number };
const BATCH = 250;

async function storeAll({ site, runId, progress }: Work, db: DuckDb, findings: readonly Finding[]): Promise<Counts> {
  const known = await site.transact(async (tx) => {
    const before = await currentRunId(tx);
    return before === undefined ? [] : knownFindings(site, tx, before);
  });
  const { placed, goneCount } = diffFindings(known, findings, runId, () => newId("fnd"));
  const names = await supplierNames(db);
  const counts: Counts = { new: 0, still: 0, changed: 0, gone: goneCount };
  for (let at = 0; at < placed.length; at += BATCH) {
    const batch: ToStore[] = [];
    for (const one of placed.slice(at, at + BATCH)) {
      counts[one.state] += 1;
      const evidence = showEvidence(one.finding, await documentsOf(db, one.finding), (id) => names.get(id));
      batch.push({ ...one, evidence, supplierNames: one.finding.supplierIds.map((id) => names.get(id) ?? id) });
    }
    await site.transact((tx) => storeFindings(site, tx, runId, batch));
    await progress("storing", at + batch.length, placed.length);
  }
  return counts;
}

async function supplierNames(db: DuckDb): Promise<ReadonlyMap<string, string>> {
  const rows = await db.all<{ id: string; name: string }>("SELECT supplier_id AS id, name FROM supplier WHERE name IS NOT NULL");
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function finish({ deps, site, runId }: Work, result: RunResult, counts: Counts, sealedPopulation: Awaited<ReturnType<typeof sealPopulation>>): Promise<void> {
  const totals = totalFindings(result.findings.map((finding) => ({ kind: finding.kind, band: bandOf(finding.score), amountAtRisk: finding.amountAtRisk })));
  const coverage = result.coverage.map(({ detector, state, why }) => ({ detector, name: detectorName(detector), state, why }));
  const sealed = await sealRunOutcome(site.keys, runId, { totals, coverage });
  await site.transact(async (tx) => {
    const row = await runRow(tx, runId);
    await tx.updateTable("run").set({
      state: "done", finished_at: deps.clock.now(), new_count: counts.new, still_count: counts.still, changed_count: counts.changed, gone_count: counts.gone,
      sealed_outcome: sealed, sealed_population: sealedPopulation, revision: row.revision + 1,
    }).where("site_id", "=", site.siteId).where("run_id", "=", runId).execute();
    await site.audit(tx, { act: "runs.finish", object: { kind: "run", id: runId }, after: { state: "done" }, detail: { counts, timingsMs: result.timingsMs } });
  });
}
