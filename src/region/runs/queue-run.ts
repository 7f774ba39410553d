/** Puts an examination of one state of the ledger in line, in the transaction that made that state. */
import { newId, type ImportId, type RunId } from "../../base/ids.ts";
import type { Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { EXAMINE_LEDGER } from "./run-queue.ts";

export async function queueRun(
  deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, actor: Actor, of: { importId: ImportId; ledgerRevision: number },
): Promise<RunId> {
  const runId = newId("run");
  const jobId = await deps.jobs.send(tx, EXAMINE_LEDGER, { site: site.siteId, run: runId }, actor);
  await tx.insertInto("run").values({
    site_id: site.siteId, run_id: runId, import_id: of.importId, ledger_revision: of.ledgerRevision, state: "queued", job_id: jobId, asked_at: deps.clock.now(),
  }).execute();
  return runId;
}
