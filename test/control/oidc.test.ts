/** Single sign-on with a real OpenID provider, and every way of going around it that we know. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asSuperuser, entries, signInWhole, type Browser } from "./scene.ts";
import { appCode } from "../world/authenticator-app.ts";
import { comeBack, connectOidc, openSignOnScene, put, SHARED, whereTo, type Customer, type SignOnScene } from "./sign-on-scene.ts";

let world: SignOnScene;
let ours: Customer;
let theirs: Customer;
let connection: string;
let foreign: string;
beforeAll(async () => {
  world = await openSignOnScene();
  ours = await world.customer("northwind");
  theirs = await world.customer("rival");
  connection = await connectOidc(world, ours);
  foreign = await connectOidc(world, theirs);
});
afterAll(async () => { await world.close(); });

let n = 0;
const account = (change: object = {}): string => {
  const sub = `sub-${++n}`;
  world.idp.accounts.set(sub, { sub, email: `person${n}@northwind.example`, name: `Person ${n}`, groups: [], ...change });
  return sub;
};
const begin = async (browser: Browser, returnTo?: string, id = connection): Promise<string> => (await browser.post("/api/sign-in/connection", { connectionId: id, ...(returnTo && { returnTo }) })).body.url;
const signIn = async (browser: Browser, login: string, returnTo?: string) => comeBack(browser, await world.idp.signIn(await begin(browser, returnTo), login));

describe("signing in", () => {
  it("begins with the address, and tells nothing about who has an account", async () => {
    const ways = async (email: string) => (await world.scene.browser().post("/api/sign-in/ways", { email })).body;
    expect(await ways("mara@northwind.example")).toEqual({ connections: [{ id: connection, name: "Company account" }], password: true });
    expect(await ways("nobody@NORTHWIND.example")).toEqual(await ways("mara@northwind.example"));
    for (const email of ["x@unknown.example", "x@sub.northwind.example", "not an address", "a@b@northwind.example", "x@northwind.example\u0000", ""]) expect(await ways(email), email).toEqual({ connections: [], password: true });
  });

  it("makes a member of a verified domain, with the roles that the claims stand for, and comes back to where they were going", async () => {
    const browser = world.scene.browser();
    const answer = await signIn(browser, account({ groups: ["ap MANAGERS"] }), "/findings?band=likely");
    expect(whereTo(answer)).toBe("303 /findings?band=likely");
    const session = (await browser.get("/api/session")).body;
    expect(session).toMatchObject({ person: { email: `person${n}@northwind.example`, name: `Person ${n}` }, organisation: { id: ours.organisation }, strength: "connection" });
    expect(session.permissions).toContain("findings:decide");
    expect((await entries(world.scene)).filter((entry) => entry.object_id === session.person.id).map((entry) => entry.act)).toEqual(["memberships.join", "connections.link"]);
    // Roles follow the claims at the next sign-in.
    world.idp.accounts.set(`sub-${n}`, { sub: `sub-${n}`, email: `person${n}@northwind.example`, name: "x", groups: [] });
    await signIn(browser, `sub-${n}`);
    expect((await asSuperuser(world.scene, "select roles from membership where person_id = $1", [session.person.id]))[0]).toEqual({ roles: ["analyst"] });
  });

  it("knows people by the provider's subject: a new address changes nothing, an old address under a new subject opens nothing", async () => {
    const first = account();
    const browser = world.scene.browser();
    await signIn(browser, first);
    const { id } = (await browser.get("/api/session")).body.person;
    world.idp.accounts.set(first, { sub: first, email: "renamed@northwind.example", name: "x", groups: [] });
    await signIn(browser, first);
    expect((await browser.get("/api/session")).body.person.id).toBe(id);
    const heir = account({ email: `person${n}@northwind.example` });
    expect(whereTo(await signIn(world.scene.browser(), heir))).toBe("303 /sign-in?problem=sso-subject");
    // Until an administrator says that the address is somebody else's now.
    expect((await ours.mara.send({ method: "DELETE", path: `/api/connections/${connection}/people/${id}` })).status).toBe(204);
    expect((await browser.get("/api/session")).status).toBe(401);
    expect(whereTo(await signIn(world.scene.browser(), heir))).toBe("303 /");
  });

  it("lets in nobody of another domain, of another customer, or whom the rules refuse; and the administrator can see why", async () => {
    const refused = async (change: object) => whereTo(await signIn(world.scene.browser(), account(change)));
    expect(await refused({ email: "x@elsewhere.example" })).toBe("303 /sign-in?problem=sso-address-not-yours");
    expect(await refused({ email: "mara@rival.example" })).toBe("303 /sign-in?problem=sso-address-elsewhere");
    expect(await refused({ email: "no address" })).toBe("303 /sign-in?problem=sso-email");
    expect((await entries(world.scene)).filter((entry) => entry.act === "connections.refuse")).toHaveLength(4);
    expect(await asSuperuser(world.scene, "select 1 from person where email in ('x@elsewhere.example', 'no address')")).toEqual([]);
  });

  it("counts a second factor when the provider says so or is set to always ask for one; else ours is asked for", async () => {
    const strengthOf = async () => (await asSuperuser<{ strength: string }>(world.scene, "select strength from session join person on person.id = person_id where email = $1", [`person${n}@northwind.example`]))[0]?.strength;
    const browser = world.scene.browser();
    await signIn(browser, account());
    expect(await strengthOf()).toBe("sso mfa");
    const { settings, revision } = (await ours.mara.get(`/api/connections/${connection}`)).body;
    await put(ours.mara, `/api/connections/${connection}`, { name: "Company account", settings: { ...settings, secondFactor: "claimed" }, revision });
    const weak = world.scene.browser();
    await signIn(weak, account());
    expect(await strengthOf()).toBe("sso");
    expect(await weak.get("/api/sites")).toMatchObject({ status: 403, body: { code: "second-factor-missing" } });
    // Completed by a factor of ours, it is still the provider's: leaving leads there, with its own word for the session.
    const { secret } = (await weak.post("/api/authenticator")).body;
    expect((await weak.post("/api/authenticator/confirm", { code: appCode(secret, Date.now()) })).status).toBe(200);
    expect((await weak.get("/api/sites")).status).toBe(200);
    expect(await strengthOf()).toBe("sso otp mfa");
    expect(new URL((await weak.post("/api/sign-out/everywhere")).body.url).searchParams.get("id_token_hint")).toMatch(/^ey/);
    await put(ours.mara, `/api/connections/${connection}`, { name: "Company account", settings, revision: revision + 1 });
  });
});

describe("an answer", () => {
  it("is worth nothing in another browser, a second time, late, or changed", async () => {
    const [victim, attacker] = [world.scene.browser(), world.scene.browser()];
    // Login CSRF: the attacker's own answer, sent to the victim.
    const theirAnswer = await world.idp.signIn(await begin(attacker), account());
    expect(whereTo(await comeBack(victim, theirAnswer))).toBe("303 /sign-in?problem=sso-request");
    expect(victim.cookies.has("__Host-spendward")).toBe(false);
    expect(whereTo(await comeBack(attacker, theirAnswer))).toBe("303 /sign-in?problem=sso-request"); // used up by the try
    const mine = await world.idp.signIn(await begin(victim), account());
    expect(whereTo(await comeBack(victim, mine))).toBe("303 /");
    expect(whereTo(await comeBack(victim, mine))).toBe("303 /sign-in?problem=sso-request");
    const late = await world.idp.signIn(await begin(victim), account());
    world.scene.clock.advance(10 * 60_000 + 1);
    expect(whereTo(await comeBack(victim, late))).toBe("303 /sign-in?problem=sso-request");
    world.scene.clock.advance(-10 * 60_000 - 1);
    for (const [name, value, problem] of [["state", "x", "request"], ["code", "x", "provider"], ["iss", "https://evil.example", "issuer"], ["error", "access_denied", "provider"]] as const) {
      const answer = new URL(await world.idp.signIn(await begin(victim), account()));
      answer.searchParams.set(name, value);
      expect(whereTo(await comeBack(victim, answer.href)), name).toBe(`303 /sign-in?problem=sso-${problem}`);
    }
  });

  it("to one customer's connection is none to another's (mix-up)", async () => {
    const browser = world.scene.browser();
    const answer = new URL(await world.idp.signIn(await begin(browser), account()));
    answer.pathname = answer.pathname.replace(connection, foreign);
    expect(whereTo(await comeBack(browser, answer.href))).toBe("303 /sign-in?problem=sso-request");
    expect(whereTo(await comeBack(browser, answer.href.replace(foreign, "con_x")))).toBe("303 /sign-in?problem=not-found");
    // The rival's provider vouches for our address: the domain is not theirs.
    const other = world.scene.browser();
    expect(whereTo(await comeBack(other, await world.idp.signIn(await begin(other, undefined, foreign), account({ email: "newcomer@northwind.example" }))))).toBe("303 /sign-in?problem=sso-address-not-yours");
  });

  it("leads to our own pages only (open redirect)", async () => {
    for (const returnTo of ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", "/%0d%0aset-cookie:x", "/api/session", "/sso/x", "/../api/session", "evil"]) {
      const where = whereTo(await signIn(world.scene.browser(`10.9.${++n}.1`), account(), returnTo));
      expect(where, returnTo).toMatch(/^303 \/(%0d%0aset-cookie:x)?$/);
    }
  });
});

describe("leaving", () => {
  it("ends the session here and leads on to the provider, which tells us of its own", async () => {
    const login = account();
    const [here, there] = [world.scene.browser(), world.scene.browser()];
    await signIn(there, login);
    await signIn(here, login);
    const out = (await here.post("/api/sign-out/everywhere")).body.url as string;
    expect(new URL(out).origin).toBe(world.idp.issuer);
    expect(new URL(out).searchParams.get("id_token_hint")).toMatch(/^ey/);
    expect((await here.get("/api/session")).status).toBe(401);
    expect((await there.get("/api/session")).status).toBe(200); // another session at the provider
    expect((await ours.mara.post("/api/sign-out/everywhere")).body).toEqual({ url: null });
    ours.mara.cookies.clear();
    await signInWhole(world.scene, ours.mara, "mara@northwind.example");
  });

  it("is not caused by forged logout tokens", async () => {
    for (const token of ["", "x.y.z", "eyJhbGciOiJub25lIn0.e30."]) {
      const answer = await world.scene.browser().send({ method: "POST", path: `/sso/oidc/${connection}/logout`, body: new URLSearchParams({ logout_token: token }).toString(), headers: { "content-type": "application/x-www-form-urlencoded", origin: undefined } });
      expect(answer).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    }
  });
});

describe("setting up", () => {
  it("needs a live test of exactly what is switched on", async () => {
    const { id, revision, addresses } = (await ours.mara.post("/api/connections", { kind: "oidc", name: "Second" })).body;
    expect(await ours.mara.post(`/api/connections/${id}/state`, { on: true })).toMatchObject({ status: 409, body: { code: "not-tested" } });
    expect(await ours.mara.post(`/api/connections/${id}/tests`)).toMatchObject({ status: 409, body: { code: "connection-not-set-up" } });
    const settings = { kind: "oidc", issuer: world.idp.issuer, clientId: id, scopes: ["email"], ...SHARED };
    expect(await put(ours.mara, `/api/connections/${id}`, { name: "Second", settings, revision })).toMatchObject({ status: 422, body: { code: "secret-missing" } });
    const secret = world.idp.register({ id, ...addresses });
    const changed = await put(ours.mara, `/api/connections/${id}`, { name: "Second", settings, secret, revision });
    expect(changed).toMatchObject({ status: 200, body: { hasSecret: true, testedAsItIs: false } });
    expect(changed.text).not.toContain(secret);
    expect(await put(ours.mara, `/api/connections/${id}`, { name: "Second", settings, revision })).toMatchObject({ status: 409, body: { code: "connection-changed" } });
    // A secret is not carried over to another issuer's client.
    expect(await put(ours.mara, `/api/connections/${id}`, { name: "Second", settings: { ...settings, clientId: "other" }, revision: revision + 1 })).toMatchObject({ status: 422, body: { code: "secret-missing" } });
    // Nobody signs in by a connection that is off, and a test signs nobody in.
    expect((await world.scene.browser().post("/api/sign-in/connection", { connectionId: id })).status).toBe(404);
    const test = (await ours.mara.post(`/api/connections/${id}/tests`)).body;
    const before = (await ours.mara.get("/api/session")).body.person.id;
    expect(whereTo(await comeBack(ours.mara, await world.idp.signIn(test.url, account({ email: "x@elsewhere.example" }))))).toBe(`303 /settings/single-sign-on/${id}/tests/${test.testId}`);
    expect((await ours.mara.get("/api/session")).body.person.id).toBe(before);
    expect((await ours.mara.get(`/api/connections/${id}/tests/${test.testId}`)).body.result).toMatchObject({ passed: false, email: "x@elsewhere.example", problem: expect.stringContaining("verified"), claims: { email: "x@elsewhere.example" } });
    expect(await ours.mara.post(`/api/connections/${id}/state`, { on: true })).toMatchObject({ status: 409 });
    expect((await ours.mara.send({ method: "DELETE", path: `/api/connections/${id}` })).status).toBe(204);
    expect((await theirs.mara.get(`/api/connections/${connection}`)).status).toBe(404);
  });

  it("switched off or removed, a connection ends the sessions it vouched for, and shuts nobody out who could not come back", async () => {
    const customer = await world.customer(`switching${++n}`);
    const id = await connectOidc(world, customer);
    const asMember = async (change: object): Promise<Browser> => {
      const browser = world.scene.browser();
      expect(whereTo(await comeBack(browser, await world.idp.signIn(await begin(browser, undefined, id), account(change))))).toBe("303 /");
      return browser;
    };
    const ines = await asMember({ email: `ines@${customer.domain}` });
    const noor = await asMember({ email: `noor@${customer.domain}` });
    await asSuperuser(world.scene, "update membership set roles = '{administrator}' where person_id = (select id from person where email = $1)", [`noor@${customer.domain}`]);
    expect(await noor.post(`/api/connections/${id}/state`, { on: false })).toMatchObject({ status: 409, body: { code: "needed-by-you" } });
    expect(await noor.send({ method: "DELETE", path: `/api/connections/${id}` })).toMatchObject({ status: 409, body: { code: "needed-by-you" } });
    expect((await ines.get("/api/session")).status).toBe(200);
    expect((await customer.mara.post(`/api/connections/${id}/state`, { on: false })).status).toBe(200);
    expect([(await ines.get("/api/session")).status, (await noor.get("/api/session")).status, (await customer.mara.get("/api/session")).status]).toEqual([401, 401, 200]);
    expect((await customer.mara.post(`/api/connections/${id}/state`, { on: true })).status).toBe(200);
    const again = await asMember({ email: `ada@${customer.domain}` });
    expect((await customer.mara.send({ method: "DELETE", path: `/api/connections/${id}` })).status).toBe(204);
    expect((await again.get("/api/session")).status).toBe(401);
  });

  it("refuses issuers that everybody shares, or that do not answer as themselves", async () => {
    const { revision } = (await ours.mara.get(`/api/connections/${connection}`)).body;
    const to = (issuer: string) => put(ours.mara, `/api/connections/${connection}`, { name: "x", settings: { kind: "oidc", issuer, clientId: "x", scopes: [], ...SHARED }, secret: "x", revision });
    for (const issuer of ["https://login.microsoftonline.com/common/v2.0", "https://login.microsoftonline.com/{tenantid}/v2.0", "http://localhost", "nonsense"]) expect((await to(issuer)).status, issuer).toBe(422);
    expect(await to(`${world.idp.issuer}/other`)).toMatchObject({ status: 422, body: { code: "issuer-not-usable" } });
    expect(await to("https://localhost:1")).toMatchObject({ status: 503, body: { code: "egress-away" } });
  });

  it("is attacked with forged answers, which are all refused by the check they are meant for", async () => {
    const report = (await ours.mara.post(`/api/connections/${connection}/attacks`)).body;
    expect(report.outcomes.filter((outcome: { asExpected: boolean }) => !outcome.asExpected)).toEqual([]);
    expect(report).toMatchObject({ sound: true });
    expect(report.outcomes.map((outcome: { id: string; accepted: boolean }) => `${outcome.accepted ? "accepted" : "refused"} ${outcome.id}`)).toEqual([
      "accepted right", "refused stranger", "refused stranger-kid", "refused none", "refused confusion", "refused edited", "refused audience", "refused several", "refused issuer", "refused nonce",
      "refused no-nonce", "refused expired", "refused early", "refused no-subject", "refused unverified", "refused state", "refused no-state", "refused answer-issuer", "refused denied", "refused replay",
    ]);
  });
});
