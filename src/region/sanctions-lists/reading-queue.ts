/** The queue of lists to read, apart from its handler: who asks for work does not depend on how it is done. */
import type { SanctionsReadingId, SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const READ_LIST = queue<{ site: SiteId; reading: SanctionsReadingId }>("read-sanctions-list", { expireSeconds: 1800, retryLimit: 5, permissions: ["sanctions-lists:add"] });
