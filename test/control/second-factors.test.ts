/** Second factors from outside (promise A3): required on every way in, each way to prove one, and each way round that must not be. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrganisationId } from "../../src/base/ids.ts";
import { WRONG_CODES_PER_ACCOUNT, WRONG_CODES_PER_PLACE } from "../../src/control/sessions/sign-in-limits.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, ORIGIN, PASSWORD, prove, type Answer, type Browser, type Scene } from "./scene.ts";
import { appCode } from "../world/authenticator-app.ts";
import { softPasskey, type SoftPasskey } from "../world/soft-passkey.ts";

let scene: Scene;
let organisation: OrganisationId;
let email: string;
let people = 0;
beforeAll(async () => {
  scene = await openScene();
  organisation = await addOrganisation(scene, "Northwind Foods");
});
beforeEach(async () => {
  scene.clock.advance(Date.now() - scene.clock.now().getTime()); // each test has its own time; sessions are made at the real one
  email = `person${++people}@northwind.example`;
  await addPerson(scene, organisation, email, ["administrator"]);
  await asSuperuser(scene, "delete from session; delete from sign_in_attempt; delete from mail_recipient");
});
afterAll(async () => { await scene.close(); });

const arrive = async (browser = scene.browser()): Promise<Browser> => {
  expect((await browser.post("/api/sign-in", { email, password: PASSWORD })).status).toBe(204);
  return browser;
};
const code = (secret: string, ahead = 0): string => appCode(secret, scene.clock.now().getTime(), ahead);
/** A person with an authenticator app: their whole session, the secret, the recovery codes. */
async function withApp(browser?: Browser): Promise<{ browser: Browser; secret: string; recoveryCodes: string[] }> {
  const arriving = browser ?? (await arrive());
  const { secret } = (await arriving.post("/api/authenticator")).body;
  const done = await arriving.post("/api/authenticator/confirm", { code: code(secret) });
  expect(done.status, done.text).toBe(200);
  scene.clock.advance(60_000); // so that the next code is a fresh one
  return { browser: arriving, secret, recoveryCodes: done.body.recoveryCodes };
}
async function withPasskey(browser?: Browser, name = "Laptop"): Promise<{ browser: Browser; passkey: SoftPasskey; added: Answer }> {
  const arriving = browser ?? (await arrive());
  const passkey = softPasskey(ORIGIN);
  const options = (await arriving.post("/api/passkeys/options")).body;
  const added = await arriving.post("/api/passkeys", { name, answer: passkey.create(options) });
  expect(added.status, added.text).toBe(201);
  return { browser: arriving, passkey, added };
}
const lastMail = async (): Promise<string | undefined> => (await asSuperuser<{ template: string }>(scene, "select template from mail order by created_at desc, id desc limit 1"))[0]?.template;

describe("a session without a second factor", () => {
  it("can do nothing but set one up, and leave", async () => {
    const browser = await arrive();
    for (const path of ["/api/session", "/api/sessions", "/api/sites", "/api/mail"]) expect(await browser.get(path), path).toMatchObject({ status: 403, body: { code: "second-factor-missing" } });
    for (const path of ["/api/sites", "/api/password", "/api/recovery-codes"]) {
      const answer = await browser.post(path, path === "/api/sites" ? { name: "X", region: "uk" } : path === "/api/password" ? { current: PASSWORD, next: "cobalt 44 Mangrove" } : undefined);
      expect(answer, path).toMatchObject({ status: 403, body: { code: "second-factor-missing" } });
    }
    expect((await browser.get("/api/second-factor")).body).toEqual({ state: "missing", authenticator: false, passkeys: 0, own: null });
    expect((await browser.post("/api/sign-out")).status).toBe(204);
  });

  it("ends after half an hour", async () => {
    const browser = await arrive();
    scene.clock.advance(30 * 60_000 + 1);
    expect((await browser.get("/api/second-factor")).status).toBe(401);
  });

  it("of somebody who has a factor shows nothing of it and adds none: a stolen password is not enough", async () => {
    await withApp();
    const thief = await arrive(scene.browser("203.0.113.9"));
    expect((await thief.get("/api/second-factor")).body).toEqual({ state: "needed", authenticator: true, passkeys: 0, own: null });
    for (const path of ["/api/authenticator", "/api/passkeys/options"]) expect(await thief.post(path), path).toMatchObject({ status: 403, body: { code: "second-factor-needed" } });
    const passkey = softPasskey(ORIGIN);
    expect((await thief.post("/api/passkeys", { name: "Mine", answer: passkey.create({ challenge: "x", rp: { id: "localhost" } }) })).status).toBe(403);
    expect((await thief.post("/api/recovery-codes")).body.code).toBe("second-factor-needed");
    expect((await thief.send({ method: "DELETE", path: "/api/authenticator" })).body.code).toBe("second-factor-needed");
    expect((await thief.get("/api/session")).status).toBe(403);
  });

  it("cannot finish an app that it began before the owner added one, nor one that another session began", async () => {
    const thief = await arrive(scene.browser("203.0.113.9"));
    const { secret } = (await thief.post("/api/authenticator")).body;
    const other = await arrive(scene.browser("203.0.113.10"));
    expect((await other.post("/api/authenticator/confirm", { code: code(secret) })).body.code).toBe("authenticator-not-begun");
    await withPasskey();
    expect((await thief.post("/api/authenticator/confirm", { code: code(secret) })).body.code).toBe("second-factor-needed");
  });
});

