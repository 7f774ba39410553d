/** A ledger in memory: an analysis database of its own, filled from sealed segments one at a time, gone when the work ends. */
import { dirname } from "node:path";
import type { SegmentId } from "../../base/ids.ts";
import { openDuckDb, type DuckDb } from "../../engine/duckdb/duckdb.ts";
import { createLedger, loadSegment, type TableName } from "../../engine/ledger/ledger.ts";
import { withMemoryFile, withMemoryPath } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import { readBlob } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import type { Segment } from "./ledgers.store.ts";

export type LedgerDb = { readonly db: DuckDb; /** In memory, and the only folder the database can reach. */ readonly folder: string };

/**
 * The folder carries the process's number in its name: what a killed worker leaves in it (a piece at most) is removed by the
 * next start (`sweepMemoryFiles`).
 * @throws Refusal no-memory-folder rather than write clear text to a disk.
 */
export async function withLedgerDb<T>(deps: RegionDeps, work: (ledger: LedgerDb) => Promise<T>): Promise<T> {
  return withMemoryPath(async (path) => {
    const folder = dirname(path);
    const db = await openDuckDb({ memoryLimitMb: deps.limits.analysisMemoryMb, allowedFolder: folder });
    try {
      await createLedger(db);
      return await work({ db, folder });
    } finally {
      db.close();
    }
  }, deps.memoryFolder === undefined ? {} : { folder: deps.memoryFolder });
}

/** Each segment opens as itself only: not as another piece of the same table, nor as one of another table. */
export const segmentPlace = (table: TableName, blobId: SegmentId) => ({ kind: `segment.${table}`, object: blobId });

/** @param onLoaded told of rows loaded so far */
export async function loadLedger(
  deps: RegionDeps, site: BorrowedSite, { db, folder }: LedgerDb, segments: readonly Segment[], onLoaded: (rows: number) => Promise<void>,
): Promise<void> {
  let rows = 0;
  for (const segment of segments) {
    await withMemoryFile(readBlob(deps, site, segmentPlace(segment.table, segment.blobId), segment.blobId), (path) => loadSegment(db, segment.table, path), { folder, suffix: ".parquet" });
    rows += segment.rowCount;
    await onLoaded(rows);
  }
}
