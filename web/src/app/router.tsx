/**
 * The map of the app: which address shows which page, and what must be there before it does.
 * A route's loader asks the page's questions, so that the page itself has no "is it loaded?" in it.
 */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import * as queries from "../api/queries.ts";
import { isProblem } from "../api/problem.ts";
import type { Site } from "../api/shapes.ts";
import { organisationTrail, siteTrail, type Trail } from "../api/trails.ts";
import { FailurePage } from "../pages/failure.tsx";
import { LoadingPage } from "../pages/loading.tsx";
import { NoSuchPage } from "../pages/not-found.tsx";
import { pickFilters as pickActivity } from "../pages/activity/filters.ts";
import { pickShown } from "../pages/decisions/shown.ts";
import { pickFilters } from "../pages/findings/filters.ts";
import { pickTickets } from "../pages/help/filters.ts";
import { pickLines } from "../pages/payment-runs/filters.ts";
import { Frame } from "./frame.tsx";
import { paths } from "./paths.ts";
import { staffRoutes } from "./staff-routes.tsx";
import { openHistory } from "./address.ts";
import { parseSearch, stringifySearch } from "./search.ts";

type Context = { queryClient: QueryClient };

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NoSuchPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("../pages/sign-in.tsx"), "SignInPage"),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  loader: ({ context }) => context.queryClient.ensureQueryData(queries.passwordPolicy),
  component: lazyRouteComponent(() => import("../pages/welcome.tsx"), "WelcomePage"),
});

const withPolicy = (path: string, page: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    loader: ({ context }) => context.queryClient.ensureQueryData(queries.passwordPolicy),
    component: lazyRouteComponent(page as () => Promise<Record<string, never>>, name),
  });
const entrances = [
  withPolicy("/invitation", () => import("../pages/invitation.tsx"), "InvitationPage"),
  withPolicy("/new-password", () => import("../pages/new-password.tsx"), "NewPasswordPage"),
  createRoute({ getParentRoute: () => root, path: "/confirm-address", component: lazyRouteComponent(() => import("../pages/address-link.tsx"), "ConfirmAddressPage") }),
  createRoute({ getParentRoute: () => root, path: "/stop-address-change", component: lazyRouteComponent(() => import("../pages/address-link.tsx"), "StopAddressChangePage") }),
  createRoute({ getParentRoute: () => root, path: "/forgotten", component: lazyRouteComponent(() => import("../pages/forgotten.tsx"), "ForgottenPage") }),
];
const secondFactor = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  loader: async ({ context, location }) => {
    try {
      await context.queryClient.fetchQuery(queries.secondFactor);
    } catch (error) {
      if (isProblem(error, 401)) throw redirect({ href: paths.signIn((location.search as { then?: string }).then) });
      throw error;
    }
  },
  errorComponent: FailurePage,
  component: lazyRouteComponent(() => import("../pages/second-factor.tsx"), "SecondFactorPage"),
});

