/**
 * The customer's own key becomes necessary beside ours, or no longer is. Either way the site gets a new key version, and
 * the version before it is destroyed: nothing stays under the old arrangement.
 *
 * Crash story, adding: a connection without use is harmless, and adding again goes on. Removing: the connection goes last,
 * since the retiring version still needs the customer's key.
 */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, needStrong, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { CustomerKeyConnection } from "./customer-keys.ts";
import type { Keys } from "./keys.schema.ts";
import { showKeys } from "./read-keys.ts";
import { rotateAs } from "./rotate-keys.ts";

/** @param connection null for the one that the operator has connected. @throws Refusal customer-key-in-use, customer-key-missing, customer-key-revoked. */
export async function addCustomerKey(deps: RegionDeps, actor: Actor, siteId: SiteId, connection: CustomerKeyConnection | null): Promise<Keys> {
  need(actor, siteId, "keys", "rotate", deps.clock.now().getTime());
  needStrong(actor, deps.clock.now().getTime());
  if ((await showKeys(deps, siteId)).customerKey?.inUse === true) {
    throw new Refusal("conflict", "customer-key-in-use", "This site uses a key of the customer's already.", [{ remedy: "Remove it first; then add the other." }]);
  }
  const before = await deps.customerKeys.connectionOf(siteId);
  if (connection !== null) await deps.customerKeys.connect(siteId, connection);
  try {
    return await rotateAs(deps, actor, siteId, "add", "keys.hold-own");
  } catch (error) {
    await undo(deps, siteId, connection, before);
    throw error;
  }
}

export async function removeCustomerKey(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<Keys> {
  need(actor, siteId, "keys", "rotate", deps.clock.now().getTime());
  needStrong(actor, deps.clock.now().getTime());
  if ((await showKeys(deps, siteId)).customerKey?.inUse === true) await rotateAs(deps, actor, siteId, "remove", "keys.release-own");
  if ((await showKeys(deps, siteId)).customerKey?.inUse !== true) await deps.customerKeys.disconnect(siteId);
  return showKeys(deps, siteId);
}

/** What did not work is not left as if it did, unless a key version is under it by now. */
async function undo(deps: RegionDeps, siteId: SiteId, connection: CustomerKeyConnection | null, before: CustomerKeyConnection | undefined): Promise<void> {
  if (connection === null || (await showKeys(deps, siteId)).customerKey?.inUse === true) return;
  if (before === undefined) await deps.customerKeys.disconnect(siteId);
  else await deps.customerKeys.connect(siteId, before);
}
