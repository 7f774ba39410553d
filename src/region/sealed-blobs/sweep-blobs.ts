/**
 * Removes blobs that nothing refers to. Blob first, line second: killed in between, the line is swept again.
 * Needs no keys: what is removed is never opened.
 */
import type { SiteId } from "../../base/ids.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";

const BATCH = 200;

/** @returns how many were removed. */
export async function sweepBlobs(deps: RegionDeps, siteId: SiteId): Promise<number> {
  let removed = 0;
  for (;;) {
    const loose = await withSite(deps.db, siteId, (tx) =>
      tx.selectFrom("blob_line").select("blob_id").where("site_id", "=", siteId).where("kept", "=", false)
        .where("sweep_after", "<=", deps.clock.now()).limit(BATCH).execute());
    for (const { blob_id } of loose) {
      await deps.blobs.delete({ site: siteId, object: blob_id });
      await withSite(deps.db, siteId, (tx) =>
        tx.deleteFrom("blob_line").where("site_id", "=", siteId).where("blob_id", "=", blob_id).where("kept", "=", false).execute());
    }
    removed += loose.length;
    if (loose.length < BATCH) return removed;
  }
}
