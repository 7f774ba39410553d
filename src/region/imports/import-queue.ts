/** The queue of imports, apart from its handler: who asks for work does not depend on how it is done. */
import type { ImportId, SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const READ_IMPORT = queue<{ site: SiteId; import: ImportId }>("read-import", { expireSeconds: 4 * 3600, retryLimit: 5, permissions: ["imports:commit"] });
