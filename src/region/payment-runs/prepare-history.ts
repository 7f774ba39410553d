/**
 * Prepares the history of the ledger as it is now before anybody asks for a check: for sites that had payments checked lately, after each examination. Nothing is lost when
 * it does not happen: the next check prepares it.
 */
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor, type JobActor } from "../../platform/access/access.ts";
import { manifestOf } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type RegionTransaction } from "../sites/sites.ts";
import { PREPARE_HISTORY } from "./check-queue.ts";
import type { KeptHistories, Step } from "./kept-history.ts";

const LATELY_MS = 90 * 86_400_000;

/** In the transaction that makes another state of the ledger the examined one. */
export async function askPreparing(deps: RegionDeps, tx: RegionTransaction, actor: Actor): Promise<void> {
  const since = new Date(deps.clock.now().getTime() - LATELY_MS);
  const used = await tx.selectFrom("payment_run").select("payment_run_id").where("site_id", "=", tx.siteId).where("asked_at", ">=", since).limit(1).executeTakeFirst();
  if (used !== undefined) await deps.jobs.send(tx, PREPARE_HISTORY, { site: tx.siteId }, actor);
}

export async function prepareNow(deps: RegionDeps, histories: KeptHistories, actor: JobActor, siteId: SiteId, progress: Step): Promise<void> {
  need(actor, siteId, "payment-runs", "check", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const manifest = await site.transact((tx) => manifestOf(site, tx));
    if (manifest !== undefined) await histories.use(site, manifest, progress, async () => undefined);
  });
}
