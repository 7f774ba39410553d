/** Uploads' work outside requests. */
import type { JobHandler } from "../../platform/jobs/jobs.ts";
import type { SiteId, UploadId } from "../../base/ids.ts";
import type { RegionDeps } from "../region.deps.ts";
import { inspectUpload } from "./inspect-upload.ts";

export { INSPECT_UPLOAD } from "./inspect-queue.ts";

export const inspectUploadJob = (deps: RegionDeps): JobHandler<{ site: SiteId; upload: UploadId }> => async ({ data, actor, progress }) => {
  await progress("inspecting", 0, 1);
  await inspectUpload(deps, actor, data.site, data.upload);
};
