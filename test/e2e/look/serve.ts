/**
 * Serves web/dist with made-up answers, under a stricter policy than the product's, for looking at pages:
 *   node test/e2e/look/serve.ts [full|empty|failing|slow|region-away]
 * Not part of the product: nothing in src imports it.
 */
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { fileURLToPath } from "node:url";
import * as data from "./data.ts";
import { organisationActivity, siteActivity, trailState } from "./activity-data.ts";
import { apiClients } from "./api-clients-data.ts";
import { alerts, feeds, organisationAlerts, organisationRules, rules } from "./feeds-data.ts";
import { decisions, learning } from "./decisions-data.ts";
import { keys } from "./keys-data.ts";
import { sanctionsLists } from "./sanctions-data.ts";
import * as payments from "./payments-data.ts";
import * as testsData from "./tests-data.ts";
import type { ActivityEntry } from "../../../web/src/api/shapes.ts";

export type Scene = "full" | "empty" | "failing" | "slow" | "region-away" | "paused" | "closed" | "arriving" | "enrolling";
const SLOW_MS = 60_000;
const problem = (status: number, code: string, title: string, detail: string) =>
  new Response(JSON.stringify({ status, code, title, detail, reference: "5f2c09aa11d04e7b" }), { status, headers: { "content-type": "application/problem+json" } });

