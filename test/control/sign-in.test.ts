import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEndedSessions } from "../../src/control/sessions/sessions.ts";
import { keyFor } from "../../src/control/sealing/sealing.ts";
import { addOrganisation, addPerson, asSuperuser, cheapHashing, detailsOf, entries, firstAdministrator, MARA, openScene, ORIGIN, PASSWORD, SECRET, signInWhole, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => { scene = await openScene(); });
beforeEach(async () => {
  await asSuperuser(scene, "truncate organisation, person, first_administrator_link, sign_in_attempt cascade; alter table audit_entry disable trigger user; delete from audit_entry; alter table audit_entry enable trigger user");
  await firstAdministrator(scene, MARA, `198.18.0.${++visitors}`); // each from an address of its own: the link's page is limited
});
let visitors = 0;
afterAll(async () => { await scene.close(); });

const signIn = (browser = scene.browser(), password = PASSWORD as string, email = MARA.email as string) => signInWhole(scene, browser, email, password);
const acts = async (): Promise<string[]> => (await entries(scene)).map((entry) => entry.act);

describe("signing in", () => {
  it("opens a session under a cookie that scripts, other sites and plain HTTP never see", async () => {
    const browser = scene.browser();
    const answer = await signIn(browser);
    expect(answer).toMatchObject({ status: 204, text: "" });
    const lines = answer.headers.getSetCookie();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^__Host-spendward=/);
    expect(lines[0]?.split("; ").slice(1).sort()).toEqual(["HttpOnly", "Max-Age=7200", "Path=/", "SameSite=Strict", "Secure"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await browser.get("/api/session")).body.person.email).toBe(MARA.email);
  });

  it("takes the address in any case and with spaces around", async () => {
    expect((await signIn(scene.browser(), PASSWORD, "  MARA@Northwind.Example ")).status).toBe(204);
  });

  it("answers a wrong password and an unknown address alike, to the byte", async () => {
    const wrong = await signIn(scene.browser(), "not this one, sorry");
    const unknown = await signIn(scene.browser(), "not this one, sorry", "nobody@northwind.example");
    const machine = await signIn(scene.browser(), "not this one, sorry", "demo@machine.invalid");
    expect(wrong).toMatchObject({ status: 401, body: { code: "sign-in-refused" } });
    expect(unknown.text).toBe(wrong.text);
    expect(machine.text).toBe(wrong.text);
    expect(unknown.headers.getSetCookie()).toEqual(wrong.headers.getSetCookie());
  });

  it("costs one hash whatever is wrong, so that time does not tell who is known", async () => {
    let hashes = 0;
    const counted = { hash: (password: string) => (hashes++, cheapHashing.hash(password)), verify: (hash: string, password: string) => (hashes++, cheapHashing.verify(hash, password)) };
    const counting = await openScene({ hashing: counted });
    try {
      await firstAdministrator(counting);
      for (const email of [MARA.email, "nobody@northwind.example", "loader@machine.invalid"]) {
        hashes = 0;
        await counting.browser().post("/api/sign-in", { email, password: "not this one, sorry" });
        expect(hashes, email).toBe(1);
      }
    } finally {
      await counting.close();
    }
  });

  it("audits success and failure with the person, and an unknown address without it", async () => {
    await signIn(scene.browser(), "not this one, sorry");
    await signIn(scene.browser(), "x", "secret-typed-here@northwind.example");
    const refused = (await entries(scene)).filter((entry) => entry.act === "sessions.sign-in-refused");
    expect(refused.map((entry) => [entry.trail.slice(0, 4), entry.object_id.slice(0, 4)])).toEqual([["org_", "per_"], ["oper", "unkn"]]);
    const everything = await asSuperuser<{ text: string }>(scene, "select query_to_xml('select * from audit_entry', true, false, '')::text as text");
    expect(everything[0]?.text).not.toMatch(/secret-typed-here|192\.0\.2\.10|mara@/);
    expect(refused.map(detailsOf)).toEqual([{ detail: { address: "192.0.2.10" } }, { detail: { address: "192.0.2.10" } }]);
  });

  it("begins a new session each time and ends the one that was open in this browser (fixation)", async () => {
    const browser = scene.browser();
    await signIn(browser);
    const before = browser.cookieHeader();
    await signIn(browser);
    expect(browser.cookieHeader()).not.toBe(before);
    const old = await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie: before } });
    expect(old.status).toBe(401);
    expect((await browser.get("/api/session")).status).toBe(200);
  });

  it("does not take a session token that it did not give out", async () => {
    const forged = [
      "__Host-spendward=planted",
      "__Host-spendward=planted.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXI9",
      "__Secure-better-auth.session_token=x.y",
      "better-auth.session_token=x.y",
      "",
    ];
    for (const cookie of forged) {
      const answer = await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie } });
      expect(answer, cookie).toMatchObject({ status: 401, body: { code: "not-signed-in" } });
    }
    // A cookie that another installation signed, for a session that exists here.
    const [mine] = await asSuperuser<{ token: string }>(scene, "select token from session limit 1");
    const foreign = (secret: Buffer) => `__Host-spendward=${encodeURIComponent(`${mine?.token}.${createHmac("sha256", keyFor(secret, "session cookies").toString("base64url")).update(mine?.token ?? "").digest("base64")}`)}`;
    const shown = async (cookie: string) => (await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie } })).status;
    expect(await shown(foreign(Buffer.alloc(32, 9)))).toBe(401);
    expect(await shown(foreign(SECRET))).toBe(200); // the same made with this installation's secret, so the check above is one
    // A token copied out of the database is worth nothing without the signature, whose secret is not in there.
    const [row] = await asSuperuser<{ token: string }>(scene, "select token from session limit 1");
    expect((await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie: `__Host-spendward=${row?.token}` } })).status).toBe(401);
  });

  it("refuses bodies that are too long or of another shape before any work", async () => {
    expect((await signIn(scene.browser(), "x".repeat(1025))).status).toBe(422);
    expect((await signIn(scene.browser(), "🙂".repeat(400))).status).toBe(401); // 800 code units, 1,600 bytes
    expect((await signIn(scene.browser(), "", MARA.email)).status).toBe(422);
    expect((await scene.browser().post("/api/sign-in", { email: MARA.email, password: ["x"] })).status).toBe(422);
    expect((await scene.browser().post("/api/sign-in", { email: MARA.email, password: PASSWORD, role: "administrator" })).status).toBe(422);
    expect((await scene.browser().send({ method: "POST", path: "/api/sign-in", body: "{" })).status).toBe(422);
    expect((await scene.browser().send({ method: "POST", path: "/api/sign-in", body: JSON.stringify({ email: MARA.email, password: "y".repeat(70_000) }) })).status).toBe(413);
  });
});

