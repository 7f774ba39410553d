/** The closed days: each with its closing entry, and a checkpoint over it that the tree of today continues. */
import { sql } from "kysely";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { sameHash, type VerifierKey } from "../tlog/tlog.ts";
import { CLOSE_DAY } from "./advance-trail.ts";
import { opened, type RootAt } from "./stored-faults.ts";
import type { Fault } from "./verify-pack.ts";

type Known = { readonly trail: string; readonly key: VerifierKey; readonly treeSize: number; readonly rootAt: RootAt; readonly firstSeq: number | null };
type DayRow = { readonly day: string; readonly closingSeq: number; readonly checkpoint: string; readonly act: string | null; readonly objectId: string | null };

export async function checkDays(tx: AuditedTransaction, known: Known, faults: Fault[]): Promise<void> {
  const { rows } = await sql<DayRow>`
    SELECT day, closing_seq AS "closingSeq", checkpoint, act, object_id AS "objectId"
    FROM trail_day LEFT JOIN audit_entry ON audit_entry.site_id = trail_day.site_id AND seq = closing_seq
    WHERE trail_day.site_id = ${tx.trail} ORDER BY day`.execute(tx);
  let before = 0;
  for (const row of rows) {
    await checkDay(row, before, known, faults);
    before = row.closingSeq;
  }
  await checkEveryDay(tx, known.treeSize, new Set(rows.map(({ day }) => day)), faults);
}

async function checkDay({ day, closingSeq, checkpoint, act, objectId }: DayRow, before: number, { key, rootAt, firstSeq }: Known, faults: Fault[]): Promise<void> {
  const at = `day ${day}`;
  const pruned = act === null && closingSeq < (firstSeq ?? Infinity);
  if (closingSeq <= before) faults.push({ at, what: `It is said to end with entry ${closingSeq}, before the day that went before it.` });
  else if (!pruned && (act !== CLOSE_DAY || objectId !== day)) faults.push({ at, what: `Entry ${closingSeq} does not close this day.` });
  const signed = opened(checkpoint, key, `${at}, checkpoint`, faults);
  if (signed === undefined) return;
  if (signed.size < closingSeq) faults.push({ at, what: `Its checkpoint is of ${signed.size} entries and does not cover entry ${closingSeq}.` });
  const root = await rootAt(signed.size);
  if (root === undefined || !sameHash(root, signed.root)) faults.push({ at, what: `The tree is not the one that was signed at the end of this day: something among entries 1 to ${signed.size} was replaced.` });
}

/** A closing entry whose day is not kept. */
async function checkEveryDay(tx: AuditedTransaction, treeSize: number, kept: ReadonlySet<string>, faults: Fault[]): Promise<void> {
  const { rows } = await sql<{ seq: number; day: string }>`SELECT seq, object_id AS day FROM audit_entry WHERE site_id = ${tx.trail} AND act = ${CLOSE_DAY} AND seq <= ${treeSize} ORDER BY seq`.execute(tx);
  for (const { seq, day } of rows) if (!kept.has(day)) faults.push({ at: `day ${day}`, what: `Entry ${seq} closes it, and its checkpoint is gone.` });
}
