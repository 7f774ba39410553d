/**
 * Alerts of a site: what the rules found in its entries. The door.
 *
 * The machinery is platform/alerts'; here is who may, and under which authority keys are lent to it.
 */
export { siteAlertRoutes } from "./alerts.routes.ts";
export { type SendToControl, startTellingControl, tellControl } from "./tell-control.ts";
export { siteWatchDeps, startSiteWatch, type SiteWatch } from "./watch-sites.ts";
