/**
 * The control plane: people, organisations, sign-in, sites by name, and the keys that regions trust. The door.
 *
 * Invariant: holds no customer data of any site and imports neither the region's code nor the engine; it tells regions
 * things by signed messages and never opens their databases. Wiring (sockets, certificates, settings) is src/main's.
 */
import type { Clock } from "../base/clock.ts";
import { REGIONS, type Region } from "../base/regions.ts";
import { type AnyTrail, LEAST_RETENTION_DAYS } from "../platform/audit/audit.ts";
import { openAddressGuard } from "../platform/egress/egress.ts";
import { type Edge, openEdge } from "../platform/edge/edge.ts";
import type { Sending } from "../platform/feeds/feeds.ts";
import { createApp, type HttpApp } from "../platform/http/http.ts";
import type { Database } from "../platform/postgres/postgres.ts";
import { type Log, NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import { agreementRoutes } from "./agreements/agreements.ts";
import { accessReviewRoutes, reviewRound } from "./access-reviews/access-reviews.ts";
import { activityRoutes } from "./activity/activity.ts";
import { alertMailChoiceRoutes, forgetAlertMails } from "./alert-mails/alert-mails.ts";
import { addressChangeRoutes } from "./address-changes/address-changes.ts";
import { apiClientRoutes, tokenRoutes } from "./api-clients/api-clients.ts";
import { campaignRoutes, carryOutCampaigns, forgetSuspicious, landingRoutes, tellOfMissedMonth } from "./campaigns/campaigns.ts";
import { assignmentRoutes } from "./assignments/assignments.ts";
import { connectionRoutes, signOnRoutes } from "./connections/connections.ts";
import { domainRoutes, openTxtLookup } from "./domains/domains.ts";
import { openEgress } from "./egress/egress.ts";
import { type ControlRouter, neverStored, sameOriginOnly, signedInWith } from "./edge.ts";
import { organisationFeedRoutes, startOrganisationRounds, type OrganisationRounds } from "./feeds/feeds.ts";
import { endWithStanding, endWithTicket, grantRoutes, strikeGrants } from "./grants/grants.ts";
import { forgetReceived } from "./inbound-mail/inbound-mail.ts";
import { invitationRoutes } from "./invitations/invitations.ts";
import { deliverMail, forgetMail, mailRoutes, type MailOut } from "./mail/mail.ts";
import { createDemoOrganisation, issueFirstAdministratorLink, organisationRoutes, type DemoOrganisation, type FirstAdministratorLink } from "./organisations/organisations.ts";
import { hashPassword, noBreachedList, openBreachedList, passwordRoutes, verifyPassword } from "./passwords/passwords.ts";
import { answerResetRequests, passwordResetRoutes } from "./password-resets/password-resets.ts";
import { ownRoleRoutes } from "./own-roles/own-roles.ts";
import { peopleRoutes } from "./people/people.ts";
import type { ControlPlane } from "./plane.ts";
import { forgetRevocations, startTellingRegions } from "./revocations/revocations.ts";
import { retentionRoutes, tellRetention } from "./retention/retention.ts";
import { keyFor, sealWith } from "./sealing/sealing.ts";
import { secondFactorRoutes } from "./second-factors/second-factors.ts";
import { forgetEndedSessions, hashingQueue, needArriving, needSession, openAccounts, sessionRoutes } from "./sessions/sessions.ts";
import { provisioningRoutes, scimRoutes } from "./scim/scim.ts";
import { policyRoutes } from "./sign-on-policy/sign-on-policy.ts";
import { announceSites, siteRoutes, type SendToRegion } from "./sites/sites.ts";
import { standingAccessRoutes, type AskRegion } from "./standing-access/standing-access.ts";
import { createDemoStaff, NOBODY_COMES_IN, remindStaff, staffRoutes, type EnrolmentLink, type StaffRules } from "./staff/staff.ts";
import { forgetStaffSignIns, needStaffSession, staffSignInRoutes, staffVisitorOf } from "./staff-sign-in/staff-sign-in.ts";
import type { ControlTables } from "./tables.ts";
import { closeQuietTickets, staffTicketRoutes, ticketRoutes } from "./tickets/tickets.ts";
import { trainingRoutes } from "./training/training.ts";
import { openTokenKeys, tokenKeyRoutes } from "./token-keys/token-keys.ts";

export { mailOperator, operatorAlertRoutes } from "./operator-alerts/operator-alerts.ts";
export { mailOwner } from "./inbound-mail/inbound-mail.ts";
export { regionAlertRoutes } from "./alert-mails/alert-mails.ts";
export { staffCommandRoutes } from "./staff/staff.ts";
export { revocationRoutes } from "./revocations/revocations.ts";
export type { MailOut } from "./mail/mail.ts";
export type { DemoOrganisation } from "./organisations/organisations.ts";
export type { AskRegion } from "./standing-access/standing-access.ts";
export type { SendToRegion } from "./sites/sites.ts";
export type { ControlTables } from "./tables.ts";

export type ControlDeps = {
  readonly database: Database<ControlTables>;
  readonly log: Log;
  /** Traces and figures for the operator; absent: off. */
  readonly telemetry?: Telemetry;
  readonly clock: Clock;
  /** At least 32 random bytes, the same on every node and start, kept out of the database (a file of mode 0600). */
  readonly secret: Uint8Array;
  /** The one public origin, without a slash at the end: https://localhost:8443. */
  readonly origin: string;
  readonly regionOrigins: Readonly<Record<Region, string>>;
  /** Folder of `PREFIX.txt` range files of breached passwords, if one is installed. */
  readonly breachedPasswords?: string;
  /** How mail leaves; absent: not set up, and what needs it is refused. */
  readonly mail?: MailOut;
  /** Domain of the addresses that take mail in; absent: answers are written in the product only. */
  readonly mailDomain?: string;
  /** Identity providers inside the operator's own network may be asked. */
  readonly internalProviders?: boolean;
  /** `address` or `address:port` of the resolver that is asked for proofs of domains; the system's when absent. */
  readonly dnsServer?: string;
  /** To customers' own servers: what may be reached, and how this plane is called there; absent: the internet only. */
  readonly sending?: Sending;
  /** Which proxies are believed, and what tells a country; absent: none, nothing. */
  readonly edge?: Edge;
  /** Sends a request to a region over verified TLS; see SendToRegion. */
  readonly sendToRegion: SendToRegion;
  /** Asks a region and answers what it said; absent: what regions know is unknown. */
  readonly askRegion?: AskRegion;
  /** Of every trail, unless its customer asked for longer; absent: 90. */
  readonly retentionDays?: number;
  /** What the operator's own people must come with; absent: none of them comes in. */
  readonly staff?: StaffRules;
};

export type Control = {
  readonly app: HttpApp;
  /** Makes the first token key if there is none, then announces sites and renews keys in the background. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Trails that have new entries: their feeds are due, and the alert rules look at them. */
  readonly wake: (trails: readonly AnyTrail[]) => Promise<void>;
  /** null: an administrator exists. Call once per start, after createDemoOrganisation if there is to be one. */
  readonly issueFirstAdministratorLink: () => Promise<FirstAdministratorLink | null>;
  readonly createDemoOrganisation: () => Promise<DemoOrganisation>;
  /** The link of the demo's member of staff; null once they have a passkey. */
  readonly createDemoStaff: () => Promise<EnrolmentLink | null>;
  /** For operators' scripts and tests. */
  readonly plane: ControlPlane;
};

export function openPlane(deps: ControlDeps): ControlPlane {
  const { seal: auditSeal, open: auditOpen } = sealWith(keyFor(deps.secret, "audit"));
  const keyRing = { database: deps.database, clock: deps.clock, keySeal: sealWith(keyFor(deps.secret, "token keys")), auditSeal };
  const plane: ControlPlane = {
    database: deps.database,
    clock: deps.clock,
    origin: deps.origin,
    lureOrigin: deps.staff?.lureOrigin ?? deps.origin,
    regionOrigins: deps.regionOrigins,
    accounts: openAccounts({ database: deps.database, cookieSecret: keyFor(deps.secret, "session cookies"), origin: deps.origin, hashing: { hash: hashPassword, verify: verifyPassword } }),
    hashing: hashingQueue(),
    limitKey: keyFor(deps.secret, "sign-in limits"),
    deviceKey: keyFor(deps.secret, "known devices"),
    factorSeal: sealWith(keyFor(deps.secret, "second factors")),
    challengeKey: keyFor(deps.secret, "passkey challenges"),
    auditSeal,
    auditOpen,
    retentionDays: deps.retentionDays ?? LEAST_RETENTION_DAYS,
    breached: deps.breachedPasswords === undefined ? noBreachedList : openBreachedList(deps.breachedPasswords),
    mail: { out: deps.mail ?? { kind: "off" }, seal: sealWith(keyFor(deps.secret, "mail")), addressKey: keyFor(deps.secret, "mail addresses") },
    tokenKeys: openTokenKeys(keyRing),
    tickets: {
      seal: sealWith(keyFor(deps.secret, "tickets")),
      addressKey: keyFor(deps.secret, "ticket addresses"),
      ...(deps.mailDomain !== undefined && { mailDomain: deps.mailDomain }),
      onEnd: [endWithTicket],
    },
    egress: openEgress({ allowInternal: deps.internalProviders ?? false }),
    txtLookup: openTxtLookup(deps.dnsServer),
    signOnSeal: sealWith(keyFor(deps.secret, "single sign-on")),
    staffRules: deps.staff ?? NOBODY_COMES_IN,
    whenStaffLeave: [async (_tx, staff) => ({ what: "grants", ended: await endWithStanding(plane, staff) })],
  };
  return plane;
}

export function createControlApp(deps: ControlDeps, plane: ControlPlane = openPlane(deps)): Control {
  const edge = deps.edge ?? openEdge();
  const app = createApp({
    log: deps.log,
    edge,
    telemetry: deps.telemetry,
    allowOrigins: [],
    connectTo: REGIONS.map((region) => deps.regionOrigins[region]),
    bodyLimitBytes: 64 * 1024,
    uploadPath: "/internal/logs/", // limited by its own routes
    largerBodies: { "/sso/": 512 * 1024, "/scim/": 1024 * 1024 },
    ready: { database: deps.database.ping, keys: async () => void (await plane.tokenKeys.signer()) },
  });
  landingRoutes(app, plane);
  app.use("/api/*", neverStored, sameOriginOnly(deps.origin));
  const background = inBackground(deps, plane);
  const router: ControlRouter = { app, signedIn: signedInWith(plane, needSession), arriving: signedInWith(plane, needArriving), operator: operatorWith(plane) };
  sessionRoutes(router, plane);
  passwordRoutes(router, plane);
  organisationRoutes(router, plane);
  siteRoutes(router, plane, background.soon);
  activityRoutes(router, plane);
  retentionRoutes(router, plane, background.soon);
  alertMailChoiceRoutes(router, plane);
  tokenKeyRoutes(router, plane);
  mailRoutes(router, plane);
  ticketRoutes(router, plane);
  staffTicketRoutes(router, plane);
  domainRoutes(router, plane);
  apiClientRoutes(router, plane);
  tokenRoutes(router, plane);
  policyRoutes(router, plane);
  secondFactorRoutes(router, plane);
  const sending = deps.sending ?? { guard: openAddressGuard(), hostName: "spendward-control" };
  organisationFeedRoutes(router, plane, { sending, placeFrom: edge.placeFrom });
  let rounds: OrganisationRounds | undefined;
  let telling: ReturnType<typeof startTellingRegions> | undefined;
  signOnAndPeopleRoutes(router, plane, background.soon);
  staffSignInRoutes(router, plane);
  staffRoutes(router, plane);
  trainingRoutes(router, plane);
  campaignRoutes(router, plane);
  agreementRoutes(router, plane);
  standingAccessRoutes(router, plane, deps.askRegion ?? (async () => { throw new Error("no way to regions"); }));
  grantRoutes(router, plane);
  return {
    app,
    start: async () => {
      await plane.tokenKeys.renew();
      background.start();
      telling ??= startTellingRegions(plane, deps.sendToRegion, deps.log);
      rounds ??= startOrganisationRounds(plane, sending, (event, error) => deps.log.error(event, { error }), deps.telemetry);
    },
    stop: async () => {
      await rounds?.stop();
      await telling?.stop();
      await background.stop();
    },
    wake: async (trails) => rounds?.wake(trails),
    issueFirstAdministratorLink: () => issueFirstAdministratorLink(plane),
    createDemoOrganisation: async () => {
      const demo = await createDemoOrganisation(plane);
      background.soon();
      return demo;
    },
    createDemoStaff: () => createDemoStaff(plane),
    plane,
  };
}

/** Who may come in, and by which way. */
function signOnAndPeopleRoutes(router: ControlRouter, plane: ControlPlane, soon: () => void): void {
  connectionRoutes(router, plane);
  signOnRoutes(router, plane);
  provisioningRoutes(router, plane);
  scimRoutes(router, plane);
  peopleRoutes(router, plane);
  assignmentRoutes(router, plane);
  ownRoleRoutes(router, plane);
  accessReviewRoutes(router, plane);
  invitationRoutes(router, plane);
  addressChangeRoutes(router, plane);
  passwordResetRoutes(router, plane, soon);
}

const operatorWith = (plane: ControlPlane): ControlRouter["operator"] => async (c) => {
  const found = await needStaffSession(plane, staffVisitorOf(c));
  c.set("operator", found.actor);
  return found;
};

const ROUND_MS = 1_000;
const HOUSEKEEPING_MS = 3_600_000;

/** One round at a time: sites to announce, mail to send; hourly, keys to renew, sessions and mail to forget. Asked for by a clock and by whoever caused work. */
function inBackground(deps: ControlDeps, plane: ControlPlane): { start: () => void; soon: () => void; stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let asked = false;
  let keptHouseAtMs = -Infinity;
  const keepHouse = async (): Promise<void> => {
    const nowMs = deps.clock.now().getTime();
    if (nowMs - keptHouseAtMs < HOUSEKEEPING_MS) return;
    await plane.tokenKeys.renew();
    await forgetEndedSessions(plane);
    await forgetMail(plane);
    await forgetAlertMails(plane);
    await closeQuietTickets(plane);
    await forgetReceived(plane);
    await forgetStaffSignIns(plane);
    await forgetRevocations(plane);
    await forgetSuspicious(plane);
    await tellOfMissedMonth(plane);
    await remindStaff(plane);
    await reviewRound(plane);
    keptHouseAtMs = nowMs;
  };
  const round = async (): Promise<void> => {
    asked = false;
    try {
      await announceSites(plane, deps.sendToRegion, (error, attempt) => deps.log.warn("region not told of a site", { attempt, error }));
      await strikeGrants(plane);
      await tellRetention(plane, deps.sendToRegion, (error, attempt) => deps.log.warn("region not told how long entries are kept", { attempt, error }));
      await answerResetRequests(plane);
      await carryOutCampaigns(plane);
      const sent = await deliverMail(plane, (reply, attempt) => deps.log.warn("mail not taken yet", { kind: "mail", code: reply, attempt }));
      if (sent > 0) deps.log.info("mail sent", { kind: "mail", count: sent });
      await keepHouse();
    } catch (error) {
      deps.log.error("background round failed", { error });
    }
  };
  const soon = (): void => {
    if (timer === undefined || asked) return;
    asked = true;
    running = running.then(() => (deps.telemetry ?? NO_TELEMETRY).work("round", "background", round));
  };
  return {
    start: () => {
      timer ??= setInterval(soon, ROUND_MS).unref();
      soon();
    },
    soon,
    stop: async () => {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
