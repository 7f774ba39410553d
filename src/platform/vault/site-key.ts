/**
 * One version of a site's key: made, wrapped and unwrapped.
 *
 * The root wraps it. Where the customer holds a key of its own, its service wraps the result once more: both are
 * needed, and the customer's service never sees the site key itself.
 */
import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import type { SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import type { KeyService, SiteWrapContext } from "./key-service.ts";
import { isRefusal, refuse } from "./refusals.ts";
import type { SiteKeyRecord } from "./store.ts";
import { KEY_BYTES } from "./wrap.ts";

/** The customer's own key service for a site; undefined when the site has none, or it is not connected now. */
export type CustomerKeyService = (site: SiteId) => Promise<KeyService | undefined>;

export type WrapParts = {
  readonly region: Region;
  readonly clock: Clock;
  readonly keyService: KeyService;
  readonly customerKeyService: CustomerKeyService;
};

export async function newSiteKey(parts: WrapParts, site: SiteId, version: number, customer: KeyService | undefined): Promise<SiteKeyRecord> {
  const bytes = randomBytes(KEY_BYTES);
  const wrap = await wrapSiteKey(parts, { region: parts.region, site, version }, bytes, customer);
  bytes.fill(0);
  return { version, state: "active", ...wrap, createdAt: parts.clock.now().toISOString() };
}

export async function wrapSiteKey(
  parts: WrapParts, context: SiteWrapContext, bytes: Uint8Array, customer: KeyService | undefined,
): Promise<Pick<SiteKeyRecord, "root" | "customerRoot" | "wrapped">> {
  const inner = await parts.keyService.wrap(bytes, context);
  if (customer === undefined) return { root: inner.root, wrapped: Buffer.from(inner.bytes).toString("base64") };
  const outer = await withheld(() => customer.wrap(inner.bytes, context));
  return { root: inner.root, customerRoot: outer.root, wrapped: Buffer.from(outer.bytes).toString("base64") };
}

/** @throws Refusal customer-key-*, key-service-*, root-key-missing, wrapped-key-damaged. */
export async function unwrapSiteKey(parts: WrapParts, site: SiteId, record: SiteKeyRecord): Promise<KeyObject> {
  const bytes = await unwrapSiteKeyBytes(parts, site, record);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** The clear bytes; the caller's to wipe. */
export async function unwrapSiteKeyBytes(parts: WrapParts, site: SiteId, record: SiteKeyRecord): Promise<Uint8Array> {
  const context = { region: parts.region, site, version: record.version };
  const bytes = await parts.keyService.unwrap({ root: record.root, bytes: await withoutCustomerWrap(parts, context, record) }, context);
  if (bytes.length !== KEY_BYTES) throw refuse("wrapped-key-damaged");
  return bytes;
}

async function withoutCustomerWrap(parts: WrapParts, context: SiteWrapContext, record: SiteKeyRecord): Promise<Uint8Array> {
  const stored = Buffer.from(record.wrapped, "base64");
  const { customerRoot } = record;
  if (customerRoot === undefined) return stored;
  const customer = await parts.customerKeyService(context.site);
  if (customer === undefined) throw refuse("customer-key-missing");
  return withheld(() => customer.unwrap({ root: customerRoot, bytes: stored }, context));
}

/** A customer's service that denies, or no longer has the key, has been withdrawn; one that is down is only down. */
async function withheld<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const revoked = isRefusal(error, "key-service-denied") || isRefusal(error, "root-key-missing");
    throw revoked ? refuse("customer-key-revoked") : error;
  }
}