/** Everything below needs a session; without one the person signs in and comes back to the same address. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(queries.session);
    } catch (error) {
      if (isProblem(error, 401)) throw redirect({ href: paths.signIn(location.href) });
      if (isProblem(error, 403) && error.code.startsWith("second-factor-")) throw redirect({ href: paths.secondFactor(location.href) });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  loader: async ({ context }) => {
    const { sites } = await context.queryClient.ensureQueryData(queries.session);
    if (sites[0]) throw redirect({ href: paths.overview(sites[0].id), replace: true });
  },
  component: lazyRouteComponent(() => import("../pages/sites/new.tsx"), "NewSitePage"),
});
const newSite = createRoute({
  getParentRoute: () => signedIn,
  path: "/sites/new",
  component: lazyRouteComponent(() => import("../pages/sites/new.tsx"), "NewSitePage"),
});
const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/settings.tsx"), "SettingsPage"),
});
const people = createRoute({
  getParentRoute: () => signedIn,
  path: "/people",
  loader: ({ context: { queryClient: client }, location }) => Promise.all([client.ensureInfiniteQueryData(queries.people((location.search as { q?: string }).q ?? "")), client.fetchQuery(queries.invitations)]),
  component: lazyRouteComponent(() => import("../pages/people/people.tsx"), "PeoplePage"),
});
const staffAccess = createRoute({
  getParentRoute: () => signedIn,
  path: "/staff-access",
  loader: ({ context }) => context.queryClient.fetchQuery(queries.staffAccess),
  component: lazyRouteComponent(() => import("../pages/staff-access/staff-access.tsx"), "StaffAccessPage"),
});
const staffAccessGrant = createRoute({
  getParentRoute: () => signedIn,
  path: "/staff-access/$grantId",
  loader: ({ context, params }) => context.queryClient.fetchQuery(queries.staffAccessGrant(params.grantId)),
  component: lazyRouteComponent(() => import("../pages/staff-access/one-access.tsx"), "OneAccessPage"),
});
const mail = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/mail",
  loader: ({ context }) => context.queryClient.fetchQuery(queries.mail),
  component: lazyRouteComponent(() => import("../pages/mail.tsx"), "MailPage"),
});
const access = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/access",
  loader: ({ context }) => context.queryClient.fetchQuery(queries.roles),
  component: lazyRouteComponent(() => import("../pages/access/access.tsx"), "AccessPage"),
});
const accessReviews = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/reviews",
  loader: ({ context }) => context.queryClient.fetchQuery(queries.accessReviews),
  component: lazyRouteComponent(() => import("../pages/access-reviews/reviews.tsx"), "AccessReviewsPage"),
});
const accessReview = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/reviews/$reviewId",
  loader: ({ context, params }) => context.queryClient.ensureInfiniteQueryData(queries.accessReview(params.reviewId)),
  component: lazyRouteComponent(() => import("../pages/access-reviews/review.tsx"), "AccessReviewPage"),
});
const security = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings/security",
  loader: ({ context: { queryClient: client } }) => Promise.all([client.ensureQueryData(queries.passwordPolicy), client.fetchQuery(queries.ownSessions), client.fetchQuery(queries.secondFactor), client.fetchQuery(queries.ownAddress)]),
  component: lazyRouteComponent(() => import("../pages/security/security.tsx"), "SecurityPage"),
});

/** Below the settings: what an organisation's administrators set up, and a person's own alert mails. */
const signOnPage = (path: string, page: () => Promise<Record<string, unknown>>, name: string, load: (client: QueryClient, params: Record<string, string>) => Promise<unknown>) =>
  createRoute({
    getParentRoute: () => signedIn,
    path: `/settings${path}`,
    loader: ({ context, params }) => load(context.queryClient, params as Record<string, string>),
    component: lazyRouteComponent(page as () => Promise<Record<string, never>>, name),
  });
const signOnPages = [
  signOnPage("/single-sign-on", () => import("../pages/sign-on/single-sign-on.tsx"), "SingleSignOnPage", (client) => Promise.all([client.fetchQuery(queries.connections), client.fetchQuery(queries.signOnPolicy)])),
  signOnPage("/single-sign-on/$connectionId", () => import("../pages/sign-on/connection.tsx"), "ConnectionPage", (client, params) => client.fetchQuery(queries.connection(params["connectionId"] ?? ""))),
  signOnPage("/single-sign-on/$connectionId/tests/$testId", () => import("../pages/sign-on/test-result.tsx"), "TestResultPage", (client, params) =>
    client.fetchQuery(queries.connectionTest(params["connectionId"] ?? "", params["testId"] ?? ""))),
  signOnPage("/retention", () => import("../pages/retention.tsx"), "RetentionPage", (client) => client.fetchQuery(queries.retention)),
  signOnPage("/alert-mails", () => import("../pages/alert-mails.tsx"), "AlertMailsPage", (client) => client.fetchQuery(queries.alertMails)),
  signOnPage("/domains", () => import("../pages/sign-on/domains.tsx"), "DomainsPage", (client) => client.fetchQuery(queries.domains)),
  signOnPage("/provisioning", () => import("../pages/sign-on/provisioning.tsx"), "ProvisioningPage", (client) => client.fetchQuery(queries.provisioning)),
  signOnPage("/api-clients", () => import("../pages/api-clients/api-clients.tsx"), "ApiClientsPage", (client) => client.fetchQuery(queries.apiClients)),
  signOnPage("/api-clients/new", () => import("../pages/api-clients/new-client.tsx"), "NewApiClientPage", (client) => client.fetchQuery(queries.apiClients)),
  signOnPage("/api-clients/$clientId", () => import("../pages/api-clients/one-client.tsx"), "ApiClientPage", (client) => client.fetchQuery(queries.apiClients)),
];

