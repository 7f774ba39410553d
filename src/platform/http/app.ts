/** The app every plane starts from: request ids, log line, headers, limits, CORS and errors, in that order. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { matchedRoutes } from "hono/route";
import { secureHeaders } from "hono/secure-headers";
import { HTTPException } from "hono/http-exception";
import { randomBytes } from "node:crypto";
import { notFound, Refusal } from "../../base/errors.ts";
import type { Actor, OperatorActor } from "../access/access.ts";
import { type Client, type Edge, openEdge } from "../edge/edge.ts";
import { clientMark, type Log, type LogFields, NO_TELEMETRY, type Telemetry } from "../telemetry/telemetry.ts";
import { problemOf } from "./problem.ts";

export type HttpEnv = { Variables: { requestId: string; actor: Actor; /** Of the staff area; such a request has no `actor`. */ operator: OperatorActor; client: Client } };
export type HttpApp = OpenAPIHono<HttpEnv>;

export type AppOptions = {
  readonly log: Log;
  /** Which proxies are believed; absent: none. */
  readonly edge?: Edge;
  readonly telemetry?: Telemetry | undefined;
  /** Origins whose pages may call this plane. Regions: the control origin. Control: none but itself. */
  readonly allowOrigins: readonly string[];
  /** Origins that the app's own pages may connect to (control: the regions). */
  readonly connectTo?: readonly string[];
  /** Bodies of ordinary requests; uploads are under `uploadPath` and unlimited here. */
  readonly bodyLimitBytes?: number;
  readonly uploadPath?: string;
  /** Limits of their own, by what paths begin with. */
  readonly largerBodies?: Readonly<Record<string, number>>;
  /** All must resolve for `/readyz` to say so; names are shown. */
  readonly ready: Readonly<Record<string, () => Promise<void>>>;
};

const BODY_LIMIT_BYTES = 1024 * 1024;
const READY_TIMEOUT_MS = 2_000;

