/**
 * Alerts of the operator: what must not be, found in what is kept for everybody's sake. One stays open until somebody acknowledges it; the same
 * trouble again counts up, and is told again after a day.
 *
 * Crash story. That it is to be told is written with it. Taking one moves its due time on, and that is committed before anybody is told: killed in
 * between, it is told again after the wait. Twice, never not at all.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { type AlertId, newId } from "../../base/ids.ts";
import { type Database, inTrail, OPERATOR } from "../postgres/postgres.ts";
import { audit } from "./write.ts";

export const TROUBLES = [
  "trail-damaged", "trail-entry-altered", "trail-gap", "trail-behind-signed", "trail-forked", "signing-key-changed", "signing-record-missing", "signing-record-damaged", "signing-record-full",
  "witness-refused", "witness-ahead", "logs-damaged",
  "campaign-missing",
] as const;
export type Trouble = (typeof TROUBLES)[number];
export const isTrouble = (code: string): code is Trouble => (TROUBLES as readonly string[]).includes(code);

/** @param subject a trail, or the store. `place`: where in it, in the letters of a log line. */
export type RaisedTrouble = { readonly plane: string; readonly what: Trouble; readonly subject: string; readonly place?: string | undefined };

export type OperatorAlert = RaisedTrouble & {
  readonly alertId: AlertId; readonly place: string | null; readonly firstAt: Date; readonly lastAt: Date; readonly times: number; readonly acknowledgedAt: Date | null; readonly acknowledgedBy: string | null;
};

const ACTOR = { kind: "system", name: "trail" } as const;
const AGAIN_MS = 86_400_000;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 600_000;
const AT_ONCE = 20;
const SHOWN = 500;

const columns = sql`alert_id AS "alertId", plane, what, subject, place, first_at AS "firstAt", last_at AS "lastAt", times, acknowledged_at AS "acknowledgedAt", acknowledged_by AS "acknowledgedBy"`;

/** True when it is new: then it is an entry of the operator's trail too. */
export function raiseOperatorAlert(db: Database<any>, { plane, what, subject, place }: RaisedTrouble, clock: Clock): Promise<boolean> {
  const now = clock.now();
  return inTrail(db, OPERATOR, async (tx) => {
    const { rows } = await sql<{ alertId: AlertId; times: number }>`
      INSERT INTO operator_alert (alert_id, plane, what, subject, place, first_at, last_at, due_at) VALUES (${newId("alr")}, ${plane}, ${what}, ${subject}, ${place ?? null}, ${now}, ${now}, ${now})
      ON CONFLICT (plane, what, subject) WHERE acknowledged_at IS NULL DO UPDATE SET last_at = EXCLUDED.last_at, times = operator_alert.times + 1, place = coalesce(EXCLUDED.place, operator_alert.place),
        due_at = CASE WHEN operator_alert.due_at IS NULL AND operator_alert.told_at < ${new Date(now.getTime() - AGAIN_MS)} THEN EXCLUDED.due_at ELSE operator_alert.due_at END
      RETURNING alert_id AS "alertId", times`.execute(tx);
    const [row] = rows;
    if (row === undefined || row.times > 1) return false;
    await audit(tx, { actor: ACTOR, act: "operator-alerts.raise", object: { kind: "operator-alert", id: row.alertId } }, undefined, clock);
    return true;
  });
}

/** Whether it was ever raised, also when somebody has acknowledged it since: for what is told once and not found anew. */
export async function wasRaised(db: Database<any>, what: Trouble, subject: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM operator_alert WHERE what = ${what} AND subject = ${subject} LIMIT 1`.execute(db.kysely);
  return rows.length > 0;
}

/** @param tell resolves when whoever must know has been told; it must bear being asked twice. Gives how many were. */
export async function tellOperatorAlerts(db: Database<any>, clock: Clock, tell: (alert: OperatorAlert) => Promise<void>, onFailure: (error: unknown) => void): Promise<number> {
  let told = 0;
  for (let n = 0; n < AT_ONCE; n += 1) {
    const now = clock.now();
    const { rows } = await sql<OperatorAlert>`
      UPDATE operator_alert SET attempts = attempts + 1, due_at = ${now}::timestamptz + least(${LONGEST_WAIT_MS}, ${FIRST_WAIT_MS} * 2 ^ least(attempts, 10)) * interval '1 millisecond'
      WHERE alert_id = (SELECT alert_id FROM operator_alert WHERE due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING ${columns}`.execute(db.kysely);
    const [alert] = rows;
    if (alert === undefined) break;
    try {
      await tell(alert);
      await sql`UPDATE operator_alert SET due_at = NULL, attempts = 0, told_at = ${now} WHERE alert_id = ${alert.alertId}`.execute(db.kysely);
      told += 1;
    } catch (error) {
      onFailure(error);
    }
  }
  return told;
}

/** Newest first. */
export async function listOperatorAlerts(db: Database<any>, openOnly: boolean): Promise<readonly OperatorAlert[]> {
  const { rows } = await sql<OperatorAlert>`SELECT ${columns} FROM operator_alert ${openOnly ? sql`WHERE acknowledged_at IS NULL` : sql``} ORDER BY first_at DESC, alert_id DESC LIMIT ${SHOWN}`.execute(db.kysely);
  return rows;
}

/** Once: who was first stays. undefined when there is no such alert. */
export function acknowledgeOperatorAlert(db: Database<any>, alertId: AlertId, by: string, clock: Clock): Promise<"now" | "before" | undefined> {
  return inTrail(db, OPERATOR, async (tx) => {
    const changed = await sql`UPDATE operator_alert SET acknowledged_at = ${clock.now()}, acknowledged_by = ${by}, due_at = NULL WHERE alert_id = ${alertId} AND acknowledged_at IS NULL`.execute(tx);
    if (Number(changed.numAffectedRows ?? 0) === 0) {
      const { rows } = await sql`SELECT FROM operator_alert WHERE alert_id = ${alertId}`.execute(tx);
      return rows.length === 0 ? undefined : "before";
    }
    await audit(tx, { actor: { kind: "system", name: "operator" }, act: "operator-alerts.acknowledge", object: { kind: "operator-alert", id: alertId } }, undefined, clock);
    return "now";
  });
}
