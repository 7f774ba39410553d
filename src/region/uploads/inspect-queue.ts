/** The queue of uploads to look into, apart from its handler: who asks for work does not depend on how it is done. */
import type { SiteId, UploadId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const INSPECT_UPLOAD = queue<{ site: SiteId; upload: UploadId }>("inspect-upload", { expireSeconds: 1800, permissions: ["uploads:read"] });