const loadTrail = (client: QueryClient, trail: Trail, search: Record<string, string>): Promise<unknown> =>
  Promise.all([client.ensureInfiniteQueryData(queries.activity(trail, pickActivity(search))), client.fetchQuery(queries.trailState(trail))]);
const trailOf = async (client: QueryClient): Promise<Trail> => organisationTrail(await client.ensureQueryData(queries.session));
const organisationActivity = createRoute({
  getParentRoute: () => signedIn,
  path: "/activity",
  loader: async ({ context, location }) => loadTrail(context.queryClient, await trailOf(context.queryClient), location.search as Record<string, string>),
  component: lazyRouteComponent(() => import("../pages/activity/activity.tsx"), "OrganisationActivityPage"),
});
const loadAlerts = (client: QueryClient, trail: Trail): Promise<unknown> => Promise.all([client.ensureInfiniteQueryData(queries.alerts(trail)), client.fetchQuery(queries.alertRules(trail))]);
const organisationAlerts = createRoute({
  getParentRoute: () => signedIn,
  path: "/alerts",
  loader: async ({ context }) => loadAlerts(context.queryClient, await trailOf(context.queryClient)),
  component: lazyRouteComponent(() => import("../pages/alerts/alerts.tsx"), "OrganisationAlertsPage"),
});
const organisationFeeds = createRoute({
  getParentRoute: () => signedIn,
  path: "/feeds",
  loader: async ({ context }) => context.queryClient.fetchQuery(queries.feeds(await trailOf(context.queryClient))),
  component: lazyRouteComponent(() => import("../pages/feeds/feeds.tsx"), "OrganisationFeedsPage"),
});

const help = [
  createRoute({
    getParentRoute: () => signedIn,
    path: "/help",
    loader: ({ context, location }) => context.queryClient.ensureInfiniteQueryData(queries.tickets(pickTickets(location.search as Record<string, string>))),
    component: lazyRouteComponent(() => import("../pages/help/list.tsx"), "HelpPage"),
  }),
  createRoute({ getParentRoute: () => signedIn, path: "/help/new", component: lazyRouteComponent(() => import("../pages/help/ask.tsx"), "AskPage") }),
  createRoute({
    getParentRoute: () => signedIn,
    path: "/help/$ticketId",
    loader: ({ context, params }) => context.queryClient.fetchQuery(queries.ticket((params as { ticketId: string }).ticketId)),
    component: lazyRouteComponent(() => import("../pages/help/ticket.tsx"), "TicketPage"),
  }),
];

type LoadSite = (client: QueryClient, site: Site, params: Record<string, string>, search: Record<string, string>) => Promise<unknown>;

/** A page of one site: its site is looked up first, then its own questions are asked. */
function sitePage(path: string, page: () => Promise<Record<string, unknown>>, name: string, load: LoadSite) {
  return createRoute({
    getParentRoute: () => signedIn,
    path: `/sites/$siteId${path}`,
    // A changed filter is not a new page: the list itself asks again and keeps its old rows meanwhile.
    loader: async ({ context, params, location }) => {
      const site = await queries.siteOf(context.queryClient, (params as { siteId: string }).siteId);
      // The frame shows that a region is still preparing its site; the page asks for itself once it is there.
      if (site.state === "preparing") return;
      await load(context.queryClient, site, params as Record<string, string>, location.search as Record<string, string>);
    },
    component: lazyRouteComponent(page as () => Promise<Record<string, never>>, name),
  });
}

