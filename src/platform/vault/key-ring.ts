/**
 * The clear keys of one site in this process: its site keys, and the row keys made so far.
 *
 * A ring is fresh for `leaseMs`; then the shelf and the key service are asked again before anything else is sealed or
 * opened. That is how a rotation, a destruction or a customer withdrawing its key reaches every process in time.
 * Keys are held as KeyObjects, which do not show their bytes when logged, inspected or serialised.
 */
import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { newId, type KeyId, type SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import type { KeyService } from "./key-service.ts";
import { isRefusal, refuse } from "./refusals.ts";
import { rowKey, type RowKey } from "./rows.ts";
import { unwrapSiteKey, type CustomerKeyService } from "./site-key.ts";
import type { DataKeyRecord, DataKeyStore, Shelf } from "./store.ts";
import { KEY_BYTES, unwrapKey, wrapKey } from "./wrap.ts";

export type RingParts = {
  readonly region: Region;
  readonly clock: Clock;
  readonly keyService: KeyService;
  readonly customerKeyService: CustomerKeyService;
  readonly shelf: Shelf;
  readonly dataKeys: DataKeyStore;
  readonly leaseMs: number;
  readonly rotateAfterDays: number;
};

export type Ring = {
  readonly site: SiteId;
  freshUntil: number;
  active: number;
  /** The month of now, and until when it is: asked for once a row. */
  month: { readonly text: string; readonly untilMs: number };
  /** By version; only those a key is needed from. */
  readonly siteKeys: Map<number, KeyObject>;
  /** Kept while the ring is fresh or renewed. Promises, so that two first rows of a kind share one new key. */
  readonly sealing: Map<string, Promise<RowKey>>;
  readonly opening: Map<KeyId, Promise<RowKey>>;
  readonly index: Map<string, Promise<KeyObject>>;
};

export const emptyRing = (site: SiteId): Ring => ({
  site, freshUntil: 0, active: 0, month: { text: "", untilMs: 0 }, siteKeys: new Map(), sealing: new Map(), opening: new Map(), index: new Map(),
});

/** Forgets every clear key. Buffers that were handed out are not ours any more. */
export function emptied(ring: Ring): void {
  ring.freshUntil = 0;
  for (const keys of [ring.siteKeys, ring.sealing, ring.opening, ring.index]) keys.clear();
}

/** Asks shelf and key service again if the lease has run out. On any refusal the ring is emptied. */
export async function renew(parts: RingParts, ring: Ring): Promise<void> {
  if (parts.clock.now().getTime() < ring.freshUntil) return;
  try {
    const entry = await parts.shelf.read(ring.site);
    if (entry === undefined) throw refuse("site-key-missing");
    const active = entry.keys.find((key) => key.state === "active");
    if (active === undefined) throw refuse("site-key-destroyed");
    const key = await unwrapSiteKey(parts, ring.site, active);
    for (const version of ring.siteKeys.keys()) {
      if (!entry.keys.some((record) => record.version === version && record.state !== "destroyed")) ring.siteKeys.delete(version);
    }
    ring.siteKeys.set(active.version, key);
    ring.active = active.version;
    ring.freshUntil = parts.clock.now().getTime() + parts.leaseMs;
  } catch (error) {
    emptied(ring);
    throw error;
  }
}

export const dataKeyContext = (region: Region, site: SiteId, key: Omit<DataKeyRecord, "wrapped" | "createdAt">): readonly string[] => [
  "spendward data key 1", region, site, key.id, key.purpose, key.kind, key.scope, String(key.siteKeyVersion),
];

/**
 * The clear bytes of a data key; the caller's to wipe. A rotation may wrap the key anew and destroy the old site key
 * between our reading the one and asking for the other; then the record is read again.
 */
export async function unwrapDataKey(parts: RingParts, ring: Ring, record: DataKeyRecord): Promise<Buffer> {
  try {
    const siteKey = ring.siteKeys.get(record.siteKeyVersion) ?? (await olderSiteKey(parts, ring, record.siteKeyVersion));
    return unwrapUnder(siteKey, parts, ring.site, record);
  } catch (error) {
    if (!isRefusal(error, "site-key-destroyed")) throw error;
    const again = await parts.dataKeys.byId(ring.site, record.id);
    if (again === undefined || again.siteKeyVersion === record.siteKeyVersion) throw error;
    return unwrapDataKey(parts, ring, again);
  }
}

export function unwrapUnder(siteKey: KeyObject, parts: Pick<RingParts, "region">, site: SiteId, record: DataKeyRecord): Buffer {
  try {
    return unwrapKey(siteKey, dataKeyContext(parts.region, site, record), record.wrapped);
  } catch (error) {
    throw isRefusal(error) ? refuse("wrapped-key-damaged") : error;
  }
}

async function olderSiteKey(parts: RingParts, ring: Ring, version: number): Promise<KeyObject> {
  const entry = await parts.shelf.read(ring.site);
  const record = entry?.keys.find((key) => key.version === version);
  if (record === undefined) throw refuse("sealed-key-unknown");
  if (record.state === "destroyed") throw refuse("site-key-destroyed");
  const key = await unwrapSiteKey(parts, ring.site, record);
  ring.siteKeys.set(version, key);
  return key;
}

/**
 * A new data key, durable before it is returned; undefined if another process made the (only) one of that scope.
 *
 * The race with a rotation that is about to erase our site key version: the key is stored first and the shelf read
 * again after. Either the rotation's count sees our key and wraps it anew, or we see its mark `erasing` and drop ours.
 * Killed in between: a data key that protects nothing, wrapped anew by the next rotation like any other.
 */
export async function mintDataKey(
  parts: RingParts, ring: Ring, what: Pick<DataKeyRecord, "kind" | "purpose" | "scope">,
): Promise<{ readonly id: KeyId; readonly bytes: Buffer } | undefined> {
  for (;;) {
    const siteKey = ring.siteKeys.get(ring.active);
    if (siteKey === undefined) {
      // The lease ran out, and the ring was emptied, since the caller looked.
      ring.freshUntil = 0;
      await renew(parts, ring);
      continue;
    }
    const bytes = randomBytes(KEY_BYTES);
    const draft = { ...what, id: newId("key"), siteKeyVersion: ring.active };
    const wrapped = wrapKey(siteKey, dataKeyContext(parts.region, ring.site, draft), bytes);
    if (!(await parts.dataKeys.add(ring.site, { ...draft, wrapped, createdAt: parts.clock.now() }))) return undefined;
    const entry = await parts.shelf.read(ring.site);
    const state = entry?.keys.find((key) => key.version === draft.siteKeyVersion)?.state;
    if (state === "active" || state === "retiring") return { id: draft.id, bytes };
    await parts.dataKeys.remove(ring.site, draft.id);
    ring.freshUntil = 0;
    await renew(parts, ring);
  }
}

/** The key that rows of this kind are sealed with, this month and since the last rotation: found, or made. */
export function sealingKey(parts: RingParts, ring: Ring, kind: string): Promise<RowKey> {
  const scope = `${monthOf(ring, parts.clock.now())} v${ring.active}`;
  return remembered(ring.sealing, `${kind} ${scope}`, async () => {
    const found = await parts.dataKeys.newest(ring.site, "rows", kind, scope);
    if (found !== undefined) return readyRowKey(found.id, await unwrapDataKey(parts, ring, found));
    const made = await mintDataKey(parts, ring, { kind, purpose: "rows", scope });
    if (made === undefined) throw refuse("site-key-changed");
    return readyRowKey(made.id, made.bytes);
  });
}

function monthOf(ring: Ring, now: Date): string {
  if (now.getTime() >= ring.month.untilMs) {
    ring.month = { text: now.toISOString().slice(0, 7), untilMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) };
  }
  return ring.month.text;
}

