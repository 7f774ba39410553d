/**
 * The end of a site's data, wherever copies of it are: rows, files, work in memory and every backup are under keys that are
 * erased here. Cannot be undone by anybody.
 *
 * Crash story: the vault records the intent, then erases; the certificate and the closing of the site follow in one
 * transaction. Killed before the erasing: nothing happened. Killed after it: the data is gone, and asking again makes the
 * certificate, which then says that the sample could not be opened before either.
 */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { actorId, need, needStrong, type Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import { authorityOf } from "../sites/sites.ts";
import { writeCertificate } from "./certificate.ts";
import type { Keys } from "./keys.schema.ts";
import { certificateOf, closeSite, siteRow, type KeysTransaction } from "./keys.store.ts";
import { showKeys } from "./read-keys.ts";
import { sampleOfSite } from "./sample-of-site.ts";

/** @param forget drops what this process holds of the site unsealed. @throws Refusal step-up-needed, not-confirmed. */
export async function destroyKeys(deps: RegionDeps, actor: Actor, siteId: SiteId, confirm: string, forget: (siteId: SiteId) => void): Promise<Keys> {
  const nowMs = deps.clock.now().getTime();
  need(actor, siteId, "keys", "destroy", nowMs);
  needStrong(actor, nowMs);
  if (confirm !== siteId) throw new Refusal("invalid", "not-confirmed", "The site to be destroyed was not confirmed.", [{ at: "/confirm", expected: "the id of the site" }]);
  const { row, sample, done } = await withSite(deps.db, siteId, async (tx: KeysTransaction) => ({
    row: await siteRow(tx), sample: await sampleOfSite(deps, tx, siteId), done: (await certificateOf(tx)) !== undefined,
  }));
  if (done) return showKeys(deps, siteId);
  const destruction = await deps.vault.destroySiteKey(siteId, authorityOf(actor, siteId), sample);
  forget(siteId);
  await deps.customerKeys.disconnect(siteId);
  const certificate = writeCertificate({ region: deps.region, organisationId: row.organisationId, askedBy: actorId(actor), madeAt: deps.clock.now(), destruction });
  await closeSite(deps, actor, siteId, certificate);
  return showKeys(deps, siteId);
}
