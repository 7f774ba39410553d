/**
 * Every endpoint of control against everybody who might call it, as text: changing who may do what, or what is audited,
 * is a visible difference in test/golden. An endpoint without a sample here fails the test.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { enqueueMail } from "../../src/control/mail/mail.ts";
import { announceSites } from "../../src/control/sites/sites.ts";
import { ROLES, type Role } from "../../src/platform/access/access.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { openDnsServer, type DnsServer } from "../world/dns-server.ts";
import { SIGN_ON_SAMPLES } from "./sign-on-samples.ts";
import { addOrganisation, addPerson, entries, MARA, openScene, PASSWORD, type Answer, type Browser, type Scene } from "./scene.ts";

type Sample = (browser: Browser, context: { siteId: string; mailId: string; entryId: string; email: string; token: string; n: number }) => Promise<Answer>;

/** One request that succeeds for whoever has the right. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  "get /api/session": (browser) => browser.get("/api/session"),
  "post /api/sign-in": (browser, { email }) => browser.post("/api/sign-in", { email, password: PASSWORD }),
  "post /api/sign-out": (browser) => browser.post("/api/sign-out"),
  "get /api/sessions": (browser) => browser.get("/api/sessions"),
  "delete /api/sessions/{sessionId}": async (browser) => {
    const own = (await browser.get("/api/sessions")).body.items?.[0]?.id;
    return browser.send({ method: "DELETE", path: `/api/sessions/${own ?? newId("ses")}` });
  },
  "get /api/password-policy": (browser) => browser.get("/api/password-policy"),
  "post /api/password": (browser) => browser.post("/api/password", { current: PASSWORD, next: "cobalt 44 Mangrove" }),
  "post /api/first-administrator": (browser, { token }) => browser.post("/api/first-administrator", { token, ...MARA }),
  "get /api/sites": (browser) => browser.get("/api/sites"),
  "post /api/sites": (browser, { n }) => browser.post("/api/sites", { name: `Site ${n}`, region: "eu" }),
  "post /api/sites/{siteId}/token": (browser, { siteId }) => browser.post(`/api/sites/${siteId}/token`),
  "get /api/mail": (browser) => browser.get("/api/mail"),
  "get /api/mail/{mailId}": (browser, { mailId }) => browser.get(`/api/mail/${mailId}`),
  "get /api/activity": (browser) => browser.get("/api/activity"),
  "get /api/activity/pack": (browser) => browser.get("/api/activity/pack"),
  "get /api/activity/checkpoint": (browser) => browser.get("/api/activity/checkpoint"),
  "get /api/activity/{entryId}/proof": (browser, { entryId }) => browser.get(`/api/activity/${entryId}/proof`),
  "get /api/log/{path}": (browser) => browser.get("/api/log/checkpoint"),
  ...SIGN_ON_SAMPLES,
  "get /.well-known/spendward-keys.json": (browser) => browser.get("/.well-known/spendward-keys.json"),
};

let dns: DnsServer;
let scene: Scene;
let organisation: OrganisationId;
let other: OrganisationId;
let siteId: string;
let mailId: string;
/** Signed already. */
let entryId: string;
let count = 0;

beforeAll(async () => {
  dns = await openDnsServer();
  scene = await openScene({ dnsServer: dns.address });
  organisation = await addOrganisation(scene, "Northwind Foods");
  other = await addOrganisation(scene, "Rival Foods");
  await addPerson(scene, other, "start@rival.example", ["administrator"]);
  const administrator = await addPerson(scene, organisation, "start@northwind.example", ["administrator"]);
  siteId = (await administrator.post("/api/sites", { name: "Head office", region: "uk" })).body.id;
  mailId = await inTrail(scene.world.db, organisation, (tx) => enqueueMail(scene.control.plane, tx, "start@northwind.example", { kind: "password-changed", name: "Start" }));
  await administrator.post("/api/domains", { name: "northwind.example" });
  await announceSites(scene.control.plane, async () => 201, () => {});
  for (const trail of [organisation, other]) await scene.signTrail(trail);
  entryId = (await entries(scene)).find(({ trail }) => trail === organisation)?.id ?? "";
});
afterAll(async () => {
  await scene.close();
  dns.close();
});

const endpoints = (): string[] => {
  const document = scene.control.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "control", version: "0" } });
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) => Object.keys(item ?? {}).map((method) => `${method} ${path}`)).sort();
};

/** A fresh person for each call, because some calls end sessions or change passwords. */
async function call(endpoint: string, who: { organisation: OrganisationId; roles: readonly Role[] } | "nobody", token: string): Promise<{ answer: Answer; acts: string[] }> {
  const n = ++count;
  const email = `person${n}@example.test`;
  const browser = who === "nobody" ? scene.browser() : await addPerson(scene, who.organisation, email, who.roles);
  const before = (await entries(scene)).length;
  const answer = await (SAMPLES[endpoint] as Sample)(browser, { siteId, mailId, entryId, email, token, n });
  return { answer, acts: (await entries(scene)).slice(before).map((entry) => entry.act) };
}

const shown = (answer: Answer): string => `${answer.status}${answer.body?.code === undefined ? "" : ` ${answer.body.code}`}`;

it("has a sample for every endpoint, and an endpoint for every sample", () => {
  expect(endpoints()).toEqual(Object.keys(SAMPLES).sort());
  // Whatever is routed below /api is described, or the list above would not be the whole.
  const routed = scene.control.app.routes.filter((route) => route.path.startsWith("/api/") && route.method !== "ALL");
  expect([...new Set(routed.map((route) => `${route.method.toLowerCase()} ${route.path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`))].sort()).toEqual(endpoints().filter((endpoint) => endpoint.includes(" /api/")));
});

it("answers every role at every endpoint as written down", async () => {
  const lines = ["# What each caller is answered at each endpoint of control (status and code). Written by test/control/endpoints.test.ts."];
  for (const endpoint of endpoints()) {
    lines.push("", endpoint);
    lines.push(`  ${"nobody".padEnd(34)}${shown((await call(endpoint, "nobody", "no token")).answer)}`);
    for (const role of ROLES) lines.push(`  ${role.padEnd(34)}${shown((await call(endpoint, { organisation, roles: [role] }, "no token")).answer)}`);
    lines.push(`  ${"administrator of another customer".padEnd(34)}${shown((await call(endpoint, { organisation: other, roles: ["administrator", "ap_manager"] }, "no token")).answer)}`);
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/control-matrix.txt");
});

it("audits every act as written down", async () => {
  const lines = ["# What each endpoint of control writes to the audit trail when it succeeds. Written by test/control/endpoints.test.ts."];
  const link = await scene.control.issueFirstAdministratorLink();
  for (const endpoint of endpoints()) {
    const who = endpoint.endsWith("first-administrator") ? ("nobody" as const) : { organisation, roles: ["administrator"] as const };
    const { answer, acts } = await call(endpoint, who, link?.url.split("#")[1] ?? "");
    expect(answer.status, `${endpoint}: ${answer.text}`).toBeLessThan(300);
    // Reading administration data of one's own leaves no entry; everything else must.
    if (!endpoint.startsWith("get ")) expect(acts, endpoint).not.toEqual([]);
    lines.push(`${endpoint.padEnd(56)}${acts.join(", ") || "-"}`);
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/control-endpoints.txt");
});
