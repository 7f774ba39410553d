/**
 * Where wrapped keys are kept. Two places with different fates:
 *
 * - the **shelf** holds site keys, wrapped by the root. It is mirrored, never archived: a backup of data must not
 *   contain it, because destroying a site's entry here is what destroys the site's data in every backup.
 * - the **data keys**, wrapped by site keys, live in PostgreSQL beside the data and are archived with it.
 *
 * Neither ever sees a clear key.
 */
import type { KeyId, SiteId } from "../../base/ids.ts";

/**
 * active: wraps new data keys. retiring: opens, while its data keys are wrapped anew. erasing: nothing may be wrapped
 * under it any more, and what was is being counted. destroyed: `wrapped` is gone; the line stays as evidence.
 */
export type SiteKeyState = "active" | "retiring" | "erasing" | "destroyed";

export type SiteKeyRecord = {
  readonly version: number;
  readonly state: SiteKeyState;
  /** The root version that wrapped it, and the customer's, where there is one. */
  readonly root: string;
  readonly customerRoot?: string;
  /** Base64; empty once destroyed. */
  readonly wrapped: string;
  readonly createdAt: string;
  readonly retiredAt?: string;
  readonly destroyedAt?: string;
};

export type ShelfEntry = { readonly revision: number; readonly keys: readonly SiteKeyRecord[] };

export type Shelf = {
  readonly read: (site: SiteId) => Promise<ShelfEntry | undefined>;
  /** Every site that has an entry, destroyed ones too: a root is destroyed only when none of them needs it. */
  readonly sites: () => Promise<readonly SiteId[]>;
  /**
   * Replaces the entry if its revision is still `revision` (0: there is none yet), durably and at once.
   * False: someone else was first. What was replaced is erased as far as the medium allows.
   */
  readonly replace: (site: SiteId, revision: number, keys: readonly SiteKeyRecord[]) => Promise<boolean>;
};

export type DataKeyRecord = {
  readonly id: KeyId;
  /** `table.column`, or the kind of blob. */
  readonly kind: string;
  /** rows: one per kind and period. blob: one per object. index: one per kind, kept as long as the site. */
  readonly purpose: "rows" | "blob" | "index";
  /** For rows the month and the site key version of their making (`2026-11 v1`), for a blob its place, empty for an index. */
  readonly scope: string;
  readonly siteKeyVersion: number;
  readonly wrapped: Uint8Array;
  readonly createdAt: Date;
};

/** Which site key version protects what: the ledger of rotation. */
export type DataKeyCount = { readonly siteKeyVersion: number; readonly kind: string; readonly purpose: DataKeyRecord["purpose"]; readonly count: number };

export type Rewrap = { readonly id: KeyId; readonly from: number; readonly to: number; readonly wrapped: Uint8Array };

/** Every call commits by itself: a key must be durable before anything is sealed with it. */
export type DataKeyStore = {
  /** False when a key of this id exists, or (index) another of this kind and scope. */
  readonly add: (site: SiteId, key: DataKeyRecord) => Promise<boolean>;
  readonly byId: (site: SiteId, id: KeyId) => Promise<DataKeyRecord | undefined>;
  /** The newest of that scope, if any. */
  readonly newest: (site: SiteId, purpose: DataKeyRecord["purpose"], kind: string, scope: string) => Promise<DataKeyRecord | undefined>;
  /** At most `limit` data keys that a version other than `version` protects, oldest id first. */
  readonly notUnder: (site: SiteId, version: number, limit: number) => Promise<readonly DataKeyRecord[]>;
  /** Changes the wrap of each key that still is under its `from`. @returns how many were. */
  readonly rewrap: (site: SiteId, changes: readonly Rewrap[]) => Promise<number>;
  readonly counts: (site: SiteId) => Promise<readonly DataKeyCount[]>;
  readonly remove: (site: SiteId, id: KeyId) => Promise<void>;
  readonly removeAll: (site: SiteId) => Promise<number>;
};
