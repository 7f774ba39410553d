/**
 * Destruction: the end of a site's data, wherever copies of it are.
 *
 * Rows, blobs and their backups are under data keys, those under site keys, and site keys are on the shelf alone, which
 * no archive holds. Erasing them there is the act; everything else is proof and tidying.
 * The caller's record of the intent comes first (openVault: recordOpening). Killed before the shelf is replaced:
 * nothing happened. Killed after: the data is gone; calling again removes the data keys and gives the same report.
 * Other processes hold clear keys for at most one lease more; `effectiveBy` says until when.
 */
import type { SiteId } from "../../base/ids.ts";
import type { RingParts } from "./key-ring.ts";
import { refuse } from "./refusals.ts";
import { destroyed, replace } from "./rotate-site-key.ts";

export type Destruction = {
  readonly site: SiteId;
  readonly versions: readonly { readonly version: number; readonly createdAt: string; readonly destroyedAt: string }[];
  readonly dataKeysRemoved: number;
  /** From this instant no process holds a clear key of the site. */
  readonly effectiveBy: Date;
  /** Things opened before (if the key still was there) and tried after. */
  readonly sample: { readonly tried: number; readonly openedBefore: number; readonly refusedAfter: number };
};

/** Tries to open the n-th thing of a sample, from nothing but the shelf and the stores: false when refused. */
export type TrySample = () => Promise<readonly boolean[]>;

/** @throws Refusal site-key-missing, site-key-changed, site-key-unproven. */
export async function destroySiteKey(parts: RingParts, site: SiteId, trySample: TrySample): Promise<Destruction> {
  const before = await trySample();
  const entry = await parts.shelf.read(site);
  if (entry === undefined) throw refuse("site-key-missing");
  if (entry.keys.some((key) => key.state !== "destroyed")) {
    await replace(parts, site, entry, entry.keys.map((key) => destroyed(key, parts.clock.now())));
  }
  // The sample is tried while the data keys are still there: it must fail for want of the site key alone.
  const after = await trySample();
  const left = (await parts.shelf.read(site))?.keys ?? [];
  const versions = left.flatMap(({ version, createdAt, destroyedAt, wrapped }) => (wrapped === "" && destroyedAt !== undefined ? [{ version, createdAt, destroyedAt }] : []));
  if (after.includes(true) || versions.length < left.length) throw refuse("site-key-unproven");
  const dataKeysRemoved = await parts.dataKeys.removeAll(site);
  const last = Math.max(...versions.map((version) => Date.parse(version.destroyedAt)));
  return {
    site, versions, dataKeysRemoved, effectiveBy: new Date(last + parts.leaseMs),
    sample: { tried: after.length, openedBefore: before.filter(Boolean).length, refusedAfter: after.filter((opened) => !opened).length },
  };
}
