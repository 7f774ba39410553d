/**
 * Feeds: where the entries of a trail go, for a region's sites and control's organisations alike. The door.
 *
 * Invariant: each feed is delivered in order and at least once: its place in the trail moves on only after the receiver has taken what is
 * before it, and is kept in the database. A receiver that is slow, dead or hostile costs its own feed time and nobody else anything.
 * Who may set up feeds is decided by the plane that lends the trail; how to connect is docs/runbooks/feeds.md.
 */
export { feedRoutes, type LendFeeds } from "./feeds.routes.ts";
export { deliverDueFeeds, type FeedDeps, type Outcome, wakeFeeds } from "./deliver-due-feeds.ts";
export { startFeedRounds, type FeedRounds } from "./feed-rounds.ts";
export type { Sending } from "./send-events.ts";
export type { HeldLine } from "./feeds.store.ts";
export { openEntry } from "./open-entry.ts";
export { addFeed, type FeedVerbs } from "./add-feed.ts";
export { listFeeds } from "./list-feeds.ts";
export { feedLags } from "./feeds.store.ts";
