/** The queue of examinations, apart from its handler: who asks for work does not depend on how it is done. */
import type { RunId, SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const EXAMINE_LEDGER = queue<{ site: SiteId; run: RunId }>("examine-ledger", { expireSeconds: 4 * 3600, retryLimit: 5, permissions: ["runs:start"] });

/** One part of a ledger that is too big to be compared at once. */
export const COMPARE_PART = queue<{ site: SiteId; run: RunId; part: number }>("compare-part", { expireSeconds: 4 * 3600, retryLimit: 5, permissions: ["runs:start"] });
