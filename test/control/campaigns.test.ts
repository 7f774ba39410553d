/** Phishing tests from outside (promise H3): sent by our own mailer, told by a page action alone, reported by button and by mail, followed by training; and nothing typed is anywhere. */
import { createTransport } from "nodemailer";
import type { Browser as Chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carryOutCampaigns, checkCampaigns, forgetSuspicious, tellOfMissedMonth } from "../../src/control/campaigns/campaigns.ts";
import { mailOwner } from "../../src/control/inbound-mail/inbound-mail.ts";
import { deliverMail } from "../../src/control/mail/mail.ts";
import type { OutgoingMail } from "../../src/platform/mail/mail.ts";
import { parseMessage } from "../../src/platform/mail/parse-message.ts";
import { openContext, startBrowser } from "../e2e/running.ts";
import { asSuperuser, entries, ORIGIN, type Answer } from "./scene.ts";
import { openStaffScene, signInAs, staffPerson, type StaffPerson, type StaffScene } from "./staff-scene.ts";

const DOMAIN = "help.example";
const LURES = "https://portal.example";
let scene: StaffScene;
let security: StaffPerson;
let people: StaffPerson;
const staff: StaffPerson[] = [];
let mails: OutgoingMail[] = [];
let chromium: Chromium;
beforeAll(async () => {
  const send = async (mail: OutgoingMail) => (mails.push(mail), { outcome: "delivered" as const, reply: "250" });
  [scene, chromium] = await Promise.all([openStaffScene({ lureOrigin: LURES }, { mail: { kind: "smtp", send }, mailDomain: DOMAIN }), startBrowser()]);
  security = await staffPerson(scene, ["security"]);
  people = await staffPerson(scene, ["people_team"]);
  for (let n = 0; n < 4; n += 1) staff.push(await staffPerson(scene, ["support"]));
});
afterAll(async () => {
  await chromium?.close();
  await scene.close();
});

const start = async (more: object = {}): Promise<Answer> => {
  const [template] = (await security.browser.get("/api/staff/campaign-templates")).body.items;
  return security.browser.post("/api/staff/campaigns", { name: "November", template: template.id, version: template.version, ...more });
};
/** What the plane does each second, until nothing is left to do. */
const rounds = async (): Promise<void> => {
  for (let n = 0; n < 3; n += 1) {
    await carryOutCampaigns(scene.control.plane);
    while ((await deliverMail(scene.control.plane, () => {})) > 0);
  }
  await carryOutCampaigns(scene.control.plane);
};
const linkIn = (text: string): string => /https:\S+\/notice\/\S+/.exec(text)?.[0] ?? "";
const tokenOf = (person: StaffPerson): string => linkIn(mails.find((mail) => mail.to === person.email && mail.text.includes("/notice/"))?.text ?? "").split("#")[1] ?? "";
const touch = (what: "seen" | "entered", token: string, more: object = {}): Promise<Answer> => scene.browser("203.0.113.9").post(`/notice/${what}`, { token, ...more });
const detail = async (id: string) => (await security.browser.get(`/api/staff/campaigns/${id}`)).body;
const outcomeOf = async (id: string, person: StaffPerson) => (await detail(id)).outcomes.find((one: { id: string }) => one.id === person.id);
/** A campaign to everybody, delivered. */
async function campaign(): Promise<string> {
  mails = [];
  // Sessions end after a quarter of an hour, and the clock is moved here.
  for (const one of [security, people, ...staff]) await signInAs(one.browser, one.passkey);
  const { id } = (await start()).body;
  await rounds();
  return id;
}
async function mailIn(to: string, from: string, parts: object): Promise<string> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({ from, to, ...parts });
  const owner = mailOwner(scene.control.plane, { sendToRegion: async () => 201, onTaken: () => {}, open: async (raw) => ({ ...(await parseMessage(raw)), proven: false }) });
  expect(await owner.onRecipient(to, from)).toEqual({ outcome: "taken" });
  return (await owner.onMail(message as Buffer, { from, to: [to], address: "192.0.2.1", helo: "x" })).outcome;
}

