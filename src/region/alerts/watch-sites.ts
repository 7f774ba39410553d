/** Judging of the entries of all sites of this region, by the worker: when a site has new ones, at the start, and now and then. */
import { isId } from "../../base/ids.ts";
import { notFound } from "../../base/errors.ts";
import type { JobActor } from "../../platform/access/access.ts";
import { startWatch, type WatchDeps, type Watch } from "../../platform/alerts/alerts.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, lentSite } from "../sites/sites.ts";

export type SiteWatch = Watch;
export const startSiteWatch = (deps: RegionDeps): SiteWatch => startWatch(siteWatchDeps(deps));

export function siteWatchDeps(deps: RegionDeps): WatchDeps {
  return {
    db: deps.db, clock: deps.clock, plane: "region", telemetry: deps.telemetry,
    onError: (error) => deps.log.error("alert rules failed", { error }),
    lend: async (trail, work) => {
      if (!isId("sit", trail)) throw notFound("site");
      // One id per site, so that its trail tells of one watcher and not of one a second.
      const actor: JobActor = { kind: "job", job: trail.replace(/^sit_/, "job_"), site: trail, cause: "alert rules", permissions: new Set() };
      return deps.jobs.during(trail, actor.job, () => borrowSite(deps, actor, trail, (site) => work(lentSite(site, actor))));
    },
  };
}
