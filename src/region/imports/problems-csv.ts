/** The rows that could not be read as they are, as a file that a spreadsheet opens without running anything in it. */
import { parseId, type SiteId } from "../../base/ids.ts";
import { problemsCsv as csvOf } from "../../engine/report/report.ts";
import { need, needStrong, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { readBlob } from "../sealed-blobs/sealed-blobs.ts";
import { borrowSite } from "../sites/sites.ts";
import { importRow, problemsPlace } from "./imports.store.ts";

/** The whole file: rows with problems are listed up to a cap, so it is small; it is authentic before it is sent. */
export async function problemsCsv(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Uint8Array> {
  need(actor, siteId, "imports", "read", deps.clock.now().getTime());
  needStrong(actor, deps.clock.now().getTime()); // it leaves the product
  const importId = parseId("imp", id);
  return borrowSite(deps, actor, siteId, async (site) => {
    const row = await site.transact((tx) => importRow(tx, importId));
    const parts: Uint8Array[] = [];
    if (row.problems_blob_id === null) parts.push(Buffer.from(csvOf([])));
    else for await (const part of readBlob(deps, site, problemsPlace(importId), row.problems_blob_id)) parts.push(part);
    await site.transact((tx) => site.auditRead(tx, "imports.problems", { kind: "import", id: importId }, row.problem_count));
    return Buffer.concat(parts);
  });
}
