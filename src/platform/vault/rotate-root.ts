/**
 * Rotation of a region's root key: a new version, every site key wrapped anew under it, the old versions destroyed.
 *
 * Killed at any instant, calling it again with `resume` goes on: site keys already under the current root are passed
 * over. An old root is destroyed only after every site on the shelf was seen not to need it, and not within the hour
 * after it was replaced: a site key being made at that moment may have been wrapped by the old root and not be on the
 * shelf yet. So the first call wraps anew and a later `resume` (daily) destroys. A site whose customer withholds its
 * own key cannot be wrapped anew; it is reported, and the old roots stay until it can.
 */
import type { SiteId } from "../../base/ids.ts";
import type { RingParts } from "./key-ring.ts";
import { isRefusal, refuse } from "./refusals.ts";
import { connected, replace } from "./rotate-site-key.ts";
import { unwrapSiteKeyBytes, wrapSiteKey } from "./site-key.ts";
import type { SiteKeyRecord } from "./store.ts";

/** Far longer than any wrap takes (openVault limits each answer of the key service). */
export const GRACE_MS = 3_600_000;

export type RootRotated = {
  readonly root: string;
  readonly siteKeysRewrapped: number;
  readonly rootsDestroyed: readonly string[];
  /** Sites that could not be wrapped anew, with the code of the refusal. While there are any, no root is destroyed. */
  readonly waiting: readonly { readonly site: SiteId; readonly code: string }[];
};

export async function rotateRoot(parts: RingParts, how: "new" | "resume"): Promise<RootRotated> {
  if (how === "new") await parts.keyService.rotate();
  const current = (await parts.keyService.versions()).find((version) => version.current)?.root;
  if (current === undefined) throw refuse("root-key-missing");
  let siteKeysRewrapped = 0;
  const waiting: { site: SiteId; code: string }[] = [];
  for (const site of await parts.shelf.sites()) {
    try {
      siteKeysRewrapped += await rewrapSite(parts, site, current);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      waiting.push({ site, code: error.code });
    }
  }
  const rootsDestroyed = waiting.length === 0 ? await destroyUnused(parts) : [];
  return { root: current, siteKeysRewrapped, rootsDestroyed, waiting };
}

async function rewrapSite(parts: RingParts, site: SiteId, current: string): Promise<number> {
  const entry = await parts.shelf.read(site);
  if (entry === undefined) return 0;
  const behind = entry.keys.filter((key) => key.state !== "destroyed" && key.root !== current);
  if (behind.length === 0) return 0;
  const renewed = new Map<SiteKeyRecord, SiteKeyRecord>();
  for (const key of behind) {
    const bytes = await unwrapSiteKeyBytes(parts, site, key);
    const customer = key.customerRoot === undefined ? undefined : await connected(parts, site);
    renewed.set(key, { ...key, ...(await wrapSiteKey(parts, { region: parts.region, site, version: key.version }, bytes, customer)) });
    bytes.fill(0);
  }
  await replace(parts, site, entry, entry.keys.map((key) => renewed.get(key) ?? key));
  return behind.length;
}

/** Reads the whole shelf again: what was wrapped under an old root meanwhile keeps that root alive. */
async function destroyUnused(parts: RingParts): Promise<readonly string[]> {
  const needed = new Set<string>();
  for (const site of await parts.shelf.sites()) {
    for (const key of (await parts.shelf.read(site))?.keys ?? []) if (key.state !== "destroyed") needed.add(key.root);
  }
  const versions = await parts.keyService.versions();
  const settledBefore = parts.clock.now().getTime() - GRACE_MS;
  const unused = versions.filter(({ root }, index) => {
    const successor = versions[index - 1];
    return successor !== undefined && successor.createdAt.getTime() <= settledBefore && !needed.has(root);
  });
  for (const { root } of unused) await parts.keyService.destroy(root);
  return unused.map(({ root }) => root);
}
