/** Runs' work outside requests. */
import type { RunId, SiteId } from "../../base/ids.ts";
import type { JobHandler } from "../../platform/jobs/jobs.ts";
import type { RegionDeps } from "../region.deps.ts";
import { comparePartOfRun } from "./compare-part.ts";
import { examineLedger } from "./examine-ledger.ts";

export const examineLedgerJob = (deps: RegionDeps): JobHandler<{ site: SiteId; run: RunId }> => ({ data, actor, progress }) =>
  examineLedger(deps, actor, data.site, data.run, progress);

export const comparePartJob = (deps: RegionDeps): JobHandler<{ site: SiteId; run: RunId; part: number }> => ({ data, actor, progress }) =>
  comparePartOfRun(deps, actor, data.site, data.run, data.part, progress);
