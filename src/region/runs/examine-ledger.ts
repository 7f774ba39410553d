/**
 * Examines one state of the ledger, in the worker: unseals it segment by segment into memory, runs the detectors,
 * compares with the run before, seals what was found. Documents that did not change since are not compared again; a ledger too big to be
 * compared at once is first divided (divide-run.ts) and comes back here when its parts are done.
 *
 * Crash story: findings of a run that is not done are seen by nobody. Killed before the last transaction, the job is
 * handed out again, forgets what it had stored, and begins anew; the engine gives the same findings. The last
 * transaction makes the run done, and with that its findings the site's findings.
 */
import { invariant } from "../../base/errors.ts";
import { newId, type RunId, type SiteId } from "../../base/ids.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { gatherEvidence } from "../../engine/report/report.ts";
import { bandOf, recalibrate, runDetectors, shownBy, type Finding, type Lesson, type RunResult, type Settings } from "../../engine/run/run.ts";
import { need, type JobActor } from "../../platform/access/access.ts";
import { judges, lessonsOf } from "../decisions/decisions.ts";
import { accountsOf, currentRunId, diffFindings, factsOf, forgetFindings, knownFindings, ledgerCodes, listingsOf, showEvidence, storeFindings, totalFindings, withinOf, type Judged, type ToStore } from "../findings/findings.ts";
import { loadLedger, manifestOf, withLedgerDb, type Manifest } from "../ledgers/ledgers.ts";
import { currentVersion, settingsOf } from "../parameters/parameters.ts";
import { askPreparing } from "../payment-runs/payment-runs.ts";
import { forgetPopulation, sealPopulation } from "../population/population.ts";
import type { RegionDeps } from "../region.deps.ts";
import { listsInUse, listsUsedBy, loadLists, noteUse, sayScreened, screenedBy, type ListInUse } from "../sanctions-lists/sanctions-lists.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { detectorName } from "./detector-names.ts";
import { divideRun, partCount } from "./divide-run.ts";
import { comparedByWorkers, comparedHere, type Comparing } from "./run-comparison.ts";
import { forgetEarlierParts, keepPart, partsOf, SURVEY, type PartOutcome } from "./run-parts.store.ts";
import type { Run } from "./runs.schema.ts";
import { runRow, sealRunOutcome } from "./runs.store.ts";

export type ReportProgress = (stage: string, done: number, total: number) => Promise<void>;
type Work = { readonly deps: RegionDeps; readonly actor: JobActor; readonly site: BorrowedSite; readonly runId: RunId; readonly progress: ReportProgress };

export async function examineLedger(deps: RegionDeps, actor: JobActor, siteId: SiteId, runId: RunId, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "runs", "start", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const work: Work = { deps, actor, site, runId, progress };
    const begun = await begin(work);
    if (!begun) return;
    const { manifest, parts, settings, lists } = begun;
    const count = partCount(deps, manifest);
    if (parts.size === 0 && count > 1) return divideRun(deps, actor, site, runId, manifest, count, progress);
    await withLedgerDb(deps, async (ledger) => {
      const rows = manifest.segments.reduce((sum, one) => sum + one.rowCount, 0);
      await loadLedger(deps, site, ledger, manifest.segments, (done) => progress("loading", done, rows));
      await loadLists(deps, site, ledger.db, lists);
      const comparing = parts.size > 0 ? comparedByWorkers(deps, site, parts) : await comparedHere(deps, site);
      const result = await runDetectors(ledger.db, { settings, comparison: comparing.comparison, onProgress: (stage, done, total) => void progress(stage, done, total).catch(() => undefined) });
      const { lessons } = await site.transact((tx) => lessonsOf(site, tx, deps.clock.now().getTime()));
      const learned = recalibrate(result.findings, lessons);
      const shown = learned.filter(shownBy(settings));
      const stored = await storeAll(work, ledger.db, shown);
      const population = await sealPopulation(site, runId, ledger.db, result.population);
      await finish(work, result, { ...stored, heldBack: learned.length - shown.length, screened: screenedBy(lists, deps.clock.now(), shown) }, lessons, population, comparing);
    });
  });
}

/**
 * Undefined when there is nothing to do: the job ran before and died after its last transaction, or parts of the run are still being compared.
 * `parts`: those of a divided run, survey included; empty when it is not divided.
 */