describe("requests of other sites", () => {
  // Nothing they do changes anything, so they share a scene.
  const body = JSON.stringify({ email: MARA.email, password: PASSWORD });
  it.each([
    ["no origin", { origin: undefined }],
    ["another origin", { origin: "https://evil.example" }],
    ["our host on another port", { origin: "https://localhost:8444" }],
    ["our host without TLS", { origin: "http://localhost:8443" }],
    ["an origin that begins like ours", { origin: `${ORIGIN}.evil.example` }],
    ["a sandboxed frame", { origin: "null" }],
    ["our origin said by another site", { "sec-fetch-site": "cross-site" }],
    ["a sibling host", { "sec-fetch-site": "same-site" }],
  ])("change nothing: %s", async (_, headers) => {
    const answer = await scene.browser().send({ method: "POST", path: "/api/sign-in", body, headers });
    expect(answer).toMatchObject({ status: 403, body: { code: "cross-site-request" } });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", undefined])("carry JSON or nothing: %s", async (type) => {
    const answer = await scene.browser().send({ method: "POST", path: "/api/sign-in", body, headers: { "content-type": type } });
    expect(answer).toMatchObject({ status: 422, body: { code: "content-type-not-json" } });
  });

  it("get no permission to read from us", async () => {
    const answer = await scene.browser().send({ method: "OPTIONS", path: "/api/session", headers: { origin: "https://evil.example", "access-control-request-method": "GET" } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("cannot reach the sign-in library's own routes", async () => {
    for (const path of ["/api/auth/sign-up/email", "/api/auth/sign-in/email", "/api/auth/get-session", "/api/auth/ok"]) {
      expect((await scene.browser().post(path, { email: "x@example.test", password: PASSWORD, name: "X" })).status, path).toBe(404);
    }
  });
});

describe("sessions", () => {
  it("end by signing out, at the server", async () => {
    const browser = scene.browser();
    await signIn(browser);
    const cookie = browser.cookieHeader();
    expect((await browser.post("/api/sign-out")).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.send({ method: "GET", path: "/api/session", headers: { cookie } })).status).toBe(401);
    expect((await acts()).at(-1)).toBe("sessions.sign-out");
  });

  it("end after twelve hours however busy, and after two idle ones", async () => {
    const browser = scene.browser();
    await signIn(browser);
    scene.clock.advance(12 * 3_600_000 - 60_000);
    expect((await browser.get("/api/session")).status).toBe(200);
    scene.clock.advance(60_001);
    expect((await browser.get("/api/session")).status).toBe(401);
    scene.clock.advance(-12 * 3_600_000 - 1);
    const idle = scene.browser("192.0.2.77");
    await signIn(idle);
    await asSuperuser(scene, "update session set expires_at = now() - interval '1 second'");
    expect((await idle.get("/api/session")).status).toBe(401);
  });

  it("are not taken for ended while they cannot be looked up", async () => {
    const browser = scene.browser();
    await signIn(browser);
    await asSuperuser(scene, "alter table session rename to session_away");
    const away = await browser.get("/api/session");
    await asSuperuser(scene, "alter table session_away rename to session");
    expect(away).toMatchObject({ status: 503, body: { code: "sessions-away" } });
    expect(browser.cookies.size).toBe(1);
    expect((await browser.get("/api/session")).status).toBe(200);
  });

  it("are listed for their person and can be ended one by one, by nobody else", async () => {
    const [here, there] = [scene.browser(), scene.browser("192.0.2.20")];
    await signInWhole(scene, there, MARA.email, PASSWORD, { "user-agent": "Elsewhere/1.0" });
    await signInWhole(scene, here, MARA.email, PASSWORD, { "user-agent": "Here/1.0" });
    const { items } = (await here.get("/api/sessions")).body;
    expect(items.map((item: { userAgent: string; current: boolean }) => [item.userAgent, item.current])).toEqual([["Here/1.0", true], ["Elsewhere/1.0", false], ["", false]]);
    const rival = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "rival@rival.example", ["administrator"]);
    const foreign = await rival.send({ method: "DELETE", path: `/api/sessions/${items[1].id}` });
    const missing = await rival.send({ method: "DELETE", path: "/api/sessions/nonsense" });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    expect((await there.get("/api/session")).status).toBe(200);
    expect((await here.send({ method: "DELETE", path: `/api/sessions/${items[1].id}` })).status).toBe(204);
    expect((await there.get("/api/session")).status).toBe(401);
    expect((await here.get("/api/session")).status).toBe(200);
    expect((await here.send({ method: "DELETE", path: `/api/sessions/${items[1].id}` })).status).toBe(404);
    expect(await acts()).toContain("sessions.end");
  });

  it("are forgotten once they have ended, and not before", async () => {
    const browser = scene.browser();
    await signIn(browser);
    expect(await forgetEndedSessions(scene.control.plane)).toBe(0);
    await asSuperuser(scene, "update session set expires_at = now() - interval '1 second' where id = (select id from session limit 1)");
    expect(await forgetEndedSessions(scene.control.plane)).toBe(1);
    expect(await asSuperuser(scene, "select id from session")).toHaveLength(1);
  });

  it("are extended while used, at most every five minutes", async () => {
    const browser = scene.browser();
    await signIn(browser);
    expect((await browser.get("/api/session")).headers.getSetCookie()).toEqual([]);
    await asSuperuser(scene, "update session set expires_at = now() + interval '110 minutes', updated_at = now() - interval '10 minutes'");
    expect((await browser.get("/api/session")).headers.getSetCookie()[0]).toMatch(/^__Host-spendward=.*Max-Age=7200/);
    const [row] = await asSuperuser<{ left: number }>(scene, "select extract(epoch from max(expires_at) - now())::int as left from session");
    expect(row?.left).toBeGreaterThan(7100);
  });

  it("are worth nothing once the person has left the organisation", async () => {
    const browser = scene.browser();
    await signIn(browser);
    await asSuperuser(scene, "delete from membership");
    expect((await browser.get("/api/session")).status).toBe(401);
    expect(await signIn(scene.browser())).toMatchObject({ status: 401, body: { code: "sign-in-refused" } });
  });
});

describe("changing the password", () => {
  const change = (browser: ReturnType<Scene["browser"]>, current: string, next: string) => browser.post("/api/password", { current, next });

  it("ends every other session and keeps this browser signed in", async () => {
    const [here, there] = [scene.browser(), scene.browser("192.0.2.20")];
    await signIn(here);
    await signIn(there);
    const before = here.cookieHeader();
    expect((await change(here, PASSWORD, "cobalt 44 Mangrove")).status).toBe(204);
    expect((await here.get("/api/session")).status).toBe(200);
    expect((await there.get("/api/session")).status).toBe(401);
    expect((await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie: before } })).status).toBe(401);
    expect((await signIn(scene.browser(), PASSWORD)).status).toBe(401);
    expect((await signIn(scene.browser(), "cobalt 44 Mangrove")).status).toBe(204);
    expect(await acts()).toContain("passwords.change");
  });

  it("needs the present password, a new one, and a good one; refusals are audited where somebody guessed", async () => {
    const browser = scene.browser();
    await signIn(browser);
    expect(await change(browser, "wrong one indeed", "cobalt 44 Mangrove")).toMatchObject({ status: 422, body: { code: "current-password-wrong" } });
    expect(await change(browser, PASSWORD, PASSWORD)).toMatchObject({ status: 422, body: { code: "password-unchanged" } });
    expect(await change(browser, PASSWORD, "mara-7-Lamp")).toMatchObject({ status: 422, body: { code: "password-refused" } });
    expect(await change(scene.browser(), PASSWORD, "cobalt 44 Mangrove")).toMatchObject({ status: 401 });
    expect((await acts()).filter((act) => act.startsWith("passwords."))).toEqual(["passwords.change-refused"]);
    expect((await signIn(scene.browser())).status).toBe(204);
  });
});
