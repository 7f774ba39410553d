/** What a region offers for one site. Every call goes to the region's own origin with that site's token. */
import { call, type Given } from "./call.ts";
import { OPERATIONS, type Operations } from "./generated/region.ts";
import { saveAs } from "./save-as.ts";
import { send, type Query } from "./send.ts";
import type { NewImport, Site } from "./shapes.ts";
import { withStepUp } from "./step-up.ts";
import { withToken } from "./token.ts";

type Name = keyof Operations;
/** An operation's own fields; the site is added to each. */
type Own<N extends Name> = Omit<Operations[N]["params"], "siteId">;
type Asked<N extends Name> = { query?: Operations[N]["query"]; body?: Operations[N]["body"] } & (keyof Own<N> extends never ? { params?: undefined } : { params: Own<N> });

const ask = <N extends Name>(site: Site, name: N, { params, ...rest }: Asked<N>): Promise<Operations[N]["answer"]> =>
  withStepUp(() => withToken(site.id, (token) => call<Operations[N]>(site.origin, OPERATIONS[name], { ...rest, params: { siteId: site.id, ...params } } as Given<Operations[N]>, token)));

/** Where the resumable upload protocol (tus 1.0) lives; sending-files.ts speaks it. */
export const uploadAddress = (site: Site): string => new URL(`/api/sites/${encodeURIComponent(site.id)}/uploads`, site.origin).href;

export type FindingsQuery = Operations["listFindings"]["query"];
export type PopulationRowsQuery = Operations["readPopulationRows"]["query"];

export const fetchOverview = (site: Site) => ask(site, "readOverview", {});
export const fetchUploads = (site: Site) => ask(site, "listUploads", { query: { limit: 200 } });
export const deleteUpload = (site: Site, uploadId: string) => ask(site, "removeUpload", { params: { uploadId } });
export const fetchImports = (site: Site) => ask(site, "listImports", { query: { limit: 50 } });
export const fetchImport = (site: Site, importId: string) => ask(site, "readImport", { params: { importId } });
export const startImport = (site: Site, body: NewImport) => ask(site, "askImport", { body });
export const fetchRuns = (site: Site) => ask(site, "listRuns", { query: { limit: 50 } });
export const fetchRun = (site: Site, runId: string) => ask(site, "readRun", { params: { runId } });
export const fetchSanctionsLists = (site: Site) => ask(site, "listSanctionsLists", { query: { limit: 100 } });
export const askSanctionsReading = (site: Site, uploadIds: string[]) => ask(site, "askSanctionsReading", { body: { uploadIds } });
export const removeSanctionsVersion = (site: Site, versionId: string) => ask(site, "removeSanctionsVersion", { params: { versionId } });
export const fetchPaymentRuns = (site: Site) => ask(site, "listPaymentRuns", { query: { limit: 100 } });
export const fetchPaymentRun = (site: Site, paymentRunId: string) => ask(site, "readPaymentRun", { params: { paymentRunId } });
export type PaymentLinesQuery = Operations["listPaymentLines"]["query"];
export const fetchPaymentLines = (site: Site, paymentRunId: string, query: PaymentLinesQuery) => ask(site, "listPaymentLines", { params: { paymentRunId }, query });
export type AskPaymentCheck = NonNullable<Operations["askPaymentCheck"]["body"]>;
export const askPaymentCheck = (site: Site, body: AskPaymentCheck) => ask(site, "askPaymentCheck", { body });
export type PaymentGiven = NonNullable<Operations["checkPayment"]["body"]>["payment"];
export type PaymentAnswer = Operations["checkPayment"]["answer"];
export const checkPayment = (site: Site, body: { payment: PaymentGiven }) => ask(site, "checkPayment", { body });
export type PaymentOverride = NonNullable<Operations["overridePaymentLine"]["body"]>;
export const overridePaymentLine = (site: Site, paymentRunId: string, line: number, body: PaymentOverride) =>
  withStepUp(() => ask(site, "overridePaymentLine", { params: { paymentRunId, line }, body }));
