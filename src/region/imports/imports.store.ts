/** Rows of imports, and what is sealed in them. */
import type { Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { Day } from "../../base/day.ts";
import type { ImportId, UploadId } from "../../base/ids.ts";
import { progressOf, type JobProgress } from "../../platform/jobs/jobs.ts";
import type { SealedRow, SiteKeys } from "../../platform/vault/vault.ts";
import type { TableMapping } from "../mappings/mappings.ts";
import type { Progress, RefusalNote } from "../region.schema.ts";
import type { RegionTables } from "../region.store.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Import, ImportFile, Problem } from "./imports.schema.ts";

export type ImportPlan = {
  readonly askedByName: string;
  readonly files: readonly { readonly uploadId: UploadId; readonly fileName: string; readonly sha256: string; readonly tables: readonly TableMapping[] }[];
};
export type ImportOutcome = {
  readonly files: readonly ImportFile[];
  readonly totals: Import["totals"];
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
  readonly problemSample: readonly Problem[];
  readonly refusal?: RefusalNote;
};
export type ImportRow = Selectable<RegionTables["import"]>;

export const sealPlan = (keys: SiteKeys, id: ImportId, plan: ImportPlan): Promise<SealedRow> => keys.sealJson({ kind: "import.plan", object: id }, plan);
export const sealOutcome = (keys: SiteKeys, id: ImportId, outcome: ImportOutcome): Promise<SealedRow> => keys.sealJson({ kind: "import.outcome", object: id }, outcome);
export const openPlan = async (keys: SiteKeys, row: ImportRow): Promise<ImportPlan> =>
  (await keys.openJson({ kind: "import.plan", object: row.import_id }, row.sealed_plan)) as ImportPlan;
export const problemsPlace = (id: ImportId) => ({ kind: "import.problems", object: id });

export async function importRow(tx: RegionTransaction, importId: ImportId): Promise<ImportRow> {
  const row = await tx.selectFrom("import").selectAll().where("site_id", "=", tx.siteId).where("import_id", "=", importId).executeTakeFirst();
  if (!row) throw notFound("import");
  return row;
}

const EMPTY: ImportOutcome = { files: [], totals: [], firstDay: null, lastDay: null, problemSample: [] };

export async function showImport(site: BorrowedSite, tx: RegionTransaction, row: ImportRow): Promise<Import> {
  const plan = await openPlan(site.keys, row);
  const outcome = row.sealed_outcome ? ((await site.keys.openJson({ kind: "import.outcome", object: row.import_id }, row.sealed_outcome)) as ImportOutcome) : EMPTY;
  const open = row.state === "queued" || row.state === "reading" || row.state === "committing";
  const job = open ? await progressOf(tx, row.job_id) : undefined;
  return {
    id: row.import_id,
    // The queue knows when it gave up; the row of a job that died stays as it was.
    state: open && job?.state === "failed" ? "failed" : row.state,
    unchanged: row.unchanged, replaces: row.replaces_all ? "all" : null, progress: showProgress(job),
    files: [...outcome.files], totals: [...outcome.totals], firstDay: outcome.firstDay, lastDay: outcome.lastDay,
    problems: { count: row.problem_count, sample: [...outcome.problemSample] },
    ...(outcome.refusal && { refusal: outcome.refusal }),
    runId: row.run_id, askedAt: row.asked_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, finishedAt: row.finished_at?.toISOString() ?? null,
    by: { id: row.asked_by, name: plan.askedByName },
  };
}

/** Stages as the job reports them, in words, and what is counted. */
const STAGES: Readonly<Record<string, readonly [words: string, unit: string]>> = {
  loading: ["Opening the ledger", "rows"],
  reading: ["Reading the files", "bytes"],
  storing: ["Sealing the ledger", "rows"],
  committing: ["Committing", "steps"],
};

function showProgress(job: JobProgress | undefined): Progress | null {
  if (!job) return null;
  const [stage, unit] = STAGES[job.stage] ?? ["Waiting", "steps"];
  return { stage, done: job.done, total: job.total, unit };
}
