/** Which keys there are, how old, what each protects, and when it should be rotated next. Opens nothing. */
import type { SiteId } from "../../base/ids.ts";
import type { RingParts } from "./key-ring.ts";
import type { RootVersion } from "./key-service.ts";
import type { DataKeyCount, SiteKeyState } from "./store.ts";
import { refuse } from "./refusals.ts";

const DAY_MS = 86_400_000;
/** Our rule for both root and site keys (promise D3), unless the settings ask for more. */
export const ROTATE_AFTER_DAYS = 365;

export type KeyLine = {
  readonly version: number;
  readonly state: SiteKeyState;
  readonly root: string;
  readonly customerHeld: boolean;
  readonly createdAt: string;
  readonly ageDays: number;
  readonly retiredAt?: string;
  readonly destroyedAt?: string;
  /** The data keys under this version, by kind and purpose. */
  readonly protects: readonly DataKeyCount[];
};

export type Inventory = {
  readonly site: SiteId;
  readonly rotateBy?: Date;
  /** Newest first. */
  readonly keys: readonly KeyLine[];
  readonly rotationUnderWay: boolean;
};

const daysSince = (text: string, now: Date): number => Math.floor((now.getTime() - Date.parse(text)) / DAY_MS);

/** @throws Refusal site-key-missing */
export async function inventory(parts: RingParts, site: SiteId): Promise<Inventory> {
  const entry = await parts.shelf.read(site);
  if (entry === undefined) throw refuse("site-key-missing");
  const counts = await parts.dataKeys.counts(site);
  const now = parts.clock.now();
  const keys = [...entry.keys].sort((a, b) => b.version - a.version).map((key): KeyLine => ({
    version: key.version, state: key.state, root: key.root, customerHeld: key.customerRoot !== undefined,
    createdAt: key.createdAt, ageDays: daysSince(key.createdAt, now),
    ...(key.retiredAt !== undefined && { retiredAt: key.retiredAt }),
    ...(key.destroyedAt !== undefined && { destroyedAt: key.destroyedAt }),
    protects: counts.filter((count) => count.siteKeyVersion === key.version),
  }));
  const active = keys.find((key) => key.state === "active");
  return {
    site, keys,
    rotationUnderWay: keys.some((key) => key.state === "retiring" || key.state === "erasing"),
    ...(active && { rotateBy: new Date(Date.parse(active.createdAt) + parts.rotateAfterDays * DAY_MS) }),
  };
}

export type RootLine = RootVersion & { readonly ageDays: number; readonly rotateBy: Date };

export async function rootInventory(parts: RingParts): Promise<readonly RootLine[]> {
  const now = parts.clock.now();
  return (await parts.keyService.versions()).map((version) => ({
    ...version,
    ageDays: daysSince(version.createdAt.toISOString(), now),
    rotateBy: new Date(version.createdAt.getTime() + parts.rotateAfterDays * DAY_MS),
  }));
}
