/** The tables of alerts. Row security scopes them all. */
import { sql } from "kysely";
import type { AlertId } from "../../base/ids.ts";
import type { StoredEntry } from "../audit/audit.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { rulesOf, type Rule, type RuleName, type TrailPlane } from "./rules.ts";

export type SetRule = { readonly name: RuleName; readonly rule: Rule; readonly on: boolean; readonly threshold: number; readonly windowMinutes: number };

/** All rules of a trail, as they are set or as they come. */
export async function setRules(tx: AuditedTransaction, plane: TrailPlane): Promise<readonly SetRule[]> {
  const { rows } = await sql<{ rule: string; on: boolean; threshold: number; windowMinutes: number }>`
    SELECT rule, is_on AS "on", threshold, window_minutes AS "windowMinutes" FROM alert_rule WHERE site_id = ${tx.trail}`.execute(tx);
  return rulesOf(plane).map(([name, rule]) => {
    const own = rows.find((row) => row.rule === name);
    return { name, rule, on: own?.on ?? true, threshold: own?.threshold ?? rule.threshold.usual, windowMinutes: own?.windowMinutes ?? rule.windowMinutes.usual };
  });
}

export async function saveRule(tx: AuditedTransaction, set: { rule: RuleName; on: boolean; threshold: number; windowMinutes: number }, now: Date): Promise<void> {
  await sql`INSERT INTO alert_rule (site_id, rule, is_on, threshold, window_minutes, changed_at) VALUES (${tx.trail}, ${set.rule}, ${set.on}, ${set.threshold}, ${set.windowMinutes}, ${now})
    ON CONFLICT (site_id, rule) DO UPDATE SET is_on = EXCLUDED.is_on, threshold = EXCLUDED.threshold, window_minutes = EXCLUDED.window_minutes, changed_at = EXCLUDED.changed_at`.execute(tx);
}

/** How far the trail has been judged; locked until the transaction ends. */
export async function lockWatch(tx: AuditedTransaction): Promise<number> {
  await sql`INSERT INTO alert_watch (site_id, seq) VALUES (${tx.trail}, 0) ON CONFLICT DO NOTHING`.execute(tx);
  const { rows } = await sql<{ seq: number }>`SELECT seq FROM alert_watch WHERE site_id = ${tx.trail} FOR UPDATE`.execute(tx);
  return rows[0]?.seq ?? 0;
}

export const moveWatch = async (tx: AuditedTransaction, seq: number): Promise<void> => void (await sql`UPDATE alert_watch SET seq = ${seq} WHERE site_id = ${tx.trail}`.execute(tx));

const entryColumns = sql`site_id AS trail, seq, id, at, actor_kind AS "actorKind", actor_id AS "actorId", act, object_kind AS "objectKind", object_id AS "objectId", sealed, clear_hash AS "clearHash", salt, leaf`;

/** Entries before and including one, back to an instant, newest first. The caller picks those that its rule looks at. */
export async function entriesBack(tx: AuditedTransaction, upToSeq: number, since: Date, acts: readonly string[], most: number): Promise<readonly StoredEntry[]> {
  if (acts.length === 0) return [];
  const { rows } = await sql<StoredEntry>`SELECT ${entryColumns} FROM audit_entry WHERE site_id = ${tx.trail} AND seq <= ${upToSeq} AND at > ${since} AND act IN (${sql.join(acts)}) ORDER BY seq DESC LIMIT ${most}`.execute(tx);
  return rows;
}

/** What acts the trail has had since an instant: few, whatever the trail's length. */
export async function actsSince(tx: AuditedTransaction, since: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ act: string }>`SELECT DISTINCT act FROM audit_entry WHERE site_id = ${tx.trail} AND at > ${since}`.execute(tx);
  return rows.map(({ act }) => act);
}

export async function isQuiet(tx: AuditedTransaction, rule: RuleName, subject: string, at: Date): Promise<boolean> {
  const { rows } = await sql`SELECT FROM alert WHERE site_id = ${tx.trail} AND rule = ${rule} AND subject = ${subject} AND quiet_until > ${at} LIMIT 1`.execute(tx);
  return rows.length > 0;
}

export type AlertRow = {
  readonly alertId: AlertId; readonly rule: RuleName; readonly subject: string; readonly severity: number; readonly firedAt: Date; readonly quietUntil: Date;
  readonly entries: readonly string[]; readonly acknowledgedAt: Date | null; readonly acknowledgedBy: string | null; readonly toldAt: Date | null; readonly givenUp: boolean; readonly sealedFacts: Uint8Array;
};

/** With it, that people are to be told of it. */
export async function insertAlert(tx: AuditedTransaction, alert: Omit<AlertRow, "acknowledgedAt" | "acknowledgedBy" | "toldAt" | "givenUp">): Promise<void> {
  await sql`INSERT INTO alert (site_id, alert_id, rule, subject, severity, fired_at, quiet_until, entries, sealed_facts)
    VALUES (${tx.trail}, ${alert.alertId}, ${alert.rule}, ${alert.subject}, ${alert.severity}, ${alert.firedAt}, ${alert.quietUntil}, ${[...alert.entries]}, ${alert.sealedFacts})`.execute(tx);
  await sql`INSERT INTO alert_to_tell (alert_id, trail, rule, fired_at, due_at) VALUES (${alert.alertId}, ${tx.trail}, ${alert.rule}, ${alert.firedAt}, ${alert.firedAt})`.execute(tx);
}

const columns = sql`alert_id AS "alertId", rule, subject, severity, fired_at AS "firedAt", quiet_until AS "quietUntil", entries, acknowledged_at AS "acknowledgedAt", acknowledged_by AS "acknowledgedBy", told_at AS "toldAt", given_up AS "givenUp", sealed_facts AS "sealedFacts"`;

/** Newest first. */
export async function alertsOf(tx: AuditedTransaction, page: { readonly offset: number; readonly limit: number; readonly openOnly: boolean }): Promise<readonly AlertRow[]> {
  const { rows } = await sql<AlertRow>`SELECT ${columns} FROM alert WHERE site_id = ${tx.trail} ${page.openOnly ? sql`AND acknowledged_at IS NULL` : sql``}
    ORDER BY fired_at DESC, alert_id DESC OFFSET ${page.offset} LIMIT ${page.limit}`.execute(tx);
  return rows;
}

export async function countAlerts(tx: AuditedTransaction): Promise<{ readonly all: number; readonly open: number }> {
  const { rows } = await sql<{ all: number; open: number }>`SELECT count(*) AS all, count(*) FILTER (WHERE acknowledged_at IS NULL) AS open FROM alert WHERE site_id = ${tx.trail}`.execute(tx);
  return rows[0] ?? { all: 0, open: 0 };
}

/** Once: who was first stays. undefined when there is no such alert. */
export async function acknowledge(tx: AuditedTransaction, alertId: AlertId, by: string, now: Date): Promise<"now" | "before" | undefined> {
  const changed = await sql`UPDATE alert SET acknowledged_at = ${now}, acknowledged_by = ${by} WHERE site_id = ${tx.trail} AND alert_id = ${alertId} AND acknowledged_at IS NULL`.execute(tx);
  if (Number(changed.numAffectedRows ?? 0) === 1) return "now";
  const { rows } = await sql`SELECT FROM alert WHERE site_id = ${tx.trail} AND alert_id = ${alertId}`.execute(tx);
  return rows.length === 0 ? undefined : "before";
}
