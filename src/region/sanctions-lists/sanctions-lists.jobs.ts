/** The lists' work outside requests. */
import type { SanctionsReadingId, SiteId } from "../../base/ids.ts";
import type { JobHandler } from "../../platform/jobs/jobs.ts";
import type { RegionDeps } from "../region.deps.ts";
import { carryOutReading, type ExamineAgain } from "./carry-out-reading.ts";

/** @param examineAgain has the ledger examined with a newer list: runs use lists, so whoever puts the worker together gives it. */
export const readListJob = (deps: RegionDeps, examineAgain: ExamineAgain): JobHandler<{ site: SiteId; reading: SanctionsReadingId }> => ({ data, actor, progress }) =>
  carryOutReading(deps, examineAgain, actor, data.site, data.reading, progress);
