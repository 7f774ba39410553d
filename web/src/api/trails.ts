/**
 * The two kinds of trail that a person can read: a site's, from its region, and the organisation's own, from control. Their activity, feeds and
 * alerts have one shape each, so that one page shows either.
 */
import * as control from "./control.ts";
import * as region from "./region.ts";
import { saveAs } from "./save-as.ts";
import type { Session, Site } from "./shapes.ts";

export type ActivityQuery = region.ActivityQuery;
export type PackQuery = region.PackQuery;
type AlertQuery = Parameters<typeof region.fetchAlerts>[1];

export type Trail = {
  /** What its answers are kept under. */
  readonly key: readonly string[];
  /** Undefined: the organisation's own. */
  readonly siteId?: string;
  readonly name: string;
  /** What this person may do in it. */
  readonly permissions: readonly string[];
  readonly list: (query: ActivityQuery) => ReturnType<typeof region.fetchActivity>;
  readonly state: () => ReturnType<typeof region.fetchTrail>;
  readonly savePack: (query: PackQuery, fileName: string) => Promise<void>;
  readonly saveOcsf: (query: ActivityQuery, fileName: string) => Promise<void>;
  readonly saveProof: (entryId: string) => Promise<void>;
  readonly feeds: {
    readonly list: () => ReturnType<typeof region.fetchFeeds>;
    readonly add: (feed: region.FeedInput, from: "now" | "beginning") => ReturnType<typeof region.addFeed>;
    readonly change: (feedId: string, feed: region.FeedInput) => ReturnType<typeof region.changeFeed>;
    readonly remove: (feedId: string) => Promise<unknown>;
    readonly pause: (feedId: string) => Promise<unknown>;
    readonly resume: (feedId: string) => Promise<unknown>;
    readonly rotateSecret: (feedId: string) => ReturnType<typeof region.rotateFeedSecret>;
    readonly test: (feedId: string) => ReturnType<typeof region.testFeed>;
  };
  readonly alerts: {
    readonly list: (query: AlertQuery) => ReturnType<typeof region.fetchAlerts>;
    readonly acknowledge: (alertId: string) => Promise<unknown>;
    readonly rules: () => ReturnType<typeof region.fetchAlertRules>;
    readonly changeRule: (change: region.AlertRuleChange) => ReturnType<typeof region.changeAlertRule>;
  };
};

export const siteTrail = (site: Site): Trail => ({
  key: ["site", site.id, "trail"],
  siteId: site.id,
  name: site.name,
  permissions: site.permissions,
  list: (query) => region.fetchActivity(site, query),
  state: () => region.fetchTrail(site),
  savePack: async (query, fileName) => saveAs(fileName, await region.fetchPack(site, query)),
  saveOcsf: async (query, fileName) => saveAs(fileName, await region.fetchOcsf(site, query)),
  saveProof: async (entryId) => saveAs(`${entryId}.tlog-proof`, await region.fetchProof(site, entryId)),
  feeds: {
    list: () => region.fetchFeeds(site),
    add: (feed, from) => region.addFeed(site, feed, from),
    change: (feedId, feed) => region.changeFeed(site, feedId, feed),
    remove: (feedId) => region.removeFeed(site, feedId),
    pause: (feedId) => region.pauseFeed(site, feedId),
    resume: (feedId) => region.resumeFeed(site, feedId),
    rotateSecret: (feedId) => region.rotateFeedSecret(site, feedId),
    test: (feedId) => region.testFeed(site, feedId),
  },
  alerts: {
    list: (query) => region.fetchAlerts(site, query),
    acknowledge: (alertId) => region.acknowledgeAlert(site, alertId),
    rules: () => region.fetchAlertRules(site),
    changeRule: (change) => region.changeAlertRule(site, change),
  },
});

export const organisationTrail = ({ organisation, permissions }: Session): Trail => ({
  key: ["organisation", "trail"],
  name: organisation.name,
  permissions,
  list: control.fetchActivity,
  state: control.fetchTrail,
  savePack: async (query, fileName) => saveAs(fileName, await control.fetchPack(query)),
  saveOcsf: async (query, fileName) => saveAs(fileName, await control.fetchOcsf(query)),
  saveProof: async (entryId) => saveAs(`${entryId}.tlog-proof`, await control.fetchProof(entryId)),
  feeds: { list: control.fetchFeeds, add: control.addFeed, change: control.changeFeed, remove: control.removeFeed, pause: control.pauseFeed, resume: control.resumeFeed, rotateSecret: control.rotateFeedSecret, test: control.testFeed },
  alerts: { list: control.fetchAlerts, acknowledge: control.acknowledgeAlert, rules: control.fetchAlertRules, changeRule: control.changeAlertRule },
});
