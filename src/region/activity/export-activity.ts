/** The site's entries with their proofs, and the log behind them, for checking without us. */
import type { SiteId } from "../../base/ids.ts";
import { need, needStrong, type Actor } from "../../platform/access/access.ts";
import { type ActivityFilter, exportOcsf, exportPack, type LogFile, type PackAsked, proveOne, readLogPath, trailState, type TrailState } from "../../platform/activity/activity.ts";
import { LEAST_RETENTION_DAYS } from "../../platform/audit/audit.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { readerOf } from "./list-activity.ts";

/** @throws Refusal too_large too-many-entries. */
export const exportActivity = (deps: RegionDeps, actor: Actor, siteId: SiteId, asked: PackAsked): Promise<string> =>
  readTrail(deps, actor, siteId, async (site, tx) => {
    needStrong(actor, deps.clock.now().getTime()); // it leaves the product
    const { text, entries } = await exportPack(readerOf(site, tx), asked, deps.clock);
    await site.auditRead(tx, "activity.export", { kind: "site", id: siteId }, entries);
    return text;
  });

/** @throws Refusal too_large too-many-entries. */
export const exportActivityOcsf = (deps: RegionDeps, actor: Actor, siteId: SiteId, asked: ActivityFilter): Promise<string> =>
  readTrail(deps, actor, siteId, async (site, tx) => {
    needStrong(actor, deps.clock.now().getTime()); // it leaves the product
    const { text, entries } = await exportOcsf(readerOf(site, tx), asked);
    await site.auditRead(tx, "activity.export-ocsf", { kind: "site", id: siteId }, entries);
    return text;
  });

/** @throws Refusal not-found; entry-not-signed-yet within the first second or two. */
export const proveActivity = (deps: RegionDeps, actor: Actor, siteId: SiteId, entryId: string): Promise<string> =>
  readTrail(deps, actor, siteId, async (site, tx) => {
    const proof = await proveOne(readerOf(site, tx), entryId);
    await site.auditRead(tx, "activity.prove", { kind: "audit-entry", id: entryId }, 1);
    return proof;
  });

/** @throws Refusal not-found while nothing has been signed yet. */
export const readTrailState = (deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<TrailState> =>
  readTrail(deps, actor, siteId, async (site, tx) => {
    const state = await trailState(tx, deps.clock, deps.retentionDays ?? LEAST_RETENTION_DAYS);
    await site.auditRead(tx, "activity.checkpoint", { kind: "site", id: siteId }, state.days.length + 1);
    return state;
  });

/** @throws Refusal not-found for what the signed tree does not have. */
export const readLogFile = (deps: RegionDeps, actor: Actor, siteId: SiteId, path: string): Promise<LogFile> =>
  readTrail(deps, actor, siteId, async (site, tx) => {
    const file = await readLogPath(tx, path);
    await site.auditRead(tx, "activity.log", { kind: "site", id: siteId }, 1);
    return file;
  });

async function readTrail<T>(deps: RegionDeps, actor: Actor, siteId: SiteId, read: (site: BorrowedSite, tx: RegionTransaction) => Promise<T>): Promise<T> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) => site.transact((tx) => read(site, tx)));
}