/** The row key of that id. @throws Refusal sealed-key-unknown, sealed-wrong-place (a key of another kind). */
export function openingKey(parts: RingParts, ring: Ring, id: KeyId, kind: string): Promise<RowKey> {
  return remembered(ring.opening, id, async () => {
    const record = await parts.dataKeys.byId(ring.site, id);
    if (record === undefined) throw refuse("sealed-key-unknown");
    if (record.purpose !== "rows" || record.kind !== kind) throw refuse("sealed-wrong-place");
    return readyRowKey(id, await unwrapDataKey(parts, ring, record));
  });
}

/** One per kind, for as long as the site: equal texts must stay equal across rotations. */
export function indexKey(parts: RingParts, ring: Ring, kind: string): Promise<KeyObject> {
  return remembered(ring.index, kind, async () => {
    const find = () => parts.dataKeys.newest(ring.site, "index", kind, "");
    let found = await find();
    if (found === undefined) {
      // Whether ours or another process's was first, the stored one counts.
      await mintDataKey(parts, ring, { kind, purpose: "index", scope: "" });
      found = await find();
    }
    if (found === undefined) throw refuse("site-key-changed");
    return createSecretKey(await unwrapDataKey(parts, ring, found));
  });
}

function readyRowKey(id: KeyId, bytes: Buffer): RowKey {
  const key = rowKey(id, createSecretKey(bytes));
  bytes.fill(0);
  return key;
}

/** The answer of an earlier call, also of one still under way; a failure is not remembered. */
function remembered<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const making = make();
  known.set(key, making);
  making.catch(() => known.delete(key));
  return making;
}
