/**
 * Writes one entry in the caller's transaction. Call it last: the trail is locked from here to the commit,
 * which is what makes `seq` gapless and in commit order.
 */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { systemClock, type Clock } from "../../base/clock.ts";
import { invariant } from "../../base/errors.ts";
import { newId, type AuditEntryId } from "../../base/ids.ts";
import { actorId, type Actor } from "../access/actor.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { leafHash } from "./leaf.ts";

/** Seals an entry's details under the trail's keys; `keys.sealRow` of the vault has this shape. */
export type Sealer = (place: { readonly kind: string; readonly object: string }, clear: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export type AuditEntry = {
  readonly actor: Actor;
  /** Verb and noun as in the code: `findings.decide`. Never customer data. */
  readonly act: string;
  readonly object: { readonly kind: string; readonly id: string };
  /** State before and after, where the act changes something; values are JSON. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** What else a reader of the trail needs: counts, reasons. */
  readonly detail?: unknown;
};

export type WrittenEntry = { readonly id: AuditEntryId; readonly seq: number; readonly leaf: Uint8Array };

/**
 * @param seal required when the entry has before, after or detail: nothing of it is stored in clear.
 */
export async function audit(tx: AuditedTransaction, entry: AuditEntry, seal?: Sealer, clock: Clock = systemClock): Promise<WrittenEntry> {
  invariant(/^[a-z-]+(\.[a-z-]+)+$/.test(entry.act), `an act is named noun.verb, not ${entry.act}`);
  const trail = tx.trail;
  const id = newId("aud");
  const sealed = await sealedDetails(entry, id, seal);
  // Held to the end of the transaction; collisions of the hash only make two trails wait for each other.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${trail}`}, 0))`.execute(tx);
  const last = await sql<{ seq: number }>`
    SELECT coalesce(max(seq), 0) AS seq FROM audit_entry WHERE site_id = ${trail}`.execute(tx);
  const facts = {
    trail,
    seq: (last.rows[0]?.seq ?? 0) + 1,
    id,
    at: clock.now(),
    actorKind: entry.actor.kind,
    actorId: entry.actor.kind === "staff" ? `${entry.actor.person} under ${entry.actor.grant}` : actorId(entry.actor),
    act: entry.act,
    objectKind: entry.object.kind,
    objectId: entry.object.id,
    sealed,
  };
  const salt = randomBytes(32);
  const leaf = leafHash(salt, facts);
  await sql`
    INSERT INTO audit_entry (site_id, seq, id, at, actor_kind, actor_id, act, object_kind, object_id, sealed, salt, leaf)
    VALUES (${trail}, ${facts.seq}, ${id}, ${facts.at}, ${facts.actorKind}, ${facts.actorId}, ${facts.act},
            ${facts.objectKind}, ${facts.objectId}, ${sealed}, ${salt}, ${leaf})`.execute(tx);
  return { id, seq: facts.seq, leaf };
}

/** A completed read of customer data: what was read and how much of it, after the last row was fetched. */
export function auditRead(
  tx: AuditedTransaction,
  read: { readonly actor: Actor; readonly act: string; readonly object: { readonly kind: string; readonly id: string }; readonly rows: number },
  seal: Sealer,
  clock?: Clock,
): Promise<WrittenEntry> {
  return audit(tx, { actor: read.actor, act: read.act, object: read.object, detail: { rows: read.rows } }, seal, clock);
}

async function sealedDetails(entry: AuditEntry, id: string, seal: Sealer | undefined): Promise<Buffer | null> {
  const { before, after, detail } = entry;
  if (before === undefined && after === undefined && detail === undefined) return null;
  invariant(seal !== undefined, `the details of ${entry.act} cannot be stored without a seal`);
  return Buffer.from(await seal({ kind: "audit_entry.sealed", object: id }, Buffer.from(JSON.stringify({ before, after, detail }))));
}