export function createApp(options: AppOptions): HttpApp {
  const app: HttpApp = new OpenAPIHono<HttpEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error.issues);
    },
  });
  app.use(clientKnown(options.edge ?? openEdge()));
  app.use(logged(options.log, options.telemetry ?? NO_TELEMETRY));
  app.use(headers(options.connectTo ?? []));
  app.use(cors({ origin: [...options.allowOrigins], credentials: false, maxAge: 600, exposeHeaders: ["Location", "Upload-Offset", "Upload-Length", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Retry-After", "X-Request-Id"] }));
  const limitedTo = (maxSize: number) => bodyLimit({ maxSize, onError: () => { throw new Refusal("too_large", "body-too-large", "The request is too large."); } });
  const limited = limitedTo(options.bodyLimitBytes ?? BODY_LIMIT_BYTES);
  const larger = Object.entries(options.largerBodies ?? {}).map(([path, bytes]) => ({ path, limited: limitedTo(bytes) }));
  app.use((c, next) => {
    if (options.uploadPath !== undefined && c.req.path.startsWith(options.uploadPath)) return next();
    return (larger.find(({ path }) => c.req.path.startsWith(path))?.limited ?? limited)(c, next);
  });
  app.get("/healthz", (c) => c.json({ state: "alive" }));
  app.get("/readyz", async (c) => readiness(c, options.ready));
  app.notFound((c) => answer(c, notFound("page"), options.log));
  app.onError((error, c) => answer(c, error, options.log));
  return app;
}

/** Once per request, for everything that asks where it comes from: limits, sessions, the trail, the log. */
const clientKnown = ({ clientOf }: Edge) => async (c: Context<HttpEnv>, next: () => Promise<void>) => {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  c.set("client", clientOf(env?.incoming?.socket?.remoteAddress, (name) => c.req.header(name)));
  await next();
};

/** One line per request (L1): which route, how it ended, whose it was by ids. Health questions, which come every few seconds, only when the answer is no. */
const logged = (log: Log, telemetry: Telemetry) => {
  const markOf = clientMark();
  return (c: Context<HttpEnv>, next: () => Promise<void>): Promise<void> => telemetry.work("request", "request", async (tell) => {
    const requestId = randomBytes(8).toString("hex");
    c.set("requestId", requestId);
    c.header("X-Request-Id", requestId);
    const startedMs = performance.now();
    await next();
    const route = routeOf(c);
    const ms = Math.round(performance.now() - startedMs);
    const { status } = c.res;
    const quiet = status === 200 && (route === "/healthz" || route === "/readyz");
    tell({ request: requestId, method: c.req.method, route, status, quiet });
    if (quiet) return;
    log.info("request", { kind: "access", request: requestId, method: c.req.method, route, status, ms, ...whose(c.get("actor") ?? c.get("operator")), client: markOf(c.get("client").address) });
  });
};

/** The pattern that answered; one with a star is of a middleware, unless there is no other. */
function routeOf(c: Context<HttpEnv>): string {
  const patterns = matchedRoutes(c).map(({ path }) => path);
  return patterns.findLast((path) => !path.includes("*")) ?? patterns.at(-1) ?? "";
}

function whose(actor: Actor | OperatorActor | undefined): LogFields {
  switch (actor?.kind) {
    case "person":
    case "staff":
      return { actor: actor.kind, person: actor.person, organisation: actor.organisation, ...(actor.site !== undefined && { site: actor.site }) };
    case "client":
      return { actor: "client", person: actor.client, organisation: actor.organisation, site: actor.site };
    case "operator":
      return { actor: "operator", person: actor.staff };
    case "job":
      return { actor: "job", job: actor.job, site: actor.site };
    case "system":
      return { actor: "system" };
    default:
      return {};
  }
}

/** Style attributes are allowed because the component library positions with them; scripts only from ourselves. */
const headers = (connectTo: readonly string[]) =>
  secureHeaders({
    strictTransportSecurity: "max-age=63072000; includeSubDomains",
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'", ...connectTo],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    crossOriginResourcePolicy: "cross-origin", // regions answer the control origin; CORS above says to whom
    crossOriginOpenerPolicy: "same-origin",
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  });

function answer(c: Context<HttpEnv>, error: unknown, log: Log): Response {
  const known = error instanceof HTTPException ? badRequest(error) : TEXT_NOT_STORABLE.has((error as { code?: unknown } | null)?.code) ? textRefused() : error;
  const problem = problemOf(known);
  // Once, here at the edge; the message stays out because it may quote data.
  if (problem.reference !== undefined) log.error("internal error", { request: c.get("requestId"), reference: problem.reference, error: known });
  c.header("Cache-Control", "no-store");
  return c.body(JSON.stringify(problem), problem.status as 500, { "Content-Type": "application/problem+json" });
}

/**
 * What PostgreSQL says of text it cannot hold: U+0000, half of a surrogate pair. It comes from the request, in whichever field of whichever endpoint,
 * and undoes the transaction: said here once rather than by every field's schema.
 */
const TEXT_NOT_STORABLE: ReadonlySet<unknown> = new Set(["22021", "22P05"]);
const textRefused = (): Refusal =>
  new Refusal("invalid", "text-not-readable", "The text has a character that no text can have, such as U+0000. Nothing was changed.", [{ expected: "text of whole Unicode characters without U+0000", remedy: "Take the character out and send it again." }]);

/** Thrown by the framework itself: unreadable JSON and the like. */
const badRequest = (error: HTTPException): Refusal | HTTPException =>
  error.status < 500 ? new Refusal("invalid", "request-not-readable", "The request could not be read.") : error;

function invalidInput(issues: readonly { path: readonly PropertyKey[]; message: string }[]): Refusal {
  const details = issues.slice(0, 20).map((issue) => ({ at: `/${issue.path.map(String).join("/")}`, expected: issue.message }));
  return new Refusal("invalid", "input-not-valid", "Some of the input is not valid.", details);
}

async function readiness(c: Context<HttpEnv>, checks: AppOptions["ready"]): Promise<Response> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const timeout = Promise.withResolvers<never>();
      const timer = setTimeout(() => timeout.reject(new Error("late")), READY_TIMEOUT_MS);
      const ok = await Promise.race([check(), timeout.promise]).then(() => true, () => false);
      clearTimeout(timer);
      return [name, ok ? "ready" : "away"] as const;
    }),
  );
  const ready = results.every(([, state]) => state === "ready");
  return c.json({ state: ready ? "ready" : "not ready", checks: Object.fromEntries(results) }, ready ? 200 : 503);
}
