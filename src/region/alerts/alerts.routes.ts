/** Routes of a site's alerts: who may is decided here, then the site's trail is lent. */
import { parseId } from "../../base/ids.ts";
import { need } from "../../platform/access/access.ts";
import { alertRoutes } from "../../platform/alerts/alerts.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { borrowSite, lentSite } from "../sites/sites.ts";

export function siteAlertRoutes(app: HttpApp, deps: RegionDeps): void {
  alertRoutes(app, { plane: "region", clock: deps.clock, placeFrom: null }, { path: "/api/sites/{siteId}", params: siteParams }, (c, action, work) => {
    const siteId = parseId("sit", c.req.param("siteId"));
    need(c.var.actor, siteId, "alerts", action, deps.clock.now().getTime());
    return borrowSite(deps, c.var.actor, siteId, (site) => work(lentSite(site, c.var.actor)));
  });
}
