import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { announceSites, type SendToRegion } from "../../src/control/sites/sites.ts";
import { databaseNonces, fixedKeys, MESSAGE_HEADER, verifyAccessToken, verifyMessage } from "../../src/platform/tokens/tokens.ts";
import { addOrganisation, addPerson, asSuperuser, detailsOf, entries, firstAdministrator, openScene, type Browser, type Scene } from "./scene.ts";

type Sent = Parameters<SendToRegion>;
let scene: Scene;
let mara: Browser;
let sent: Sent[];
let answerOf: (region: string) => Promise<number>;
const announce = () => announceSites(scene.control.plane, (...request) => { sent.push(request); return answerOf(request[0]); }, () => {});

beforeEach(async () => {
  sent = [];
  answerOf = async () => 201;
  scene = await openScene();
  mara = await firstAdministrator(scene);
});
afterEach(async () => { await scene.close(); });

const keys = async () => fixedKeys((await scene.browser().get("/.well-known/spendward-keys.json")).body);

describe("a new site", () => {
  it("is prepared in the region that was chosen, and ready when the region has confirmed", async () => {
    const created = await mara.post("/api/sites", { name: "  Head office ", region: "eu" });
    expect(created).toMatchObject({ status: 201, body: { name: "Head office", region: "eu", regionName: "Europe", origin: "https://localhost:8445", state: "preparing", roles: ["administrator", "ap_manager"] } });
    expect((await mara.post(`/api/sites/${created.body.id}/token`)).body.code).toBe("site-preparing");
    expect(await announce()).toBe(1);
    expect((await mara.get("/api/sites")).body).toMatchObject({ items: [{ id: created.body.id, state: "ready" }], nextCursor: null, total: 1 });
    expect(await announce()).toBe(0);
    expect(sent).toHaveLength(1);
    const acts = (await entries(scene)).filter((entry) => entry.act.startsWith("sites."));
    expect(acts.map((entry) => entry.act)).toEqual(["sites.create", "sites.ready"]);
    expect(acts[0] && detailsOf(acts[0])).toEqual({ after: { name: "Head office", region: "eu" } });
  });

  it("is announced by a message that only its region accepts, once, unchanged", async () => {
    const { body } = await mara.post("/api/sites", { name: "Head office", region: "us" });
    await announce();
    const [region, request] = sent[0] as Sent;
    expect(region).toBe("us");
    expect(JSON.parse(Buffer.from(request.body).toString())).toEqual({ siteId: body.id, organisationId: expect.stringMatching(/^org_/), name: "Head office", region: "us" });
    const nonces = databaseNonces(scene.world.db);
    const header = request.headers[MESSAGE_HEADER];
    const check = async (to: "region:us" | "region:uk", changed = {}) => verifyMessage(await keys(), nonces, { from: "control", to }, { ...request, ...changed }, header);
    await expect(check("region:uk")).rejects.toMatchObject({ code: "message-not-valid" });
    await expect(check("region:us", { body: Buffer.from("{}") })).rejects.toMatchObject({ code: "message-not-valid" });
    await expect(check("region:us")).resolves.toBeUndefined();
    await expect(check("region:us")).rejects.toMatchObject({ code: "message-not-valid" });
  });

  it("is announced again and again, with growing waits, until its region answers", async () => {
    await mara.post("/api/sites", { name: "Head office", region: "uk" });
    answerOf = async () => { throw new Error("away"); };
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      expect(await announce()).toBe(0);
      const [row] = await asSuperuser<{ due_at: Date }>(scene, "select due_at from site_announcement");
      const waitMs = (row?.due_at.getTime() ?? 0) - scene.clock.now().getTime();
      waits.push(Math.round(waitMs / 1000));
      scene.clock.advance(waitMs + 1);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    answerOf = async () => 503;
    expect(await announce()).toBe(0);
    answerOf = async () => 200;
    scene.clock.advance(61_000);
    expect(await announce()).toBe(1);
    expect((await mara.get("/api/sites")).body.items[0].state).toBe("ready");
  });

  it("is announced again by another process when one dies in the middle, and becomes ready once", async () => {
    await mara.post("/api/sites", { name: "Head office", region: "uk" });
    const died = Promise.withResolvers<number>();
    answerOf = () => died.promise; // the first process never hears the answer
    const first = announce();
    await expect.poll(() => sent.length).toBe(1);
    expect(await announce()).toBe(0); // not due yet: somebody is sending it
    scene.clock.advance(1_500);
    answerOf = async () => 201;
    expect(await announce()).toBe(1);
    died.resolve(201);
    await first;
    expect((await entries(scene)).filter((entry) => entry.act === "sites.ready")).toHaveLength(1);
  });

  it("is announced by the running plane itself, without being asked, and stopping waits for what is being sent", async () => {
    const heard: string[] = [];
    const running = await openScene({ sendToRegion: async (region) => { heard.push(region); return 201; } });
    try {
      await running.control.start();
      const browser = await firstAdministrator(running);
      await browser.post("/api/sites", { name: "Head office", region: "us" });
      await expect.poll(async () => (await browser.get("/api/sites")).body.items[0].state).toBe("ready");
      await running.control.stop();
      await browser.post("/api/sites", { name: "Another", region: "uk" });
      expect(heard).toEqual(["us"]);
    } finally {
      await running.close();
    }
  });

  it("one region that is away holds up no other", async () => {
    await mara.post("/api/sites", { name: "A", region: "uk" });
    await mara.post("/api/sites", { name: "B", region: "eu" });
    const hanging = Promise.withResolvers<number>();
    answerOf = (region) => (region === "uk" ? hanging.promise : Promise.resolve(201));
    const round = announce();
    await expect.poll(async () => (await mara.get("/api/sites")).body.items.map((site: { state: string }) => site.state)).toEqual(["preparing", "ready"]);
    hanging.reject(new Error("away"));
    expect(await round).toBe(1);
    expect((await mara.get("/api/sites")).body.items.map((site: { state: string }) => site.state)).toEqual(["preparing", "ready"]);
  });

  it("needs a name of its own and one of our regions", async () => {
    await mara.post("/api/sites", { name: "Head office", region: "uk" });
    expect(await mara.post("/api/sites", { name: "Head office", region: "eu" })).toMatchObject({ status: 409, body: { code: "site-name-taken" } });
    expect((await mara.post("/api/sites", { name: "Elsewhere", region: "mars" })).status).toBe(422);
    expect((await mara.post("/api/sites", { name: " ", region: "uk" })).status).toBe(422);
    expect((await mara.post("/api/sites", { name: "x".repeat(201), region: "uk" })).status).toBe(422);
    expect((await mara.post("/api/sites", { name: "Sneaky", region: "uk", state: "ready" })).status).toBe(422);
    expect(await asSuperuser(scene, "select id from site")).toHaveLength(1);
  });
});

