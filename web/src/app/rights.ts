/**
 * What a person needs in a site to do each thing that the pages offer, and the words for when they may not. The region
 * decides; this only keeps a page from offering what would be refused.
 */
import type { Site } from "../api/shapes.ts";

const NEEDS = {
  seeFindings: ["findings:read", "to see findings"],
  seePopulation: ["population:read", "to see the population"],
  seeActivity: ["activity:read", "to see the activity"],
  seeAlerts: ["alerts:read", "to see the alerts"],
  acknowledgeAlerts: ["alerts:acknowledge", "to acknowledge alerts"],
  changeAlertRules: ["alerts:change", "to change alert rules"],
  seeFeeds: ["feeds:read", "to see the feeds"],
  changeFeeds: ["feeds:change", "to change feeds"],
  seeKeys: ["keys:read", "to see the keys"],
  rotateKeys: ["keys:rotate", "to rotate keys"],
  destroyKeys: ["keys:destroy", "to destroy keys"],
  seeRuns: ["runs:read", "to see runs"],
  sendFiles: ["uploads:add", "to send files"],
  removeFiles: ["uploads:remove", "to delete files"],
  importFiles: ["imports:commit", "to import files"],
} as const satisfies Record<string, readonly [permission: string, words: string]>;

export type Act = keyof typeof NEEDS;

export const may = (site: Site, act: Act): boolean => site.permissions.includes(NEEDS[act][0]);

/** Undefined when the person may. */
export function whyNot(site: Site, act: Act): string | undefined {
  if (may(site, act)) return undefined;
  return `Your role in ${site.name} does not allow you ${NEEDS[act][1]}. An administrator of your organisation can change that.`;
}
