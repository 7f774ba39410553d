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
import { emptied, emptyRing, renew, type Ring, type RingParts } from "./key-ring.ts";
import { withinTime, type KeyService } from "./key-service.ts";
import { refuse } from "./refusals.ts";
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
  /** How long the key service may take for one answer. */
  readonly keyServiceWaitMs?: number;
};

export type Vault = {
  /** Lends the keys of a site to `work`. @throws Refusal authority-*, site-key-*, customer-key-*, key-service-*. */
  readonly withSite: <T>(site: SiteId, authority: Authority, work: (keys: SiteKeys) => Promise<T>) => Promise<T>;
  /** Gives a site its first key. @throws Refusal site-key-exists. */
  readonly createSiteKey: (site: SiteId, authority: Authority) => Promise<void>;
  /** The key service's own word on whether it can work now. */
  readonly health: () => Promise<void>;
  /** Forgets every clear key. */
  readonly close: () => void;
};

export const MAX_LEASE_MS = 30_000;

export function openVault(options: VaultOptions): Vault {
  const rings = new Map<SiteId, Ring>();
  const parts: RingParts = {
    ...options,
    keyService: withinTime(options.keyService, options.keyServiceWaitMs ?? 5_000),
    customerKeyService: options.customerKeyService ?? (async () => undefined),
    leaseMs: Math.min(options.leaseMs ?? MAX_LEASE_MS, MAX_LEASE_MS),
  };
  const ringOf = (site: SiteId): Ring => {
    const ring = rings.get(site) ?? emptyRing(site);
    rings.set(site, ring);
    return ring;
  };
  // Keys nobody asks for must not stay in memory: what was not renewed is forgotten.
  const sweep = setInterval(() => {
    const now = options.clock.now().getTime();
    for (const ring of rings.values()) if (ring.freshUntil <= now) emptied(ring);
  }, parts.leaseMs).unref();

  const admit = async (site: SiteId, authority: Authority, act: KeyAct): Promise<void> => {
    judge(authority, site, options.clock);
    if (act !== "open") mayWrite(authority);
    await options.checkAuthority(authority, act);
    await options.recordOpening({ authority, act, at: options.clock.now() });
  };

  return {
    withSite: async (site, authority, work) => {
      const checkedAt = options.clock.now().getTime();
      await admit(site, authority, "open");
      const ring = ringOf(site);
      await renew(parts, ring);
      const { keys, end } = borrow(parts, ring, authority, options.checkAuthority, checkedAt);
      try {
        return await work(keys);
      } finally {
        end();
      }
    },
    createSiteKey: async (site, authority) => {
      await admit(site, authority, "create");
      const customer = await parts.customerKeyService(site);
      if ((await parts.shelf.read(site)) !== undefined) throw refuse("site-key-exists");
      const key = await newSiteKey(parts, site, 1, customer);
      if (!(await parts.shelf.replace(site, 0, [key]))) throw refuse("site-key-exists");
    },
    health: () => parts.keyService.health(),
    close: () => {
      clearInterval(sweep);
      for (const ring of rings.values()) emptied(ring);
      rings.clear();
    },
  };
}
