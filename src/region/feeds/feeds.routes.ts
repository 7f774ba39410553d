/** Routes of a site's feeds: who may is decided here, then the site's trail is lent. */
import { parseId } from "../../base/ids.ts";
import { need, needStrong } from "../../platform/access/access.ts";
import { feedRoutes } from "../../platform/feeds/feeds.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { borrowSite, lentSite } from "../sites/sites.ts";

export function siteFeedRoutes(app: HttpApp, deps: RegionDeps): void {
  feedRoutes(app, { ...deps.sending, clock: deps.clock }, { path: "/api/sites/{siteId}", params: siteParams }, (c, action, work) => {
    const siteId = parseId("sit", c.req.param("siteId"));
    need(c.var.actor, siteId, "feeds", action, deps.clock.now().getTime());
    if (action === "change") needStrong(c.var.actor, deps.clock.now().getTime()); // entries leave the product by it
    return borrowSite(deps, c.var.actor, siteId, (site) => work(lentSite(site, c.var.actor)));
  });
}
