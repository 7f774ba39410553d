/**
 * The object store: the door. Sealed streams under names that are ids.
 *
 * Invariant: what is stored was sealed by the vault (the type says so: `SealedBytes` has no other maker), and a blob that
 * can be read was written whole. Blobs are immutable. Which blob belongs to what is left to the tables that name it.
 */
export { folderBlobs } from "./folder-blobs.ts";
export type { BlobName, Blobs, StoredBlob } from "./blob-store.ts";
