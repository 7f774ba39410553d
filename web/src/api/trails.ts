/** The two trails that a person can read: a site's, from its region, and the organisation's own, from control. Their answers have one shape. */
import * as control from "./control.ts";
import * as region from "./region.ts";
import { saveAs } from "./save-as.ts";
import type { Site } from "./shapes.ts";

export type ActivityQuery = region.ActivityQuery;
export type PackQuery = region.PackQuery;

export type Trail = {
  /** What its answers are kept under. */
  readonly key: readonly string[];
  readonly list: (query: ActivityQuery) => ReturnType<typeof region.fetchActivity>;
  readonly state: () => ReturnType<typeof region.fetchTrail>;
  readonly savePack: (query: PackQuery, fileName: string) => Promise<void>;
  readonly saveProof: (entryId: string) => Promise<void>;
};

export const siteTrail = (site: Site): Trail => ({
  key: ["site", site.id, "trail"],
  list: (query) => region.fetchActivity(site, query),
  state: () => region.fetchTrail(site),
  savePack: async (query, fileName) => saveAs(fileName, await region.fetchPack(site, query)),
  saveProof: async (entryId) => saveAs(`${entryId}.tlog-proof`, await region.fetchProof(site, entryId)),
});

export const organisationTrail: Trail = {
  key: ["organisation", "trail"],
  list: control.fetchActivity,
  state: control.fetchTrail,
  savePack: async (query, fileName) => saveAs(fileName, await control.fetchPack(query)),
  saveProof: async (entryId) => saveAs(`${entryId}.tlog-proof`, await control.fetchProof(entryId)),
};
