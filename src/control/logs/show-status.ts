/** What an operator, or an assessor, asks of the log store: per source the oldest and newest record, what is missing; deletions; how far it is anchored. */
import { sql } from "kysely";
import { findEntries, type StoredEntry } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { Seal } from "../sealing/sealing.ts";
import type { LogStore } from "./accept-batch.ts";
import { lastAnchor } from "./anchor-logs.ts";
import { LOG_CHECK, type LogCheck } from "./check-logs.ts";
import { DELETION } from "./delete-logs.ts";

export type SourceStatus = {
  readonly source: string; readonly oldest: Date; readonly newest: Date; readonly received: Date;
  readonly batches: number; readonly lines: number;
  /** Given up at the source. */
  readonly dropped: number;
  /** Batches that were acknowledged once and are not here. */
  readonly missing: number;
  readonly bytes: number;
  /** Since its newest record. A process writes at least every five minutes. */
  readonly silentSeconds: number;
};

export type LogStatus = {
  readonly sources: readonly SourceStatus[];
  readonly retentionDays: number;
  readonly deletions: readonly { readonly at: Date; readonly upTo: number; readonly batches: number; readonly lines: number; readonly oldest: string; readonly newest: string }[];
  /** The newest check of the whole store; null: none yet. */
  readonly lastCheck: ({ readonly at: Date } & LogCheck) | null;
  readonly lastPosition: number;
  readonly anchoredUpTo: number;
};

const DELETIONS_SHOWN = 20;

export async function showLogStatus(store: LogStore, retentionDays: number, auditSeal: Seal): Promise<LogStatus> {
  const { rows } = await sql<Omit<SourceStatus, "silentSeconds">>`
    SELECT source, min(first_at) AS oldest, max(last_at) AS newest, max(received_at) AS received, count(*) AS batches, sum(lines) AS lines,
      sum(dropped)::bigint AS dropped, sum(missing)::bigint AS missing, sum(length(sealed))::bigint AS bytes
    FROM log_batch GROUP BY source ORDER BY source`.execute(store.db.kysely);
  const nowMs = store.clock.now().getTime();
  const sources = rows.map((row) => ({ ...row, silentSeconds: Math.max(0, Math.round((nowMs - row.newest.getTime()) / 1000)) }));
  const end = await store.db.kysely.selectFrom("log_batch").select(({ fn }) => fn.max("position").as("position")).executeTakeFirst();
  return inTrail(store.db, OPERATOR, async (tx) => ({
    sources,
    retentionDays,
    deletions: (await findEntries(tx, DELETION, { limit: DELETIONS_SHOWN })).map((entry) => ({ at: entry.at, upTo: Number(entry.objectId), ...detailOf<{ batches: number; lines: number; oldest: string; newest: string }>(auditSeal, entry) })),
    lastCheck: (await findEntries(tx, LOG_CHECK, { limit: 1 })).map((entry) => ({ at: entry.at, ...detailOf<LogCheck>(auditSeal, entry) }))[0] ?? null,
    lastPosition: end?.position ?? 0,
    anchoredUpTo: (await lastAnchor(tx))?.position ?? 0,
  }));
}

const detailOf = <T>(seal: Seal, { id, sealed }: StoredEntry): T =>
  (JSON.parse(seal.open({ kind: "audit_entry.sealed", object: id }, sealed ?? new Uint8Array()).toString()) as { detail: T }).detail;