const sitePages = [
  sitePage("", () => import("../pages/overview.tsx"), "OverviewPage", (client, site) => client.ensureQueryData(queries.overview(site))),
  sitePage("/findings", () => import("../pages/findings/list.tsx"), "FindingsPage", (client, site, _params, search) =>
    client.ensureInfiniteQueryData(queries.findings(site, pickFilters(search)))),
  sitePage("/findings/$findingId", () => import("../pages/findings/detail.tsx"), "FindingPage", (client, site, params) =>
    client.ensureQueryData(queries.finding(site, params["findingId"] ?? ""))),
  sitePage("/decisions", () => import("../pages/decisions/decisions.tsx"), "DecisionsPage", (client, site, _params, search) =>
    client.ensureInfiniteQueryData(queries.decisions(site, pickShown(search["show"])))),
  sitePage("/decisions/learning", () => import("../pages/decisions/learning.tsx"), "LearningPage", (client, site) => client.fetchQuery(queries.learning(site))),
  sitePage("/payment-runs", () => import("../pages/payment-runs/list.tsx"), "PaymentRunsPage", (client, site) => client.fetchQuery(queries.paymentRuns(site))),
  sitePage("/payment-runs/$paymentRunId", () => import("../pages/payment-runs/detail.tsx"), "PaymentRunPage", async (client, site, params, search) => {
    const { id, state } = await client.fetchQuery(queries.paymentRun(site, params["paymentRunId"] ?? ""));
    if (state === "done") await client.ensureInfiniteQueryData(queries.paymentLines(site, id, pickLines(search)));
  }),
  sitePage("/sanctions-lists", () => import("../pages/sanctions-lists/sanctions-lists.tsx"), "SanctionsListsPage", (client, site) => client.fetchQuery(queries.sanctionsLists(site))),
  sitePage("/uploads", () => import("../pages/uploads/list.tsx"), "UploadsPage", (client, site) =>
    Promise.all([client.fetchQuery(queries.uploads(site)), client.fetchQuery(queries.imports(site))])),
  sitePage("/imports/new", () => import("../pages/imports/new.tsx"), "NewImportPage", (client, site) => client.fetchQuery(queries.uploads(site))),
  sitePage("/imports/$importId", () => import("../pages/imports/detail.tsx"), "ImportPage", (client, site, params) =>
    client.ensureQueryData(queries.oneImport(site, params["importId"] ?? ""))),
  sitePage("/runs/$runId", () => import("../pages/runs/detail.tsx"), "RunPage", (client, site, params) =>
    client.ensureQueryData(queries.run(site, params["runId"] ?? ""))),
  sitePage("/tests", () => import("../pages/tests/tests.tsx"), "TestsPage", (client, site) => Promise.all([client.fetchQuery(queries.tests(site)), client.fetchQuery(queries.parameters(site))])),
  sitePage("/tests/change", () => import("../pages/tests/change.tsx"), "ChangeTestsPage", (client, site) => client.fetchQuery(queries.tests(site))),
  sitePage("/tests/how-well-it-finds", () => import("../pages/tests/how-well.tsx"), "HowWellPage", async () => undefined),
  sitePage("/tests/versions/$version", () => import("../pages/tests/version.tsx"), "VersionPage", (client, site, params) => {
    const version = Number(params["version"]);
    return Promise.all([client.fetchQuery(queries.parametersVersion(site, version)), client.fetchQuery(queries.backTest(site, version))]);
  }),
  sitePage("/tests/$testId", () => import("../pages/tests/test.tsx"), "TestPage", (client, site, params) => client.fetchQuery(queries.test(site, params["testId"] ?? ""))),
  sitePage("/population", () => import("../pages/population/population.tsx"), "PopulationPage", (client, site) =>
    client.ensureQueryData(queries.population(site))),
  sitePage("/activity", () => import("../pages/activity/activity.tsx"), "SiteActivityPage", (client, site, _params, search) =>
    loadTrail(client, siteTrail(site), search)),
  sitePage("/alerts", () => import("../pages/alerts/alerts.tsx"), "SiteAlertsPage", (client, site) => loadAlerts(client, siteTrail(site))),
  sitePage("/feeds", () => import("../pages/feeds/feeds.tsx"), "SiteFeedsPage", (client, site) => client.fetchQuery(queries.feeds(siteTrail(site)))),
  sitePage("/keys", () => import("../pages/keys/keys.tsx"), "KeysPage", (client, site) => client.fetchQuery(queries.keys(site))),
];

const tree = root.addChildren([...staffRoutes(root), signIn, secondFactor, ...entrances, welcome, signedIn.addChildren([home, staffAccess, staffAccessGrant, newSite, settings, security, people, mail, access, accessReviews, accessReview, organisationActivity, organisationAlerts, organisationFeeds, ...help, ...signOnPages, ...sitePages])]);

export const newRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: tree,
    history: openHistory(),
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPendingMs: 100,
    defaultPendingMinMs: 200,
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: FailurePage,
    defaultNotFoundComponent: NoSuchPage,
    scrollRestoration: true,
  });
