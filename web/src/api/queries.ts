/**
 * Every question the pages ask, named once: the route's loader fetches it, the page reads it with `useSuspenseQuery`.
 * Work in progress is asked again each second until it has ended.
 */
import { fetchApiClients } from "./api-clients.ts";
import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import * as control from "./control.ts";
import { Problem, Unreachable } from "./problem.ts";
import * as region from "./region.ts";
import type { Import, PaymentRun, Run, SanctionsReading, Session, Site, Upload } from "./shapes.ts";
import * as signOn from "./sign-on.ts";
import * as helpdesk from "./tickets.ts";
import type { ActivityQuery, Trail } from "./trails.ts";

const LIVE_MS = 1000;
const ROWS_PER_ASK = 200;

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; silence may be a restart of a second or two.
        retry: (count, error) => error instanceof Unreachable && count < 1,
        retryDelay: 800,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });

export const session = queryOptions({ queryKey: ["session"], queryFn: control.fetchSession, staleTime: 60_000 });
export const ownSessions = queryOptions({ queryKey: ["own-sessions"], queryFn: control.fetchOwnSessions });
export const people = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["people", q],
    queryFn: ({ pageParam }) => control.fetchPeople({ limit: 100, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
export const roles = queryOptions({ queryKey: ["roles"], queryFn: control.fetchRoles, staleTime: 0 });
export const assignments = (personId: string) => queryOptions({ queryKey: ["people", "assignments", personId], queryFn: () => control.fetchAssignments(personId), staleTime: 0 });
export const accessReviews = queryOptions({ queryKey: ["access-reviews"], queryFn: control.fetchAccessReviews, staleTime: 0 });
export const accessReview = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["access-reviews", id],
    queryFn: ({ pageParam }) => control.fetchAccessReview(id, { limit: 100, ...(pageParam !== undefined ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  });
export const invitations = queryOptions({ queryKey: ["invitations"], queryFn: control.fetchInvitations });
export const invitation = (link: string) => queryOptions({ queryKey: ["invitation", link], queryFn: () => control.openInvitation(link), staleTime: Infinity, retry: false });
export const mail = queryOptions({ queryKey: ["mail"], queryFn: control.fetchMail, staleTime: 0 });
export const ownAddress = queryOptions({ queryKey: ["own-address"], queryFn: control.fetchOwnAddress, staleTime: 0 });
export const secondFactor = queryOptions({ queryKey: ["second-factor"], queryFn: control.fetchSecondFactor, staleTime: 0 });
export const retention = queryOptions({ queryKey: ["retention"], queryFn: control.fetchRetention, staleTime: 0 });
export const alertMails = queryOptions({ queryKey: ["alert-mails"], queryFn: control.fetchAlertMails, staleTime: 0 });
export const connections = queryOptions({ queryKey: ["connections"], queryFn: signOn.fetchConnections, staleTime: 0 });
export const connection = (id: string) => queryOptions({ queryKey: ["connections", id], queryFn: () => signOn.fetchConnection(id), staleTime: 0 });
export const connectionTest = (id: string, testId: string) => queryOptions({ queryKey: ["connections", id, "tests", testId], queryFn: () => signOn.fetchTest(id, testId), staleTime: 0 });
export const signOnPolicy = queryOptions({ queryKey: ["sign-on-policy"], queryFn: signOn.fetchPolicy, staleTime: 0 });
export const domains = queryOptions({ queryKey: ["domains"], queryFn: signOn.fetchDomains, staleTime: 0 });
export const apiClients = queryOptions({ queryKey: ["api-clients"], queryFn: fetchApiClients, staleTime: 0 });
export const provisioning = queryOptions({ queryKey: ["provisioning"], queryFn: signOn.fetchProvisioning, staleTime: 0 });
export const passwordPolicy = queryOptions({ queryKey: ["password-policy"], queryFn: control.fetchPasswordPolicy, staleTime: Infinity });

const of = (site: Site, ...rest: unknown[]): unknown[] => ["site", site.id, ...rest];

export const overview = (site: Site) => queryOptions({ queryKey: of(site, "overview"), queryFn: () => region.fetchOverview(site) });

const uploadMoves = (upload: Upload): boolean => upload.state === "inspecting" || upload.state === "receiving";
export const uploads = (site: Site) =>
  queryOptions({
    queryKey: of(site, "uploads"),
    queryFn: () => region.fetchUploads(site),
    refetchInterval: (query) => (query.state.data?.items.some(uploadMoves) ? LIVE_MS : false),
  });

export const importMoves = (state: Import["state"]): boolean => state === "queued" || state === "reading" || state === "committing";
export const imports = (site: Site) =>
  queryOptions({
    queryKey: of(site, "imports"),
    queryFn: () => region.fetchImports(site),
    refetchInterval: (query) => (query.state.data?.items.some((one) => importMoves(one.state)) ? LIVE_MS : false),
  });
export const oneImport = (site: Site, id: string) =>
  queryOptions({
    queryKey: of(site, "imports", id),
    queryFn: () => region.fetchImport(site, id),
    refetchInterval: (query) => (query.state.data && importMoves(query.state.data.state) ? LIVE_MS : false),
  });

export const runMoves = (state: Run["state"]): boolean => state === "queued" || state === "running";
export const run = (site: Site, id: string) =>
  queryOptions({
    queryKey: of(site, "runs", id),
    queryFn: () => region.fetchRun(site, id),
    refetchInterval: (query) => (query.state.data && runMoves(query.state.data.state) ? LIVE_MS : false),
  });

export const companyCodes = (site: Site) => queryOptions({ queryKey: of(site, "company-codes"), queryFn: () => region.fetchCompanyCodes(site) });
export const accessPreview = (site: Site, codes: string[] | null) => queryOptions({ queryKey: of(site, "access-preview", codes), queryFn: () => region.previewAccess(site, codes) });
/** Control says who is assigned what, the region what that means for the finding. */
export const viewers = (site: Site, findingId: string) =>
  queryOptions({ queryKey: of(site, "viewers", findingId), queryFn: async () => region.fetchViewers(site, findingId, (await control.askViewersStatement(site.id)).statement) });
export const findings = (site: Site, filters: region.FindingsQuery) =>
  infiniteQueryOptions({
    queryKey: of(site, "findings", filters),
    queryFn: ({ pageParam }) => region.fetchFindings(site, { ...filters, limit: ROWS_PER_ASK, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
export const readingMoves = (state: SanctionsReading["state"]): boolean => state === "queued" || state === "reading";
export const sanctionsLists = (site: Site) =>
  queryOptions({
    queryKey: of(site, "sanctions-lists"),
    queryFn: () => region.fetchSanctionsLists(site),
    refetchInterval: ({ state: { data } }) => (data?.waiting.some(({ state }) => state === "inspecting") || data?.readings.some(({ state }) => readingMoves(state)) || data?.examining ? LIVE_MS : false),
  });
const paymentMoves = (state: PaymentRun["state"]): boolean => state === "queued" || state === "checking";
export const paymentRuns = (site: Site) =>
  queryOptions({
    queryKey: of(site, "payment-runs"),
    queryFn: () => region.fetchPaymentRuns(site),
    refetchInterval: (query) => (query.state.data?.items.some(({ state }) => paymentMoves(state)) ? LIVE_MS : false),
  });
export const paymentRun = (site: Site, id: string) =>
  queryOptions({
    queryKey: of(site, "payment-runs", id),
    queryFn: () => region.fetchPaymentRun(site, id),
    refetchInterval: (query) => (query.state.data && paymentMoves(query.state.data.state) ? LIVE_MS : false),
  });
export const paymentLines = (site: Site, id: string, filters: region.PaymentLinesQuery) =>
  infiniteQueryOptions({
    queryKey: of(site, "payment-runs", id, "lines", filters),
    queryFn: ({ pageParam }) => region.fetchPaymentLines(site, id, { ...filters, limit: ROWS_PER_ASK, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
export const finding = (site: Site, id: string) =>
  queryOptions({ queryKey: of(site, "finding", id), queryFn: () => region.fetchFinding(site, id), staleTime: 60_000 });

export type DecisionsShown = NonNullable<NonNullable<region.DecisionsQuery>["state"]>;
export const decisions = (site: Site, state: DecisionsShown) =>
  infiniteQueryOptions({
    queryKey: of(site, "decisions", state),
    queryFn: ({ pageParam }) => region.fetchDecisions(site, { state, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  });
export const decisionsOf = (site: Site, findingId: string) =>
  queryOptions({ queryKey: of(site, "decisions", "of", findingId), queryFn: () => region.fetchDecisions(site, { state: "all", findingId, limit: 50 }) });
export const learning = (site: Site) => queryOptions({ queryKey: of(site, "learning"), queryFn: () => region.fetchLearning(site), staleTime: 0 });
/** After a decision: lists, totals and pages of the site say what it made of them. */
export const forgetSite = (client: QueryClient, site: Site): Promise<void> => client.invalidateQueries({ queryKey: of(site) });

export const tests = (site: Site) => queryOptions({ queryKey: of(site, "tests"), queryFn: () => region.fetchTests(site), staleTime: 0 });
export const test = (site: Site, id: string) => queryOptions({ queryKey: of(site, "tests", id), queryFn: () => region.fetchTest(site, id) });
export const parameters = (site: Site) => queryOptions({ queryKey: of(site, "parameters"), queryFn: () => region.fetchParameters(site), staleTime: 0 });
export const parametersVersion = (site: Site, version: number) => queryOptions({ queryKey: of(site, "parameters", version), queryFn: () => region.fetchVersion(site, version), staleTime: 0 });
export const backTest = (site: Site, version: number) =>
  queryOptions({
    queryKey: of(site, "parameters", version, "back-test"),
    queryFn: () => region.fetchBackTest(site, version),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.backTest && runMoves(data.backTest.state as Run["state"]) ? LIVE_MS : false),
  });
export const differences = (site: Site, version: number, attempt: number, query: { side: "gained" | "lost" | "changed"; test?: string }) =>
  infiniteQueryOptions({
    queryKey: of(site, "parameters", version, "differences", attempt, query),
    queryFn: ({ pageParam }) => region.fetchDifferences(site, version, { ...query, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const population = (site: Site) =>
  queryOptions({ queryKey: of(site, "population"), queryFn: () => region.fetchPopulation(site), staleTime: 60_000 });
export const populationRows = (site: Site, query: region.PopulationRowsQuery) =>
  queryOptions({ queryKey: of(site, "population", "rows", query), queryFn: () => region.fetchPopulationRows(site, query) });

export const activity = (trail: Trail, filters: ActivityQuery) =>
  infiniteQueryOptions({
    queryKey: [...trail.key, "activity", filters],
    queryFn: ({ pageParam }) => trail.list({ ...filters, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  });
/** null while nothing of the trail has been signed yet: its first second. */
export const trailState = (trail: Trail) =>
  queryOptions({
    queryKey: [...trail.key, "state"],
    queryFn: () => trail.state().catch((error: unknown) => {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }),
  });

const FEEDS_EVERY_MS = 5_000;
/** How far each has come is looked at while the page is open. */
export const feeds = (trail: Trail) => queryOptions({ queryKey: [...trail.key, "feeds"], queryFn: trail.feeds.list, refetchInterval: FEEDS_EVERY_MS });

export const alerts = (trail: Trail) =>
  infiniteQueryOptions({
    queryKey: [...trail.key, "alerts"],
    queryFn: ({ pageParam }) => trail.alerts.list({ limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  });
export const alertRules = (trail: Trail) => queryOptions({ queryKey: [...trail.key, "alert-rules"], queryFn: trail.alerts.rules });

const STATE_EVERY_MS = 20_000;
/** Asked for as long as a page is open: a key that is withheld is noticed within a minute. */
export const siteState = (site: Site) => queryOptions({ queryKey: of(site, "state"), queryFn: () => region.fetchSiteState(site), refetchInterval: STATE_EVERY_MS });
export const keys = (site: Site) => queryOptions({ queryKey: of(site, "keys"), queryFn: () => region.fetchKeys(site), refetchInterval: STATE_EVERY_MS });

const TICKET_EVERY_MS = 15_000;
export const tickets = (state: "open" | "ended" | "all") =>
  infiniteQueryOptions({
    queryKey: ["tickets", state],
    queryFn: ({ pageParam }) => helpdesk.fetchTickets({ state, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  });
/** Looked at while the page is open: an answer may come. */
export const ticket = (id: string) => queryOptions({ queryKey: ["tickets", "one", id], queryFn: () => helpdesk.fetchTicket(id), staleTime: 0, refetchInterval: TICKET_EVERY_MS });
export const ticketFiles = (site: Site, id: string) =>
  queryOptions({
    queryKey: of(site, "ticket-files", id), queryFn: () => helpdesk.fetchTicketFiles(site, id),
    refetchInterval: (query) => (query.state.data?.some((file) => file.state === "checking") ? LIVE_MS : false),
  });

/** The site of an address; another organisation's site and none at all look the same. */
export async function siteOf(client: QueryClient, siteId: string): Promise<Site> {
  const known: Session = await client.ensureQueryData(session);
  const site = known.sites.find((one) => one.id === siteId);
  if (site) return site;
  throw new Problem({ status: 404, code: "not-found", title: "There is no such site.", detail: "" });
}
export const staffAccess = queryOptions({ queryKey: ["staff-access"], queryFn: control.fetchStaffAccess, staleTime: 0, refetchInterval: 15_000 });
export const staffAccessGrant = (id: string) => queryOptions({ queryKey: ["staff-access", id], queryFn: () => control.fetchStaffAccessGrant(id), staleTime: 0, refetchInterval: 5_000 });
/** What was looked at under a grant: the site's trail, by the name that the trail has for whoever held it. */
export const lookedAt = (site: Site, actor: string) => queryOptions({ queryKey: [site.id, "activity", "grant", actor], queryFn: () => region.fetchActivity(site, { person: actor, limit: 200 }), staleTime: 0, refetchInterval: 10_000 });
