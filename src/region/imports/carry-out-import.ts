/**
 * Carries out an import, in the worker: reads the files into an analysis database, seals the result, and commits it.
 *
 * Crash story: until the last transaction nothing of it counts. Killed before, the job is handed out again and begins
 * anew; the segments it had sealed are loose and swept. The last transaction makes the next state of the ledger the one
 * that counts, marks the files, remembers the mappings, and queues the run: all of it or none.
 */
import { Refusal } from "../../base/errors.ts";
import type { ImportId, SegmentId, SiteId } from "../../base/ids.ts";
import { problemsCsv } from "../../engine/report/report.ts";
import { need, type JobActor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { commitManifest, loadLedger, manifestOf, rowMarks, storeSegments, withLedgerDb, type LedgerSummary, type Manifest, type Segment } from "../ledgers/ledgers.ts";
import { rememberMapping } from "../mappings/mappings.ts";
import { queueRun } from "../runs/runs.ts";
import { keepBlobs, putBlob } from "../sealed-blobs/sealed-blobs.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { markImported, usableUpload } from "../uploads/uploads.ts";
import { importRow, openPlan, problemsPlace, sealOutcome, type ImportOutcome, type ImportPlan } from "./imports.store.ts";
import { contentKey, controlTotals, readFiles, showProblem, summaryOf, type FilesRead, type Reading } from "./read-files.ts";

export type ReportProgress = (stage: "loading" | "reading" | "storing" | "committing", done: number, total: number) => Promise<void>;
type Work = { readonly deps: RegionDeps; readonly site: BorrowedSite; readonly importId: ImportId; readonly actor: JobActor; readonly progress: ReportProgress };

export async function carryOutImport(deps: RegionDeps, actor: JobActor, siteId: SiteId, importId: ImportId, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "imports", "commit", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const begun = await begin(deps, site, importId);
    if (!begun) return;
    const work: Work = { deps, site, importId, actor, progress };
    try {
      if (begun.readings.length === 0) await commitUnchanged(work, begun);
      else await readAndCommit(work, begun);
    } catch (error) {
      // What is wrong with the files is the outcome. What is wrong with us is tried again.
      if (!(error instanceof Refusal) || error.kind === "unavailable") throw error;
      await refuse(work, error);
    }
  });
}

type Begun = { readonly plan: ImportPlan; readonly replacesAll: boolean; readonly readings: readonly Reading[]; readonly base: Manifest | undefined };

