/**
 * Forgets what the site has taught. The decisions stay, with all that they set aside and confirm; they teach nothing any more, and the ledger is examined anew so
 * that the scores shown are the engine's own again.
 */
import type { SiteId } from "../../base/ids.ts";
import { need, needStrong, type Actor } from "../../platform/access/access.ts";
import { lessonsOf } from "../decisions/decisions.ts";
import type { RegionDeps } from "../region.deps.ts";
import { examineAgain } from "../runs/runs.ts";
import { borrowSite } from "../sites/sites.ts";
import type { Reset } from "./learning.schema.ts";

export async function resetLearning(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<Reset> {
  const nowMs = deps.clock.now().getTime();
  need(actor, siteId, "learning", "reset", nowMs);
  needStrong(actor, nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const { counted, since } = await lessonsOf(site, tx, nowMs);
      await tx.updateTable("site").set((row) => ({ learning_since: deps.clock.now(), decision_revision: row("decision_revision", "+", 1) })).where("site_id", "=", siteId).execute();
      const run = await examineAgain(deps, site, tx, actor);
      await site.audit(tx, { act: "learning.reset", object: { kind: "site", id: siteId }, before: { since: since?.toISOString() ?? null }, after: { since: new Date(nowMs).toISOString() }, detail: { forgot: counted } });
      return { runId: run?.id ?? null, forgot: counted };
    }));
}
