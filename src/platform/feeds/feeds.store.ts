/** The tables of feeds. Row security scopes `feed`; `feed_line` holds what the rounds of all trails need, which is ids and instants. */
import { sql } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { FeedId } from "../../base/ids.ts";
import type { AnyTrail } from "../audit/audit.ts";
import type { AuditedTransaction, Database } from "../postgres/postgres.ts";

export type FeedRow = {
  readonly feedId: FeedId; readonly kind: "syslog" | "webhook"; readonly state: "on" | "paused" | "stopped"; readonly revision: number; readonly createdAt: Date;
  readonly deliveredSeq: number; readonly deliveredEntryAt: Date | null; readonly deliveredAt: Date | null;
  readonly failures: number; readonly failingSince: Date | null; readonly triedAt: Date | null; readonly trouble: string | null; readonly sealedSettings: Uint8Array;
};
const columns = sql`feed_id AS "feedId", kind, state, revision, created_at AS "createdAt", delivered_seq AS "deliveredSeq", delivered_entry_at AS "deliveredEntryAt",
  delivered_at AS "deliveredAt", failures, failing_since AS "failingSince", tried_at AS "triedAt", trouble, sealed_settings AS "sealedSettings"`;

export async function feedsOf(tx: AuditedTransaction): Promise<readonly FeedRow[]> {
  const { rows } = await sql<FeedRow>`SELECT ${columns} FROM feed WHERE site_id = ${tx.trail} ORDER BY feed_id`.execute(tx);
  return rows;
}

export async function findFeed(tx: AuditedTransaction, feedId: FeedId): Promise<FeedRow | undefined> {
  const { rows } = await sql<FeedRow>`SELECT ${columns} FROM feed WHERE site_id = ${tx.trail} AND feed_id = ${feedId}`.execute(tx);
  return rows[0];
}

/** Locked until the transaction ends. @throws Refusal not-found */
export async function lockFeed(tx: AuditedTransaction, feedId: FeedId): Promise<FeedRow> {
  const { rows } = await sql<FeedRow>`SELECT ${columns} FROM feed WHERE site_id = ${tx.trail} AND feed_id = ${feedId} FOR UPDATE`.execute(tx);
  if (rows[0] === undefined) throw notFound("feed");
  return rows[0];
}

export async function insertFeed(tx: AuditedTransaction, feed: Pick<FeedRow, "feedId" | "kind" | "createdAt" | "deliveredSeq" | "sealedSettings">): Promise<void> {
  await sql`INSERT INTO feed (site_id, feed_id, kind, state, created_at, delivered_seq, sealed_settings)
    VALUES (${tx.trail}, ${feed.feedId}, ${feed.kind}, 'on', ${feed.createdAt}, ${feed.deliveredSeq}, ${feed.sealedSettings})`.execute(tx);
  await sql`INSERT INTO feed_line (feed_id, trail, due_at) VALUES (${feed.feedId}, ${tx.trail}, ${feed.createdAt})`.execute(tx);
}

/** What is changed is tried at once, whatever it failed of before. */
export async function updateSettings(tx: AuditedTransaction, feedId: FeedId, sealed: Uint8Array, now: Date): Promise<void> {
  await sql`UPDATE feed SET sealed_settings = ${sealed}, revision = revision + 1 WHERE site_id = ${tx.trail} AND feed_id = ${feedId}`.execute(tx);
  await makeDue(tx, feedId, now);
}

export async function updateState(tx: AuditedTransaction, feedId: FeedId, state: FeedRow["state"], now: Date): Promise<void> {
  await sql`UPDATE feed SET state = ${state}, revision = revision + 1,
    failures = CASE WHEN ${state} = 'on' THEN 0 ELSE failures END, failing_since = CASE WHEN ${state} = 'on' THEN NULL ELSE failing_since END
    WHERE site_id = ${tx.trail} AND feed_id = ${feedId}`.execute(tx);
  await makeDue(tx, feedId, now);
}

const makeDue = async (tx: AuditedTransaction, feedId: FeedId, now: Date): Promise<void> =>
  void (await sql`UPDATE feed_line SET due_at = ${now}, backs_off = false WHERE feed_id = ${feedId} AND trail = ${tx.trail}`.execute(tx));

export async function deleteFeed(tx: AuditedTransaction, feedId: FeedId): Promise<void> {
  await sql`DELETE FROM feed WHERE site_id = ${tx.trail} AND feed_id = ${feedId}`.execute(tx);
  await sql`DELETE FROM feed_line WHERE feed_id = ${feedId} AND trail = ${tx.trail}`.execute(tx);
}

export async function newestSeq(tx: AuditedTransaction): Promise<number> {
  const { rows } = await sql<{ seq: number }>`SELECT coalesce(max(seq), 0) AS seq FROM audit_entry WHERE site_id = ${tx.trail}`.execute(tx);
  return rows[0]?.seq ?? 0;
}

