/** The progress a site may see: read by its people, written by the queue only. */
import { sql } from "kysely";
import type { Id } from "../../base/ids.ts";
import type { SiteTransaction } from "../postgres/postgres.ts";

export type JobState = "queued" | "running" | "retrying" | "done" | "failed";

export type JobProgress = {
  readonly jobId: Id<"job">;
  readonly queue: string;
  readonly state: JobState;
  /** What is being done now, a stable code: `reading`, `detecting`. */
  readonly stage: string;
  /** Units of the stage; total 0 when unknown. */
  readonly done: number;
  readonly total: number;
  readonly attempt: number;
  /** A refusal's stable code, or `internal`; null unless failed or retrying. */
  readonly failure: string | null;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Grows with each change; what a live view compares. */
  readonly revision: number;
};

const COLUMNS = sql`job_id AS "jobId", queue, state, stage, done, total, attempt, failure, queued_at AS "queuedAt",
  started_at AS "startedAt", ended_at AS "endedAt", revision`;

export async function progressOf(tx: SiteTransaction, jobId: Id<"job">): Promise<JobProgress | undefined> {
  const found = await sql<JobProgress>`
    SELECT ${COLUMNS} FROM job_progress WHERE site_id = ${tx.siteId} AND job_id = ${jobId}`.execute(tx);
  return found.rows[0];
}

export async function listProgress(tx: SiteTransaction, limit = 50): Promise<readonly JobProgress[]> {
  const found = await sql<JobProgress>`
    SELECT ${COLUMNS} FROM job_progress WHERE site_id = ${tx.siteId}
    ORDER BY queued_at DESC LIMIT ${Math.min(limit, 500)}`.execute(tx);
  return found.rows;
}

export async function insertQueued(tx: SiteTransaction, jobId: string, queue: string, cause: string): Promise<void> {
  await sql`INSERT INTO job_progress (site_id, job_id, queue, state, cause)
    VALUES (${tx.siteId}, ${jobId}, ${queue}, 'queued', ${cause})`.execute(tx);
}

export type ProgressChange = {
  readonly state: JobState;
  readonly stage?: string;
  readonly done?: number;
  readonly total?: number;
  readonly attempt?: number;
  readonly failure?: string | null;
};

export async function changeProgress(tx: SiteTransaction, jobId: string, change: ProgressChange): Promise<void> {
  const ended = change.state === "done" || change.state === "failed";
  await sql`UPDATE job_progress SET
      state = ${change.state},
      stage = coalesce(${change.stage ?? null}::text, stage),
      done = coalesce(${change.done ?? null}::bigint, done),
      total = coalesce(${change.total ?? null}::bigint, total),
      attempt = coalesce(${change.attempt ?? null}::integer, attempt),
      failure = ${change.failure ?? null},
      started_at = coalesce(started_at, CASE WHEN ${change.state === "queued"} THEN NULL ELSE now() END),
      ended_at = CASE WHEN ${ended} THEN now() ELSE NULL END,
      revision = revision + 1
    WHERE site_id = ${tx.siteId} AND job_id = ${jobId}`.execute(tx);
}
