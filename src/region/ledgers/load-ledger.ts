/** A ledger in memory: an analysis database of its own, filled from sealed segments one at a time, gone when the work ends. */
import type { SegmentId } from "../../base/ids.ts";
import { openDuckDb, type DuckDb } from "../../engine/duckdb/duckdb.ts";
import { createLedger, loadSegment, type TableName } from "../../engine/ledger/ledger.ts";
import { withMemoryFolder } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import { readBlob } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import type { Segment } from "./ledgers.store.ts";

export type LedgerDb = { readonly db: DuckDb };

/**
 * The only folder the database can reach is in memory, and pieces in it have no name: a killed worker leaves an empty folder,
 * which the next start removes (`sweepMemoryFolders`).
 * @throws Refusal no-memory-folder rather than write clear text to a disk.
 */
export async function withLedgerDb<T>(deps: RegionDeps, work: (ledger: LedgerDb) => Promise<T>): Promise<T> {
  return withMemoryFolder(async (folder) => {
    const db = await openDuckDb({ memoryLimitMb: deps.limits.analysisMemoryMb, allowedFolder: folder });
    try {
      await createLedger(db);
      return await work({ db });
    } finally {
      db.close();
    }
  }, deps.memoryFolder);
}

/** Each segment opens as itself only: not as another piece of the same table, nor as one of another table. */
export const segmentPlace = (table: TableName, blobId: SegmentId) => ({ kind: `segment.${table}`, object: blobId });

/** @param onLoaded told of rows loaded so far
 * @param rows which columns and rows of a segment, if not all */
export async function loadLedger(
  deps: RegionDeps, site: BorrowedSite, { db }: LedgerDb, segments: readonly Segment[], onLoaded: (rows: number) => Promise<void>,
  rows?: (table: TableName) => { readonly columns?: string; readonly where?: string },
): Promise<void> {
  let loaded = 0;
  for (const segment of segments) {
    await loadSegment(db, segment.table, readBlob(deps, site, segmentPlace(segment.table, segment.blobId), segment.blobId), rows?.(segment.table));
    loaded += segment.rowCount;
    await onLoaded(loaded);
  }
}
