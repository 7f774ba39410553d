/**
 * Uploads: files on their way into the ledger. The door.
 *
 * Invariant: bytes are sealed as they arrive and acknowledged only once they are durable; an upload that is complete
 * was put in line for inspection by the transaction that completed it.
 */
export { inspectUploadJob, INSPECT_UPLOAD } from "./uploads.jobs.ts";
export { expireUploads } from "./expire-uploads.ts";
export { uploadRoutes } from "./uploads.routes.ts";
export { markImported, uploadSource, usableUpload, type UsableUpload } from "./use-upload.ts";
