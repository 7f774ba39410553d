/** Rows of runs, and what is sealed in them. */
import type { Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { RunId } from "../../base/ids.ts";
import type { Lesson } from "../../engine/run/run.ts";
import { progressOf, type JobProgress } from "../../platform/jobs/jobs.ts";
import type { SealedRow, SiteKeys } from "../../platform/vault/vault.ts";
import type { FindingTotals } from "../findings/findings.ts";
import type { Progress } from "../region.schema.ts";
import type { RegionTables } from "../region.store.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Run } from "./runs.schema.ts";

export type RunRow = Selectable<RegionTables["run"]>;
export type RunOutcome = { readonly totals: FindingTotals; readonly coverage: Run["coverage"]; readonly compared?: Run["compared"]; /** Absent: of a run from before there were any. */ readonly decisions?: Run["decisions"]; /** That its scores were moved by. */ readonly lessons?: readonly Lesson[]; /** Absent in runs from before there were parameters. */ readonly heldBack?: number; /** Absent in runs from before there were lists. */ readonly screened?: Run["screened"] };

export const sealRunOutcome = (keys: SiteKeys, id: RunId, outcome: RunOutcome): Promise<SealedRow> => keys.sealJson({ kind: "run.outcome", object: id }, outcome);

export async function runRow(tx: RegionTransaction, runId: RunId): Promise<RunRow> {
  const row = await tx.selectFrom("run").selectAll().where("site_id", "=", tx.siteId).where("run_id", "=", runId).executeTakeFirst();
  if (!row) throw notFound("run");
  return row;
}

/** The run, which nobody else changes until this transaction ends. */
export async function lockRun(tx: RegionTransaction, runId: RunId): Promise<RunRow> {
  const row = await tx.selectFrom("run").selectAll().where("site_id", "=", tx.siteId).where("run_id", "=", runId).forUpdate().executeTakeFirst();
  if (!row) throw notFound("run");
  return row;
}

/** How far the parts of a divided run are; undefined: it was not divided, or all are done. */
async function partsProgress(tx: RegionTransaction, runId: RunId): Promise<{ failed: boolean; progress: Progress } | undefined> {
  const parts = await tx.selectFrom("run_part").select(["state", "job_id"]).where("site_id", "=", tx.siteId).where("run_id", "=", runId).where("part", ">=", 0).execute();
  const open = parts.filter(({ state }) => state === "queued");
  if (open.length === 0) return undefined;
  let failed = false;
  for (const { job_id } of open) if (job_id !== null && (await progressOf(tx, job_id))?.state === "failed") failed = true;
  return { failed, progress: { stage: "Comparing the ledger in parts", done: parts.length - open.length, total: parts.length, unit: "parts" } };
}

export async function showRun(site: BorrowedSite, tx: RegionTransaction, row: RunRow): Promise<Run> {
  const outcome = row.sealed_outcome ? ((await site.keys.openJson({ kind: "run.outcome", object: row.run_id }, row.sealed_outcome)) as RunOutcome) : undefined;
  const open = row.state === "queued" || row.state === "running";
  const job = open ? await progressOf(tx, row.job_id) : undefined;
  const parts = open ? await partsProgress(tx, row.run_id) : undefined;
  return {
    id: row.run_id, importId: row.import_id, state: open && (job?.state === "failed" || parts?.failed) ? "failed" : row.state, progress: parts?.progress ?? showProgress(job),
    counts: {
      byKind: outcome?.totals.byKind ?? {}, byBand: outcome?.totals.byBand ?? {},
      new: row.new_count, still: row.still_count, changed: row.changed_count, gone: row.gone_count,
    },
    decisions: outcome?.decisions ?? { confirmed: 0, dismissed: 0, reopened: 0, setAside: [] }, exposure: outcome?.totals.exposure ?? [], coverage: outcome?.coverage ?? [], compared: outcome?.compared ?? null,
    engineVersion: row.engine_version, parametersVersion: row.parameters_version, heldBack: outcome?.heldBack ?? 0, screened: outcome?.screened ?? [],
    askedAt: row.asked_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** What moved the scores that are shown now: of the newest run that is done. */
export async function appliedLessons(site: BorrowedSite, tx: RegionTransaction, runId: RunId | undefined): Promise<readonly Lesson[]> {
  const row = runId && (await runRow(tx, runId));
  if (!row || row.sealed_outcome === null) return [];
  return ((await site.keys.openJson({ kind: "run.outcome", object: row.run_id }, row.sealed_outcome)) as RunOutcome).lessons ?? [];
}

/** Stages of ours; those of the engine come in its own words. */
const STAGES: Readonly<Record<string, readonly [words: string, unit: string]>> = {
  "": ["Waiting", "steps"],
  loading: ["Opening the ledger", "rows"],
  surveying: ["Surveying the ledger", "rows"],
  dividing: ["Dividing the ledger", "parts"],
  explaining: ["Collecting the evidence", "findings"],
  storing: ["Sealing the findings", "findings"],
};

export function showProgress(job: JobProgress | undefined): Progress | null {
  if (!job) return null;
  const [stage, unit] = STAGES[job.stage] ?? [job.stage, "steps"];
  return { stage, done: job.done, total: job.total, unit };
}
