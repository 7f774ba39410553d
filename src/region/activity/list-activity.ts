/** Who did what with the site's data, newest first. Looking is an act too, and is the newest entry the next time. */
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { type ActivityList, type ActivityPage, type ActivityReader, listEntriesOf } from "../../platform/activity/activity.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";

export async function listActivity(deps: RegionDeps, actor: Actor, siteId: SiteId, page: ActivityPage): Promise<ActivityList> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const list = await listEntriesOf(readerOf(site, tx), page);
      await site.auditRead(tx, "activity.list", { kind: "site", id: siteId }, list.items.length);
      return list;
    }));
}

export const readerOf = ({ keys }: BorrowedSite, tx: RegionTransaction): ActivityReader => ({
  tx,
  open: ({ id, sealed }) => keys.openRow({ kind: "audit_entry.sealed", object: id }, sealed),
});
