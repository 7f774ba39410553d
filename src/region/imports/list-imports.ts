/** Imports of a site, newest first, and one of them with its progress. */
import { parseId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import type { Import } from "./imports.schema.ts";
import { importRow, showImport } from "./imports.store.ts";

type Page = { readonly limit: number; readonly cursor?: string | undefined };

export async function listImports(deps: RegionDeps, actor: Actor, siteId: SiteId, page: Page): Promise<{ items: Import[]; nextCursor: string | null; total: number }> {
  need(actor, siteId, "imports", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const offset = offsetOf(page.cursor);
      const { total } = await tx.selectFrom("import").select((row) => row.fn.countAll<number>().as("total")).where("site_id", "=", siteId).executeTakeFirstOrThrow();
      const rows = await tx.selectFrom("import").selectAll().where("site_id", "=", siteId)
        .orderBy("asked_at", "desc").orderBy("import_id", "desc").offset(offset).limit(page.limit).execute();
      const items: Import[] = [];
      for (const row of rows) items.push(await showImport(site, tx, row));
      await site.auditRead(tx, "imports.list", { kind: "site", id: siteId }, items.length, items.map(({ id }) => id));
      return { items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total };
    }));
}

export async function readImport(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Import> {
  need(actor, siteId, "imports", "read", deps.clock.now().getTime());
  const importId = parseId("imp", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const found = await showImport(site, tx, await importRow(tx, importId));
      await site.auditRead(tx, "imports.read", { kind: "import", id: importId }, 1);
      return found;
    }));
}

/** For the overview, which has checked the right. */
export async function lastImport(site: BorrowedSite, tx: RegionTransaction): Promise<Import | null> {
  const row = await tx.selectFrom("import").selectAll().where("site_id", "=", site.siteId).orderBy("asked_at", "desc").orderBy("import_id", "desc").limit(1).executeTakeFirst();
  return row ? showImport(site, tx, row) : null;
}
