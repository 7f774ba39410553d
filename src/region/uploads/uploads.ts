/**
 * Uploads: files on their way into the ledger. The door.
 *
 * Invariant: bytes are sealed as they arrive and acknowledged only once they are durable; an upload that is complete
 * was put in line for inspection by the transaction that completed it.
 */
export { inspectUploadJob, INSPECT_UPLOAD } from "./uploads.jobs.ts";
export { expireUploads } from "./expire-uploads.ts";
export { plainName, TICKET_FILE_BYTES } from "./begin-upload.ts";
export { passIn } from "./pass-in.ts";
export { receiveBytes } from "./receive-bytes.ts";
export { uploadRoutes } from "./uploads.routes.ts";
export { openFacts, openInspection, openUploadRefusal, sealFacts, type UploadRow } from "./uploads.store.ts";
export { inspectUpload } from "./inspect-upload.ts";
export { listUpload, markImported, partsOf, paymentUpload, uploadSource, usableUpload, type ListUpload, type UsableUpload } from "./use-upload.ts";
