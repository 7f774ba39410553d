/** People coming, changing and leaving: invitations, new passwords, the list (promises A2, A3, A5). Every way round that must not be. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrganisationId } from "../../src/base/ids.ts";
import { answerResetRequests } from "../../src/control/password-resets/password-resets.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, PASSWORD, prove, type Browser, type Scene } from "./scene.ts";
import { appCode } from "../world/authenticator-app.ts";

let scene: Scene;
let ours: OrganisationId;
let mara: Browser;
let n = 0;
beforeAll(async () => { scene = await openScene(); });
beforeEach(async () => {
  scene.clock.advance(Date.now() - scene.clock.now().getTime());
  await asSuperuser(scene, "delete from sign_in_attempt; delete from mail_recipient");
  ours = await addOrganisation(scene, `Northwind ${++n}`);
  mara = await addPerson(scene, ours, `mara${n}@northwind.example`, ["administrator"]);
});
afterAll(async () => { await scene.close(); });

let visitors = 0;
const visitor = () => scene.browser(`198.18.${++visitors >> 8}.${visitors & 255}`);
/** The newest mail's link, as the Mail page shows it: what comes after the `#`. */
async function lastLink(browser = mara): Promise<string> {
  const [newest] = (await browser.get("/api/mail")).body.items;
  const { text } = (await browser.get(`/api/mail/${newest.id}`)).body;
  return /https:\/\/localhost:8443\/[a-z-]+#(\S+)/.exec(text)?.[1] ?? "";
}
const invite = (email: string, roles: readonly string[] = ["analyst"], browser = mara) => browser.post("/api/invitations", { email, roles });
const accept = (link: string, browser = visitor(), more: object = {}) => browser.post("/api/invitation/accept", { link, name: "Ines Okafor", password: "nine pale herons at dusk", ...more });
const idOf = async (email: string): Promise<string> => (await asSuperuser<{ id: string }>(scene, "select id from person where email = $1", [email]))[0]?.id ?? "";

