/**
 * What a person needs, in a site or in the organisation, to do each thing that the pages offer, and the words for when they may not. The server
 * decides; this only keeps a page from offering what would be refused.
 */
const NEEDS = {
  seeFindings: ["findings:read", "to see findings"],
  decide: ["findings:decide", "to decide on findings"],
  seeLearning: ["learning:read", "to see what decisions teach"],
  resetLearning: ["learning:reset", "to have what decisions teach forgotten"],
  startRuns: ["runs:start", "to have the ledger examined"],
  seePayments: ["payment-runs:read", "to see payment runs"],
  checkPayments: ["payment-runs:check", "to have payment runs checked"],
  releasePayments: ["payment-runs:release", "to decide over the check of a payment"],
  seeLists: ["sanctions-lists:read", "to see the sanctions lists"],
  addLists: ["sanctions-lists:add", "to have sanctions lists read"],
  removeLists: ["sanctions-lists:remove", "to remove versions of sanctions lists"],
  seePopulation: ["population:read", "to see the population"],
  seeParameters: ["parameters:read", "to see the tests"],
  changeParameters: ["parameters:change", "to change the tests"],
  seeActivity: ["activity:read", "to see the activity"],
  seeAlerts: ["alerts:read", "to see the alerts"],
  acknowledgeAlerts: ["alerts:acknowledge", "to acknowledge alerts"],
  changeAlertRules: ["alerts:change", "to change alert rules"],
  seeFeeds: ["feeds:read", "to see the feeds"],
  changeFeeds: ["feeds:change", "to change feeds"],
  seeKeys: ["keys:read", "to see the keys"],
  rotateKeys: ["keys:rotate", "to rotate keys"],
  destroyKeys: ["keys:destroy", "to destroy keys"],
  seeTickets: ["tickets:read", "to see tickets"],
  raiseTickets: ["tickets:raise", "to ask the helpdesk"],
  seeRuns: ["runs:read", "to see runs"],
  seeUploads: ["uploads:read", "to see files"],
  sendFiles: ["uploads:add", "to send files"],
  removeFiles: ["uploads:remove", "to delete files"],
  importFiles: ["imports:commit", "to import files"],
} as const satisfies Record<string, readonly [permission: string, words: string]>;

export type Act = keyof typeof NEEDS;

/** A site, or the organisation itself: its name, and what this person may do there. */
type Where = { readonly name: string; readonly permissions: readonly string[] };

export const may = (where: Pick<Where, "permissions">, act: Act): boolean => where.permissions.includes(NEEDS[act][0]);

/** Undefined when the person may. */
export function whyNot(where: Where, act: Act): string | undefined {
  if (may(where, act)) return undefined;
  return `Your role in ${where.name} does not allow you ${NEEDS[act][1]}. An administrator of your organisation can change that.`;
}