async function begin({ deps, site, runId }: Work): Promise<{ manifest: Manifest; parts: ReadonlyMap<number, PartOutcome>; settings: Settings; lists: ListInUse[] } | undefined> {
  return site.transact(async (tx) => {
    const row = await runRow(tx, runId);
    if (row.state === "done" || row.state === "failed") return undefined;
    const parts = await partsOf(site, tx, runId);
    if (parts.size > 0 && parts.size - 1 !== parts.get(SURVEY)?.parts) return undefined;
    await forgetFindings(tx, runId);
    await forgetPopulation(tx, runId);
    // Chosen once: a job that is done again uses the version it began with.
    const version = row.parameters_version ?? (await currentVersion(tx));
    await tx.updateTable("run").set({ state: "running", started_at: row.started_at ?? deps.clock.now(), engine_version: deps.engineVersion, parameters_version: version, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("run_id", "=", runId).execute();
    // After that update: whoever makes a newer list meanwhile sees a run that has begun, and puts another in line.
    const lists = row.parameters_version === null ? await listsInUse(site, tx) : await listsUsedBy(site, tx, runId);
    await noteUse(tx, lists, runId, deps.clock.now());
    const manifest = await manifestOf(site, tx, row.ledger_revision);
    invariant(manifest !== undefined, "a run examines a state of the ledger that was committed");
    return { manifest, parts, settings: await settingsOf(site, tx, version), lists };
  });
}

type Counts = { new: number; still: number; changed: number; gone: number };
type Stored = { readonly counts: Counts; readonly judged: readonly Judged[] };
/** Findings whose evidence is gathered at once, and rows that are written at once. */
const GATHERED = 1_000;
const WRITTEN = 250;

async function storeAll({ site, runId, progress }: Work, db: DuckDb, findings: readonly Finding[]): Promise<Stored> {
  const known = await site.transact(async (tx) => {
    const before = await currentRunId(tx);
    return before === undefined ? [] : knownFindings(site, tx, before);
  });
  const { placed, goneCount } = diffFindings(known, findings, runId, () => newId("fnd"));
  const judged: Judged[] = [];
  const counts: Counts = { new: 0, still: 0, changed: 0, gone: goneCount };
  for (let at = 0; at < placed.length; at += GATHERED) {
    const group = placed.slice(at, at + GATHERED);
    const engines = group.map(({ finding }) => finding);
    const { byFinding, supplierNames } = await gatherEvidence(db, engines);
    const codes = await ledgerCodes(db, engines);
    const accounts = await accountsOf(db, engines);
    const listings = await listingsOf(db, engines);
    const rows = group.map((one): ToStore => {
      counts[one.state] += 1;
      const found = byFinding.get(one.finding.id);
      invariant(found !== undefined, "every finding has evidence, be it empty");
      const evidence = showEvidence(one.finding, found, (id) => supplierNames.get(id));
      const facts = factsOf(one.finding, found, accounts, listings);
      judged.push({ finding: one.finding, facts });
      return { ...one, evidence, facts, within: withinOf(one.finding, found, evidence, codes), supplierNames: one.finding.supplierIds.map((id) => supplierNames.get(id) ?? id) };
    });
    for (let from = 0; from < rows.length; from += WRITTEN) {
      const batch = rows.slice(from, from + WRITTEN);
      await site.transact((tx) => storeFindings(site, tx, runId, batch));
      await progress("storing", at + from + batch.length, placed.length);
    }
  }
  return { counts, judged };
}

/** What people decided before, applied to what was found now; decisions made after this change what lists show, and not what the run says of itself. */
async function decisionsOn({ deps, site }: Work, tx: RegionTransaction, judged: readonly Judged[]): Promise<Run["decisions"]> {
  const judge = await judges.open(site, tx, deps.clock.now().getTime(), undefined);
  const counts = { open: 0, reopened: 0, confirmed: 0, dismissed: 0 };
  const setAside = new Map<string, number>();
  for (const one of judged) {
    const { state, decisionId } = judge.of(one);
    counts[state] += 1;
    if (state === "dismissed" && decisionId !== null) setAside.set(decisionId, (setAside.get(decisionId) ?? 0) + 1);
  }
  const { confirmed, dismissed, reopened } = counts;
  return { confirmed, dismissed, reopened, setAside: [...setAside].map(([decisionId, findings]) => ({ decisionId, findings })).sort((a, b) => b.findings - a.findings).slice(0, SET_ASIDE_TOLD) };
}

/** The test of names on sanctions lists: its coverage says which lists it used, or that it had none. */
const SCREENING = "MAS-06";
function sayCoverage(why: string, state: Run["coverage"][number]["state"], screened: Run["screened"]): string {
  if (state === "ran" || screened.length === 0) return sayScreened(screened);
  return `${why}. ${sayScreened(screened)}`;
}

/** Dismissals that a run names, those that set most aside. */
const SET_ASIDE_TOLD = 1_000;

async function finish(
  work: Work, result: RunResult, { counts, judged, heldBack, screened }: Stored & { readonly heldBack: number; readonly screened: Run["screened"] }, lessons: readonly Lesson[], sealedPopulation: Awaited<ReturnType<typeof sealPopulation>>, comparing: Comparing,
): Promise<void> {
  const { deps, actor, site, runId } = work;
  const totals = totalFindings(judged.map(({ finding }) => ({ kind: finding.kind, band: bandOf(finding.score), amountAtRisk: finding.amountAtRisk })));
  const coverage = result.coverage.map(({ detector, state, why }) => ({ detector, name: detectorName(detector), state, why: detector === SCREENING && state !== "off" ? sayCoverage(why, state, screened) : why }));
  const { compared, own } = comparing.outcome(result);
  await site.transact(async (tx) => {
    const row = await runRow(tx, runId);
    const decisions = await decisionsOn(work, tx, judged);
    const sealed = await sealRunOutcome(site.keys, runId, { totals, coverage, compared, decisions, lessons, heldBack, screened });
    await tx.updateTable("run").set({
      state: "done", finished_at: deps.clock.now(), new_count: counts.new, still_count: counts.still, changed_count: counts.changed, gone_count: counts.gone,
      sealed_outcome: sealed, sealed_population: sealedPopulation, revision: row.revision + 1,
    }).where("site_id", "=", site.siteId).where("run_id", "=", runId).execute();
    if (own !== undefined) await keepPart(site, tx, runId, 0, own);
    const now = deps.clock.now();
    await forgetEarlierParts(site, tx, runId, now, new Date(now.getTime() - deps.limits.looseBlobMs));
    await askPreparing(deps, tx, actor);
    await site.audit(tx, { act: "runs.finish", object: { kind: "run", id: runId }, after: { state: "done", parametersVersion: row.parameters_version }, detail: { counts, setAside: decisions.dismissed, reopened: decisions.reopened, timingsMs: result.timingsMs, ...(compared && { compared }) } });
  });
}
