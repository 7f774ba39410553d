/**
 * Addresses of the staff area. Everything below its frame needs a staff session; a customer's session is none. A page asks its own questions in
 * its loader and shows a refusal (no duty, no standing) in the place of its content.
 */
import type { QueryClient } from "@tanstack/react-query";
import { type AnyRoute, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { isProblem } from "../api/problem.ts";
import * as queries from "../api/staff-queries.ts";
import { pickQueue } from "../words/tickets.ts";
import { pickMonth } from "../words/phishing.ts";
import { paths } from "./paths.ts";
import { StaffFrame } from "./staff-frame.tsx";

type Load = (client: QueryClient, params: Record<string, string>, search: Record<string, string>) => Promise<unknown>;
type Pages = () => Promise<Record<string, unknown>>;
type Context = { context: { queryClient: QueryClient } };

export function staffRoutes(root: AnyRoute): AnyRoute[] {
  const entrance = (path: string, page: Pages, name: string) => createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(page as () => Promise<Record<string, never>>, name) });
  const frame = createRoute({
    getParentRoute: () => root,
    id: "staff",
    component: StaffFrame,
    beforeLoad: async ({ context, location }) => {
      try {
        await (context as Context["context"]).queryClient.fetchQuery(queries.own);
      } catch (error) {
        if (isProblem(error, 401) || (isProblem(error, 403) && error.code !== "step-up-needed")) throw redirect({ href: paths.staffSignIn(location.href) });
        throw error;
      }
    },
  });
  const page = (path: string, pages: Pages, name: string, load: Load) =>
    createRoute({
      getParentRoute: () => frame,
      path: `/staff${path}`,
      loader: ({ context, params, location }) => load((context as Context["context"]).queryClient, params as Record<string, string>, location.search as Record<string, string>),
      component: lazyRouteComponent(pages as () => Promise<Record<string, never>>, name),
    });
  frame.addChildren([
    page("", () => import("../pages/staff/home.tsx"), "StaffHomePage", async () => undefined),
    page("/people", () => import("../pages/staff/people.tsx"), "StaffPeoplePage", (client) => client.fetchQuery(queries.people)),
    page("/people/$staffId", () => import("../pages/staff/person.tsx"), "StaffPersonPage", (client, params) => client.fetchQuery(queries.person(params["staffId"] ?? ""))),
    page("/mail", () => import("../pages/staff/mail.tsx"), "StaffMailPage", (client) => client.fetchQuery(queries.mail)),
    page("/conflicts", () => import("../pages/staff/conflicts.tsx"), "StaffConflictsPage", (client) => client.fetchQuery(queries.conflicts)),
    page("/training", () => import("../pages/staff/training.tsx"), "StaffTrainingPage", (client) => Promise.all([client.fetchQuery(queries.training), client.fetchQuery(queries.agreements)])),
    page("/training/$course", () => import("../pages/staff/course.tsx"), "StaffCoursePage", (client, params) => client.fetchQuery(queries.course(params["course"] ?? ""))),
    page("/agreements/$agreement", () => import("../pages/staff/agreement.tsx"), "StaffAgreementPage", (client) => client.fetchQuery(queries.agreements)),
    page("/standing-access", () => import("../pages/staff/standing-access.tsx"), "StandingAccessPage", (client) => client.fetchQuery(queries.standingAccess)),
    page("/tickets", () => import("../pages/staff/tickets.tsx"), "StaffTicketsPage", (client, _params, search) => client.fetchInfiniteQuery(queries.queue(pickQueue(search)))),
    page("/tickets/$ticketId", () => import("../pages/staff/ticket.tsx"), "StaffTicketPage", (client, params) => client.fetchQuery(queries.staffTicket(params["ticketId"] ?? ""))),
    page("/access", () => import("../pages/staff/access.tsx"), "StaffAccessPage", (client) => client.fetchQuery(queries.grants)),
    page("/access/$grantId", () => import("../pages/staff/grant.tsx"), "StaffGrantPage", (client, params) => client.fetchQuery(queries.grant(params["grantId"] ?? ""))),
    page("/access/$grantId/look", () => import("../pages/staff/look.tsx"), "StaffLookPage", (client, params) => client.fetchQuery(queries.grant(params["grantId"] ?? ""))),
    page("/phishing", () => import("../pages/staff/phishing.tsx"), "StaffPhishingPage", (client, _params, search) => client.fetchQuery(queries.phishing(pickMonth(search)))),
    page("/phishing/new", () => import("../pages/staff/new-campaign.tsx"), "StaffNewCampaignPage", (client) => Promise.all([client.fetchQuery(queries.campaigns), client.fetchQuery(queries.templates)])),
    page("/phishing/templates", () => import("../pages/staff/templates.tsx"), "StaffTemplatesPage", (client) => client.fetchQuery(queries.templates)),
    page("/phishing/reported", () => import("../pages/staff/suspicious.tsx"), "StaffSuspiciousPage", (client) => client.fetchQuery(queries.suspiciousMails)),
    page("/phishing/campaigns/$campaignId", () => import("../pages/staff/campaign.tsx"), "StaffCampaignPage", (client, params) => client.fetchQuery(queries.campaign(params["campaignId"] ?? ""))),
    page("/report", () => import("../pages/staff/report.tsx"), "StaffReportPage", async () => undefined),
    page("/sign-ins", () => import("../pages/staff/sign-ins.tsx"), "StaffSignInsPage", (client) => client.fetchQuery(queries.signIns)),
  ]);
  return [
    entrance("/staff/sign-in", () => import("../pages/staff/sign-in.tsx"), "StaffSignInPage"),
    entrance("/staff/welcome", () => import("../pages/staff/welcome.tsx"), "StaffWelcomePage"),
    frame,
  ];
}
