/**
 * Rotation of a site's key, while the site is in use.
 *
 * The new version wraps from the moment it is on the shelf. Then every data key is wrapped anew, and the old version is
 * destroyed when nothing is left under it. Sealed rows and blobs are not touched: they are under data keys.
 *
 * Killed at any instant, `finishRotation` goes on from what the shelf and the data keys say:
 *   before the new version is on the shelf        nothing happened
 *   while data keys are wrapped anew              both versions open; the loop asks again for what is left
 *   old version marked `erasing`                  nothing new can come under it (key-ring.ts, mintDataKey); counted once more
 *   after the old version's bytes are erased      done; nothing was under it
 * rotateSiteKey itself begins by finishing, so that the way back is walked at every rotation.
 */
import type { KeyObject } from "node:crypto";
import type { SiteId } from "../../base/ids.ts";
import { dataKeyContext, unwrapUnder, type RingParts } from "./key-ring.ts";
import type { KeyService } from "./key-service.ts";
import { refuse } from "./refusals.ts";
import { newSiteKey, unwrapSiteKey } from "./site-key.ts";
import type { DataKeyRecord, ShelfEntry, SiteKeyRecord } from "./store.ts";
import { wrapKey } from "./wrap.ts";

/** keep: as it is now. add: the customer's own key becomes necessary. remove: it no longer is. */
export type CustomerKeyChoice = "keep" | "add" | "remove";

export type Rotated = { readonly version: number; readonly dataKeysRewrapped: number };

/** One round trip wraps this many data keys anew; a kill costs at most one batch. */
const BATCH = 500;

/** @throws Refusal site-key-missing, site-key-destroyed, site-key-changed, customer-key-*, key-service-*. */
export async function rotateSiteKey(parts: RingParts, site: SiteId, customerKey: CustomerKeyChoice = "keep"): Promise<Rotated> {
  const left = await finishRotation(parts, site);
  const entry = await livingEntry(parts, site);
  const active = activeOf(entry);
  // Asked before anything changes: a rotation that cannot open the old version would stop half way.
  await unwrapSiteKey(parts, site, active);
  const wanted = customerKey === "add" || (customerKey === "keep" && active.customerRoot !== undefined);
  const next = await newSiteKey(parts, site, nextVersion(entry), wanted ? await connected(parts, site) : undefined);
  const retiring = { ...active, state: "retiring", retiredAt: parts.clock.now().toISOString() } as const;
  await replace(parts, site, entry, [next, ...entry.keys.map((key) => (key === active ? retiring : key))]);
  const rotated = await finishRotation(parts, site);
  return { version: next.version, dataKeysRewrapped: left.dataKeysRewrapped + rotated.dataKeysRewrapped };
}

/** Takes a rotation that was begun to its end; changes nothing if none was. */
export async function finishRotation(parts: RingParts, site: SiteId): Promise<Rotated> {
  let dataKeysRewrapped = 0;
  for (;;) {
    const entry = await livingEntry(parts, site);
    const active = activeOf(entry);
    const leaving = entry.keys.filter((key) => key.state === "retiring" || key.state === "erasing");
    if (leaving.length === 0) return { version: active.version, dataKeysRewrapped };
    dataKeysRewrapped += await rewrapAll(parts, site, entry, active);
    // Nothing is left under the old versions, but a process that still holds one may be adding a key at this moment.
    if (leaving.some((key) => key.state === "retiring")) {
      await replace(parts, site, entry, entry.keys.map((key) => (key.state === "retiring" ? { ...key, state: "erasing" } : key)));
      continue;
    }
    // Marked before the last count found nothing: whoever adds one now reads the mark and takes it back.
    if ((await parts.dataKeys.notUnder(site, active.version, 1)).length > 0) continue;
    await replace(parts, site, entry, entry.keys.map((key) => (key.state === "erasing" ? destroyed(key, parts.clock.now()) : key)));
  }
}

export const destroyed = (key: SiteKeyRecord, at: Date): SiteKeyRecord =>
  key.state === "destroyed" ? key : { ...key, state: "destroyed", wrapped: "", destroyedAt: at.toISOString() };

async function rewrapAll(parts: RingParts, site: SiteId, entry: ShelfEntry, active: SiteKeyRecord): Promise<number> {
  const clear = new Map<number, KeyObject>();
  const siteKey = async (version: number): Promise<KeyObject> => {
    const record = entry.keys.find((key) => key.version === version && key.state !== "destroyed");
    if (record === undefined) throw refuse("site-key-destroyed");
    const key = clear.get(version) ?? (await unwrapSiteKey(parts, site, record));
    clear.set(version, key);
    return key;
  };
  let rewrapped = 0;
  for (;;) {
    const batch = await parts.dataKeys.notUnder(site, active.version, BATCH);
    if (batch.length === 0) return rewrapped;
    const changes = [];
    for (const record of batch) changes.push(rewrap(parts, site, record, await siteKey(record.siteKeyVersion), active.version, await siteKey(active.version)));
    rewrapped += await parts.dataKeys.rewrap(site, changes);
  }
}

function rewrap(parts: RingParts, site: SiteId, record: DataKeyRecord, older: KeyObject, to: number, newer: KeyObject) {
  const bytes = unwrapUnder(older, parts, site, record);
  const wrapped = wrapKey(newer, dataKeyContext(parts.region, site, { ...record, siteKeyVersion: to }), bytes);
  bytes.fill(0);
  return { id: record.id, from: record.siteKeyVersion, to, wrapped };
}

export async function livingEntry(parts: RingParts, site: SiteId): Promise<ShelfEntry> {
  const entry = await parts.shelf.read(site);
  if (entry === undefined) throw refuse("site-key-missing");
  activeOf(entry);
  return entry;
}

function activeOf(entry: ShelfEntry): SiteKeyRecord {
  const active = entry.keys.find((key) => key.state === "active");
  if (active === undefined) throw refuse("site-key-destroyed");
  return active;
}

export async function replace(parts: RingParts, site: SiteId, entry: ShelfEntry, keys: readonly SiteKeyRecord[]): Promise<void> {
  if (!(await parts.shelf.replace(site, entry.revision, keys))) throw refuse("site-key-changed");
}

export async function connected(parts: RingParts, site: SiteId): Promise<KeyService> {
  const customer = await parts.customerKeyService(site);
  if (customer === undefined) throw refuse("customer-key-missing");
  return customer;
}

const nextVersion = (entry: ShelfEntry): number => Math.max(...entry.keys.map((key) => key.version)) + 1;
