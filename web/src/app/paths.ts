/**
 * Every address of the app is built here and nowhere else; its whole output is a snapshot (paths.test.ts).
 * Filters are part of the address, so that what one person sees can be sent to a colleague.
 */
export type Filters = Readonly<Record<string, string | undefined>>;

const at = (path: string, filters: Filters = {}): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
};
const site = (siteId: string, rest = ""): string => `/sites/${encodeURIComponent(siteId)}${rest}`;

export const paths = {
  home: (): string => "/",
  signIn: (then?: string): string => at("/sign-in", { then: then === "/" ? undefined : then }),
  secondFactor: (then?: string): string => at("/second-factor", { then: then === "/" ? undefined : then }),
  forgotten: (): string => "/forgotten",
  confirmAddress: (): string => "/confirm-address",
  stopAddressChange: (): string => "/stop-address-change",
  newPassword: (): string => "/new-password",
  invitation: (): string => "/invitation",
  people: (filters?: Filters): string => at("/people", filters),
  mail: (): string => "/people/mail",
  help: (filters?: Filters): string => at("/help", filters),
  askHelp: (about?: Filters): string => at("/help/new", about),
  ticket: (ticketId: string): string => `/help/${encodeURIComponent(ticketId)}`,
  access: (): string => "/people/access",
  accessReviews: (): string => "/people/reviews",
  accessReview: (reviewId: string): string => `/people/reviews/${encodeURIComponent(reviewId)}`,
  welcome: (): string => "/welcome",
  settings: (): string => "/settings",
  organisationActivity: (filters?: Filters): string => at("/activity", filters),
  organisationAlerts: (): string => "/alerts",
  organisationFeeds: (): string => "/feeds",
  retention: (): string => "/settings/retention",
  alertMails: (): string => "/settings/alert-mails",
  security: (): string => "/settings/security",
  singleSignOn: (): string => "/settings/single-sign-on",
  connection: (connectionId: string): string => `/settings/single-sign-on/${encodeURIComponent(connectionId)}`,
  domains: (): string => "/settings/domains",
  provisioning: (): string => "/settings/provisioning",
  apiClients: (): string => "/settings/api-clients",
  newApiClient: (): string => "/settings/api-clients/new",
  apiClient: (clientId: string): string => `/settings/api-clients/${encodeURIComponent(clientId)}`,
  newSite: (): string => "/sites/new",
  overview: (siteId: string): string => site(siteId),
  findings: (siteId: string, filters?: Filters): string => at(site(siteId, "/findings"), filters),
  finding: (siteId: string, findingId: string): string => site(siteId, `/findings/${encodeURIComponent(findingId)}`),
  decisions: (siteId: string, filters?: Filters): string => at(site(siteId, "/decisions"), filters),
  learning: (siteId: string): string => site(siteId, "/decisions/learning"),
  uploads: (siteId: string): string => site(siteId, "/uploads"),
  newImport: (siteId: string, uploadIds: readonly string[]): string =>
    at(site(siteId, "/imports/new"), { uploads: uploadIds.join(",") }),
  oneImport: (siteId: string, importId: string): string => site(siteId, `/imports/${encodeURIComponent(importId)}`),
  run: (siteId: string, runId: string): string => site(siteId, `/runs/${encodeURIComponent(runId)}`),
  population: (siteId: string, filters?: Filters): string => at(site(siteId, "/population"), filters),
  activity: (siteId: string, filters?: Filters): string => at(site(siteId, "/activity"), filters),
  alerts: (siteId: string): string => site(siteId, "/alerts"),
  feeds: (siteId: string): string => site(siteId, "/feeds"),
  keys: (siteId: string): string => site(siteId, "/keys"),
  staffHome: (): string => "/staff",
  staffSignIn: (then?: string): string => at("/staff/sign-in", { then: then === "/staff" ? undefined : then }),
  staffWelcome: (): string => "/staff/welcome",
  staffPeople: (): string => "/staff/people",
  staffPerson: (staffId: string): string => `/staff/people/${encodeURIComponent(staffId)}`,
  staffMail: (): string => "/staff/mail",
  staffConflicts: (): string => "/staff/conflicts",
  staffTraining: (): string => "/staff/training",
  staffCourse: (course: string): string => `/staff/training/${encodeURIComponent(course)}`,
  staffAgreement: (agreement: string): string => `/staff/agreements/${encodeURIComponent(agreement)}`,
  staffStandingAccess: (): string => "/staff/standing-access",
  staffTickets: (filters?: Filters): string => at("/staff/tickets", filters),
  staffTicket: (ticketId: string): string => `/staff/tickets/${encodeURIComponent(ticketId)}`,
  staffAccess: (filters?: Filters): string => at("/staff/access", filters),
  staffGrant: (grantId: string): string => `/staff/access/${encodeURIComponent(grantId)}`,
  staffLook: (grantId: string, filters?: Filters): string => at(`/staff/access/${encodeURIComponent(grantId)}/look`, filters),
  staffAccessOfOrganisation: (): string => "/staff-access",
  staffAccessGrant: (grantId: string): string => `/staff-access/${encodeURIComponent(grantId)}`,
  staffPhishing: (filters?: Filters): string => at("/staff/phishing", filters),
  staffNewCampaign: (): string => "/staff/phishing/new",
  staffCampaign: (campaignId: string): string => `/staff/phishing/campaigns/${encodeURIComponent(campaignId)}`,
  staffTemplates: (filters?: Filters): string => at("/staff/phishing/templates", filters),
  staffSuspicious: (): string => "/staff/phishing/reported",
  staffReport: (): string => "/staff/report",
  staffSignIns: (): string => "/staff/sign-ins",
} as const;
