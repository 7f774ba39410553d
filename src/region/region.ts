/**
 * The region plane: where customer data lives. The door for whoever puts it together (src/main).
 *
 * Invariant: a request gets nowhere without control's signature on its token or message, and with it no further than the
 * one site it names. The process that serves this never analyses: that is the worker's (worker.ts).
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { Refusal } from "../base/errors.ts";
import { clientCertificateOf, createApp, type AppOptions, type HttpApp, type HttpEnv } from "../platform/http/http.ts";
import type { PublicKeys } from "../platform/tokens/tokens.ts";
import { activityRoutes } from "./activity/activity.ts";
import { siteFeedRoutes } from "./feeds/feeds.ts";
import { backTestRoutes } from "./back-tests/back-tests.ts";
import { actorOf } from "./bearer.ts";
import { decisionRoutes, judges } from "./decisions/decisions.ts";
import { findingRoutes, openWorkbench, viewerRoutes } from "./findings/findings.ts";
import { importRoutes } from "./imports/imports.ts";
import { forgetWithKeys, keyRoutes } from "./keys/keys.ts";
import { siteAlertRoutes } from "./alerts/alerts.ts";
import { overviewRoutes } from "./overview/overview.ts";
import { learningRoutes } from "./learning/learning.ts";
import { parameterRoutes } from "./parameters/parameters.ts";
import { paymentRunRoutes } from "./payment-runs/payment-runs.ts";
import { populationRoutes } from "./population/population.ts";
import type { RegionDeps } from "./region.deps.ts";
import { revocationRoutes } from "./revocations/revocations.ts";
import { retentionRoutes } from "./retention/retention.ts";
import { lastCoverage, lastScreened, runRoutes } from "./runs/runs.ts";
import { sanctionsListRoutes } from "./sanctions-lists/sanctions-lists.ts";
import { siteRoutes, type ControlTrust } from "./sites/sites.ts";
import { mailFileRoutes, TICKET_FILE_BYTES, ticketFileRoutes } from "./ticket-files/ticket-files.ts";
import { uploadRoutes } from "./uploads/uploads.ts";

export { REGION_LIMITS, type RegionDeps, type RegionLimits } from "./region.deps.ts";
export { REGION_QUEUES } from "./region.queues.ts";
export type { RegionTables } from "./region.store.ts";
export type { ControlTrust } from "./sites/sites.ts";

/** @param options.allowOrigins the control origin, whose pages call this region. */
export type RegionAppOptions = ControlTrust & Pick<AppOptions, "allowOrigins" | "ready" | "edge">;

const BODY_LIMIT_BYTES = 1024 * 1024;

export function createRegionApp(deps: RegionDeps, options: RegionAppOptions): HttpApp {
  const app = createApp({ log: deps.log, telemetry: deps.telemetry, allowOrigins: options.allowOrigins, ready: options.ready, ...(options.edge && { edge: options.edge }), uploadPath: "/api/sites/", largerBodies: { "/internal/ticket-files": TICKET_FILE_BYTES } });
  // The app's own limit is off for everything under uploadPath; all but the bytes of files is limited again here.
  const limited = bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: () => { throw new Refusal("too_large", "body-too-large", "The request is too large."); } });
  app.use("/api/sites/*", (c, next) => (/^\/api\/sites\/[^/]+\/uploads(\/|$)/.test(c.req.path) ? next() : limited(c, next)));
  app.use("/api/*", async (c, next) => {
    c.set("actor", await actorOf(deps, options, { authorization: c.req.header("authorization"), address: c.get("client").address, certificate: () => clientCertificateOf(c) }));
    c.header("Cache-Control", "no-store");
    await next();
  });
  siteRoutes(app, deps, options);
  revocationRoutes(app, deps, options);
  retentionRoutes(app, deps, options);
  mailFileRoutes(app, deps, options);
  dataRoutes(app, deps, options.controlKeys);
  return app;
}

export { standingAccessRoutes } from "./standing-access/standing-access.ts";

/** The routes of OpenAPI; tools/openapi.ts writes them out. */
export function dataRoutes(app: OpenAPIHono<HttpEnv>, deps: RegionDeps, controlKeys: PublicKeys): void {
  const workbench = forgetWithKeys(deps, openWorkbench(deps.limits.workbenchBytes, judges, deps.clock));
  deps.telemetry?.observe("spendward.workbench.memory", () => [{ value: workbench.heldBytes() }]);
  uploadRoutes(app, deps, controlKeys);
  ticketFileRoutes(app, deps, controlKeys);
  importRoutes(app, deps);
  runRoutes(app, deps);
  findingRoutes(app, deps, workbench);
  viewerRoutes(app, deps, controlKeys, workbench);
  decisionRoutes(app, deps, workbench);
  learningRoutes(app, deps);
  paymentRunRoutes(app, deps);
  sanctionsListRoutes(app, deps, lastScreened);
  populationRoutes(app, deps);
  parameterRoutes(app, deps, lastCoverage);
  backTestRoutes(app, deps);
  overviewRoutes(app, deps, workbench);
  keyRoutes(app, deps, workbench);
  activityRoutes(app, deps);
  siteFeedRoutes(app, deps);
  siteAlertRoutes(app, deps);
}
