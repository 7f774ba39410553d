/** The queue of examinations, apart from its handler: who asks for work does not depend on how it is done. */
import type { RunId, SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const EXAMINE_LEDGER = queue<{ site: SiteId; run: RunId }>("examine-ledger", { expireSeconds: 4 * 3600, retryLimit: 5, permissions: ["runs:start"] });
