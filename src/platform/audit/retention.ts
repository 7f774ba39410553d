/**
 * How long a trail is kept: as long as its plane keeps every trail, or longer where the customer has asked for it. Never less than 90 days
 * (promise L2), whatever a setting, a message or a row says.
 */
import { sql } from "kysely";
import type { AuditedTransaction } from "../postgres/postgres.ts";

export const LEAST_RETENTION_DAYS = 90;
export const MOST_RETENTION_DAYS = 36_500;

/** @param planeDays what the operator has set for every trail of the plane */
export async function retentionOf(tx: AuditedTransaction, planeDays: number): Promise<number> {
  const { rows } = await sql<{ days: number }>`SELECT days FROM trail_retention WHERE site_id = ${tx.trail}`.execute(tx);
  return Math.max(LEAST_RETENTION_DAYS, planeDays, rows[0]?.days ?? 0);
}

/** False when it changes nothing: the same days, or an asking older than the one that is in force. */
export async function keepFor(tx: AuditedTransaction, days: number, setAt: Date): Promise<boolean> {
  const { rows } = await sql<{ days: number; setAt: Date }>`SELECT days, set_at AS "setAt" FROM trail_retention WHERE site_id = ${tx.trail} FOR UPDATE`.execute(tx);
  const known = rows[0];
  if (known !== undefined && known.setAt.getTime() >= setAt.getTime()) return false;
  await sql`INSERT INTO trail_retention (site_id, days, set_at) VALUES (${tx.trail}, ${days}, ${setAt})
    ON CONFLICT (site_id) DO UPDATE SET days = EXCLUDED.days, set_at = EXCLUDED.set_at`.execute(tx);
  return known?.days !== days;
}

export type Kept = {
  readonly days: number;
  readonly oldest: { readonly seq: number; readonly at: Date } | null;
  /** The last deletion by schedule, and the oldest checkpoint of a closed day that covers what was deleted. */
  readonly deleted: { readonly upTo: number; readonly at: Date; readonly provenBy: { readonly day: string; readonly checkpoint: string } | null } | null;
};

export async function keptOf(tx: AuditedTransaction, planeDays: number): Promise<Kept> {
  const { rows: entries } = await sql<{ seq: number; at: Date }>`SELECT seq, at FROM audit_entry WHERE site_id = ${tx.trail} ORDER BY seq LIMIT 1`.execute(tx);
  const { rows: prunings } = await sql<{ upTo: string; at: Date }>`SELECT object_id AS "upTo", at FROM audit_entry WHERE site_id = ${tx.trail} AND act = 'trail.prune' ORDER BY seq DESC LIMIT 1`.execute(tx);
  const last = prunings[0];
  return { days: await retentionOf(tx, planeDays), oldest: entries[0] ?? null, deleted: last === undefined ? null : { upTo: Number(last.upTo), at: last.at, provenBy: await dayCovering(tx, Number(last.upTo)) } };
}

async function dayCovering(tx: AuditedTransaction, seq: number): Promise<{ readonly day: string; readonly checkpoint: string } | null> {
  const { rows } = await sql<{ day: string; checkpoint: string }>`SELECT day::text AS day, checkpoint FROM trail_day WHERE site_id = ${tx.trail} AND closing_seq >= ${seq} ORDER BY closing_seq LIMIT 1`.execute(tx);
  return rows[0] ?? null;
}
