/** The workspace: what was sent, newest first, and what became of it. */
import { parseId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite } from "../sites/sites.ts";
import { showUpload, uploadRow } from "./uploads.store.ts";
import type { Upload } from "./uploads.schema.ts";

type Page = { readonly limit: number; readonly cursor?: string | undefined };

export async function listUploads(deps: RegionDeps, actor: Actor, siteId: SiteId, page: Page): Promise<{ items: Upload[]; nextCursor: string | null; total: number }> {
  need(actor, siteId, "uploads", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const offset = offsetOf(page.cursor);
      const { total } = await tx.selectFrom("upload").select((row) => row.fn.countAll<number>().as("total")).where("site_id", "=", siteId).where("ticket_id", "is", null).where("purpose", "<>", "payment-run").executeTakeFirstOrThrow();
      const rows = await tx.selectFrom("upload").selectAll().where("site_id", "=", siteId).where("ticket_id", "is", null).where("purpose", "<>", "payment-run")
        .orderBy("created_at", "desc").orderBy("upload_id", "desc").offset(offset).limit(page.limit).execute();
      const items: Upload[] = [];
      for (const row of rows) items.push(await showUpload(site.keys, row));
      await site.auditRead(tx, "uploads.list", { kind: "site", id: siteId }, items.length, items.map(({ id }) => id));
      return { items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total };
    }));
}

export async function readUpload(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Upload> {
  need(actor, siteId, "uploads", "read", deps.clock.now().getTime());
  const uploadId = parseId("upl", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const upload = await showUpload(site.keys, await uploadRow(tx, uploadId));
      await site.auditRead(tx, "uploads.read", { kind: "upload", id: uploadId }, 1);
      return upload;
    }));
}
