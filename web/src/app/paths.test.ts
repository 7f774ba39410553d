import { afterEach, expect, test, vi } from "vitest";
import { ownPath } from "./going.ts";
import { readAddress, shownAddress } from "./address.ts";
import { parseSearch, stringifySearch } from "./search.ts";
import { paths } from "./paths.ts";

const ARGUMENTS: Readonly<Record<keyof typeof paths, readonly unknown[]>> = {
  home: [], signIn: ["/sites/sit_1/findings?q=a b"], secondFactor: ["/settings"], forgotten: [], confirmAddress: [], stopAddressChange: [], newPassword: [], invitation: [], people: [{ q: "a b" }], mail: [], access: [], accessReviews: [], accessReview: ["rev_1"], welcome: [], settings: [], security: [], singleSignOn: [], connection: ["con_1"], domains: [], provisioning: [], apiClients: [], newApiClient: [], apiClient: ["cli_1"], newSite: [],
  overview: ["sit_1"], findings: ["sit_1", { kind: "paid_twice", q: "a & b", band: undefined }], finding: ["sit_1", "f_a/b"], decisions: ["sit_1", { show: "over" }], learning: ["sit_1"], tests: ["sit_1"], test: ["sit_1", "FRD-08"], howWell: ["sit_1"], changeTests: ["sit_1", "FRD-08"], parameters: ["sit_1", 3, { side: "lost" }],
  help: [{ show: "ended" }], askHelp: [{ site: "sit_1", finding: "fnd_1" }], ticket: ["tck_1"],
  sanctionsLists: ["sit_1"], uploads: ["sit_1"], newImport: ["sit_1", ["upl_1", "upl_2"]], oneImport: ["sit_1", "imp_1"], run: ["sit_1", "run_1"], paymentRuns: ["sit_1"], paymentRun: ["sit_1", "prn_1", { verdict: "hold" }],
  population: ["sit_1", { set: "amounts of 10 and more", digits: "50" }], activity: ["sit_1", { act: "findings.read", from: "2026-11-23" }], organisationActivity: [{ staff: "yes" }], organisationAlerts: [], organisationFeeds: [], retention: [], alertMails: [], alerts: ["sit_1"], feeds: ["sit_1"], keys: ["sit_1"],
  staffHome: [], staffSignIn: ["/staff/people"], staffWelcome: [], staffPeople: [], staffPerson: ["stf_1"], staffMail: [], staffPhishing: [{ month: "2026-11" }], staffNewCampaign: [], staffCampaign: ["cmp_1"], staffTemplates: [{ open: "tpl_1" }], staffSuspicious: [], staffReport: [], staffConflicts: [], staffTraining: [], staffCourse: ["security"], staffAgreement: ["confidentiality"], staffStandingAccess: [], staffSignIns: [],
  staffTickets: [{ show: "mine" }], staffTicket: ["tck_1"], staffAccess: [{ ticket: "tck_1" }], staffGrant: ["grt_1"], staffLook: ["grt_1", { q: "a b" }], staffAccessOfOrganisation: [], staffAccessGrant: ["grt_1"],
};

