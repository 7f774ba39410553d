/** What a page or a person at somebody else's browser may try, at every way in and every endpoint that changes something. */
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localPath } from "../../src/control/connections/begin.ts";
import type { OrganisationId, PersonId } from "../../src/base/ids.ts";
import { SESSION_COOKIE } from "../../src/control/sessions/better-auth.ts";
import { startProvenSession } from "../../src/control/sessions/sessions.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { appCode } from "../world/authenticator-app.ts";
import { softPasskey } from "../world/soft-passkey.ts";
import { code } from "../tidy/source.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, ORIGIN, PASSWORD, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let ours: OrganisationId;
let mara: Browser;
let eve: Browser;
beforeAll(async () => {
  scene = await openScene();
  ours = await addOrganisation(scene, "Northwind Foods");
  mara = await addPerson(scene, ours, "mara@northwind.example", ["administrator"]);
  eve = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "eve@rival.example", ["administrator"]);
});
afterAll(async () => { await scene.close(); });

const endpoints = () => {
  const document = scene.control.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "control", version: "0" } });
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) => Object.keys(item ?? {}).map((method) => ({ method: method.toUpperCase(), path })));
};

/** Each brings a person in, in the browser that is given, as the last step before they are signed in. */
const WAYS_IN: Readonly<Record<string, (browser: Browser, plant: () => Promise<void>) => Promise<void>>> = {
  "a password": async (browser, plant) => {
    await plant();
    expect((await browser.post("/api/sign-in", { email: "mara@northwind.example", password: PASSWORD })).status).toBe(204);
  },
  "a second factor": async (browser, plant) => {
    const ines = await addPerson(scene, ours, "ines@northwind.example", ["analyst"]);
    const { secret } = (await ines.post("/api/authenticator")).body;
    await ines.post("/api/authenticator/confirm", { code: appCode(secret, Date.now()) });
    await browser.post("/api/sign-in", { email: "ines@northwind.example", password: PASSWORD });
    // The attacker knows the arriving session itself: the whole one must be another.
    const arriving = browser.cookies.get(SESSION_COOKIE);
    expect((await browser.post("/api/second-factor/code", { code: appCode(secret, Date.now(), 1) })).status).toBe(204);
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(arriving);
    expect((await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie: `${SESSION_COOKIE}=${arriving}` } })).status).toBe(401);
    await plant();
    await browser.post("/api/sign-in", { email: "ines@northwind.example", password: PASSWORD });
  },
  "a passkey": async (browser, plant) => {
    const passkey = softPasskey(ORIGIN);
    await mara.post("/api/passkeys", { name: "Laptop", answer: passkey.create((await mara.post("/api/passkeys/options")).body) });
    await plant();
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer((await browser.get("/api/sign-in/passkey")).body) })).status).toBe(204);
  },
  "an invitation": async (browser, plant) => {
    await mara.post("/api/invitations", { email: "noor@northwind.example", roles: ["analyst"] });
    const [newest] = (await mara.get("/api/mail")).body.items;
    const link = /#(\S+)/.exec((await mara.get(`/api/mail/${newest.id}`)).body.text)?.[1];
    await plant();
    expect((await browser.post("/api/invitation/accept", { link, name: "Noor Haddad", password: "nine pale herons at dusk" })).status).toBe(204);
  },
  "a connection": async (browser, plant) => {
    await plant();
    const person = (await mara.get("/api/session")).body.person.id as PersonId;
    const { setCookies } = await inTrail(scene.world.db, ours, (tx) =>
      startProvenSession(scene.control.plane, tx, { person, organisation: ours, connection: "con_x", amr: ["mfa"] }, { address: "192.0.2.1", userAgent: "", cookie: browser.cookieHeader() }));
    browser.cookies.set(SESSION_COOKIE, /=([^;]+)/.exec(setCookies[0] ?? "")?.[1] ?? "");
  },
};

describe("fixation", () => {
  it.each(Object.keys(WAYS_IN))("%s never goes on with a session that was there before", async (way) => {
    const browser = scene.browser();
    eve = await addPerson(scene, await addOrganisation(scene, `Rival of ${way}`), `eve.${way.replaceAll(" ", "-")}@rival.example`, ["administrator"]);
    const planted = eve.cookies.get(SESSION_COOKIE) ?? "";
    await WAYS_IN[way]?.(browser, async () => void browser.cookies.set(SESSION_COOKIE, planted));
    expect(browser.cookies.get(SESSION_COOKIE)).toBeDefined();
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(planted);
    expect((await eve.get("/api/session")).status).toBe(401); // not even Eve's own any more, and nobody else's
  });
});

