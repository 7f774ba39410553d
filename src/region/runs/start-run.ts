/** Has the ledger examined again as it is: what was decided meanwhile, and with it what the site taught, counts from that run on. */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { lastRun } from "./list-runs.ts";
import { queueRun } from "./queue-run.ts";
import type { Run } from "./runs.schema.ts";
import { runRow, showRun } from "./runs.store.ts";

/** @throws Refusal run-under-way, no-ledger */
export async function startRun(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<Run> {
  need(actor, siteId, "runs", "start", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await tx.selectFrom("site").select("site_id").where("site_id", "=", siteId).forUpdate().execute();
      const last = await lastRun(site, tx);
      if (last?.state === "queued" || last?.state === "running") throw new Refusal("conflict", "run-under-way", "The ledger is being examined now.", [{ remedy: "Wait until it is done." }]);
      const run = await examineAgain(deps, site, tx, actor);
      if (run === undefined) throw new Refusal("conflict", "no-ledger", "There is no ledger to examine yet.", [{ remedy: "Import one." }]);
      await site.audit(tx, { act: "runs.start", object: { kind: "run", id: run.id }, after: { state: "queued" } });
      return run;
    }));
}

/** In the caller's transaction and with its right. Undefined: there is no ledger. */
export async function examineAgain(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, actor: Actor): Promise<Run | undefined> {
  const row = await tx.selectFrom("site").innerJoin("manifest", (on) => on.onRef("manifest.site_id", "=", "site.site_id").onRef("manifest.ledger_revision", "=", "site.ledger_revision"))
    .select(["manifest.import_id", "manifest.ledger_revision"]).where("site.site_id", "=", site.siteId).executeTakeFirst();
  if (row === undefined) return undefined;
  const runId = await queueRun(deps, site, tx, actor, { importId: row.import_id, ledgerRevision: row.ledger_revision });
  return showRun(site, tx, await runRow(tx, runId));
}
