/** Puts the trial of a draft in line: on the ledger that counts, beside the version that counts. */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { progressOf } from "../../platform/jobs/jobs.ts";
import { currentRunId } from "../findings/findings.ts";
import { currentVersion, lockSite, needDraft, parametersRow } from "../parameters/parameters.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, personOf, type RegionTransaction } from "../sites/sites.ts";
import { TRY_PARAMETERS } from "./back-test-queue.ts";
import type { BackTest } from "./back-tests.schema.ts";
import { newestBackTest, showBackTest } from "./back-tests.store.ts";

/** @throws Refusal not_found; parameters-no-draft, no-ledger, run-under-way, back-test-under-way. */
export async function startBackTest(deps: RegionDeps, actor: Actor, siteId: SiteId, version: number): Promise<BackTest> {
  need(actor, siteId, "parameters", "change", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const { ledgerRevision } = await lockSite(tx);
      needDraft((await parametersRow(tx, version)).state);
      if (ledgerRevision === 0) throw new Refusal("conflict", "no-ledger", "There is no history to try this on.", [{ remedy: "Import a ledger first." }]);
      const runId = await currentRunId(tx);
      const run = runId && (await tx.selectFrom("run").select("ledger_revision").where("site_id", "=", siteId).where("run_id", "=", runId).executeTakeFirst());
      if (runId === undefined || !run || run.ledger_revision !== ledgerRevision) {
        throw new Refusal("conflict", "run-under-way", "The ledger has changed and is not examined yet.", [{ remedy: "Wait for the run to end, then try this." }]);
      }
      await refuseWhileOneIsUnderWay(tx);
      const attempt = ((await newestBackTest(tx, version))?.attempt ?? 0) + 1;
      const baseline = await currentVersion(tx);
      const jobId = await deps.jobs.send(tx, TRY_PARAMETERS, { site: siteId, version, attempt }, actor);
      await tx.insertInto("back_test").values({
        site_id: siteId, version, attempt, baseline_version: baseline, ledger_revision: ledgerRevision, run_id: runId, state: "queued", job_id: jobId, asked_by: personOf(actor).id, asked_at: deps.clock.now(),
      }).execute();
      await site.audit(tx, { act: "back-tests.start", object: { kind: "parameters", id: String(version) }, after: { attempt, baselineVersion: baseline, ledgerRevision } });
      const row = await newestBackTest(tx, version);
      if (!row) throw new Error("Invariant broken: the trial was just written");
      return showBackTest(deps, site, tx, row);
    }));
}

/** One at a time: each holds a whole ledger in the worker's memory. One whose job has failed for good holds up nobody. */
async function refuseWhileOneIsUnderWay(tx: RegionTransaction): Promise<void> {
  const open = await tx.selectFrom("back_test").select(["version", "job_id"]).where("site_id", "=", tx.siteId).where("state", "<>", "done").execute();
  for (const { version, job_id } of open) {
    if ((await progressOf(tx, job_id))?.state === "failed") continue;
    throw new Refusal("conflict", "back-test-under-way", `Version ${version} is being tried now.`, [{ remedy: "Wait for it to end: one is tried at a time." }]);
  }
}
