/**
 * Feeds of a site: where its entries go besides being kept. The door.
 *
 * The machinery is platform/feeds', the same for control's trails; here is who may, and under which authority keys are lent to it.
 */
export { siteFeedRoutes } from "./feeds.routes.ts";
export { siteFeedDeps, startSiteFeeds } from "./deliver-feeds.ts";