describe("an authenticator app", () => {
  it("is a factor with its first right code; the session becomes a whole one under a new token", async () => {
    const browser = await arrive();
    const before = browser.cookieHeader();
    const begun = await browser.post("/api/authenticator");
    expect(begun.body.uri).toBe(`otpauth://totp/Spendward:${encodeURIComponent(email)}?secret=${begun.body.secret}&issuer=Spendward&algorithm=SHA1&digits=6&period=30`);
    const wrong = code(begun.body.secret) === "000000" ? "000001" : "000000";
    expect(await browser.post("/api/authenticator/confirm", { code: wrong })).toMatchObject({ status: 422, body: { code: "code-wrong" } });
    const done = await browser.post("/api/authenticator/confirm", { code: code(begun.body.secret) });
    expect(done.body.recoveryCodes).toHaveLength(10);
    expect(new Set(done.body.recoveryCodes).size).toBe(10);
    expect((await browser.get("/api/session")).status).toBe(200);
    expect((await scene.browser().send({ method: "GET", path: "/api/second-factor", headers: { cookie: before } })).status).toBe(401);
    const acts = (await entries(scene)).toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((entry) => entry.act).slice(-3);
    expect(acts).toEqual(["second-factors.begin-authenticator", "sessions.sign-in", "second-factors.add-authenticator"]);
    expect(await lastMail()).toBe("second-factor-changed");
  });

  it("is asked for at the next sign-in; a code works once, also when two use it at once", async () => {
    const { secret } = await withApp();
    const [one, two] = [await arrive(), await arrive(scene.browser("192.0.2.11"))];
    const now = code(secret);
    const answers = await Promise.all([one.post("/api/second-factor/code", { code: now }), two.post("/api/second-factor/code", { code: now })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
    const again = await arrive(scene.browser("192.0.2.12"));
    expect((await again.post("/api/second-factor/code", { code: now })).body.code).toBe("code-wrong");
    expect((await again.post("/api/second-factor/code", { code: code(secret, -1) })).body.code).toBe("code-wrong");
    expect((await again.post("/api/second-factor/code", { code: code(secret, 1).replace(/^(...)/, "$1 ") })).status).toBe(204);
    expect((await again.get("/api/session")).status).toBe(200);
  });

  it("says how it was proven, and a region's token carries it", async () => {
    const { browser } = await withApp();
    const [row] = await asSuperuser<{ strength: string }>(scene, "select strength from session order by created_at desc limit 1");
    expect(row?.strength).toBe("pwd otp mfa");
    expect((await browser.get("/api/second-factor")).body).toMatchObject({ state: "proven", own: { passkeys: [], recoveryCodes: 10, authenticatorSince: expect.any(String) } });
  });

  it("keeps its secret and the recovery codes out of the database in clear", async () => {
    const { secret, recoveryCodes } = await withApp();
    const [row] = await asSuperuser<{ all: string }>(scene, "select query_to_xml('select * from authenticator', true, false, '')::text || query_to_xml('select * from recovery_code', true, false, '')::text || query_to_xml('select * from audit_entry', true, false, '')::text as all");
    for (const text of [secret, recoveryCodes[0] ?? "", (recoveryCodes[0] ?? "").replaceAll("-", "")]) expect(row?.all).not.toContain(text);
    expect(scene.logLines.join("\n")).not.toContain(secret);
  });

  it("is replaced only by its successor's first code", async () => {
    const { browser, secret } = await withApp();
    const next = (await browser.post("/api/authenticator")).body.secret;
    const other = await arrive(scene.browser("192.0.2.30"));
    expect((await other.post("/api/second-factor/code", { code: code(secret) })).status).toBe(204);
    expect((await browser.post("/api/authenticator/confirm", { code: code(next) })).body.recoveryCodes).toBeNull();
    scene.clock.advance(60_000);
    const third = await arrive(scene.browser("192.0.2.31"));
    expect((await third.post("/api/second-factor/code", { code: code(secret) })).status).toBe(422);
    expect((await third.post("/api/second-factor/code", { code: code(next) })).status).toBe(204);
  });

  it("cannot be removed while it is the only factor", async () => {
    const { browser } = await withApp();
    expect((await browser.send({ method: "DELETE", path: "/api/authenticator" })).body.code).toBe("last-second-factor");
    await withPasskey(browser);
    expect((await browser.send({ method: "DELETE", path: "/api/authenticator" })).status).toBe(204);
    expect((await browser.send({ method: "DELETE", path: "/api/authenticator" })).body.code).toBe("authenticator-missing");
  });
});

describe("guessing at codes", () => {
  const guess = (browser: Browser) => browser.post("/api/second-factor/code", { code: "000000" });

  it("stops at a place after five, and tells the owner that the password is known", async () => {
    const { secret } = await withApp();
    const thief = await arrive(scene.browser("203.0.113.5"));
    for (let n = 0; n < WRONG_CODES_PER_PLACE; n++) expect((await guess(thief)).status).toBe(422);
    expect((await thief.post("/api/second-factor/code", { code: code(secret) })).status).toBe(429);
    expect(await lastMail()).toBe("codes-guessed");
    const elsewhere = await arrive(scene.browser("203.0.113.6"));
    expect((await elsewhere.post("/api/second-factor/code", { code: code(secret) })).status).toBe(204);
  });

  it("stops everywhere after twenty, but not on a device that the account knows, nor a passkey", async () => {
    const { browser: owner, secret } = await withApp();
    const { passkey } = await withPasskey(owner);
    for (let place = 0; place < WRONG_CODES_PER_ACCOUNT / WRONG_CODES_PER_PLACE; place++) {
      const thief = await arrive(scene.browser(`203.0.113.${place}`));
      for (let n = 0; n < WRONG_CODES_PER_PLACE; n++) await guess(thief);
    }
    const stranger = await arrive(scene.browser("203.0.113.99"));
    expect((await stranger.post("/api/second-factor/code", { code: code(secret) })).status).toBe(429);
    const options = (await stranger.get("/api/second-factor/passkey")).body;
    expect((await stranger.post("/api/second-factor/passkey", { answer: passkey.answer(options) })).status).toBe(204);
    await owner.post("/api/sign-out");
    await arrive(owner);
    expect((await owner.post("/api/second-factor/code", { code: code(secret) })).status).toBe(204);
  });
});

describe("recovery codes", () => {
  it("sign in once each, in any case and without their dashes, and the owner hears of it", async () => {
    const { recoveryCodes } = await withApp();
    const browser = await arrive();
    const typed = (recoveryCodes[3] ?? "").toLowerCase().replaceAll("-", " ");
    expect((await browser.post("/api/second-factor/recovery-code", { code: "nonsense" })).status).toBe(422);
    expect((await browser.post("/api/second-factor/recovery-code", { code: typed })).status).toBe(204);
    expect((await browser.get("/api/second-factor")).body.own.recoveryCodes).toBe(9);
    const again = await arrive(scene.browser("192.0.2.40"));
    expect((await again.post("/api/second-factor/recovery-code", { code: typed })).status).toBe(422);
  });

  it("are used once also when two use one at once", async () => {
    const { recoveryCodes } = await withApp();
    const browsers = [await arrive(scene.browser("192.0.2.41")), await arrive(scene.browser("192.0.2.42"))];
    const answers = await Promise.all(browsers.map((browser) => browser.post("/api/second-factor/recovery-code", { code: recoveryCodes[0] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
  });

  it("end when new ones are made, and are nobody else's", async () => {
    const { browser, recoveryCodes } = await withApp();
    const fresh = (await browser.post("/api/recovery-codes")).body.recoveryCodes as string[];
    const mine = email;
    email = `person${++people}@northwind.example`;
    await addPerson(scene, organisation, email, ["analyst"]);
    await withApp();
    const other = await arrive(scene.browser("192.0.2.50"));
    expect((await other.post("/api/second-factor/recovery-code", { code: fresh[0] })).status).toBe(422);
    email = mine;
    const old = await arrive(scene.browser("192.0.2.51"));
    expect((await old.post("/api/second-factor/recovery-code", { code: recoveryCodes[0] })).status).toBe(422);
    expect((await old.post("/api/second-factor/recovery-code", { code: fresh[0] })).status).toBe(204);
  });
});

describe("passkeys", () => {
  const options = (browser: Browser) => browser.get("/api/sign-in/passkey").then(({ body }) => body);

  it("are asked for with a verified person and a discoverable credential, and no word about who is known", async () => {
    const asked = await options(scene.browser());
    expect(asked).toMatchObject({ rpId: "localhost", userVerification: "required", allowCredentials: [] });
    const creation = (await (await arrive()).post("/api/passkeys/options")).body;
    expect(creation).toMatchObject({ rp: { id: "localhost", name: "Spendward" }, attestation: "none", authenticatorSelection: { residentKey: "required", userVerification: "required" } });
  });

  it("sign in by themselves, without address and password", async () => {
    const { passkey } = await withPasskey();
    const browser = scene.browser("198.51.100.4");
    const answer = await browser.post("/api/sign-in/passkey", { answer: passkey.answer(await options(browser)) });
    expect(answer.status, answer.text).toBe(204);
    expect((await browser.get("/api/session")).body.person.email).toBe(email);
    const [row] = await asSuperuser<{ strength: string }>(scene, "select strength from session order by created_at desc limit 1");
    expect(row?.strength).toBe("hwk mfa");
  });

  it("are a second step after the password, too", async () => {
    const { passkey } = await withPasskey();
    const browser = await arrive();
    const asked = (await browser.get("/api/second-factor/passkey")).body;
    expect(asked.allowCredentials).toMatchObject([{ id: passkey.id }]);
    expect((await browser.post("/api/second-factor/passkey", { answer: passkey.answer(asked) })).status).toBe(204);
    expect((await browser.get("/api/session")).status).toBe(200);
  });

  it("are refused, alike, when anything about the answer is not right", async () => {
    const { passkey } = await withPasskey();
    const browser = scene.browser("198.51.100.5");
    const asked = await options(browser);
    const foreign = softPasskey(ORIGIN);
    const cases: Record<string, Record<string, unknown>> = {
      "another site's page": passkey.answer(asked, { origin: "https://localhost.evil.example" }),
      "our host on another port": passkey.answer(asked, { origin: "https://localhost:8444" }),
      "another site's key": passkey.answer(asked, { rpId: "evil.example" }),
      "nobody verified": passkey.answer(asked, { verified: false }),
      "a challenge of their own": passkey.answer({ ...asked, challenge: Buffer.alloc(52).toString("base64url") }),
      "a creation instead": passkey.answer(asked, { type: "webauthn.create" }),
      "an unknown passkey": foreign.answer(asked),
      "another key under its name": { ...foreign.answer(asked), id: passkey.id, rawId: passkey.id },
    };
    const texts = new Set<string>();
    for (const [what, answer] of Object.entries(cases)) {
      const refused = await browser.post("/api/sign-in/passkey", { answer });
      expect(refused, what).toMatchObject({ status: 401, body: { code: "sign-in-refused" } });
      texts.add(refused.text);
    }
    expect(texts.size).toBe(1);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(asked) })).status).toBe(204);
  });

  it("answer a challenge once, within five minutes, for what it was made for, in the session it was made in", async () => {
    const { browser: owner, passkey } = await withPasskey();
    const browser = scene.browser("198.51.100.6");
    const asked = await options(browser);
    const uses = await Promise.all([1, 2].map(() => browser.post("/api/sign-in/passkey", { answer: passkey.answer(asked) })));
    expect(uses.map(({ status }) => status).sort()).toEqual([204, 401]);
    const late = await options(browser);
    scene.clock.advance(5 * 60_000 + 1_000);
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(late) })).status).toBe(401);
    const forProof = (await owner.get("/api/second-factor/passkey")).body;
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(forProof) })).status).toBe(401);
    const other = await arrive(scene.browser("198.51.100.7"));
    expect((await other.post("/api/second-factor/passkey", { answer: passkey.answer(forProof) })).body.code).toBe("passkey-refused");
    expect((await owner.post("/api/second-factor/passkey", { answer: passkey.answer(forProof) })).status).toBe(204);
  });

  it("whose counter goes back are a copy, and refused", async () => {
    const { passkey } = await withPasskey();
    const browser = scene.browser("198.51.100.8");
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(await options(browser), { counter: 100 }) })).status).toBe(204);
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(await options(browser), { counter: 100 }) })).status).toBe(401);
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(await options(browser), { counter: 101 }) })).status).toBe(204);
  });

  it("are several, named, renamed and removed, the last one not; another's are none", async () => {
    const { browser, added } = await withPasskey();
    expect(added.body.recoveryCodes).toHaveLength(10);
    const second = await withPasskey(browser, "Phone");
    expect(second.added.body.recoveryCodes).toBeNull();
    expect((await browser.post(`/api/passkeys/${added.body.id}`, { name: "Old laptop" })).status).toBe(204);
    expect((await browser.get("/api/second-factor")).body.own.passkeys.map(({ name }: { name: string }) => name)).toEqual(["Old laptop", "Phone"]);
    const rival = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), `rival${people}@rival.example`, ["administrator"]);
    for (const [method, body] of [["DELETE", undefined], ["POST", JSON.stringify({ name: "Mine" })]] as const) {
      const foreign = await rival.send({ method, path: `/api/passkeys/${added.body.id}`, ...(body && { body }) });
      const missing = await rival.send({ method, path: "/api/passkeys/nonsense", ...(body && { body }) });
      expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    }
    expect((await browser.send({ method: "DELETE", path: `/api/passkeys/${added.body.id}` })).status).toBe(204);
    expect((await browser.send({ method: "DELETE", path: `/api/passkeys/${second.added.body.id}` })).body.code).toBe("last-second-factor");
    expect((await browser.get("/api/second-factor")).body.own.passkeys).toHaveLength(1);
  });

  it("are worth nothing once their person has left", async () => {
    const { passkey } = await withPasskey();
    await asSuperuser(scene, "delete from membership where person_id = (select id from person where email = $1)", [email]);
    const browser = scene.browser("198.51.100.9");
    expect((await browser.post("/api/sign-in/passkey", { answer: passkey.answer(await options(browser)) })).status).toBe(401);
  });

  it("are not made from an answer that is not for us", async () => {
    const browser = await arrive();
    for (const cheat of [{ origin: "https://evil.example" }, { rpId: "evil.example" }, { verified: false }, { challenge: Buffer.alloc(52).toString("base64url") }, { type: "webauthn.get" }]) {
      const asked = (await browser.post("/api/passkeys/options")).body;
      expect((await browser.post("/api/passkeys", { name: "X", answer: softPasskey(ORIGIN).create(asked, cheat) })).body.code, JSON.stringify(cheat)).toBe("passkey-refused");
    }
    expect((await browser.get("/api/second-factor")).body.passkeys).toBe(0);
  });
});