test("every address", () => {
  const built = Object.entries(ARGUMENTS).map(([name, given]) => `${name}: ${(paths[name as keyof typeof paths] as (...list: readonly unknown[]) => string)(...given)}`);
  expect(Object.keys(ARGUMENTS).sort()).toEqual(Object.keys(paths).sort());
  expect(built.join("\n")).toMatchInlineSnapshot(`
    "home: /
    signIn: /sign-in?then=%2Fsites%2Fsit_1%2Ffindings%3Fq%3Da+b
    secondFactor: /second-factor?then=%2Fsettings
    forgotten: /forgotten
    confirmAddress: /confirm-address
    stopAddressChange: /stop-address-change
    newPassword: /new-password
    invitation: /invitation
    people: /people?q=a+b
    mail: /people/mail
    access: /people/access
    accessReviews: /people/reviews
    accessReview: /people/reviews/rev_1
    welcome: /welcome
    settings: /settings
    security: /settings/security
    singleSignOn: /settings/single-sign-on
    connection: /settings/single-sign-on/con_1
    domains: /settings/domains
    provisioning: /settings/provisioning
    apiClients: /settings/api-clients
    newApiClient: /settings/api-clients/new
    apiClient: /settings/api-clients/cli_1
    newSite: /sites/new
    overview: /sites/sit_1
    findings: /sites/sit_1/findings?kind=paid_twice&q=a+%26+b
    finding: /sites/sit_1/findings/f_a%2Fb
    decisions: /sites/sit_1/decisions?show=over
    learning: /sites/sit_1/decisions/learning
    tests: /sites/sit_1/tests
    test: /sites/sit_1/tests/FRD-08
    howWell: /sites/sit_1/tests/how-well-it-finds
    changeTests: /sites/sit_1/tests/change?test=FRD-08
    parameters: /sites/sit_1/tests/versions/3?side=lost
    help: /help?show=ended
    askHelp: /help/new?site=sit_1&finding=fnd_1
    ticket: /help/tck_1
    sanctionsLists: /sites/sit_1/sanctions-lists
    uploads: /sites/sit_1/uploads
    newImport: /sites/sit_1/imports/new?uploads=upl_1%2Cupl_2
    oneImport: /sites/sit_1/imports/imp_1
    run: /sites/sit_1/runs/run_1
    paymentRuns: /sites/sit_1/payment-runs
    paymentRun: /sites/sit_1/payment-runs/prn_1?verdict=hold
    population: /sites/sit_1/population?set=amounts+of+10+and+more&digits=50
    activity: /sites/sit_1/activity?act=findings.read&from=2026-11-23
    organisationActivity: /activity?staff=yes
    organisationAlerts: /alerts
    organisationFeeds: /feeds
    retention: /settings/retention
    alertMails: /settings/alert-mails
    alerts: /sites/sit_1/alerts
    feeds: /sites/sit_1/feeds
    keys: /sites/sit_1/keys
    staffHome: /staff
    staffSignIn: /staff/sign-in?then=%2Fstaff%2Fpeople
    staffWelcome: /staff/welcome
    staffPeople: /staff/people
    staffPerson: /staff/people/stf_1
    staffMail: /staff/mail
    staffPhishing: /staff/phishing?month=2026-11
    staffNewCampaign: /staff/phishing/new
    staffCampaign: /staff/phishing/campaigns/cmp_1
    staffTemplates: /staff/phishing/templates?open=tpl_1
    staffSuspicious: /staff/phishing/reported
    staffReport: /staff/report
    staffConflicts: /staff/conflicts
    staffTraining: /staff/training
    staffCourse: /staff/training/security
    staffAgreement: /staff/agreements/confidentiality
    staffStandingAccess: /staff/standing-access
    staffSignIns: /staff/sign-ins
    staffTickets: /staff/tickets?show=mine
    staffTicket: /staff/tickets/tck_1
    staffAccess: /staff/access?ticket=tck_1
    staffGrant: /staff/access/grt_1
    staffLook: /staff/access/grt_1/look?q=a+b
    staffAccessOfOrganisation: /staff-access
    staffAccessGrant: /staff-access/grt_1"
  `);
});

test("what stands in the address is read as text, numbers too", () => {
  expect(parseSearch("?q=007&sort=amount")).toEqual({ q: "007", sort: "amount" });
  expect(parseSearch(stringifySearch({ q: "a & b = ü", none: "" }))).toEqual({ q: "a & b = ü" });
});

test("filters are shown after the #, a mailed secret there is none, and a ? is read as well", () => {
  expect(shownAddress("/sites/sit_1/findings?kind=paid_twice&q=a+%26+b")).toBe("/sites/sit_1/findings#kind=paid_twice&q=a+%26+b");
  const read = (pathname: string, search: string, hash: string) => readAddress({ pathname, search, hash });
  expect(read("/x", "", "#q=a+%26+b&sort=amount")).toBe("/x?q=a+%26+b&sort=amount");
  expect(read("/welcome", "", "#org_1.Ab-_9")).toBe("/welcome");
  expect(read("/sign-in", "?problem=no-role", "#then=%2Fx%3Fq%3Da")).toBe("/sign-in?problem=no-role&then=%2Fx%3Fq%3Da");
});

afterEach(() => void vi.unstubAllGlobals());

test("what stands in a link leads to a page of this app, or home", () => {
  vi.stubGlobal("window", { location: { origin: "https://localhost:8443" } });
  expect(ownPath("/sites/sit_1/findings?q=a+b")).toBe("/sites/sit_1/findings?q=a+b");
  for (const then of [undefined, "", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/x/..//evil.example", "/\t/evil.example"]) expect(ownPath(then), String(then)).toBe("/");
});