describe("an invitation", () => {
  it("makes a person with exactly the invited address and roles, who then sets up a second factor", async () => {
    const email = `ines${n}@northwind.example`;
    expect((await invite(` ${email.toUpperCase()} `, ["analyst", "auditor"])).status).toBe(201);
    const link = await lastLink();
    const browser = visitor();
    expect((await browser.post("/api/invitation/open", { link })).body).toMatchObject({ email, organisation: `Northwind ${n}`, roles: ["analyst", "auditor"] });
    expect((await accept(link, browser, { email: "other@northwind.example" })).status).toBe(422);
    expect((await accept(link, browser)).status).toBe(204);
    expect((await browser.get("/api/session")).body.code).toBe("second-factor-missing");
    await prove(scene, browser);
    expect((await browser.get("/api/session")).body.person).toMatchObject({ email, name: "Ines Okafor" });
    expect((await mara.get("/api/invitations")).body.items).toEqual([]);
    expect((await mara.get("/api/people")).body.items.map((one: { email: string }) => one.email)).toEqual([email, `mara${n}@northwind.example`]);
  });

  it("works once, also when two use it at once; a refused password leaves it usable", async () => {
    await invite(`ines${n}@northwind.example`);
    const link = await lastLink();
    expect((await accept(link, visitor(), { password: "Okafor-22" })).body.code).toBe("password-refused");
    const uses = await Promise.all([accept(link), accept(link), accept(link)]);
    expect(uses.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    expect(await accept(link)).toMatchObject({ status: 404, body: { code: "invitation-over" } });
  });

  it("ends by time, by being withdrawn, and by being sent again; all are answered like a made-up one", async () => {
    const id = (await invite(`ines${n}@northwind.example`)).body.id;
    const first = await lastLink();
    expect((await mara.post(`/api/invitations/${id}/resend`)).status).toBe(204);
    const second = await lastLink();
    const answers = [await accept(first), await accept(`${ours}.${"A".repeat(43)}`), await accept("nonsense"), await accept(`${ours}.`)];
    scene.clock.advance(7 * 24 * 3_600_000 + 1);
    answers.push(await accept(second));
    scene.clock.advance(-7 * 24 * 3_600_000 - 1);
    expect((await mara.send({ method: "DELETE", path: `/api/invitations/${id}` })).status).toBe(204);
    answers.push(await accept(second));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  });

  it("cannot be used in another organisation than its own", async () => {
    const theirs = await addOrganisation(scene, `Rival ${n}`);
    await invite(`ines${n}@northwind.example`);
    const [, token] = (await lastLink()).split(".");
    expect((await accept(`${theirs}.${token}`)).body.code).toBe("invitation-over");
  });

  it("to somebody with an account elsewhere is answered like any; only the mailbox learns, and the account stays as it was", async () => {
    const rival = await addPerson(scene, await addOrganisation(scene, `Rival ${n}`), `rex${n}@rival.example`, ["administrator"]);
    const [known, unknown] = [await invite(`rex${n}@rival.example`), await invite(`nobody${n}@rival.example`)];
    expect([known.status, Object.keys(known.body)]).toEqual([unknown.status, Object.keys(unknown.body)]);
    const items = (await mara.get("/api/mail")).body.items as { id: string; to: string }[];
    const { text } = (await mara.get(`/api/mail/${items.find(({ to }) => to.startsWith("rex"))?.id}`)).body;
    const link = /#(\S+)/.exec(text)?.[1] ?? "";
    expect(await accept(link)).toMatchObject({ status: 409, body: { code: "address-has-account" } });
    expect((await rival.get("/api/session")).status).toBe(200);
    expect((await visitor().post("/api/sign-in", { email: `rex${n}@rival.example`, password: PASSWORD })).status).toBe(204);
  });

  it("is refused twice to one address, and to a member", async () => {
    await invite(`ines${n}@northwind.example`);
    expect((await invite(`ines${n}@northwind.example`)).body.code).toBe("already-invited");
    expect((await invite(`mara${n}@northwind.example`)).body.code).toBe("already-member");
    expect((await invite(`x${n}@northwind.example`, [])).status).toBe(422);
    expect((await invite(`x${n}@northwind.example`, ["analyst", "analyst"])).status).toBe(422);
    expect((await invite(`x${n}@northwind.example`, ["owner"])).status).toBe(422);
  });

  it("asks for a fresh proof, and stores only a hash of its link", async () => {
    await invite(`ines${n}@northwind.example`);
    const token = (await lastLink()).split(".")[1] ?? "";
    const [row] = await asSuperuser<{ all: string }>(scene, "select query_to_xml('select * from invitation', true, false, '')::text || query_to_xml('select * from mail', true, false, '')::text || query_to_xml('select * from audit_entry', true, false, '')::text as all");
    expect(row?.all).not.toContain(token);
    scene.clock.advance(16 * 60_000);
    expect((await invite(`late${n}@northwind.example`)).body.code).toBe("step-up-needed");
  });
});

describe("roles and leaving", () => {
  const remove = (browser: Browser, id: string) => browser.send({ method: "DELETE", path: `/api/people/${id}` });
  const roles = (browser: Browser, id: string, list: readonly string[]) => browser.post(`/api/people/${id}/roles`, { roles: list });

  it("changed roles hold at the next request", async () => {
    const ines = await addPerson(scene, ours, `ines${n}@northwind.example`, ["analyst"]);
    const id = await idOf(`ines${n}@northwind.example`);
    expect((await ines.get("/api/people")).status).toBe(403);
    expect((await roles(mara, id, ["auditor"])).status).toBe(204);
    expect((await ines.get("/api/people")).status).toBe(200);
    expect((await roles(ines, id, ["administrator"])).status).toBe(403);
  });

  it("removing somebody ends their sessions at once and everything they could sign in with; invited again they begin anew", async () => {
    const email = `ines${n}@northwind.example`;
    const ines = await addPerson(scene, ours, email, ["analyst"]);
    const id = await idOf(email);
    expect((await remove(mara, id)).status).toBe(204);
    expect((await ines.get("/api/session")).status).toBe(401);
    expect((await visitor().post("/api/sign-in", { email, password: PASSWORD })).status).toBe(401);
    expect((await remove(mara, id)).status).toBe(404);
    expect((await invite(email, ["uploader"])).status).toBe(201);
    const again = visitor();
    expect((await accept(await lastLink(), again)).status).toBe(204);
    expect((await again.get("/api/session")).body.code).toBe("second-factor-missing");
    const acts = (await entries(scene)).filter((entry) => entry.trail === ours).map((entry) => entry.act);
    expect(acts).toEqual(expect.arrayContaining(["people.remove", "memberships.leave", "invitations.accept"]));
  });

  it("never leaves an organisation without an administrator, also when two take each other away", async () => {
    const id = await idOf(`mara${n}@northwind.example`);
    expect((await roles(mara, id, ["analyst"])).body.code).toBe("last-administrator");
    expect((await remove(mara, id)).body.code).toBe("last-administrator");
    const ines = await addPerson(scene, ours, `ines${n}@northwind.example`, ["administrator"]);
    const inesId = await idOf(`ines${n}@northwind.example`);
    expect((await remove(mara, id)).body.code).toBe("yourself");
    const answers = await Promise.all([roles(mara, inesId, ["analyst"]), roles(ines, id, ["analyst"])]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const left = await asSuperuser(scene, "select 1 from membership where organisation_id = $1 and 'administrator' = any(roles)", [ours]);
    expect(left).toHaveLength(1);
  });

  it("another organisation's people are none", async () => {
    const rival = await addPerson(scene, await addOrganisation(scene, `Rival ${n}`), `rex${n}@rival.example`, ["administrator"]);
    const id = await idOf(`mara${n}@northwind.example`);
    for (const act of [() => remove(rival, id), () => roles(rival, id, ["analyst"]), () => rival.post(`/api/people/${id}/sign-in-reset`)]) expect((await act()).status).toBe(404);
    expect((await rival.get(`/api/people?q=mara${n}`)).body.total).toBe(0);
  });

  it("the list is searched and read a page at a time; what LIKE would take for a pattern is text", async () => {
    for (const name of ["a", "b", "c"]) await addPerson(scene, ours, `${name}${n}@northwind.example`, ["analyst"]);
    const first = (await mara.get("/api/people?limit=2")).body;
    const second = (await mara.get(`/api/people?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`)).body;
    expect([first.total, first.items.length, second.items.length, second.nextCursor]).toEqual([4, 2, 2, null]);
    expect((await mara.get(`/api/people?q=B${n}@`)).body.items).toHaveLength(1);
    expect((await mara.get("/api/people?q=%25")).body.items).toEqual([]);
    expect((await mara.get("/api/people?limit=0")).status).toBe(422);
  });
});

describe("a new password by mail", () => {
  const ask = (email: string, browser = visitor()) => browser.post("/api/password-reset/ask", { email });
  const use = (token: string, password = "cobalt 44 Mangrove", browser = visitor()) => browser.post("/api/password-reset", { token, password });
  const answer = () => answerResetRequests(scene.control.plane);

  it("is answered alike for known and unknown addresses, and costs the same: the difference is made later", async () => {
    const [known, unknown] = [await ask(`mara${n}@northwind.example`), await ask(`nobody${n}@northwind.example`)];
    expect([known.status, known.text, [...known.headers.keys()].sort()]).toEqual([204, unknown.text, [...unknown.headers.keys()].sort()]);
    const rows = await asSuperuser<{ sealed_email: Buffer }>(scene, "select sealed_email from password_reset_request");
    expect(rows).toHaveLength(2);
    expect((await mara.get("/api/mail")).body.items).toEqual([]);
    expect(await answer()).toBe(1);
    expect(await asSuperuser(scene, "select 1 from password_reset_request")).toEqual([]);
    expect((await mara.get("/api/mail")).body.items).toMatchObject([{ to: `mara${n}@northwind.example`, template: "password-reset" }]);
  });

  it("changes the password once, ends every session, and signs nobody in", async () => {
    const email = `mara${n}@northwind.example`;
    await ask(email);
    await answer();
    const token = await lastLink();
    const browser = visitor();
    const uses = await Promise.all([use(token, undefined, browser), use(token)]);
    expect(uses.map(({ status }) => status).sort()).toEqual([204, 404]);
    expect((await mara.get("/api/session")).status).toBe(401);
    expect((await browser.get("/api/second-factor")).status).toBe(401);
    expect((await visitor().post("/api/sign-in", { email, password: PASSWORD })).status).toBe(401);
    expect((await visitor().post("/api/sign-in", { email, password: "cobalt 44 Mangrove" })).status).toBe(204);
  });

  it("is no way round the second factor", async () => {
    const email = `mara${n}@northwind.example`;
    const { secret } = (await mara.post("/api/authenticator")).body;
    await mara.post("/api/authenticator/confirm", { code: appCode(secret, scene.clock.now().getTime()) });
    await ask(email);
    await answer();
    const token = await lastLink();
    const thief = visitor();
    expect((await use(token, undefined, thief)).status).toBe(204);
    expect((await thief.post("/api/sign-in", { email, password: "cobalt 44 Mangrove" })).status).toBe(204);
    expect((await thief.get("/api/session")).body.code).toBe("second-factor-needed");
    expect((await thief.post("/api/authenticator")).body.code).toBe("second-factor-needed");
  });

  it("ends after half an hour, and by a newer one", async () => {
    const email = `mara${n}@northwind.example`;
    await ask(email);
    await answer();
    const first = await lastLink();
    await ask(email);
    await answer();
    const second = await lastLink();
    expect((await use(first)).body.code).toBe("reset-over");
    expect((await use(second, "short")).body.code).toBe("password-refused");
    await ask(email);
    await answer();
    const third = await lastLink();
    scene.clock.advance(30 * 60_000 + 1);
    expect((await use(third)).body.code).toBe("reset-over");
  });

  it("is not sent to who has left, nor to who has no password here", async () => {
    await addPerson(scene, ours, `ines${n}@northwind.example`, ["analyst"]);
    await asSuperuser(scene, "delete from membership where person_id = (select id from person where email = $1)", [`ines${n}@northwind.example`]);
    await asSuperuser(scene, "delete from credential where person_id = (select id from person where email = $1)", [`mara${n}@northwind.example`]);
    await ask(`ines${n}@northwind.example`);
    await ask(`mara${n}@northwind.example`);
    expect(await answer()).toBe(0);
  });

  it("lets an administrator begin a lost sign-in anew: theirs and the mailbox's part, neither alone", async () => {
    const email = `ines${n}@northwind.example`;
    const ines = await addPerson(scene, ours, email, ["analyst"]);
    const { secret } = (await ines.post("/api/authenticator")).body;
    await ines.post("/api/authenticator/confirm", { code: appCode(secret, scene.clock.now().getTime()) });
    expect((await mara.post(`/api/people/${await idOf(email)}/sign-in-reset`)).status).toBe(204);
    expect((await ines.get("/api/session")).status).toBe(401);
    expect((await visitor().post("/api/sign-in", { email, password: PASSWORD })).status).toBe(401);
    const browser = visitor();
    expect((await use(await lastLink(), "cobalt 44 Mangrove", browser)).status).toBe(204);
    expect((await browser.post("/api/sign-in", { email, password: "cobalt 44 Mangrove" })).status).toBe(204);
    expect((await browser.get("/api/session")).body.code).toBe("second-factor-missing");
    expect((await mara.post(`/api/people/${await idOf(`mara${n}@northwind.example`)}/sign-in-reset`)).body.code).toBe("yourself");
  });
});

describe("without mail", () => {
  it("what needs it is refused before anything is promised", async () => {
    const silent = await openScene({ mail: { kind: "off" } });
    try {
      const organisation = await addOrganisation(silent, "Northwind");
      const administrator = await addPerson(silent, organisation, "mara@northwind.example", ["administrator"]);
      expect((await administrator.post("/api/invitations", { email: "ines@northwind.example", roles: ["analyst"] })).body.code).toBe("mail-not-set-up");
      for (const email of ["mara@northwind.example", "nobody@northwind.example"]) expect((await silent.browser().post("/api/password-reset/ask", { email })).body.code).toBe("mail-not-set-up");
      expect((await administrator.post("/api/address-change", { email: "mara2@northwind.example" })).body.code).toBe("mail-not-set-up");
      expect((await administrator.post("/api/password", { current: PASSWORD, next: "cobalt 44 Mangrove" })).status).toBe(204);
    } finally {
      await silent.close();
    }
  });
});

describe("spraying and stuffing from many addresses", () => {
  const guess = (email: string, browser = visitor()) => browser.post("/api/sign-in", { email, password: "a guess" });

  it("meets a limit per account, but not its owner's own browser; nor does the owner's reset link", async () => {
    const email = `mara${n}@northwind.example`;
    const { secret } = (await mara.post("/api/authenticator")).body;
    await mara.post("/api/authenticator/confirm", { code: appCode(secret, scene.clock.now().getTime()) });
    for (let i = 0; i < 50; i++) expect((await guess(email)).status).toBe(401);
    expect((await guess(email)).status).toBe(429);
    expect((await visitor().post("/api/sign-in", { email, password: PASSWORD })).status).toBe(429);
    expect((await mara.post("/api/sign-in", { email, password: PASSWORD })).status).toBe(204);
    const other = visitor();
    other.cookies.set("__Host-spendward-device", mara.cookies.get("__Host-spendward-device") ?? "");
    expect((await other.post("/api/sign-in", { email: `other${n}@northwind.example`, password: "x" })).status).toBe(401);
    const forged = visitor();
    forged.cookies.set("__Host-spendward-device", `${"A".repeat(22)}.${"A".repeat(43)}`);
    expect((await forged.post("/api/sign-in", { email, password: PASSWORD })).status).toBe(429);
  });

  it("while many fail everywhere, each account allows few from devices it does not know", async () => {
    const email = `mara${n}@northwind.example`;
    await guess("first@example.test");
    await asSuperuser(scene, "update sign_in_attempt set failures = 1000 where failures > 0");
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await guess(email)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});
