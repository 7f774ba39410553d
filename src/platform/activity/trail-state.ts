/** The log itself: its key and checkpoints to keep, and its tiles (c2sp.org/tlog-tiles) for those who mirror it. */
import type { Clock } from "../../base/clock.ts";
import { notFound } from "../../base/errors.ts";
import { closedDays, type Kept, keptOf, readLogFile, signedTree } from "../audit/audit.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { readNote } from "../tlog/tlog.ts";
import type { TrailState } from "./activity.schema.ts";

const DAYS = 31;

/**
 * @param planeDays what the plane keeps every trail for
 * @throws Refusal not-found while nothing has been signed yet.
 */
export async function trailState(tx: AuditedTransaction, clock: Clock, planeDays: number): Promise<TrailState> {
  const { verifier, treeSize, checkpoint, signedAt } = await signedTree(tx);
  const days = await closedDays(tx, DAYS);
  const { text, signatures } = readNote(checkpoint);
  const log = text.slice(0, text.indexOf("\n"));
  const witnesses = signatures.map(({ name }) => name).filter((name) => name !== log);
  return { log, key: verifier, size: treeSize, checkpoint, signedAt: (signedAt ?? clock.now()).toISOString(), witnesses, days: [...days], kept: shown(await keptOf(tx, planeDays)) };
}

const shown = ({ days, oldest, deleted }: Kept): TrailState["kept"] => ({
  days,
  oldest: oldest && { seq: oldest.seq, at: oldest.at.toISOString() },
  deleted: deleted && { ...deleted, at: deleted.at.toISOString() },
});

export type LogFile = { readonly bytes: Uint8Array; readonly type: "text/plain; charset=utf-8" | "application/octet-stream" };

/**
 * Hashes only: nothing of an entry can be read from them.
 * @param path `checkpoint`, `tile/0/000.p/17`, `tile/entries/000`. @throws Refusal not-found
 */
export async function readLogPath(tx: AuditedTransaction, path: string): Promise<LogFile> {
  const bytes = await readLogFile(tx, path);
  if (bytes === undefined) throw notFound("file");
  return { bytes, type: path === "checkpoint" ? "text/plain; charset=utf-8" : "application/octet-stream" };
}