/** Undefined when it is over already: the job ran before and died after its last transaction. */
async function begin(deps: RegionDeps, site: BorrowedSite, importId: ImportId): Promise<Begun | undefined> {
  return site.transact(async (tx) => {
    const row = await importRow(tx, importId);
    if (row.state === "committed" || row.state === "refused" || row.state === "failed") return undefined;
    const plan = await openPlan(site.keys, row);
    const base = await manifestOf(site, tx);
    const readings: Reading[] = [];
    for (const file of plan.files) {
      const upload = await usableUpload(site, tx, file.uploadId);
      for (const mapping of file.tables) readings.push({ upload, mapping, key: contentKey(upload.sha256, mapping) });
    }
    await tx.updateTable("import").set({ state: "reading", started_at: row.started_at ?? deps.clock.now(), revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("import_id", "=", importId).execute();
    return { plan, base, replacesAll: row.replaces_all, readings: row.replaces_all ? (sameContents(base, readings) ? [] : stillUnread(undefined, readings)) : stillUnread(base, readings) };
  });
}

/** Content that the ledger holds already is not read again, whatever the file is called now. */
function stillUnread(base: Manifest | undefined, readings: readonly Reading[]): Reading[] {
  const held = new Set(base?.summary.contents.map(({ key }) => key));
  return readings.filter(({ key }) => {
    const first = !held.has(key);
    held.add(key);
    return first;
  });
}

function sameContents(base: Manifest | undefined, readings: readonly Reading[]): boolean {
  const face = (contents: LedgerSummary["contents"]): string => contents.map(({ key, mapping }) => `${key} ${mapping}`).sort().join("\n");
  return base !== undefined && face(base.summary.contents) === face(readings.map(contentOf));
}

const contentOf = ({ upload, mapping, key }: Reading): LedgerSummary["contents"][number] => ({ key, mapping: JSON.stringify(mapping), fileName: upload.fileName });

async function readAndCommit(work: Work, begun: Begun): Promise<void> {
  const { deps, site, progress } = work;
  await withLedgerDb(deps, async (ledger) => {
    const before: readonly Segment[] = begun.replacesAll ? [] : (begun.base?.segments ?? []);
    const rowsBefore = before.reduce((sum, one) => sum + one.rowCount, 0);
    await loadLedger(deps, site, ledger, before, (rows) => progress("loading", rows, rowsBefore));
    const marks = await rowMarks(ledger);
    const read = await readFiles(deps, site, ledger, begun.readings, (done, total) => progress("reading", done, total));
    const totals = await controlTotals(ledger, marks);
    const summary = await summaryOf(ledger);
    const rowsTotal = Object.values(summary.rows).reduce((sum, count) => sum + count, 0) - rowsBefore;
    await setState(work, "committing");
    const stored = await storeSegments(deps, site, ledger, before, marks, (rows) => progress("storing", rows, Math.max(rows, rowsTotal)));
    const problemsBlob = read.problemCount === 0 ? undefined : await putBlob(deps, site, () => problemsPlace(work.importId), Buffer.from(problemsCsv(read.problems), "utf8"));
    await progress("committing", 0, 1);
    await commit(work, begun, read, {
      outcome: { files: [...alreadyHeld(begun), ...read.files], ...totals, problemSample: read.problems.slice(0, 20).map(showProblem) },
      summary: {
        ...summary,
        contents: [...(begun.replacesAll ? [] : (begun.base?.summary.contents ?? [])), ...begun.readings.map(contentOf)],
        fields: [...new Set([...(begun.replacesAll ? [] : (begun.base?.summary.fields ?? [])), ...read.fields])].sort(),
      },
      ...stored, problemsBlob,
    });
  });
}

type Result = { outcome: ImportOutcome; summary: LedgerSummary; segments: Segment[]; fresh: SegmentId[]; problemsBlob: SegmentId | undefined };

async function commit({ deps, site, importId, actor }: Work, begun: Begun, read: FilesRead, result: Result): Promise<void> {
  const sealed = await sealOutcome(site.keys, importId, result.outcome);
  await site.transact(async (tx) => {
    const now = deps.clock.now();
    const row = await importRow(tx, importId);
    const ledgerRevision = await commitManifest(site, tx, { importId, based: begun.base?.revision ?? 0, summary: result.summary, segments: result.segments, fresh: result.fresh, now });
    for (const { headingIndex, mapping } of read.confirmed) await rememberMapping(site, tx, headingIndex, mapping, now);
    await markImported(tx, begun.plan.files.map(({ uploadId }) => uploadId));
    if (result.problemsBlob !== undefined) await keepBlobs(tx, [result.problemsBlob]);
    const runId = await queueRun(deps, site, tx, actor, { importId, ledgerRevision });
    await tx.updateTable("import").set({
      state: "committed", finished_at: now, run_id: runId, problem_count: read.problemCount, problems_blob_id: result.problemsBlob ?? null, sealed_outcome: sealed, revision: row.revision + 1,
    }).where("site_id", "=", site.siteId).where("import_id", "=", importId).execute();
    await site.audit(tx, {
      act: "imports.commit", object: { kind: "import", id: importId }, before: { ledgerRevision: ledgerRevision - 1 }, after: { ledgerRevision },
      detail: { totals: result.outcome.totals, problems: read.problemCount, files: result.outcome.files },
    });
  });
}

/** Files of the plan that the ledger holds already. */
function alreadyHeld({ plan, readings }: Begun): ImportOutcome["files"] {
  const toRead = new Set(readings.map(({ key }) => key));
  return plan.files.flatMap(({ fileName, sha256, tables }) =>
    tables.filter((mapping) => !toRead.has(contentKey(sha256, mapping))).map(({ table }) => ({
      fileName, table, rowsRead: 0, rowsTaken: 0, rowsWithProblems: 0, linesJoined: 0, alreadyInLedger: true,
      notes: ["The ledger holds this file already; nothing was changed."],
    })));
}

async function commitUnchanged({ deps, site, importId }: Work, begun: Begun): Promise<void> {
  const sealed = await sealOutcome(site.keys, importId, { files: alreadyHeld(begun), totals: [], firstDay: null, lastDay: null, problemSample: [] });
  await site.transact(async (tx) => {
    const row = await importRow(tx, importId);
    await markImported(tx, begun.plan.files.map(({ uploadId }) => uploadId));
    await tx.updateTable("import").set({ state: "committed", unchanged: true, finished_at: deps.clock.now(), sealed_outcome: sealed, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("import_id", "=", importId).execute();
    await site.audit(tx, { act: "imports.commit", object: { kind: "import", id: importId }, detail: { unchanged: true } });
  });
}

async function refuse({ deps, site, importId }: Work, refusal: Refusal): Promise<void> {
  const note = { code: refusal.code, message: refusal.message, details: [...refusal.details] };
  const sealed = await sealOutcome(site.keys, importId, { files: [], totals: [], firstDay: null, lastDay: null, problemSample: [], refusal: note });
  await site.transact(async (tx) => {
    const row = await importRow(tx, importId);
    await tx.updateTable("import").set({ state: "refused", finished_at: deps.clock.now(), sealed_outcome: sealed, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("import_id", "=", importId).execute();
    await site.audit(tx, { act: "imports.refuse", object: { kind: "import", id: importId }, detail: { code: refusal.code } });
  });
}

async function setState({ site, importId }: Work, state: "committing"): Promise<void> {
  await site.transact((tx) => tx.updateTable("import").set((row) => ({ state, revision: row("revision", "+", 1) }))
    .where("site_id", "=", site.siteId).where("import_id", "=", importId).execute());
}
