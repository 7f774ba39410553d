/** Versions of a site's parameters, newest first, and one of them: who set what, when and why. */
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite } from "../sites/sites.ts";
import type { ParametersVersion } from "./parameters.schema.ts";
import { currentVersion, parametersRow } from "./parameters.store.ts";
import { showVersion } from "./show-version.ts";

type Page = { readonly limit: number; readonly cursor?: string | undefined };

export async function listParameters(deps: RegionDeps, actor: Actor, siteId: SiteId, page: Page): Promise<{ items: ParametersVersion[]; nextCursor: string | null; total: number; current: number }> {
  need(actor, siteId, "parameters", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const offset = offsetOf(page.cursor);
      const { total } = await tx.selectFrom("parameters").select((row) => row.fn.countAll<number>().as("total")).where("site_id", "=", siteId).executeTakeFirstOrThrow();
      const rows = await tx.selectFrom("parameters").selectAll().where("site_id", "=", siteId).orderBy("version", "desc").offset(offset).limit(page.limit).execute();
      const items: ParametersVersion[] = [];
      for (const row of rows) items.push(await showVersion(site, tx, row));
      await site.auditRead(tx, "parameters.list", { kind: "site", id: siteId }, items.length);
      return { items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total, current: await currentVersion(tx) };
    }));
}

export async function readParameters(deps: RegionDeps, actor: Actor, siteId: SiteId, version: number): Promise<ParametersVersion> {
  need(actor, siteId, "parameters", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const shown = await showVersion(site, tx, await parametersRow(tx, version));
      await site.auditRead(tx, "parameters.read", { kind: "parameters", id: String(version) }, 1);
      return shown;
    }));
}
