/** What every object store must do; implementations: a folder (here), S3 (later). One contract test serves all. */
import type { Id, SiteId } from "../../base/ids.ts";
import type { SealedBytes } from "../vault/vault.ts";

/** An id of an upload, import, segment or run; with a part number where one object has several blobs. */
export type BlobName = { readonly site: SiteId; readonly object: Id<"upl" | "imp" | "seg" | "run">; readonly part?: number };

export type StoredBlob = { readonly name: BlobName; readonly sizeBytes: number };

export type Blobs = {
  /** Durable when it resolves; nothing is visible before. @throws Refusal blob-exists: blobs are never replaced. */
  readonly put: (name: BlobName, sealed: SealedBytes) => Promise<{ readonly sizeBytes: number }>;
  /** The sealed bytes as stored; only the vault's opening tells whether they are whole. @throws Refusal not-found. */
  readonly get: (name: BlobName) => AsyncIterable<Uint8Array>;
  /** Undefined when there is none. */
  readonly size: (name: BlobName) => Promise<number | undefined>;
  /** Gone when it resolves; deleting what is not there is fine. */
  readonly delete: (name: BlobName) => Promise<void>;
  readonly list: (site: SiteId) => AsyncIterable<StoredBlob>;
};
