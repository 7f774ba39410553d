/**
 * What keys need without anybody asking: rotations that were cut short are ended, what is due is rotated, and old roots
 * are destroyed once no site needs them. At the worker's start and daily.
 *
 * Safe to be killed and to run twice at once: each step asks the shelf what is left. Two rounds that both find the root due
 * make two new versions; the older of them is destroyed by the next round.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type SiteId } from "../../base/ids.ts";
import type { SystemActor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import { recordAct, type KeysTransaction } from "./keys.store.ts";

const SCHEDULE: SystemActor = { kind: "system", name: "schedule" };

export async function keysRound(deps: RegionDeps, sites: readonly SiteId[]): Promise<void> {
  await orSayWhy(deps, "root key not rotated", () => rootRound(deps));
  for (const siteId of sites) await orSayWhy(deps, "site key not rotated", () => siteRound(deps, siteId));
}

async function rootRound({ vault, clock, log }: RegionDeps): Promise<void> {
  const current = (await vault.rootInventory()).find((root) => root.current);
  const due = current !== undefined && current.rotateBy <= clock.now();
  const { siteKeysRewrapped, rootsDestroyed, waiting } = await vault.rotateRoot(due ? "new" : "resume");
  if (due || siteKeysRewrapped + rootsDestroyed.length > 0) log.info("root key rotated", { count: siteKeysRewrapped });
  for (const { code } of waiting) log.warn("a site waits to be wrapped anew", { code });
}

async function siteRound({ vault, clock, db, ...deps }: RegionDeps, siteId: SiteId): Promise<void> {
  const { rotationUnderWay, rotateBy } = await vault.inventory(siteId);
  const due = rotateBy !== undefined && rotateBy <= clock.now();
  if (!due && !(rotationUnderWay && rotateBy !== undefined)) return;
  const authority = { by: "job", site: siteId, job: newId("job"), cause: "schedule" } as const;
  const { version } = await deps.jobs.during(siteId, authority.job, () => (due ? vault.rotateSiteKey(siteId, authority) : vault.finishRotation(siteId, authority)));
  await withSite(db, siteId, (tx: KeysTransaction) => recordAct({ vault, clock, db, ...deps }, tx, SCHEDULE, "keys.rotated", { kind: "site-key", id: String(version) }));
}

/** One site's trouble, a withheld key for instance, is not another's. */
async function orSayWhy({ log }: RegionDeps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.warn(what, { code: error.code });
  }
}
