/** Seals bytes into the store, reads them back, and says which blobs count. */
import { newId, type SegmentId } from "../../base/ids.ts";
import { invariant } from "../../base/errors.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";

/** What the bytes are, and whose: the sealed blob opens at this place only. */
export type BlobPlace = { readonly kind: string; readonly object: string; readonly position?: number };

/** The blob is loose until `keepBlobs` in the transaction that refers to it. */
export async function putBlob(deps: RegionDeps, site: BorrowedSite, placeOf: (blobId: SegmentId) => BlobPlace, clear: AsyncIterable<Uint8Array> | Uint8Array): Promise<SegmentId> {
  const blobId = newId("seg");
  const sweepAfter = new Date(deps.clock.now().getTime() + deps.limits.looseBlobMs);
  await site.transact((tx) => tx.insertInto("blob_line").values({ site_id: site.siteId, blob_id: blobId, sweep_after: sweepAfter }).execute());
  // Killed here: a line without a blob; the sweep deletes a blob that is not there, which is fine.
  await deps.blobs.put({ site: site.siteId, object: blobId }, site.keys.sealBlob(placeOf(blobId), clear instanceof Uint8Array ? once(clear) : clear));
  return blobId;
}

/** Act on the bytes only when the iteration has ended: before that the blob may turn out to be cut short. */
export const readBlob = (deps: RegionDeps, site: BorrowedSite, place: BlobPlace, blobId: SegmentId): AsyncIterable<Uint8Array> =>
  site.keys.openBlob(place, deps.blobs.get({ site: site.siteId, object: blobId }));

export async function keepBlobs(tx: RegionTransaction, blobIds: readonly SegmentId[]): Promise<void> {
  if (blobIds.length === 0) return;
  const kept = await tx.updateTable("blob_line").set({ kept: true })
    .where("site_id", "=", tx.siteId).where("blob_id", "in", blobIds).where("kept", "=", false).executeTakeFirst();
  invariant(Number(kept.numUpdatedRows) === blobIds.length, "a blob was swept before it was kept");
}

/** From this transaction on nothing refers to them; the next sweep removes them. */
export async function releaseBlobs(tx: RegionTransaction, blobIds: readonly SegmentId[], now: Date): Promise<void> {
  if (blobIds.length === 0) return;
  await tx.updateTable("blob_line").set({ kept: false, sweep_after: now }).where("site_id", "=", tx.siteId).where("blob_id", "in", blobIds).execute();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
