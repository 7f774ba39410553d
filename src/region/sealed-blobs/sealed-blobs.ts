/**
 * Sealed blobs of a site: bytes too many for a row (parts of uploads, segments of the ledger, results). The door.
 *
 * Invariant: a blob is in the list (`blob_line`) before its first byte is in the store, and is `kept` only by the
 * transaction that refers to it. Killed anywhere in between, the blob is loose, nobody sees it, and the sweep removes it.
 */
export { keepBlobs, putBlob, readBlob, releaseBlobs, type BlobPlace } from "./put-blob.ts";
export { sweepBlobs } from "./sweep-blobs.ts";
