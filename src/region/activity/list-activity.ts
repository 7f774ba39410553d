/** Who did what with the site's data, newest first. Looking is an act too, and is the newest entry the next time. */
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { countEntries, type EntryFilter, findEntries, listEntries, type StoredEntry } from "../../platform/audit/audit.ts";
import type { SiteKeys } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import type { ActivityEntry, ActivityFilter } from "./activity.schema.ts";

type Page = ActivityFilter & { readonly limit: number; readonly cursor?: string | undefined };

/** Filtered, the total is counted up to 10,000. */
export async function listActivity(deps: RegionDeps, actor: Actor, siteId: SiteId, page: Page): Promise<{ items: ActivityEntry[]; nextCursor: string | null; total: number }> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  const beforeSeq = page.cursor !== undefined && /^[1-9]\d{0,14}$/.test(page.cursor) ? Number(page.cursor) : undefined;
  const filter = filterOf(page);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const entries = await findEntries(tx, filter, { limit: page.limit, beforeSeq });
      const total = Object.values(filter).some((value) => value !== undefined) ? await countEntries(tx, filter) : ((await listEntries(tx, { limit: 1 }))[0]?.seq ?? 0);
      const items: ActivityEntry[] = [];
      for (const entry of entries) items.push(await showEntry(site.keys, entry));
      await site.auditRead(tx, "activity.list", { kind: "site", id: siteId }, items.length);
      const last = items.at(-1);
      return { items, nextCursor: last && items.length === page.limit && last.seq > 1 ? String(last.seq) : null, total };
    }));
}

export const filterOf = ({ person, act, object, staff, from, to }: ActivityFilter): EntryFilter => ({ person, act, object, from, to, staff: staff === undefined ? undefined : staff === "yes" });

type Sealed = { readonly before?: unknown; readonly after?: unknown; readonly detail?: { readonly name?: string } & Record<string, unknown> };

async function showEntry(keys: SiteKeys, entry: StoredEntry): Promise<ActivityEntry> {
  const opened = entry.sealed === null ? {} : ((await keys.openJson({ kind: "audit_entry.sealed", object: entry.id }, entry.sealed)) as Sealed);
  const { name = "", ...detail } = opened.detail ?? {};
  return {
    id: entry.id, seq: entry.seq, at: entry.at.toISOString(), who: { kind: entry.actorKind as ActivityEntry["who"]["kind"], id: entry.actorId, name },
    act: entry.act, object: { kind: entry.objectKind, id: entry.objectId },
    ...(opened.before !== undefined && { before: opened.before }), ...(opened.after !== undefined && { after: opened.after }),
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}
