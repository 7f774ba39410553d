/**
 * The prepared history of a site as sealed blobs, and the row that says which and of what state of the ledger.
 *
 * Invariant: at most one per site, and never taken for another state or another release than it was made of. Its blobs count from the transaction that writes the
 * row; those of the row before are let go in the same one. Killed before it, the blobs are loose and swept.
 */
import type { SegmentId } from "../../base/ids.ts";
import type { PreparedTable, StoredPrepared, WrittenPrepared } from "../../engine/payment-run/payment-run.ts";
import type { RegionDeps } from "../region.deps.ts";
import { keepBlobs, putBlob, readBlob, releaseBlobs } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";

export type PreparedPiece = { readonly table: PreparedTable; readonly blobId: SegmentId };

const rowPlace = (site: BorrowedSite, revision: number) => ({ kind: "prepared_history.pieces", object: `${site.siteId}.${revision}` });
const piecePlace = (table: PreparedTable, blobId: SegmentId) => ({ kind: "prepared_history.piece", object: `${blobId}.${table}` });

/** Loose until `keepPrepared`. */
export async function sealPrepared(deps: RegionDeps, site: BorrowedSite, written: AsyncIterable<WrittenPrepared>): Promise<PreparedPiece[]> {
  const pieces: PreparedPiece[] = [];
  for await (const { table, bytes } of written) pieces.push({ table, blobId: await putBlob(deps, site, (id) => piecePlace(table, id), bytes) });
  return pieces;
}

export async function* openPrepared(deps: RegionDeps, site: BorrowedSite, pieces: readonly PreparedPiece[]): AsyncIterable<StoredPrepared> {
  for (const { table, blobId } of pieces) yield { table, bytes: readBlob(deps, site, piecePlace(table, blobId), blobId) };
}

/** Of this state of the ledger, by this release. */
export async function preparedOf(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, revision: number): Promise<PreparedPiece[] | undefined> {
  const row = await tx.selectFrom("prepared_history").select("sealed_pieces").where("site_id", "=", site.siteId)
    .where("ledger_revision", "=", revision).where("engine_version", "=", deps.engineVersion).executeTakeFirst();
  return row && ((await site.keys.openJson(rowPlace(site, revision), row.sealed_pieces)) as PreparedPiece[]);
}

/** @returns false when the ledger moved on meanwhile: what was made is of no use to anybody, and its blobs stay loose. */
export async function keepPrepared(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, revision: number, pieces: readonly PreparedPiece[]): Promise<boolean> {
  // two workers at once: the second one's counts, and lets the first one's go
  const { ledger_revision } = await tx.selectFrom("site").select("ledger_revision").where("site_id", "=", site.siteId).forUpdate().executeTakeFirstOrThrow();
  if (ledger_revision !== revision) return false;
  await forgetPrepared(deps, site, tx);
  await tx.insertInto("prepared_history").values({
    site_id: site.siteId, ledger_revision: revision, engine_version: deps.engineVersion, prepared_at: deps.clock.now(), sealed_pieces: await site.keys.sealJson(rowPlace(site, revision), pieces),
  }).execute();
  await keepBlobs(tx, pieces.map(({ blobId }) => blobId));
  return true;
}

/** A row that cannot be opened says no more which blobs were its own: they stay until the site goes. */
async function forgetPrepared(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction): Promise<void> {
  const row = await tx.selectFrom("prepared_history").select(["ledger_revision", "sealed_pieces"]).where("site_id", "=", site.siteId).executeTakeFirst();
  if (row === undefined) return;
  const pieces = await site.keys.openJson(rowPlace(site, row.ledger_revision), row.sealed_pieces).catch((error: unknown) => {
    deps.log.error("prepared history not opened", { error });
    return [];
  }) as PreparedPiece[];
  await releaseBlobs(tx, pieces.map(({ blobId }) => blobId), deps.clock.now());
  await tx.deleteFrom("prepared_history").where("site_id", "=", site.siteId).execute();
}
