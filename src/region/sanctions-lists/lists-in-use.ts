/** Which versions are screened against, their names in an analysis database, and who used them. */
import type { Day } from "../../base/day.ts";
import { invariant } from "../../base/errors.ts";
import type { SanctionsVersionId, SegmentId } from "../../base/ids.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { insertList, listsOf } from "../../engine/screening/screening.ts";
import { ISSUER_OF } from "../list-names.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { Issuer } from "../region.store.ts";
import { readBlob } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { namesPlace, openFacts, unpackNames, type VersionRow } from "./sanctions-lists.store.ts";

export type ListInUse = {
  readonly versionId: SanctionsVersionId; readonly list: Issuer; readonly publishedOn: Day | null; readonly readAt: Date; readonly names: number; readonly sha256: string; readonly blobId: SegmentId;
};

/** The newest version of each list. */
export async function listsInUse(site: BorrowedSite, tx: RegionTransaction): Promise<ListInUse[]> {
  return opened(site, await tx.selectFrom("sanctions_version").selectAll().where("site_id", "=", tx.siteId).where("state", "=", "current").orderBy("list").execute());
}

/** Those that something has used before. */
export async function listsUsedBy(site: BorrowedSite, tx: RegionTransaction, usedBy: string): Promise<ListInUse[]> {
  const rows = await tx.selectFrom("sanctions_version").selectAll("sanctions_version")
    .innerJoin("sanctions_use", (on) => on.onRef("sanctions_use.site_id", "=", "sanctions_version.site_id").onRef("sanctions_use.version_id", "=", "sanctions_version.version_id"))
    .where("sanctions_version.site_id", "=", tx.siteId).where("sanctions_use.used_by", "=", usedBy).orderBy("sanctions_version.list").execute();
  return opened(site, rows);
}

async function opened(site: BorrowedSite, rows: readonly VersionRow[]): Promise<ListInUse[]> {
  const lists: ListInUse[] = [];
  for (const row of rows) {
    const { publishedOn, names, sha256 } = await openFacts(site, row);
    lists.push({ versionId: row.version_id, list: row.list, publishedOn, readAt: row.made_at, names, sha256, blobId: row.blob_id });
  }
  return lists;
}

/** In the transaction that begins or ends what uses them: from then on they cannot be removed under it. */
export async function noteUse(tx: RegionTransaction, lists: readonly Pick<ListInUse, "versionId">[], usedBy: string, at: Date): Promise<void> {
  if (lists.length === 0) return;
  await tx.insertInto("sanctions_use").values(lists.map(({ versionId }) => ({ site_id: tx.siteId, version_id: versionId, used_by: usedBy, used_at: at })))
    .onConflict((conflict) => conflict.doNothing()).execute();
}

/** Makes the database hold the names of these versions and no others; what it holds already is not read again. */
export async function loadLists(deps: RegionDeps, site: BorrowedSite, db: DuckDb, lists: readonly ListInUse[]): Promise<void> {
  const held = await listsOf(db);
  const wanted = new Map(lists.map((one) => [one.list, one]));
  for (const { list } of held.values()) {
    if (wanted.has(ISSUER_OF[list])) continue;
    await db.exec("DELETE FROM sanctioned WHERE list = $1", [list]);
    await db.exec("DELETE FROM sanctions_list WHERE list = $1", [list]);
  }
  for (const { list, sha256, blobId } of lists) {
    if ([...held.values()].some((one) => ISSUER_OF[one.list] === list && one.sha256 === sha256)) continue;
    const names = await unpackNames(readBlob(deps, site, namesPlace(blobId), blobId));
    invariant(ISSUER_OF[names.list] === list && names.sha256 === sha256, "a version's names are of its own list and bytes");
    await db.transaction(() => insertList(db, names));
  }
}