describe("a campaign", () => {
  it("sends everybody who works here one mail with a link of their own, whose secret is kept as a hash only", async () => {
    const id = await campaign();
    const sent = mails.filter(({ text }) => text.includes("/notice/"));
    expect(sent.map(({ to }) => to).sort()).toEqual([security, people, ...staff].map(({ email }) => email).sort());
    const [first] = sent as [OutgoingMail];
    expect(first).toMatchObject({ fromName: expect.any(String), subject: expect.any(String), text: expect.stringMatching(/https:\/\/portal\.example\/notice\/[a-z-]+#[A-Za-z0-9_-]{43}\n/) });
    expect(first.text, "nothing of ours below it").not.toContain("Spendward");
    expect(new Set(sent.map(({ text }) => linkIn(text))).size).toBe(sent.length);
    expect(await everywhere(tokenOf(staff[0] as StaffPerson))).toEqual([]);
    expect((await detail(id)).counts).toEqual({ people: 6, delivered: 6, clicked: 0, entered: 0, reported: 0, waiting: 0, notDelivered: 0 });
    await rounds();
    expect(mails.filter(({ text }) => text.includes("/notice/")).length, "once").toBe(6);
  });

  it("to some teams, at a time: waits for it, and whoever left or whose mailbox is dead is not delivered to", async () => {
    mails = [];
    expect(await start({ teams: ["Nobody's"] })).toMatchObject({ status: 422, body: { code: "team-unknown" } });
    expect(await start({ startsAt: new Date(scene.clock.now().getTime() - 60_000).toISOString() })).toMatchObject({ status: 422, body: { code: "start-not-possible" } });
    await asSuperuser(scene, "update staff set team = 'Night' where id = any($1)", [[staff[0]?.id, staff[1]?.id]]);
    const { id } = (await start({ teams: ["Night"], startsAt: new Date(scene.clock.now().getTime() + 60_000).toISOString() })).body;
    await rounds();
    expect((await detail(id)).state).toBe("scheduled");
    scene.clock.advance(61_000);
    // Between being drawn and being sent.
    await asSuperuser(scene, "create function nobody_yet() returns trigger language plpgsql as 'begin raise exception ''killed''; end'; create trigger t before update on campaign_recipient for each row execute function nobody_yet()");
    await expect(carryOutCampaigns(scene.control.plane)).rejects.toThrow("killed");
    await asSuperuser(scene, "drop function nobody_yet cascade");
    await asSuperuser(scene, "update staff set left_at = now() where id = $1", [staff[1]?.id]);
    expect(mails, "link and mail are written together").toEqual([]);
    await rounds();
    await asSuperuser(scene, "update staff set left_at = null, team = 'Team' where true");
    expect(mails.map(({ to }) => to)).toEqual([staff[0]?.email]);
    expect((await detail(id)).counts).toMatchObject({ people: 2, delivered: 1, notDelivered: 1 });
    await asSuperuser(scene, "update mail set state = 'bounced' where id = (select mail from campaign_recipient where campaign = $1 and mail is not null)", [id]);
    await rounds();
    expect((await detail(id)).counts).toMatchObject({ delivered: 0, notDelivered: 2 });
    expect((await security.browser.post(`/api/staff/campaigns/${id}/stop`)).status).toBe(204);
    expect(await security.browser.post(`/api/staff/campaigns/${id}/stop`)).toMatchObject({ status: 409, body: { code: "campaign-over" } });
  });

  it("keeps its template as it was sent: a version is never edited", async () => {
    const { items } = (await security.browser.get("/api/staff/campaign-templates")).body;
    expect(items).toHaveLength(3);
    expect(items[0].preview.text).toContain("#leads-nowhere");
    const { id, version, by: _by, at: _at, used: _used, preview: _preview, ...text } = items[0];
    expect((await security.browser.post(`/api/staff/campaign-templates/${id}`, { ...text, subject: "Another subject" })).status).toBe(201);
    expect((await security.browser.get("/api/staff/campaign-templates")).body.items.find((one: { id: string }) => one.id === id)).toMatchObject({ version: version + 1, subject: "Another subject" });
    expect(await security.browser.post("/api/staff/campaign-templates", { ...text, body: "Go to https://evil.example or {link}" })).toMatchObject({ status: 422 });
    await expect(scene.world.db.kysely.updateTable("campaign_template").set({ body: "x" }).execute()).rejects.toThrow(/permission denied/);
  });
});

describe("outcomes", () => {
  it("are told by a page action, not by whoever fetches the link; training follows at once, and standing with it", async () => {
    const id = await campaign();
    const [person] = staff as [StaffPerson];
    const browser = scene.browser("203.0.113.9");
    // A scanner: the page, its script, a request that its script never makes.
    expect((await browser.get("/notice/sign-in")).status).toBe(200);
    expect((await browser.get(`/notice/sign-in?token=${tokenOf(person)}`)).status).toBe(200);
    expect((await browser.get(`/notice/seen?token=${tokenOf(person)}`)).status).toBe(404);
    expect(await outcomeOf(id, person)).toMatchObject({ delivery: "delivered", clickedAt: null });
    expect(await browser.send({ method: "POST", path: "/notice/seen", body: JSON.stringify({ token: tokenOf(person) }), headers: { origin: "https://evil.example" } })).toMatchObject({ status: 403, body: { code: "cross-site-request" } });
    expect((await browser.send({ method: "POST", path: "/notice/seen", body: JSON.stringify({ token: tokenOf(person) }), headers: { origin: LURES } })).status).toBe(204);
    expect(await outcomeOf(id, person)).toMatchObject({ clickedAt: expect.any(String), enteredAt: null, training: "due" });
    expect((await person.browser.get("/api/staff/own")).body.standing).toMatchObject({ state: "lacking", lacking: [{ kind: "training", what: "phishing" }] });
    expect(await person.browser.get("/api/staff/tickets")).toMatchObject({ status: 403, body: { code: "standing-missing" } });
    expect((await person.browser.get("/api/staff/training")).body.items).toContainEqual(expect.objectContaining({ id: "phishing", because: "After a test mail whose link was followed." }));
    await rounds();
    expect(mails.filter(({ to, subject }) => to === person.email && subject.startsWith("Something is missing"))).toHaveLength(1);
    await asSuperuser(scene, "insert into staff_training select 'trn_' || gen_random_uuid(), $1, 'phishing', 1, '{0}', now(), now() + interval '1 hour', 5, true", [person.id]);
    expect((await person.browser.get("/api/staff/own")).body.standing.state).toBe("good");
    expect(await outcomeOf(id, person)).toMatchObject({ training: "done" });
  });

  it("of nobody's link, of a stopped campaign and after its time are answered like any other and counted for nobody", async () => {
    const id = await campaign();
    const [, person] = staff as [StaffPerson, StaffPerson];
    expect(await touch("entered", "A".repeat(43))).toMatchObject({ status: 200, body: { signs: [] } });
    expect((await touch("seen", "short")).status).toBe(422);
    await security.browser.post(`/api/staff/campaigns/${id}/stop`);
    expect((await touch("entered", tokenOf(person))).body.signs.length).toBeGreaterThan(0);
    expect(await outcomeOf(id, person)).toMatchObject({ clickedAt: null, enteredAt: null });
    const later = await campaign();
    scene.clock.advance(14 * 86_400_000);
    await touch("seen", tokenOf(person));
    await signInAs(security.browser, security.passkey);
    expect(await detail(later)).toMatchObject({ state: "ended", counts: { clicked: 0 } });
  });

  it("count a report by button and by a forwarded mail, also one attached whole; after it the link counts no more", async () => {
    const id = await campaign();
    const [byLink, bySubject, byMail, attached] = staff as [StaffPerson, StaffPerson, StaffPerson, StaffPerson];
    const mailTo = (person: StaffPerson): OutgoingMail => mails.find((mail) => mail.to === person.email && mail.text.includes("/notice/")) as OutgoingMail;
    const report = (person: StaffPerson, what: string): Promise<Answer> => person.browser.post("/api/staff/suspicious-mails", { what });
    expect((await report(byLink, `I got this: ${linkIn(mailTo(byLink).text)}`)).body).toEqual({ test: true });
    expect((await report(bySubject, `Fwd: ${mailTo(bySubject).subject}`)).body).toEqual({ test: true });
    expect(await mailIn(`report@${DOMAIN}`, byMail.email, { subject: "Fwd: strange", text: `Is this real?\n\n> ${mailTo(byMail).text}` })).toBe("taken");
    const whole = await createTransport({ streamTransport: true, buffer: true }).sendMail({ from: "x@spendward.example", ...mailTo(attached) });
    // Passed on by a program that keeps the mark of one.
    expect(await mailIn(`report@${DOMAIN}`, "private@elsewhere.example", { subject: "See attached", text: "-", headers: { "Auto-Submitted": "auto-generated" }, attachments: [{ filename: "mail.eml", content: whole.message, contentType: "message/rfc822" }] })).toBe("taken");
    for (const person of [byLink, bySubject, byMail, attached]) await touch("entered", tokenOf(person));
    expect((await detail(id)).outcomes.filter((one: { reportedAt: unknown }) => one.reportedAt !== null).map((one: { reportedBy: string; clickedAt: unknown }) => [one.reportedBy, one.clickedAt]).sort())
      .toEqual([["button", null], ["button", null], ["mail", null], ["mail", null]]);
    // Somebody else's link, pasted: theirs it stays.
    expect((await report(people, `${linkIn(mailTo(security).text)}`)).body).toEqual({ test: false });
    expect(await outcomeOf(id, security)).toMatchObject({ reportedAt: null });
  });

  it("of a mail that is no test go to security, sealed; a stranger's are dropped and answered the same", async () => {
    await signInAs(security.browser, security.passkey);
    const before = (await security.browser.get("/api/staff/suspicious-mails")).body.items.length;
    expect((await (staff[0] as StaffPerson).browser.post("/api/staff/suspicious-mails", { what: "Invoice overdue, from ceo\u2011canary" })).body).toEqual({ test: false });
    expect(await mailIn(`report@${DOMAIN}`, (staff[0] as StaffPerson).email, { subject: "Fwd: Invoice", text: "canary-of-a-real-one" })).toBe("taken");
    expect(await mailIn(`report@${DOMAIN}`, "stranger@elsewhere.example", { subject: "Fwd: Invoice", text: "canary-of-a-stranger" })).toBe("taken");
    const { items, reportTo } = (await security.browser.get("/api/staff/suspicious-mails")).body;
    expect(items.slice(0, items.length - before).map((one: { told: string; proven: boolean }) => [one.told, one.proven])).toEqual([["mail", false], ["button", true]]);
    expect(reportTo).toBe(`report@${DOMAIN}`);
    expect(items[0].text).toContain("canary-of-a-real-one");
    mails = [];
    await rounds();
    expect(mails.filter(({ to, subject }) => to === security.email && subject === "A suspicious mail was reported")).not.toHaveLength(0);
    expect(await everywhere("canary-of-a-real-one")).toEqual([]);
    scene.clock.advance(91 * 86_400_000);
    await forgetSuspicious(scene.control.plane);
    expect(await asSuperuser(scene, "select id from suspicious_mail")).toEqual([]);
  });
});

/** Every table of the plane in which a text stands, as the superuser sees it, and the log. */
async function everywhere(word: string): Promise<string[]> {
  const tables = await asSuperuser<{ name: string }>(scene, "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace");
  expect(tables.length).toBeGreaterThan(50);
  const hex = Buffer.from(word).toString("hex");
  const found = await asSuperuser<{ name: string }>(scene, tables.map(({ name }) => `select '${name}' as name where exists (select from "${name}" t where t::text like $1 or t::text like $2)`).join(" union all "), [`%${word}%`, `%${hex}%`]);
  return [...found.map(({ name }) => name), ...scene.logLines.filter((line) => line.includes(word)).map(() => "log")];
}

describe("what is typed into the page behind the link", () => {
  it("never leaves the browser: in a real one, with every request looked at, and every table afterwards", async () => {
    const id = await campaign();
    const [person] = staff as [StaffPerson];
    const context = await openContext(chromium, { viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const requests: string[] = [];
    await page.route("**/*", async (route) => {
      const request = route.request();
      requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`);
      const url = new URL(request.url());
      const answer = await scene.control.app.request(url.pathname + url.search, { method: request.method(), headers: { ...request.headers(), host: url.host, origin: LURES }, ...(request.postData() !== null && { body: request.postData() as string }) },
        { incoming: { socket: { remoteAddress: "203.0.113.9", remotePort: 1, remoteFamily: "IPv4" } } } as never);
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
    });
    const link = linkIn(mails.find((mail) => mail.to === person.email)?.text ?? "");
    await page.goto(link);
    expect(await outcomeOf(id, person), "opened by a program that runs scripts and touches nothing").toMatchObject({ clickedAt: null });
    await page.locator("#one").fill("canary-address@typed.example");
    await page.locator("#two").fill("canary-secret-typed");
    await page.evaluate("document.getElementById('form').requestSubmit(); for (const kind of ['pointermove', 'keydown']) dispatchEvent(new Event(kind))");
    // What was asked for before is known when this has come back.
    await page.evaluate("fetch('/notice/notice.css').then(() => undefined)");
    expect(requests.filter((line) => line.startsWith("POST ")), "nor does what a script does in the page's place").toEqual([]);
    await page.locator("#one").fill("canary-address@typed.example");
    await page.locator("#two").fill("canary-secret-typed");
    await page.getByRole("button").click();
    await page.getByRole("heading", { name: "This was a test by our own security team" }).waitFor();
    expect(await page.locator("#signs li").count()).toBeGreaterThan(1);
    expect(await page.getByText(`report@${DOMAIN}`).isVisible()).toBe(true);
    expect(await page.evaluate("[...document.querySelectorAll('input')].map((one) => one.name + one.value).join('')")).toBe("");
    expect(requests.filter((line) => line.startsWith("POST ")).map((line) => line.split(" ").slice(0, 3).join(" ")).sort())
      .toEqual([`POST ${LURES}/notice/entered {"token":"${tokenOf(person)}"}`, `POST ${LURES}/notice/seen {"token":"${tokenOf(person)}"}`]);
    expect(requests.join("\n")).not.toContain("canary");
    expect(await everywhere("canary-secret")).toEqual([]);
    expect(await outcomeOf(id, person)).toMatchObject({ clickedAt: expect.any(String), enteredAt: expect.any(String) });
    await context.close();
  }, 60_000);

  it("has no way in: no field has a name, and a request that holds anything besides the token is refused", async () => {
    for (const name of ["sign-in", "bank-details"]) {
      const { text, headers } = await scene.browser().get(`/notice/${name}`);
      expect(text.match(/<input\b/g)?.length).toBe(2);
      expect(text).not.toMatch(/<input[^>]*\sname=|<form[^>]*\saction=/);
      expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*form-action 'self'/);
    }
    expect((await touch("entered", "A".repeat(43), { password: "x" })).status).toBe(422);
  });

  it("is asked for under a name of its own, where nothing else is", async () => {
    const at = (path: string, host: string) => scene.browser().send({ method: "GET", path, headers: { host } });
    expect((await at("/notice/sign-in", "portal.example")).status).toBe(200);
    expect((await at("/api/password-policy", "portal.example")).status).toBe(404);
    expect((await at("/api/password-policy", new URL(ORIGIN).host)).status).toBe(200);
  });
});

describe("results", () => {
  const nextMonth = (): void => {
    const now = scene.clock.now();
    scene.clock.advance(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 2) - now.getTime());
  };

  it("of a named person are security's and the people team's; everybody else sees totals of what is over, and no small team's", async () => {
    nextMonth();
    const id = await campaign();
    const [person] = staff as [StaffPerson];
    await asSuperuser(scene, "delete from staff_training_extra");
    await touch("seen", tokenOf(staff[1] as StaffPerson));
    expect((await people.browser.get(`/api/staff/campaigns/${id}`)).status).toBe(200);
    expect(await person.browser.get(`/api/staff/campaigns/${id}`)).toMatchObject({ status: 403, body: { code: "duty-missing" } });
    const month = scene.clock.now().toISOString().slice(0, 7);
    const of = async (who: StaffPerson) => (await who.browser.get(`/api/staff/phishing?month=${month}`)).body;
    expect(await of(people)).toMatchObject({ sees: "all", teams: [{ team: "Team", people: 6, clicked: 1 }] });
    const running = await of(person);
    expect(running).toMatchObject({ sees: "totals", teams: [] });
    expect(running.months.at(-1), "nobody learns that a test is under way").toMatchObject({ counts: null, reached: null, held: null, campaigns: 0 });
    await security.browser.post(`/api/staff/campaigns/${id}/stop`);
    expect((await of(person)).teams).toMatchObject([{ team: "Team", people: 6, clicked: 1 }]);
    await asSuperuser(scene, "update campaign_recipient set team = 'Night' where campaign = $1 and staff_id = $2", [id, person.id]);
    const small = await of(person);
    expect(small.teams).toMatchObject([{ team: null, people: 6, clicked: 1 }]);
    expect(JSON.stringify(small)).not.toContain("Night");
  });

  it("turn the control red after a month without a test, and tell the operator once of that month", async () => {
    const plane = scene.control.plane;
    await signInAs(security.browser, security.passkey);
    await asSuperuser(scene, "update staff set created_at = created_at - interval '1 year'");
    nextMonth();
    expect(await checkCampaigns(plane), "the month before had one").toMatchObject({ state: "good" });
    nextMonth();
    const { state, why, missed } = await checkCampaigns(plane);
    expect([state, why]).toEqual(["failing", "Last month nobody was tested."]);
    expect(missed.length).toBeGreaterThan(0);
    expect([await tellOfMissedMonth(plane), await tellOfMissedMonth(plane)]).toEqual([true, false]);
    await asSuperuser(scene, "update operator_alert set acknowledged_at = now(), acknowledged_by = 'x'");
    expect(await tellOfMissedMonth(plane), "nor after it was acknowledged").toBe(false);
    expect((await entries(scene)).filter(({ act }) => act === "operator-alerts.raise")).toHaveLength(1);
    await campaign();
    expect((await security.browser.get("/api/staff/phishing")).body.control).toMatchObject({ state: "good", missed });
  });
});