describe("requests that other sites' pages cause", () => {
  const evil = [{ origin: "https://evil.example" }, { origin: undefined }, { "sec-fetch-site": "cross-site" }, { origin: "null" }];

  it("are refused at every endpoint that changes something, before anything is looked at", async () => {
    const changing = endpoints().filter(({ method }) => method !== "GET");
    expect(changing.length).toBeGreaterThan(50);
    const before = (await entries(scene)).length;
    for (const { method, path } of changing) {
      for (const headers of evil) {
        const answer = await mara.send({ method, path: path.replace(/\{\w+\}/g, "x"), body: "{}", headers });
        expect(answer, `${method} ${path}`).toMatchObject({ status: 403, body: { code: "cross-site-request" } });
      }
      expect((await mara.send({ method, path: path.replace(/\{\w+\}/g, "x"), body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } })).body.code).toBe("content-type-not-json");
    }
    expect((await entries(scene)).length).toBe(before);
  });

  it("find nothing else that a cookie opens: what is not part of the API asks for a token, a signature or a bound browser", () => {
    const others = scene.control.app.routes.filter(({ method, path }) => !["GET", "HEAD", "OPTIONS", "ALL"].includes(method) && !path.startsWith("/api/")).map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(others)].sort()).toEqual([
      "DELETE /scim/v2/Groups/:id", "DELETE /scim/v2/Users/:id", "PATCH /scim/v2/Groups/:id", "PATCH /scim/v2/Users/:id", "POST /notice/entered", "POST /notice/seen", "POST /oauth/token", "POST /scim/v2/Bulk", "POST /scim/v2/Groups", "POST /scim/v2/Users",
      "POST /sso/oidc/:connectionId/logout", "POST /sso/saml/:connectionId/acs", "POST /sso/saml/:connectionId/logout", "PUT /scim/v2/Groups/:id", "PUT /scim/v2/Users/:id",
    ]);
  });

  it("change nothing by being a GET: no entry of a change is written by any of them", async () => {
    const golden = readFileSync(join(import.meta.dirname, "../golden/control-endpoints.txt"), "utf8").split("\n").filter((line) => line.startsWith("get "));
    const acts = new Set(golden.flatMap((line) => [...line.matchAll(/\b([a-z-]+\.[a-z-]+)(?=,|$)/g)].map(([, act = ""]) => act)));
    // `connections.start-test` prepares what is then read.
    expect([...acts].filter((act) => !/\.(list|checkpoint|export(-ocsf)?|prove|log|read|download)$/.test(act))).toEqual(["connections.start-test"]);
  });
});

describe("redirects", () => {
  const HOSTILE = ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "javascript:alert(1)", "/\t/evil.example", "https:evil.example", "/sso/../\\evil.example", "/@evil.example/..//evil.example"];

  it("are made in one place, and lead nowhere but to our own pages", async () => {
    const makers = code.filter(({ path, text }) => path.startsWith("src/control/") && /\.redirect\(|header\(\s*["']Location["']/i.test(text)).map(({ path }) => path);
    expect(makers).toEqual(["src/control/connections/sign-on.routes.ts"]);
    const { id } = (await mara.post("/api/connections", { kind: "saml", name: "Provider" })).body;
    for (const hostile of HOSTILE) {
      const asked = encodeURIComponent(hostile);
      const answers = [
        await mara.get(`/sso/oidc/${id}/callback?state=${asked}&code=${asked}&error=${asked}&redirect_uri=${asked}&returnTo=${asked}`),
        await mara.get(`/sso/saml/${id}/finish?handle=${asked}&RelayState=${asked}`),
        await mara.get(`/sso/saml/${id}/logout?SAMLRequest=${asked}&RelayState=${asked}`),
        await mara.get(`/sso/saml/${id}/logout?SAMLResponse=AAAA&RelayState=${asked}&SigAlg=${asked}&Signature=AAAA`),
        await mara.send({ method: "POST", path: `/sso/saml/${id}/logout`, body: `SAMLRequest=AAAA&RelayState=${asked}`, headers: { "content-type": "application/x-www-form-urlencoded", origin: undefined } }),
        await mara.send({ method: "POST", path: `/sso/saml/${id}/acs`, body: `SAMLResponse=AAAA&RelayState=${asked}`, headers: { "content-type": "application/x-www-form-urlencoded", origin: undefined } }),
      ];
      for (const { status, headers } of answers) expect([status, headers.get("location")]).toEqual([303, expect.stringMatching(/^\/sign-in\?problem=[a-z-]+$/)]);
    }
  });

  it("after signing in go to a path of ours, whatever was asked for", () => {
    const endsHere = (text: string): boolean => {
      const path = localPath(text);
      const url = new URL(path, ORIGIN);
      return url.origin === ORIGIN && !/^\/(api|sso|scim)(\/|$)/.test(url.pathname) && path.startsWith("/") && !path.startsWith("//");
    };
    expect(HOSTILE.filter((text) => !endsHere(text))).toEqual([]);
    expect(localPath("/sites/sit_1?kind=duplicate")).toBe("/sites/sit_1?kind=duplicate");
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary-ascii", maxLength: 60 }), fc.string({ unit: fc.constantFrom(..."/\\@:.x%0?#"), maxLength: 30 })), endsHere), { numRuns: 1_000 });
  });
});

it("nothing of the sign-in library is reachable: no sign-up, administration, impersonation, devices, magic links, codes by mail, API keys, organisations or providers", async () => {
  const routes = [
    "sign-up/email", "sign-in/email", "sign-in/social", "sign-in/magic-link", "sign-in/email-otp", "sign-in/anonymous", "sign-in/username", "sign-in/phone-number", "sign-in/sso", "email-otp/send-verification-otp", "magic-link/verify",
    "admin/list-users", "admin/impersonate-user", "admin/stop-impersonating", "admin/set-role", "admin/create-user", "device/code", "device/token", "device/approve", "api-key/create", "api-key/verify", "organization/create",
    "organization/invite-member", "organization/set-active", "sso/register", "scim/generate-token", "two-factor/enable", "two-factor/disable", "passkey/generate-register-options", "one-time-token/generate", "oauth2/authorize", "mcp/register",
    "link-social", "change-email", "delete-user", "update-user", "revoke-sessions", "get-session", "list-sessions", "forget-password", "reset-password", "request-password-reset", "verify-email", "jwks", "token", "error", "ok",
  ];
  const answered: string[] = [];
  for (const route of routes) {
    for (const path of [`/api/auth/${route}`, `/api/${route}`]) {
      const statuses = [(await mara.get(path)).status, (await mara.post(path, { email: "x@example.test", userId: "per_x", password: PASSWORD })).status];
      if (statuses.some((status) => status !== 404)) answered.push(path);
    }
  }
  expect(answered).toEqual([]);
  expect(await asSuperuser(scene, "select id from person where email = 'x@example.test'")).toEqual([]);
});
