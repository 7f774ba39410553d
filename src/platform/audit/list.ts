/** Reads a trail, newest first, in pages by `seq`. Opening the sealed details is left to the caller, who has the keys. */
import { sql } from "kysely";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import type { EntryFacts } from "./leaf.ts";

export type StoredEntry = EntryFacts & { readonly salt: Uint8Array; readonly leaf: Uint8Array };

export const PAGE_LIMIT = 500;

export async function listEntries(
  tx: AuditedTransaction,
  page: { readonly beforeSeq?: number; readonly limit: number },
): Promise<readonly StoredEntry[]> {
  const before = page.beforeSeq ?? Number.MAX_SAFE_INTEGER;
  const result = await sql<StoredEntry>`
    SELECT site_id AS trail, seq, id, at, actor_kind AS "actorKind", actor_id AS "actorId", act,
           object_kind AS "objectKind", object_id AS "objectId", sealed, clear_hash AS "clearHash", salt, leaf
    FROM audit_entry WHERE site_id = ${tx.trail} AND seq < ${before}
    ORDER BY seq DESC LIMIT ${Math.min(page.limit, PAGE_LIMIT)}`.execute(tx);
  return result.rows;
}
