/** Payment runs' work outside requests. */
import type { PaymentRunId, SiteId } from "../../base/ids.ts";
import type { JobHandler } from "../../platform/jobs/jobs.ts";
import type { RegionDeps } from "../region.deps.ts";
import { checkRun } from "./check-run.ts";
import type { KeptHistories } from "./kept-history.ts";
import { prepareNow } from "./prepare-history.ts";

export const checkPaymentsJob = (deps: RegionDeps, histories: KeptHistories): JobHandler<{ site: SiteId; paymentRun: PaymentRunId }> => ({ data, actor, progress }) =>
  checkRun(deps, histories, actor, data.site, data.paymentRun, progress);

export const prepareHistoryJob = (deps: RegionDeps, histories: KeptHistories): JobHandler<{ site: SiteId }> => ({ data, actor, progress }) => prepareNow(deps, histories, actor, data.site, progress);