export const fetchFindings = (site: Site, query: FindingsQuery) => ask(site, "listFindings", { query });
export const fetchFinding = (site: Site, findingId: string) => ask(site, "readFinding", { params: { findingId } });
export type DecideInput = NonNullable<Operations["decideFinding"]["body"]>;
export type DecisionsQuery = Operations["listDecisions"]["query"];
export const decideFinding = (site: Site, findingId: string, body: DecideInput) => ask(site, "decideFinding", { params: { findingId }, body });
export const fetchDecisions = (site: Site, query: DecisionsQuery) => ask(site, "listDecisions", { query });
export const agreeDecision = (site: Site, decisionId: string) => ask(site, "agreeDecision", { params: { decisionId } });
export const undoDecision = (site: Site, decisionId: string) => ask(site, "undoDecision", { params: { decisionId } });
export const fetchLearning = (site: Site) => ask(site, "readLearning", {});
export const resetLearning = (site: Site) => ask(site, "resetLearning", {});
export const startRun = (site: Site) => ask(site, "startRun", {});
export type DraftInput = NonNullable<Operations["draftParameters"]["body"]>;
export type DifferencesQuery = Operations["listBackTestDifferences"]["query"];
export const fetchTests = (site: Site) => ask(site, "listTests", {});
export const fetchTest = (site: Site, testId: string) => ask(site, "readTest", { params: { testId } });
export const fetchParameters = (site: Site) => ask(site, "listParameters", { query: { limit: 100 } });
export const fetchVersion = (site: Site, version: number) => ask(site, "readParameters", { params: { version } });
export const draftParameters = (site: Site, body: DraftInput) => ask(site, "draftParameters", { body });
export const withdrawParameters = (site: Site, version: number) => ask(site, "withdrawParameters", { params: { version } });
export const startBackTest = (site: Site, version: number) => ask(site, "startBackTest", { params: { version } });
export const fetchBackTest = (site: Site, version: number) => ask(site, "readBackTest", { params: { version } });
export const fetchDifferences = (site: Site, version: number, query: DifferencesQuery) => ask(site, "listBackTestDifferences", { params: { version }, query });
export const switchOnParameters = (site: Site, version: number, losesConfirmed: number) => ask(site, "switchOnParameters", { params: { version }, body: { losesConfirmed } });
export const previewAccess = (site: Site, companyCodes: string[] | null) => ask(site, "previewAccess", { body: { companyCodes } });
export const fetchCompanyCodes = (site: Site) => ask(site, "listCompanyCodes", {});
export const fetchViewers = (site: Site, findingId: string, statement: string) => ask(site, "showViewers", { params: { findingId }, body: { statement } });
export const fetchPopulation = (site: Site) => ask(site, "readPopulation", {});
export const fetchPopulationRows = (site: Site, query: PopulationRowsQuery) => ask(site, "readPopulationRows", { query });
export type ActivityQuery = Operations["listActivity"]["query"];
export type PackQuery = Operations["exportActivity"]["query"];
export const fetchActivity = (site: Site, query: ActivityQuery) => ask(site, "listActivity", { query });
export const fetchTrail = (site: Site) => ask(site, "readTrail", {});
export const fetchPack = (site: Site, query: PackQuery) => ask(site, "exportActivity", { query });
export const fetchOcsf = (site: Site, query: Operations["exportOcsf"]["query"]) => ask(site, "exportOcsf", { query });
export const fetchProof = (site: Site, entryId: string) => ask(site, "proveActivity", { params: { entryId } });

export type FeedInput = NonNullable<Operations["changeFeed"]["body"]>["feed"];
export const fetchFeeds = (site: Site) => ask(site, "listFeeds", {});
export const addFeed = (site: Site, feed: FeedInput, from: "now" | "beginning") => ask(site, "addFeed", { body: { feed, from } });
export const changeFeed = (site: Site, feedId: string, feed: FeedInput) => ask(site, "changeFeed", { params: { feedId }, body: { feed } });
export const removeFeed = (site: Site, feedId: string) => ask(site, "removeFeed", { params: { feedId } });
export const pauseFeed = (site: Site, feedId: string) => ask(site, "pauseFeed", { params: { feedId } });
export const resumeFeed = (site: Site, feedId: string) => ask(site, "resumeFeed", { params: { feedId } });
export const rotateFeedSecret = (site: Site, feedId: string) => ask(site, "rotateFeedSecret", { params: { feedId } });
export const testFeed = (site: Site, feedId: string) => ask(site, "testFeed", { params: { feedId } });

export const fetchAlerts = (site: Site, query: Operations["listAlerts"]["query"]) => ask(site, "listAlerts", { query });
export const acknowledgeAlert = (site: Site, alertId: string) => ask(site, "acknowledgeAlert", { params: { alertId } });
export const fetchAlertRules = (site: Site) => ask(site, "listAlertRules", {});
export type AlertRuleChange = NonNullable<Operations["changeAlertRule"]["body"]>;
export const changeAlertRule = (site: Site, body: AlertRuleChange) => ask(site, "changeAlertRule", { body });

export type CustomerKeyChoice = NonNullable<Operations["addCustomerKey"]["body"]>["connection"] extends infer Choice ? Exclude<Choice, undefined> : never;
export const fetchSiteState = (site: Site) => ask(site, "readSiteState", {});
export const fetchKeys = (site: Site) => ask(site, "readKeys", {});
export const rotateKeys = (site: Site) => ask(site, "rotateKeys", {});
export const addCustomerKey = (site: Site, connection: CustomerKeyChoice) => ask(site, "addCustomerKey", { body: { connection } });
export const removeCustomerKey = (site: Site) => ask(site, "removeCustomerKey", {});
export const destroyKeys = (site: Site) => ask(site, "destroyKeys", { body: { confirm: site.id } });

/** A file of the region (findings.csv, problems.csv): fetched with the token, then handed to the browser to save. */
export async function download(site: Site, path: string, fileName: string, query: Query = {}, extra: Readonly<Record<string, string>> = {}): Promise<void> {
  const response = await withStepUp(() => withToken(site.id, (token) => send(site.origin, `/api/sites/${encodeURIComponent(site.id)}${path}`, { query, token, extra })));
  saveAs(fileName, await response.blob());
}
