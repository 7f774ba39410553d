/**
 * The vault of one region: the only way to a site's keys.
 *
 * Invariant: no key is used that was not borrowed by `withSite` under an authority that names its site, was checked by
 * the caller's `checkAuthority` and recorded by `recordOpening` before the callback began.
 */
import type { Clock } from "../../base/clock.ts";
import type { SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { judge, mayWrite, type Authority, type CheckAuthority, type KeyAct, type RecordOpening } from "./authority.ts";
import { borrow, type SiteKeys } from "./borrow.ts";
import { destroySiteKey, type Destruction } from "./destroy-site-key.ts";
import { inventory, ROTATE_AFTER_DAYS, rootInventory, type Inventory, type RootLine } from "./inventory.ts";
import { emptied, emptyRing, renew, type Ring, type RingParts } from "./key-ring.ts";
import { withinTime, type KeyService } from "./key-service.ts";
import type { Place } from "./place.ts";
import { isRefusal, refuse } from "./refusals.ts";
import { rotateRoot, type RootRotated } from "./rotate-root.ts";
import { finishRotation, rotateSiteKey, type CustomerKeyChoice, type Rotated } from "./rotate-site-key.ts";
import { newSiteKey, type CustomerKeyService } from "./site-key.ts";
import type { DataKeyStore, Shelf } from "./store.ts";

export type VaultOptions = {
  readonly region: Region;
  readonly clock: Clock;
  readonly keyService: KeyService;
  readonly shelf: Shelf;
  readonly dataKeys: DataKeyStore;
  readonly checkAuthority: CheckAuthority;
  readonly recordOpening: RecordOpening;
  readonly customerKeyService?: CustomerKeyService;
  /** How long clear keys are used before shelf, key service and authority are asked again. At most 30 s. */
  readonly leaseMs?: number;
  /** A site's key and the root are due for rotation this long after they were made. */
  readonly rotateAfterDays?: number;
  /** How long the key service may take for one answer. */
  readonly keyServiceWaitMs?: number;
};

export type Vault = {
  /** Lends the keys of a site to `work`. @throws Refusal authority-*, site-key-*, customer-key-*, key-service-*. */
  readonly withSite: <T>(site: SiteId, authority: Authority, work: (keys: SiteKeys) => Promise<T>) => Promise<T>;
  /** Gives a site its first key. @throws Refusal site-key-exists. */
  readonly createSiteKey: (site: SiteId, authority: Authority) => Promise<void>;
  /** Online; ends a rotation that was begun before it starts. @throws Refusal customer-key-*, key-service-*, site-key-*. */
  readonly rotateSiteKey: (site: SiteId, authority: Authority, customerKey?: CustomerKeyChoice) => Promise<Rotated>;
  /** Ends a rotation that a kill interrupted, if there is one. Call it at start and daily. */
  readonly finishRotation: (site: SiteId, authority: Authority) => Promise<Rotated>;
  /** All sites of the region; no site's authority is involved, and no key of a site is lent. */
  readonly rotateRoot: (how: "new" | "resume") => Promise<RootRotated>;
  /**
   * For ever. The sample (a few sealed rows and blobs with their places) is opened before and tried after.
   * @throws Refusal site-key-unproven
   */
  readonly destroySiteKey: (site: SiteId, authority: Authority, sample: readonly SampleThing[]) => Promise<Destruction>;
  readonly inventory: (site: SiteId) => Promise<Inventory>;
  readonly rootInventory: () => Promise<readonly RootLine[]>;
  /** Whether the site can be worked on now, and the code that says why not: `customer-key-revoked`, `key-service-down`. */
  readonly siteState: (site: SiteId) => Promise<{ readonly ready: true } | { readonly ready: false; readonly code: string; readonly message: string }>;
  /** Where the root keys are. */
  readonly keyService: KeyService["kind"];
  readonly rotateAfterDays: number;
  /** The key service's own word on whether it can work now. */
  readonly health: () => Promise<void>;
  /** Forgets every clear key. */
  readonly close: () => void;
};

/** One thing of a sample, sealed as it is stored: a row, or a blob that can be read more than once. */
export type SampleThing = { readonly place: Place; readonly sealed: Uint8Array | (() => AsyncIterable<Uint8Array>) };

export const MAX_LEASE_MS = 30_000;

export function openVault(options: VaultOptions): Vault {
  const parts = partsOf(options);
  const rings = keepRings(parts);
  const admit = async (site: SiteId, authority: Authority, act: KeyAct): Promise<void> => {
    judge(authority, site, options.clock);
    if (act !== "open") mayWrite(authority);
    await options.checkAuthority(authority, act);
    await options.recordOpening({ authority, act, at: options.clock.now() });
  };
  const lend = async <T>(ring: Ring, authority: Authority, work: (keys: SiteKeys) => Promise<T>): Promise<T> => {
    const checkedAt = options.clock.now().getTime();
    await renew(parts, ring);
    const { keys, end } = borrow(parts, ring, authority, options.checkAuthority, checkedAt);
    return work(keys).finally(end);
  };
  // A ring of its own, so that nothing remembered can open what the shelf no longer can.
  const tries = async (site: SiteId, authority: Authority, sample: readonly SampleThing[]): Promise<readonly boolean[]> => {
    const opened: boolean[] = [];
    for (const thing of sample) {
      const ring = emptyRing(site);
      opened.push(await lend(ring, authority, (keys) => openThing(keys, thing)).then(() => true, refused));
      emptied(ring);
    }
    return opened;
  };

  return {
    withSite: async (site, authority, work) => {
      await admit(site, authority, "open");
      return lend(rings.of(site), authority, work);
    },
    createSiteKey: async (site, authority) => {
      await admit(site, authority, "create");
      return createSiteKey(parts, site);
    },
    rotateSiteKey: async (site, authority, customerKey) => {
      await admit(site, authority, "rotate");
      return rotateSiteKey(parts, site, customerKey).finally(() => emptied(rings.of(site)));
    },
    finishRotation: async (site, authority) => {
      await admit(site, authority, "rotate");
      return finishRotation(parts, site);
    },
    rotateRoot: (how) => rotateRoot(parts, how),
    destroySiteKey: async (site, authority, sample) => {
      await admit(site, authority, "destroy");
      return destroySiteKey(parts, site, () => tries(site, authority, sample)).finally(() => emptied(rings.of(site)));
    },
    inventory: (site) => inventory(parts, site),
    rootInventory: () => rootInventory(parts),
    siteState: (site) => siteState(parts, rings.of(site)),
    keyService: parts.keyService.kind,
    rotateAfterDays: parts.rotateAfterDays,
    health: () => parts.keyService.health(),
    close: rings.close,
  };
}

function partsOf(options: VaultOptions): RingParts {
  const waitMs = options.keyServiceWaitMs ?? 5_000;
  return {
    ...options,
    keyService: withinTime(options.keyService, waitMs),
    customerKeyService: async (site) => {
      const service = await options.customerKeyService?.(site);
      return service && withinTime(service, waitMs);
    },
    leaseMs: Math.min(options.leaseMs ?? MAX_LEASE_MS, MAX_LEASE_MS),
    rotateAfterDays: options.rotateAfterDays ?? ROTATE_AFTER_DAYS,
  };
}

/** Keys nobody asks for must not stay in memory: what was not renewed is forgotten. */
function keepRings({ clock, leaseMs }: RingParts): { readonly of: (site: SiteId) => Ring; readonly close: () => void } {
  const rings = new Map<SiteId, Ring>();
  const sweep = setInterval(() => {
    const now = clock.now().getTime();
    for (const ring of rings.values()) if (ring.freshUntil <= now) emptied(ring);
  }, leaseMs).unref();
  return {
    of: (site) => {
      const ring = rings.get(site) ?? emptyRing(site);
      rings.set(site, ring);
      return ring;
    },
    close: () => {
      clearInterval(sweep);
      for (const ring of rings.values()) emptied(ring);
      rings.clear();
    },
  };
}

async function createSiteKey(parts: RingParts, site: SiteId): Promise<void> {
  const customer = await parts.customerKeyService(site);
  if ((await parts.shelf.read(site)) !== undefined) throw refuse("site-key-exists");
  const key = await newSiteKey(parts, site, 1, customer);
  if (!(await parts.shelf.replace(site, 0, [key]))) throw refuse("site-key-exists");
}

async function siteState(parts: RingParts, ring: Ring): ReturnType<Vault["siteState"]> {
  try {
    await renew(parts, ring);
    return { ready: true };
  } catch (error) {
    if (isRefusal(error)) return { ready: false, code: error.code, message: error.message };
    throw error;
  }
}

async function openThing(keys: SiteKeys, { place, sealed }: SampleThing): Promise<void> {
  if (sealed instanceof Uint8Array) await keys.openRow(place, sealed);
  else for await (const _chunk of keys.openBlob(place, sealed()));
}

function refused(error: unknown): false {
  if (isRefusal(error)) return false;
  throw error;
}
