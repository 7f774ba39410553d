/**
 * Sites: one data space of one organisation in this region. The door.
 *
 * Invariant: everything of a site is reached through `borrowSite`, which lends its keys and its transactions under an
 * actor that was checked for that site, and takes both back.
 */
export { authorityOf, borrowSite, type BorrowedSite, type RegionTransaction } from "./borrow-site.ts";
export { lentSite } from "./lent-site.ts";
export { openSite } from "./open-site.ts";
export { nameOf, personOf, type Somebody } from "./person-of.ts";
export { sitesOfRegion } from "./open-site.ts";
export { siteRoutes, type ControlTrust } from "./sites.routes.ts";
