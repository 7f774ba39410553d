/**
 * Writes one entry in the caller's transaction. Call it last: the trail is locked from here to the commit,
 * which is what makes `seq` gapless and in commit order.
 */
import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { systemClock, type Clock } from "../../base/clock.ts";
import { invariant } from "../../base/errors.ts";
import { newId, type AuditEntryId } from "../../base/ids.ts";
import { actorId, type Actor, type ActorFace } from "../access/access.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { leafHash } from "./leaf.ts";
import { lockTrail } from "./trail-log.store.ts";

/** Seals an entry's details under the trail's keys; `keys.sealRow` of the vault has this shape. */
export type Sealer = (place: { readonly kind: string; readonly object: string }, clear: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export type AuditEntry = {
  readonly actor: ActorFace;
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
  const { sealed, clearHash } = await sealedDetails(entry, id, seal);
  await lockTrail(tx);
  const last = await sql<{ seq: number }>`
    SELECT coalesce(max(seq), 0) AS seq FROM audit_entry WHERE site_id = ${trail}`.execute(tx);
  const facts = {
    trail,
    seq: (last.rows[0]?.seq ?? 0) + 1,
    id,
    at: clock.now(),
    actorKind: entry.actor.kind,
    actorId: actorIdOf(entry.actor),
    act: entry.act,
    objectKind: entry.object.kind,
    objectId: entry.object.id,
    sealed,
    clearHash,
  };
  const salt = randomBytes(32);
  const leaf = leafHash(salt, facts);
  // In one statement with what tells the sequencer; most of the time it knows already, and nothing is written there.
  await sql`
    WITH due AS (
      INSERT INTO trail_register (trail, due) SELECT ${trail}, true WHERE NOT EXISTS (SELECT FROM trail_register WHERE trail = ${trail} AND due)
      ON CONFLICT (trail) DO UPDATE SET due = true)
    INSERT INTO audit_entry (site_id, seq, id, at, actor_kind, actor_id, act, object_kind, object_id, sealed, clear_hash, salt, leaf)
    VALUES (${trail}, ${facts.seq}, ${id}, ${facts.at}, ${facts.actorKind}, ${facts.actorId}, ${facts.act},
            ${facts.objectKind}, ${facts.objectId}, ${sealed}, ${clearHash}, ${salt}, ${leaf})`.execute(tx);
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

/** As an entry holds it: of the operator's staff with the grant. */
export const actorIdOf = (actor: ActorFace): string => (actor.kind === "staff" ? `${actor.person} under ${actor.grant}` : actorId(actor));

type Details = { readonly sealed: Buffer | null; readonly clearHash: Buffer | null };

/** The random bytes are sealed with the rest: the hash beside it can then be guessed from nothing, and checked by whoever is shown the clear text. */
async function sealedDetails(entry: AuditEntry, id: string, seal: Sealer | undefined): Promise<Details> {
  const { before, after, detail } = entry;
  if (before === undefined && after === undefined && detail === undefined) return { sealed: null, clearHash: null };
  invariant(seal !== undefined, `the details of ${entry.act} cannot be stored without a seal`);
  const clear = Buffer.from(JSON.stringify({ before, after, detail, random: randomBytes(32).toString("base64") }));
  const sealed = Buffer.from(await seal({ kind: "audit_entry.sealed", object: id }, clear));
  return { sealed, clearHash: createHash("sha256").update(clear).digest() };
}