/** Only from where this delivery began: should another have come between, nothing is moved. Gives the state the feed is in now. */
export async function moveOn(tx: AuditedTransaction, feed: Pick<FeedRow, "feedId" | "deliveredSeq">, to: { readonly seq: number; readonly at: Date }, now: Date): Promise<FeedRow["state"] | undefined> {
  const { rows } = await sql<{ state: FeedRow["state"] }>`UPDATE feed SET delivered_seq = ${to.seq}, delivered_entry_at = ${to.at}, delivered_at = ${now}, tried_at = ${now},
    failures = 0, failing_since = NULL, trouble = NULL
    WHERE site_id = ${tx.trail} AND feed_id = ${feed.feedId} AND delivered_seq = ${feed.deliveredSeq} RETURNING state`.execute(tx);
  return rows[0]?.state;
}

export async function noteTrouble(tx: AuditedTransaction, feedId: FeedId, trouble: string, now: Date): Promise<Pick<FeedRow, "failures" | "failingSince" | "state"> | undefined> {
  const { rows } = await sql<Pick<FeedRow, "failures" | "failingSince" | "state">>`UPDATE feed SET trouble = ${trouble}, tried_at = ${now}, failures = failures + 1, failing_since = coalesce(failing_since, ${now})
    WHERE site_id = ${tx.trail} AND feed_id = ${feedId} RETURNING failures, failing_since AS "failingSince", state`.execute(tx);
  return rows[0];
}

export type HeldLine = { readonly feedId: FeedId; readonly trail: AnyTrail };

/**
 * Lines that are due and that nobody holds, held by this holder from now on. What waits for longer than any wait is (an hour, as a receiver
 * may ask) or is held for longer than a hold (a minute) was written by a clock that was since set back: it is due. A feed that is
 * paused or stopped waits for a hundred years.
 */
export async function takeDueLines(db: Database<any>, holder: string, now: Date, until: Date, most: number): Promise<readonly HeldLine[]> {
  const { rows } = await sql<HeldLine>`UPDATE feed_line SET holder = ${holder}, held_until = ${until} WHERE feed_id IN (
      SELECT feed_id FROM feed_line WHERE (due_at <= ${now} OR due_at BETWEEN ${now}::timestamptz + interval '70 minutes' AND ${now}::timestamptz + interval '50 years')
        AND (held_until IS NULL OR held_until <= ${now} OR held_until > ${now}::timestamptz + interval '2 minutes') ORDER BY due_at LIMIT ${most} FOR UPDATE SKIP LOCKED)
    RETURNING feed_id AS "feedId", trail`.execute(db.kysely);
  return rows;
}

/** false when somebody else holds it by now. */
export async function holdOn(db: Database<any>, feedId: FeedId, holder: string, until: Date): Promise<boolean> {
  const result = await sql`UPDATE feed_line SET held_until = ${until} WHERE feed_id = ${feedId} AND holder = ${holder}`.execute(db.kysely);
  return Number(result.numAffectedRows ?? 0) === 1;
}

/** @param heldSince what was made due since then (a change, new entries) stays due. */
export async function letGo(db: Database<any>, feedId: FeedId, holder: string, dueAt: Date, backsOff: boolean, heldSince: Date): Promise<void> {
  await sql`UPDATE feed_line SET holder = NULL, held_until = NULL,
      due_at = CASE WHEN due_at > ${heldSince} THEN least(due_at, ${dueAt}) ELSE ${dueAt} END, backs_off = ${backsOff}
    WHERE feed_id = ${feedId} AND holder = ${holder}`.execute(db.kysely);
}

export async function makeTrailsDue(db: Database<any>, trails: readonly AnyTrail[], now: Date): Promise<void> {
  if (trails.length === 0) return;
  await sql`UPDATE feed_line SET due_at = ${now} WHERE trail IN (${sql.join(trails)}) AND NOT backs_off AND due_at > ${now}`.execute(db.kysely);
}

/** For the operator's figures: how long the feeds that fall behind have been due. Seconds; no trail is named. */
export async function feedLags(db: Database<any>, now: Date): Promise<{ readonly feeds: number; readonly backingOff: number; readonly longestDueSeconds: number }> {
  const { rows } = await sql<{ feeds: number; backingOff: number; longest: number }>`SELECT count(*) AS feeds, count(*) FILTER (WHERE backs_off) AS "backingOff",
    coalesce(greatest(0, extract(epoch FROM ${now}::timestamptz - min(due_at))), 0)::float8 AS longest FROM feed_line`.execute(db.kysely);
  return { feeds: rows[0]?.feeds ?? 0, backingOff: rows[0]?.backingOff ?? 0, longestDueSeconds: rows[0]?.longest ?? 0 };
}
