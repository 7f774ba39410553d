/** Trials' work outside requests. */
import type { SiteId } from "../../base/ids.ts";
import type { JobHandler } from "../../platform/jobs/jobs.ts";
import type { RegionDeps } from "../region.deps.ts";
import { carryOutBackTest } from "./carry-out-back-test.ts";

export const tryParametersJob = (deps: RegionDeps): JobHandler<{ site: SiteId; version: number; attempt: number }> => ({ data, actor, progress }) =>
  carryOutBackTest(deps, actor, data.site, data.version, data.attempt, progress);
