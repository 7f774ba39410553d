/**
 * Feeds and alerts of an organisation's own trail: sign-ins, people, sites, tokens. The door.
 *
 * The machinery is platform/feeds' and platform/alerts', the same as for a region's sites; here is who may, and the rounds.
 */
export { organisationFeedRoutes } from "./feeds.routes.ts";
export { organisationWatchDeps, organisationFeedDeps, organisationTellDeps, startOrganisationRounds, type OrganisationRounds } from "./organisation-rounds.ts";
