/**
 * A site's keys, borrowed: they exist only inside the callback of `withSite`, under an authority that was checked and
 * recorded, and are dead when it returns. Nothing else hands them out, and no other module can make one.
 */
import { createHmac } from "node:crypto";
import type { SiteId } from "../../base/ids.ts";
import { invariant } from "../../base/errors.ts";
import { judge, mayWrite, type Authority, type CheckAuthority } from "./authority.ts";
import { openBlobWith, sealBlobWith, type SealedBytes } from "./blobs.ts";
import { indexKey, mintDataKey, openingKey, renew, sealingKey, unwrapDataKey, type Ring, type RingParts } from "./key-ring.ts";
import { checkKind, checkPlace, fieldBytes, positionText, type Place } from "./place.ts";
import { refuse } from "./refusals.ts";
import { openRowWith, readRowHead, sealRowWith, type SealedRow } from "./rows.ts";

declare const borrowed: unique symbol;

export type SiteKeys = {
  readonly [borrowed]: true;
  readonly site: SiteId;
  /** At most 16 MiB. */
  readonly sealRow: (place: Place, value: Uint8Array) => Promise<SealedRow>;
  readonly openRow: (place: Place, sealed: Uint8Array) => Promise<Buffer>;
  readonly sealJson: (place: Place, value: unknown) => Promise<SealedRow>;
  readonly openJson: (place: Place, sealed: Uint8Array) => Promise<unknown>;
  /** Consume it inside the callback. */
  readonly sealBlob: (place: Place, clear: AsyncIterable<Uint8Array>) => SealedBytes;
  /** Clear bytes; act on them only once the iteration has ended without throwing. Consume it inside the callback. */
  readonly openBlob: (place: Place, sealed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /**
   * Equal texts of a kind give equal indexes (HMAC-SHA-256, base64url), for lookups such as "this file again?".
   * It tells whoever reads the database which rows are equal: only for values that cannot be guessed or counted.
   */
  readonly blindIndex: (kind: string, text: string) => Promise<string>;
};

export type Borrowing = { readonly keys: SiteKeys; readonly end: () => void };

export function borrow(parts: RingParts, ring: Ring, authority: Authority, check: CheckAuthority, checkedAt: number): Borrowing {
  let ended = false;
  let checkUntil = checkedAt + parts.leaseMs;

  // Before every use: a long job must notice that its session ended, its grant ran out or the key was withdrawn.
  const use = async (sealing?: string): Promise<void> => {
    invariant(!ended, "a site's keys were used after they were given back");
    judge(authority, ring.site, parts.clock);
    if (sealing !== undefined) mayWrite(authority, sealing);
    const now = parts.clock.now().getTime();
    if (now >= checkUntil) {
      await check(authority, "open");
      checkUntil = now + parts.leaseMs;
    }
    await renew(parts, ring);
  };

  const sealRow = async (place: Place, value: Uint8Array): Promise<SealedRow> => {
    checkPlace(place);
    await use(place.kind);
    return sealRowWith(await sealingKey(parts, ring, place.kind), parts.region, ring.site, place, value);
  };
  const openRow = async (place: Place, sealed: Uint8Array): Promise<Buffer> => {
    checkPlace(place);
    await use();
    const id = readRowHead(parts.region, ring.site, place, sealed);
    return openRowWith(await openingKey(parts, ring, id, place.kind), parts.region, ring.site, place, sealed);
  };
  async function* sealBlob(place: Place, clear: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    await use(place.kind);
    const made = await mintDataKey(parts, ring, { kind: place.kind, purpose: "blob", scope: blobScope(place) });
    if (made === undefined) throw refuse("site-key-changed");
    yield* watched(sealBlobWith(made.id, made.bytes, parts.region, ring.site, place, clear), () => use(place.kind));
  }
  async function* openBlob(place: Place, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    await use();
    yield* watched(openBlobWith((id) => blobKey(parts, ring, id, place), parts.region, ring.site, place, sealed), () => use());
  }

  const keys: Omit<SiteKeys, typeof borrowed> = {
    site: ring.site,
    sealRow,
    openRow,
    sealJson: (place, value) => sealRow(place, Buffer.from(JSON.stringify(value), "utf8")),
    openJson: async (place, sealed) => JSON.parse((await openRow(place, sealed)).toString("utf8")),
    sealBlob: (place, clear) => {
      checkPlace(place);
      return sealBlob(place, clear) as AsyncIterable<Uint8Array> as SealedBytes;
    },
    openBlob: (place, sealed) => {
      checkPlace(place);
      return openBlob(place, sealed);
    },
    blindIndex: async (kind, text) => {
      checkKind(kind);
      await use();
      const key = await indexKey(parts, ring, kind);
      return createHmac("sha256", key).update(fieldBytes("spendward index 1", kind, text)).digest("base64url");
    },
  };
  return { keys: keys as SiteKeys, end: () => (ended = true) };
}

const blobScope = (place: Place): string => `${place.object} ${positionText(place)}`;

async function blobKey(parts: RingParts, ring: Ring, id: Parameters<typeof openingKey>[2], place: Place): Promise<Uint8Array> {
  const record = await parts.dataKeys.byId(ring.site, id);
  if (record === undefined) throw refuse("sealed-key-unknown");
  if (record.purpose !== "blob" || record.kind !== place.kind || record.scope !== blobScope(place)) throw refuse("sealed-wrong-place");
  return unwrapDataKey(parts, ring, record);
}

/** Asks before each chunk whether the keys may still be used. */
async function* watched(chunks: AsyncIterable<Uint8Array>, use: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await use();
    yield chunk;
  }
}
