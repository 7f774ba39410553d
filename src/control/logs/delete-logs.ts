/** Deletes log lines whose time is over (promise L2), and says so in the operator's trail: how many, from when to when. */
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import { audit, type Sealer } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { LogStore } from "./accept-batch.ts";

export const LEAST_LOG_DAYS = 90;
export const DELETION = { act: "logs.delete" } as const;
const AT_ONCE = 2_000;
const ACTOR = { kind: "system", name: "retention" } as const;

type Deleted = { readonly batches: number; readonly deleted_lines: number; readonly up_to: number; readonly oldest: Date; readonly newest: Date };

/** Days count from when a batch was received, so lines that waited at their source are kept longer, never shorter. Answers how many batches went. */
export async function deleteOldLogs(store: LogStore, retentionDays: number, seal: Sealer): Promise<number> {
  invariant(retentionDays >= LEAST_LOG_DAYS, "logs are kept for at least 90 days");
  const olderThan = new Date(store.clock.now().getTime() - retentionDays * 86_400_000);
  let gone = 0;
  for (;;) {
    const deleted = await inTrail(store.db, OPERATOR, async (tx) => {
      const { rows } = await sql<Deleted>`SELECT * FROM delete_old_log_batches(${olderThan}, ${AT_ONCE})`.execute(tx);
      const [row] = rows;
      if (row === undefined) return 0;
      const detail = { batches: row.batches, lines: row.deleted_lines, oldest: row.oldest, newest: row.newest };
      await audit(tx, { actor: ACTOR, ...DELETION, object: { kind: "log-batches-up-to", id: String(row.up_to) }, detail }, seal, store.clock);
      return row.batches;
    });
    if (deleted === 0) break;
    gone += deleted;
  }
  if (gone > 0) await store.keys.forget();
  return gone;
}