function region(scene: () => Scene): Hono {
  const app = new Hono();
  app.use(cors({ origin: "*" }));
  app.use("/api/*", async (_c, next) => {
    if (scene() === "failing") return problem(500, "internal", "Something went wrong on our side", "Nothing was changed. Try again in a moment.");
    if (scene() === "slow") await new Promise((done) => setTimeout(done, SLOW_MS));
    return next();
  });
  const list = (items: readonly unknown[]) => ({ items: scene() === "empty" ? [] : items, nextCursor: null, total: items.length });
  const at = "/api/sites/:siteId";
  app.get(`${at}/overview`, (c) => c.json(scene() === "empty" ? { ...data.overview, ledger: null } : data.overview));
  app.get(`${at}/uploads`, (c) => c.json(list(data.uploads)));
  app.get(`${at}/imports`, (c) => c.json(list(Object.values(data.imports))));
  app.get(`${at}/imports/:id`, (c) => {
    const found = (data.imports as Record<string, unknown>)[c.req.param("id")];
    return found ? c.json(found as object) : problem(404, "not-found", "There is no such import.", "");
  });
  app.get(`${at}/runs/:id`, (c) => c.json(data.run));
  app.get(`${at}/findings`, (c) => {
    const { kind, band, state, supplier, q, cursor } = c.req.query();
    const fits = (one: data.Item): boolean =>
      (!kind || one.kind === kind) && (!band || one.band === band) && (!state || one.state === state) && (!supplier || one.supplierIds.includes(supplier)) &&
      (!q || `${one.title} ${one.supplierNames}`.toLowerCase().includes(q.toLowerCase()));
    const found = scene() === "empty" ? [] : data.findings.filter(fits);
    const from = Number(cursor ?? 0);
    return c.json({
      items: found.slice(from, from + 200), nextCursor: from + 200 < found.length ? String(from + 200) : null, total: found.length, runId: "run_1",
      totals: { count: found.length, exposure: data.exposureOf(found), byKind: data.countBy(found, "kind"), byBand: data.countBy(found, "band") }, byDecision: { open: found.length, reopened: 1, confirmed: 2, dismissed: 16 },
    });
  });
  app.get(`${at}/decisions`, (c) => {
    const { findingId } = c.req.query();
    const items = scene() === "empty" ? [] : decisions.filter((one) => !findingId || one.findingId === findingId);
    return c.json({ items, nextCursor: null, total: items.length, pending: items.filter(({ state }) => state === "pending").length });
  });
  app.get(`${at}/learning`, (c) => c.json(scene() === "empty" ? { ...learning, since: null, decisions: 0, neutral: 0, upToDate: true, kinds: [] } : learning));
  app.get(`${at}/findings/:id`, (c) => {
    const found = data.detail(c.req.param("id"));
    return found ? c.json(found) : problem(404, "not-found", "There is no such finding.", "");
  });
  app.get(`${at}/population`, (c) => c.json(scene() === "empty" ? { runId: null, rows: 0, sets: [], lenses: null } : data.population));
  app.get(`${at}/population/rows`, (c) => c.json({ rows: data.rows, total: 1204, capped: true }));
  app.get(`${at}/sanctions-lists`, (c) => c.json(sanctionsLists(scene() === "empty")));
  app.get(`${at}/payment-runs`, (c) => c.json(list(payments.paymentRuns)));
  app.get(`${at}/payment-runs/:id`, (c) => c.json(payments.paymentRun(c.req.param("id"))));
  app.post(`${at}/payment-checks`, (c) => c.json({ run: payments.paymentRun("prn_4"), lines: payments.paymentLines.slice(0, 1) }));
  app.get(`${at}/payment-runs/:id/lines`, (c) => {
    const { verdict, q } = c.req.query();
    const items = payments.paymentLines.filter((one) => (!verdict || one.verdict === verdict) && (!q || JSON.stringify(one).toLowerCase().includes(q.toLowerCase())));
    return c.json({ items, nextCursor: null, total: items.length });
  });
  app.get(`${at}/tests`, (c) => c.json(testsData.tests(scene() === "empty")));
  app.get(`${at}/tests/:id`, (c) => c.json(testsData.test(c.req.param("id")) ?? {}));
  app.get(`${at}/parameters`, (c) => c.json({ ...list(testsData.versions), current: 2 }));
  app.get(`${at}/parameters/:version`, (c) => c.json(testsData.versions.find(({ version }) => String(version) === c.req.param("version")) ?? {}));
  app.get(`${at}/parameters/:version/back-test`, (c) => c.json(testsData.backTest(c.req.param("version"))));
  app.get(`${at}/parameters/:version/differences`, (c) => c.json(testsData.differences(c.req.query("side") ?? "gained")));
  const keysNow = () => keys[scene() === "paused" || scene() === "closed" ? (scene() as "paused" | "closed") : "full"];
  app.get(`${at}/keys`, (c) => c.json(keysNow()));
  app.get(`${at}/feeds`, (c) => c.json({ items: scene() === "empty" ? [] : feeds, stopAfterDays: 7 }));
  app.post(`${at}/feeds`, (c) => c.json({ feed: feeds[1], secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD8a2vS0Lc9Q4=" }));
  app.post(`${at}/feeds/:id/test`, (c) => c.json({ delivered: false, trouble: "certificate-unknown" }));
  app.get(`${at}/alerts`, (c) => c.json({ ...list(alerts), open: scene() === "empty" ? 0 : 2 }));
  app.get(`${at}/alert-rules`, (c) => c.json({ items: rules, placeFrom: null }));
  app.get(`${at}/state`, (c) => c.json(keysNow().state));
  trailAt(app, at, siteActivity, scene);
  return app;
}

/** A trail's answers, filtered by act only. */
function trailAt(app: Hono, at: string, entries: readonly ActivityEntry[], scene: () => Scene): void {
  app.get(`${at}/activity`, (c) => {
    const { act } = c.req.query();
    const items = scene() === "empty" ? [] : entries.filter((entry) => act === undefined || entry.act === act || entry.act.startsWith(`${act}.`));
    return c.json({ items, nextCursor: act === undefined && items.length > 0 ? "50" : null, total: act === undefined ? 1204 : items.length });
  });
  app.get(`${at}/activity/checkpoint`, (c) => (scene() === "empty" ? problem(404, "not-found", "There is no such checkpoint.", "") : c.json(trailState)));
}

function control(regionOrigin: () => string, scene: () => Scene): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    const policy = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", `connect-src 'self' ${regionOrigin()}`, "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"];
    c.header("content-security-policy", policy.join("; "));
  });
  app.get("/api/session", (c) => (c.req.header("referer")?.includes("/sign-in") ? problem(401, "not-signed-in", "Sign in first", "") : c.json(data.session(scene() === "region-away" ? "http://localhost:9" : regionOrigin()))));
  trailAt(app, "/api", organisationActivity, scene);
  app.get("/api/feeds", (c) => c.json({ items: scene() === "empty" ? [] : feeds.slice(0, 2), stopAfterDays: 7 }));
  app.get("/api/alerts", (c) => c.json({ items: scene() === "empty" ? [] : organisationAlerts, nextCursor: null, total: 2, open: 1 }));
  app.get("/api/retention", (c) => c.json({ leastDays: 90, mostDays: 36_500, organisationDays: 400, sites: data.session(regionOrigin()).sites.map(({ id, name }, n) => ({ siteId: id, name, days: n === 0 ? 2_557 : 400, own: n === 0, confirmed: n === 0 })) }));
  app.get("/api/alert-mails", (c) => c.json({ receives: scene() !== "empty", rules: ["failures", "new-place", "mass-export", "key-acts", "break-glass", "feed-stopped"].map((rule) => ({ rule, mailed: rule !== "feed-stopped" })) }));
  app.get("/api/alert-rules", (c) => c.json({ items: organisationRules, placeFrom: "country-header" }));
  app.get("/api/api-clients", (c) => c.json(scene() === "empty" ? { ...apiClients, items: [] } : apiClients));
  app.post("/api/api-clients", (c) => c.json({ id: apiClients.items[0]?.id, secret: { id: "csc_9", secret: "spw_C2FVsBQIhrscChlQIMVb5sSYspob7oD8a2vS0Lc9Q4" } }));
  app.get("/api/sessions", (c) => c.json({ items: data.ownSessions, nextCursor: null, total: 2 }));
  app.get("/api/second-factor", (c) => c.json(data.secondFactor[scene() === "enrolling" ? "missing" : scene() === "arriving" ? "needed" : "proven"]));
  app.get("/api/people", (c) => c.json({ items: data.people, nextCursor: null, total: data.people.length }));
  app.get("/api/invitations", (c) => c.json({ items: scene() === "empty" ? [] : data.invitations, nextCursor: null, total: 2 }));
  app.get("/api/mail", (c) => c.json({ leaves: "kept", items: scene() === "empty" ? [] : data.mail, nextCursor: null, total: 3 }));
  app.get("/api/mail/:id", (c) => c.json(data.oneMail));
  app.post("/api/invitation/open", (c) => c.json({ organisation: "Harrowgate Foods plc", email: "tom@example.com", inviter: "Agnes Whitfield", roles: ["analyst"], expiresAt: new Date().toISOString() }));
  app.post("/api/authenticator", (c) => c.json(data.newAuthenticator));
  app.post("/api/recovery-codes", (c) => c.json({ recoveryCodes: data.recoveryCodes }));
  app.get("/api/password-policy", (c) => c.json(data.policy));
  app.post("/api/sign-in", () => problem(401, "sign-in-refused", "The e-mail address or the password is not right.", "The e-mail address or the password is not right."));
  app.post("/api/sites/:siteId/token", (c) => c.json({ token: "made-up", expiresAt: new Date(Date.now() + 300_000).toISOString(), origin: regionOrigin() }));
  const root = fileURLToPath(new URL("../../../web/dist", import.meta.url));
  app.get("/*", serveStatic({ root }));
  app.get("/*", serveStatic({ root, path: "index.html" }));
  return app;
}

export type Fixture = { origin: string; setScene: (scene: Scene) => void; close: () => void };

export async function startFixture(first: Scene = "full", port = 0): Promise<Fixture> {
  let scene = first;
  const listen = (app: Hono, at: number): Promise<{ origin: string; close: () => void }> =>
    new Promise((done) => {
      const server = serve({ fetch: app.fetch, port: at, hostname: "localhost" }, (info) => done({ origin: `http://localhost:${info.port}`, close: () => server.close() }));
    });
  let regionOrigin = "";
  const regionServer = await listen(region(() => scene), 0);
  regionOrigin = regionServer.origin;
  const controlServer = await listen(control(() => regionOrigin, () => scene), port);
  return { origin: controlServer.origin, setScene: (next) => (scene = next), close: () => (regionServer.close(), controlServer.close()) };
}

if (import.meta.main) {
  const fixture = await startFixture((process.argv[2] as Scene | undefined) ?? "full", 5180);
  console.log(fixture.origin);
}
