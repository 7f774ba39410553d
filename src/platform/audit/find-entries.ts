/** Entries of a trail by who, what, on what and when. Details are sealed, so nothing in them can be asked for here. */
import { type RawBuilder, sql } from "kysely";
import type { AuditEntryId } from "../../base/ids.ts";
import type { ActorFace } from "../access/access.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import type { StoredEntry } from "./list.ts";
import { entriesFrom } from "./trail-log.store.ts";
import { actorIdOf } from "./write.ts";

export type EntryFilter = {
  /** Id of a person or job; a person of the operator is found under any grant. */
  readonly person?: string | undefined;
  /** `findings.read`, or all of a noun: `findings`. */
  readonly act?: string | undefined;
  readonly object?: string | undefined;
  /** true: acts of the operator's people only, under a grant or in control; false: none of them. */
  readonly staff?: boolean | undefined;
  /** Days, UTC, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export type EntryPage = { readonly beforeSeq?: number | undefined; readonly fromSeq?: number | undefined; readonly upToSeq?: number | undefined; readonly limit: number };

/** As far as entries are counted: beyond it a number says no more than "many". */
const COUNT_LIMIT = 10_000;

/** Clocks of several processes never agree to the millisecond. */
const CLOCKS_AGREE = "1 second";

export type FoundEntry = StoredEntry & {
  /** Its time is clearly before that of the entry before it: a clock was set back. */
  readonly clockBehind: boolean;
};

export async function findEntries(tx: AuditedTransaction, filter: EntryFilter, page: EntryPage): Promise<readonly FoundEntry[]> {
  const conditions = [...conditionsOf(filter)];
  if (page.beforeSeq !== undefined) conditions.push(sql`seq < ${page.beforeSeq}`);
  if (page.fromSeq !== undefined) conditions.push(sql`seq >= ${page.fromSeq}`);
  if (page.upToSeq !== undefined) conditions.push(sql`seq <= ${page.upToSeq}`);
  const { rows } = await sql<FoundEntry>`
    SELECT site_id AS trail, seq, id, at, actor_kind AS "actorKind", actor_id AS "actorId", act,
           object_kind AS "objectKind", object_id AS "objectId", sealed, clear_hash AS "clearHash", salt, leaf,
           coalesce((SELECT before.at FROM audit_entry AS before WHERE before.site_id = ${tx.trail} AND before.seq = audit_entry.seq - 1) > at + ${CLOCKS_AGREE}::interval, false) AS "clockBehind"
    FROM audit_entry WHERE site_id = ${tx.trail} ${allOf(conditions)} ORDER BY seq DESC LIMIT ${page.limit}`.execute(tx);
  return rows;
}

export async function entryById(tx: AuditedTransaction, id: AuditEntryId): Promise<StoredEntry | undefined> {
  const { rows } = await sql<{ seq: number }>`SELECT seq FROM audit_entry WHERE site_id = ${tx.trail} AND id = ${id}`.execute(tx);
  const [row] = rows;
  return row === undefined ? undefined : (await entriesFrom(tx, row.seq, 1))[0];
}

/** From the first that fits to the last; undefined when none does. */
export async function spanOfEntries(tx: AuditedTransaction, filter: EntryFilter): Promise<{ readonly fromSeq: number; readonly upToSeq: number } | undefined> {
  const { rows } = await sql<{ fromSeq: number | null; upToSeq: number | null }>`SELECT min(seq) AS "fromSeq", max(seq) AS "upToSeq" FROM audit_entry WHERE site_id = ${tx.trail} ${allOf(conditionsOf(filter))}`.execute(tx);
  const [{ fromSeq, upToSeq } = { fromSeq: null, upToSeq: null }] = rows;
  return fromSeq === null || upToSeq === null ? undefined : { fromSeq, upToSeq };
}

/** The newest entry of a person whose details may hold the person's name. */
export async function namedEntryOf(tx: AuditedTransaction, actorId: string): Promise<StoredEntry | undefined> {
  const { rows } = await sql<{ seq: number }>`SELECT seq FROM audit_entry WHERE site_id = ${tx.trail} AND actor_id = ${actorId} AND sealed IS NOT NULL ORDER BY seq DESC LIMIT 1`.execute(tx);
  const [row] = rows;
  return row === undefined ? undefined : (await entriesFrom(tx, row.seq, 1))[0];
}

/** Whether the same actor made the same entry since then: a page that looks again and again makes one. @param upTo later ones do not count: a clock was set back. */
export async function actedSince(tx: AuditedTransaction, entry: { readonly actor: ActorFace; readonly act: string; readonly object: { readonly kind: string; readonly id: string } }, since: Date, upTo?: Date): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM audit_entry WHERE site_id = ${tx.trail} AND object_kind = ${entry.object.kind} AND object_id = ${entry.object.id}
    AND actor_id = ${actorIdOf(entry.actor)} AND act = ${entry.act} AND at > ${since} ${upTo === undefined ? sql`` : sql`AND at <= ${upTo}`} LIMIT 1`.execute(tx);
  return rows.length > 0;
}

/** At most 10,000. */
export async function countEntries(tx: AuditedTransaction, filter: EntryFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (SELECT FROM audit_entry WHERE site_id = ${tx.trail} ${allOf(conditionsOf(filter))} LIMIT ${COUNT_LIMIT}) AS found`.execute(tx);
  return rows[0]?.count ?? 0;
}

const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => (conditions.length === 0 ? sql`` : sql`AND ${sql.join(conditions, sql` AND `)}`);

function conditionsOf({ person, act, object, staff, from, to }: EntryFilter): RawBuilder<unknown>[] {
  return [
    ...(person === undefined ? [] : [sql`(actor_id = ${person} OR starts_with(actor_id, ${`${person} under `}))`]),
    ...(act === undefined ? [] : [act.includes(".") ? sql`act = ${act}` : sql`starts_with(act, ${`${act}.`})`]),
    ...(object === undefined ? [] : [sql`object_id = ${object}`]),
    ...(staff === undefined ? [] : [staff ? sql`actor_kind IN ('staff', 'operator')` : sql`actor_kind NOT IN ('staff', 'operator')`]),
    ...(from === undefined ? [] : [sql`at >= (${from}::date)::timestamp AT TIME ZONE 'UTC'`]),
    ...(to === undefined ? [] : [sql`at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`]),
  ];
}
