/** Puts the control plane together and serves it, with the web app. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { type AskRegion, type ControlTables, createControlApp, mailOperator, type MailOut, operatorAlertRoutes, regionAlertRoutes, revocationRoutes, type SendToRegion, staffCommandRoutes } from "../control/control.ts";
import { serveFolder, serveHttps } from "../platform/http/http.ts";
import { openMailServer } from "../platform/mail/mail.ts";
import { openDatabase } from "../platform/postgres/postgres.ts";
import { databaseNonces } from "../platform/tokens/tokens.ts";
import { planeSealIn } from "../platform/vault/vault.ts";
import { edgeOf } from "./edge-settings.ts";
import { observeFeeds } from "./figures.ts";
import { listenForMail } from "./inbound-mail.ts";
import { openLogStore } from "./log-store.ts";
import { operatorAlerts } from "./operator-alerts-rounds.ts";
import { openProcessLog } from "./process-log.ts";
import { type ControlSettings, sendingOf } from "./settings.ts";
import type { RunningPlane } from "./start-plane.ts";
import type { Report } from "./supervisor.ts";
import { openTelemetryOf } from "./telemetry-settings.ts";
import { startTrailRounds } from "./trail-rounds.ts";
import { trustAlso } from "./trust.ts";

const REGION_WAIT_MS = 10_000;

export async function startControl(settings: ControlSettings, report: (what: Report) => void): Promise<RunningPlane> {
  trustAlso(settings.trust);
  await mkdir(settings.logs.keyFolder, { recursive: true, mode: 0o700 });
  const processLog = await openProcessLog(settings.logs, { source: "control/server", plane: "control" }, await planeSealIn(join(settings.logs.keyFolder, "spool.json")));
  const { log } = processLog;
  const database = openDatabase<ControlTables>({ url: settings.database.url, tls: settings.database, onError: (error) => log.warn("database connection lost", { error }) });
  const telemetry = await openTelemetryOf(settings.telemetry, "control", "control", log);
  const control = createControlApp({
    database,
    log,
    telemetry,
    clock: systemClock,
    secret: Buffer.from(settings.secret, "base64"),
    origin: settings.origin,
    regionOrigins: settings.regionOrigins,
    ...(settings.breachedPasswords !== undefined && { breachedPasswords: settings.breachedPasswords }),
    mail: openMail(settings.mail), ...(settings.inboundMail && { mailDomain: settings.inboundMail.domain }),
    internalProviders: settings.internalProviders,
    ...(settings.dnsServer !== undefined && { dnsServer: settings.dnsServer }),
    edge: await edgeOf(settings.edge),
    sending: sendingOf(settings.outbound, "control"),
    retentionDays: settings.trail.retentionDays,
    sendToRegion: sendTo(settings.regionOrigins),
    askRegion: askOf(settings.regionOrigins),
    staff: settings.staff,
  });
  const mail = control.plane.mail.out;
  const operatorTo = settings.mail?.kind === "smtp" ? settings.mail.operatorTo : undefined;
  const alerts = operatorAlerts({
    plane: "control", db: database, clock: systemClock, log,
    // Without an address the list and the log are what there is.
    tell: async (alert) => (operatorTo !== undefined && mail.kind === "smtp" ? mailOperator({ to: operatorTo, send: mail.send }, alert) : undefined),
  });
  const logStore = await openLogStore(settings, systemClock, { log, telemetry, alerts });
  logStore.routes(control.app);
  const trust = { keysOf: logStore.keysOf, nonces: databaseNonces(database) };
  regionAlertRoutes(control.app, control.plane, trust);
  revocationRoutes(control.app, control.plane, trust);
  staffCommandRoutes(control.app, control.plane, trust);
  operatorAlertRoutes(control.app, { ...trust, db: database, clock: systemClock });
  processLog.ship(logStore.send);
  serveFolder(control.app, settings.webFolder);
  await control.start();
  logStore.start();
  const trail = await startTrailRounds({ plane: "control", db: database, clock: systemClock, log, alerts, telemetry, onAdvanced: control.wake }, settings.trail);
  const { certificates } = settings.staff;
  const server = await serveHttps(control.app, { ...settings.listen, ...settings.tls, ...(certificates && { clientIssuers: certificates.issuers }), onRefused: (code) => log.warn("connection refused", { kind: "access", code }) });
  if (settings.demo) report({ kind: "demo", ...(await control.createDemoOrganisation()) });
  const mailIn = await listenForMail(settings, control, sendTo(settings.regionOrigins), log);
  const staffLink = settings.demo ? await control.createDemoStaff() : null;
  if (staffLink !== null) report({ kind: "demo-staff", url: staffLink.url });
  const link = await control.issueFirstAdministratorLink();
  if (link !== null) report({ kind: "first-administrator", url: link.url });
  observeFeeds(telemetry, { db: database, clock: systemClock });
  telemetry.observe("spendward.log.waiting", () => [{ value: processLog.waitingBytes() }]);
  log.info("listening", { port: server.port });
  return {
    port: server.port,
    renew: (tls) => void [server, mailIn].forEach((one) => one?.renew(tls)),
    stop: async () => {
      await mailIn?.stop();
      await server.close();
      await trail.stop();
      await control.stop();
      await telemetry.stop();
      await database.close();
      await processLog.stop();
      await logStore.stop();
    },
  };
}

function sendTo(origins: ControlSettings["regionOrigins"]): SendToRegion {
  return async (region, { method, path, headers, body }) => {
    const url = new URL(path, origins[region]);
    const response = await fetch(url, { method, headers, body: Buffer.from(body), redirect: "error", signal: AbortSignal.timeout(REGION_WAIT_MS + Math.ceil(body.length / 1000)) });
    await response.body?.cancel();
    return response.status;
  };
}

const ANSWER_BYTES = 256 * 1024;

function askOf(origins: ControlSettings["regionOrigins"]): AskRegion {
  return async (region, { path, headers, body }) => {
    const response = await fetch(new URL(path, origins[region]), { method: "POST", headers, body: Buffer.from(body), redirect: "error", signal: AbortSignal.timeout(REGION_WAIT_MS) });
    const text = await response.text();
    if (!response.ok || text.length > ANSWER_BYTES) throw new Error(`Region ${region} answered ${response.status}`);
    return JSON.parse(text) as unknown;
  };
}

function openMail(settings: ControlSettings["mail"]): MailOut {
  if (settings === undefined) return { kind: "off" };
  if (settings.kind === "kept") return settings;
  const { kind, user, password, ca, operatorTo: _operatorTo, ...server } = settings;
  return { kind, send: openMailServer({ ...server, ...(user !== undefined && { user }), ...(password !== undefined && { password }), ...(ca !== undefined && { ca }) }) };
}