describe("step-up", () => {
  it("is asked for after a quarter of an hour, given by a code, and then lasts another; the cookie stays", async () => {
    const { browser, secret } = await withApp();
    scene.clock.advance(15 * 60_000);
    expect(await browser.post("/api/recovery-codes")).toMatchObject({ status: 403, body: { code: "step-up-needed", details: [{ remedy: expect.any(String) }] } });
    expect((await browser.get("/api/session")).status).toBe(200);
    const cookie = browser.cookieHeader();
    expect((await browser.post("/api/second-factor/code", { code: code(secret) })).status).toBe(204);
    expect(browser.cookieHeader()).toBe(cookie);
    expect((await browser.post("/api/recovery-codes")).status).toBe(200);
    expect((await entries(scene)).map((entry) => entry.act)).toContain("sessions.step-up");
  });

  it("is not given by a password: changing it proves nothing more than before", async () => {
    const { browser } = await withApp();
    scene.clock.advance(16 * 60_000);
    expect((await browser.post("/api/password", { current: PASSWORD, next: "cobalt 44 Mangrove" })).status).toBe(204);
    expect((await browser.get("/api/session")).status).toBe(200);
    expect((await browser.post("/api/recovery-codes")).body.code).toBe("step-up-needed");
  });

  it("is no business of a machine", async () => {
    const demo = await scene.control.createDemoOrganisation();
    const machine = (method: string, path: string) => scene.browser().send({ method, path, headers: { cookie: demo.cookie } });
    expect((await machine("GET", "/api/session")).status).toBe(200);
    for (const path of ["/api/authenticator", "/api/passkeys/options", "/api/recovery-codes"]) expect((await machine("POST", path)).body.code, path).toBe("step-up-needed");
  });
});

it("a person whose session another way in opened without a second factor is asked for one", async () => {
  const browser = await arrive();
  await prove(scene, browser);
  await asSuperuser(scene, "update session set strength = 'sso pwd'");
  expect((await browser.get("/api/session")).body.code).toBe("second-factor-missing");
  await asSuperuser(scene, "update session set strength = 'sso mfa'");
  expect((await browser.get("/api/session")).status).toBe(200);
});
