/** Delivery of the feeds of all sites of this region, by the worker. Each feed has an id of its own as a job: in the trail it is one. */
import { isId } from "../../base/ids.ts";
import { notFound } from "../../base/errors.ts";
import type { JobActor } from "../../platform/access/access.ts";
import { type FeedDeps, type FeedRounds, startFeedRounds } from "../../platform/feeds/feeds.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, lentSite } from "../sites/sites.ts";

export const startSiteFeeds = (deps: RegionDeps): FeedRounds => startFeedRounds(siteFeedDeps(deps));

export function siteFeedDeps(deps: RegionDeps): Omit<FeedDeps, "holder" | "signal"> {
  return {
    ...deps.sending, db: deps.db, clock: deps.clock, telemetry: deps.telemetry,
    onError: (error) => deps.log.error("feed round failed", { error }),
    lend: async ({ trail, feedId }, work) => {
      if (!isId("sit", trail)) throw notFound("site");
      const actor: JobActor = { kind: "job", job: feedId.replace(/^fed_/, "job_"), site: trail, cause: feedId, permissions: new Set() };
      return deps.jobs.during(trail, actor.job, () => borrowSite(deps, actor, trail, (site) => work(lentSite(site, actor))));
    },
  };
}