describe("a token for a region", () => {
  let siteId: string;
  beforeEach(async () => {
    siteId = (await mara.post("/api/sites", { name: "Head office", region: "uk" })).body.id;
    await announce();
  });

  it("names person, organisation, site, rights and sign-in, for one region and five minutes", async () => {
    const { status, body } = await mara.post(`/api/sites/${siteId}/token`);
    expect({ status, origin: body.origin }).toEqual({ status: 200, origin: "https://localhost:8444" });
    const session = (await mara.get("/api/session")).body;
    const claims = await verifyAccessToken(await keys(), "uk", body.token);
    expect(claims).toMatchObject({ person: session.person.id, organisation: session.organisation.id, site: siteId, region: "uk", name: "Mara Vance", strength: ["pwd", "otp", "mfa"] });
    expect([...claims.permissions].sort()).toEqual(session.sites[0].permissions);
    const lifeMs = new Date(body.expiresAt).getTime() - scene.clock.now().getTime();
    expect(lifeMs).toBeGreaterThan(295_000);
    expect(lifeMs).toBeLessThanOrEqual(300_000);
    await expect(verifyAccessToken(await keys(), "eu", body.token)).rejects.toMatchObject({ code: "token-not-valid" });
    await expect(verifyAccessToken(await keys(), "uk", body.token, scene.clock.now().getTime() + 310_000)).rejects.toMatchObject({ code: "token-not-valid" });
    expect((await entries(scene)).at(-1)).toMatchObject({ act: "sites.issue-token", object_id: siteId, actor_id: session.person.id });
    expect(Buffer.from(body.token.split(".")[1], "base64url").toString()).not.toMatch(/mara@|Northwind|Head office/i);
  });

  it("is not to be had after signing out", async () => {
    const cookie = mara.cookieHeader();
    await mara.post("/api/sign-out");
    const answer = await scene.browser().send({ method: "POST", path: `/api/sites/${siteId}/token`, headers: { cookie } });
    expect(answer).toMatchObject({ status: 401, body: { code: "not-signed-in" } });
  });

  it("for another organisation's site is answered exactly like one for no site at all", async () => {
    const other = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "rival@rival.example", ["administrator", "ap_manager"]);
    const answers = await Promise.all([siteId, newId("sit"), "sit_1", "nonsense", `${siteId}x`, newId("org"), encodeURIComponent("../sit"), "%00"].map((id) => other.post(`/api/sites/${id}/token`)));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: "not-found" } });
    expect((await other.get("/api/sites")).body.items).toEqual([]);
    expect((await other.post("/api/sites", { name: "Head office", region: "uk" })).status).toBe(201); // names are not shared either
  });
});

describe("the demo organisation", () => {
  let demoScene: Scene;
  beforeAll(async () => { demoScene = await openScene(); });
  afterAll(async () => { await demoScene.close(); });

  it("is made once however often and however many ask", async () => {
    const demos = await Promise.all([1, 2, 3].map(() => demoScene.control.createDemoOrganisation()));
    const again = await demoScene.control.createDemoOrganisation();
    expect(new Set([...demos, again].map((demo) => `${demo.organisationId} ${demo.siteId}`)).size).toBe(1);
    expect(demos.filter((demo) => demo.created)).toHaveLength(1);
    expect(await asSuperuser(demoScene, "select id from organisation")).toHaveLength(1);
  });

  it("has a loader that may send, map and import files over HTTP but not administer, and no password", async () => {
    const demo = await demoScene.control.createDemoOrganisation();
    await announceSites(demoScene.control.plane, async () => 201, () => {});
    const loader = demoScene.browser();
    const post = (path: string, body?: object) => loader.send({ method: "POST", path, headers: { cookie: demo.cookie }, ...(body && { body: JSON.stringify(body) }) });
    const session = await loader.send({ method: "GET", path: "/api/session", headers: { cookie: demo.cookie } });
    expect(session.body).toMatchObject({ person: { name: "Demo loader" }, strength: "machine", sites: [{ id: demo.siteId, state: "ready" }] });
    const { body } = await post(`/api/sites/${demo.siteId}/token`);
    const claims = await verifyAccessToken(fixedKeys((await loader.get("/.well-known/spendward-keys.json")).body), "uk", body.token);
    expect(claims.permissions).toEqual(expect.arrayContaining(["uploads:add", "imports:map", "imports:commit", "runs:read"]));
    expect(claims.strength).toEqual(["machine"]);
    expect(await post("/api/sites", { name: "More", region: "uk" })).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await asSuperuser(demoScene, "select id from credential")).toEqual([]);
  });
});
