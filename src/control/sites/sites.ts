/**
 * Sites as control knows them: id, name, region, state (promise D4). The door.
 * What is in a site is its region's alone; control only tells the region that the site exists and signs access tokens.
 */
export { announceSites, type SendToRegion } from "./announce-sites.ts";
export { addSite, createSite } from "./create-site.ts";
export { issueRegionToken } from "./issue-region-token.ts";
export { listSites } from "./list-sites.ts";
export { siteSchema, siteView } from "./sites.schema.ts";
export { siteRoutes } from "./sites.routes.ts";
export { siteOf, type SiteRow, sitesOf } from "./sites.store.ts";
