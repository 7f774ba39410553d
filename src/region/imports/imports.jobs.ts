/** Imports' work outside requests. */
import type { ImportId, SiteId } from "../../base/ids.ts";
import type { JobHandler } from "../../platform/jobs/jobs.ts";
import type { RegionDeps } from "../region.deps.ts";
import { carryOutImport } from "./carry-out-import.ts";

export { READ_IMPORT } from "./import-queue.ts";

export const readImportJob = (deps: RegionDeps): JobHandler<{ site: SiteId; import: ImportId }> => ({ data, actor, progress }) =>
  carryOutImport(deps, actor, data.site, data.import, progress);
