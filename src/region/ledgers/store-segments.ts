/**
 * Seals the rows of an analysis database into new segments. Tables that only grew get segments for their new rows and
 * keep the old ones; tables whose records changed (suppliers, employees) are written anew.
 */
import type { SegmentId } from "../../base/ids.ts";
import { TABLES, writeSegments, type TableName } from "../../engine/ledger/ledger.ts";
import type { RegionDeps } from "../region.deps.ts";
import { putBlob } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import type { Segment } from "./ledgers.store.ts";
import { segmentPlace, type LedgerDb } from "./load-ledger.ts";

/** Records of these are replaced by newer ones; the other tables are only added to. */
const RECORDS: ReadonlySet<TableName> = new Set<TableName>(["supplier", "employee"]);

/** Highest `row_no` per table before the import. */
export type RowMarks = Readonly<Record<TableName, number>>;

export async function rowMarks({ db }: LedgerDb): Promise<RowMarks> {
  const marks = {} as Record<TableName, number>;
  for (const table of TABLES) marks[table] = (await db.one<{ n: number }>(`SELECT coalesce(max(row_no), 0) AS n FROM ${table}`)).n;
  return marks;
}

/** @returns every segment of the next state, and which of them are new. */
export async function storeSegments(
  deps: RegionDeps, site: BorrowedSite, ledger: LedgerDb, before: readonly Segment[], marks: RowMarks, onStored: (rows: number) => Promise<void>,
): Promise<{ segments: Segment[]; fresh: SegmentId[] }> {
  const segments: Segment[] = [];
  const fresh: SegmentId[] = [];
  let rows = 0;
  for (const table of TABLES) {
    const kept = RECORDS.has(table) ? [] : before.filter((one) => one.table === table);
    segments.push(...kept);
    let position = kept.reduce((highest, one) => Math.max(highest, one.position + 1), 0);
    const afterRow = RECORDS.has(table) ? 0 : marks[table];
    for await (const piece of writeSegments(ledger.db, table, { afterRow })) {
      const blobId = await putBlob(deps, site, (id) => segmentPlace(table, id), piece.bytes);
      fresh.push(blobId);
      segments.push({ table, position, rowCount: piece.rows, lengthBytes: piece.bytes.byteLength, blobId });
      position += 1;
      rows += piece.rows;
      await onStored(rows);
    }
  }
  return { segments, fresh };
}
