/** The queue of trials, apart from its handler: who asks for work does not depend on how it is done. */
import type { SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const TRY_PARAMETERS = queue<{ site: SiteId; version: number; attempt: number }>("try-parameters", { expireSeconds: 4 * 3600, retryLimit: 5, permissions: ["parameters:change"] });
