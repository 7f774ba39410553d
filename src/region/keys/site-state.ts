/** Whether the site can be worked on now. Asks the key services at most every 30 seconds, and lends no key. */
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { SiteState } from "./keys.schema.ts";
import { siteRow, type KeysTransaction, type SiteRow } from "./keys.store.ts";

/** For whoever belongs to the site: it tells nothing of its data. Asked again and again, so it leaves no entry. */
export async function readSiteState(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<SiteState> {
  need(actor, siteId, "sites", "read", deps.clock.now().getTime());
  const row = await withSite(deps.db, siteId, (tx: KeysTransaction) => siteRow(tx));
  return stateOf(deps, siteId, row);
}

export async function stateOf(deps: RegionDeps, siteId: SiteId, row: SiteRow): Promise<SiteState> {
  const now = await deps.vault.siteState(siteId);
  if (now.ready) return { state: row.state === "closed" ? "closed" : "ready", code: null, message: null };
  const { code, message } = now;
  return { state: row.state === "closed" || code === "site-key-destroyed" ? "closed" : "paused", code, message };
}

/** What a job waits out: it is the owner of a key, or the operator, who ends it, and nothing is lost meanwhile. */
export const waitsForKeys = (code: string): boolean => ["customer-key-", "key-service-", "root-key-"].some((begin) => code.startsWith(begin)) || code === "no-memory-folder";
