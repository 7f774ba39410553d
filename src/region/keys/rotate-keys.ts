/**
 * A new version of the site's key, while the site is in use. The vault records the intent before it begins; what came of
 * it is recorded here. Killed in between, the daily round ends the rotation (keys-round.ts).
 */
import type { SiteId } from "../../base/ids.ts";
import { need, needStrong, type Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { CustomerKeyChoice } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import { authorityOf } from "../sites/sites.ts";
import type { Keys } from "./keys.schema.ts";
import { recordAct, type KeysTransaction } from "./keys.store.ts";
import { showKeys } from "./read-keys.ts";

export async function rotateKeys(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<Keys> {
  need(actor, siteId, "keys", "rotate", deps.clock.now().getTime());
  needStrong(actor, deps.clock.now().getTime());
  return rotateAs(deps, actor, siteId, "keep", "keys.rotated");
}

/** For verbs that have checked the right. */
export async function rotateAs(deps: RegionDeps, actor: Actor, siteId: SiteId, customerKey: CustomerKeyChoice, act: string): Promise<Keys> {
  const { version } = await deps.vault.rotateSiteKey(siteId, authorityOf(actor, siteId), customerKey);
  await withSite(deps.db, siteId, (tx: KeysTransaction) => recordAct(deps, tx, actor, act, { kind: "site-key", id: String(version) }));
  return showKeys(deps, siteId);
}
