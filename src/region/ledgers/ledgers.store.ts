/** Manifests and the segments they list. */
import { Refusal } from "../../base/errors.ts";
import type { Day } from "../../base/day.ts";
import type { ImportId, SegmentId } from "../../base/ids.ts";
import type { Money } from "../../base/money.ts";
import type { FieldName, TableName } from "../../engine/ledger/ledger.ts";
import { keepBlobs } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";

/** What a ledger was made of and what is in it; sealed. */
export type LedgerSummary = {
  /** One per file and table read into it: `key` says which content, `mapping` how it was read. */
  readonly contents: readonly { readonly key: string; readonly mapping: string; readonly fileName: string }[];
  readonly fields: readonly FieldName[];
  readonly rows: Readonly<Partial<Record<TableName, number>>>;
  readonly totals: readonly Money[];
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
};
/** With the list of segments beside it, so that a segment taken out of the table is noticed and not just missing. */
type SealedSummary = { readonly summary: LedgerSummary; readonly segments: readonly SegmentId[] };

export type Segment = { readonly table: TableName; readonly position: number; readonly rowCount: number; readonly lengthBytes: number; readonly blobId: SegmentId };
export type Manifest = { readonly revision: number; readonly summary: LedgerSummary; readonly segments: readonly Segment[]; readonly committedAt: Date };

const summaryPlace = (revision: number, site: BorrowedSite) => ({ kind: "manifest.summary", object: `${site.siteId}.${revision}` });

/** The state that counts, or the one asked for. Undefined: the site has no ledger yet. */
export async function manifestOf(site: BorrowedSite, tx: RegionTransaction, revision?: number): Promise<Manifest | undefined> {
  const wanted = revision ?? (await tx.selectFrom("site").select("ledger_revision").where("site_id", "=", site.siteId).executeTakeFirstOrThrow()).ledger_revision;
  const row = await tx.selectFrom("manifest").select(["sealed_summary", "committed_at"])
    .where("site_id", "=", site.siteId).where("ledger_revision", "=", wanted).executeTakeFirst();
  if (!row) return undefined;
  const segments = await tx.selectFrom("segment").select(["table_name", "position", "row_count", "length_bytes", "blob_id"])
    .where("site_id", "=", site.siteId).where("ledger_revision", "=", wanted).orderBy("table_name").orderBy("position").execute();
  const sealed = (await site.keys.openJson(summaryPlace(wanted, site), row.sealed_summary)) as SealedSummary;
  if (sealed.segments.join() !== segments.map((one) => one.blob_id).sort().join()) {
    throw new Refusal("conflict", "ledger-altered", "The ledger's list of segments is not the one that was committed.");
  }
  return {
    revision: wanted,
    summary: sealed.summary,
    segments: segments.map((one) => ({
      table: one.table_name as TableName, position: one.position, rowCount: one.row_count, lengthBytes: one.length_bytes, blobId: one.blob_id,
    })),
    committedAt: row.committed_at,
  };
}

/**
 * Makes the next state of the ledger and lets it count, in the caller's transaction.
 * @param based the revision that was read when the new state was made (0: none)
 * @param fresh the blobs of `segments` that no earlier state lists
 * @throws Refusal ledger-moved (tried again by the queue) when another import came first.
 */
export async function commitManifest(
  site: BorrowedSite, tx: RegionTransaction,
  next: { importId: ImportId; based: number; summary: LedgerSummary; segments: readonly Segment[]; fresh: readonly SegmentId[]; now: Date },
): Promise<number> {
  const revision = next.based + 1;
  const moved = await tx.updateTable("site").set((row) => ({ ledger_revision: revision, revision: row("revision", "+", 1) }))
    .where("site_id", "=", site.siteId).where("ledger_revision", "=", next.based).executeTakeFirst();
  if (Number(moved.numUpdatedRows) !== 1) throw new Refusal("unavailable", "ledger-moved", "Another import changed the ledger at the same time; this one is done again.");
  const sealed: SealedSummary = { summary: next.summary, segments: next.segments.map((one) => one.blobId).sort() };
  await tx.insertInto("manifest").values({
    site_id: site.siteId, ledger_revision: revision, import_id: next.importId, committed_at: next.now,
    sealed_summary: await site.keys.sealJson(summaryPlace(revision, site), sealed),
  }).execute();
  await tx.insertInto("segment").values(next.segments.map((one) => ({
    site_id: site.siteId, ledger_revision: revision, table_name: one.table, position: one.position, row_count: one.rowCount, length_bytes: one.lengthBytes, blob_id: one.blobId,
  }))).execute();
  await keepBlobs(tx, next.fresh);
  return revision;
}
