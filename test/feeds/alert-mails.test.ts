/**
 * From an alert rule to the mail of an administrator: a region tells control by a signed message, until it is taken; each alert is one mail,
 * however often it is told; a region speaks for its own sites only; a storm is a few mails; and a mail says nothing of what was found.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { regionAlertRoutes } from "../../src/control/alert-mails/alert-mails.ts";
import { forgetAlertMails } from "../../src/control/alert-mails/forget-alert-mails.ts";
import { ALERT_MAILS_PER_HOUR } from "../../src/control/alert-mails/mail-alert.ts";
import { organisationTellDeps, organisationWatchDeps } from "../../src/control/feeds/feeds.ts";
import { deliverMail, type MailOut } from "../../src/control/mail/mail.ts";
import { MAILS_PER_ADDRESS_AND_HOUR } from "../../src/control/mail/enqueue-mail.ts";
import { tellRetention } from "../../src/control/retention/retention.ts";
import type { SendToRegion } from "../../src/control/sites/sites.ts";
import { pruneAlerts, tellDueAlerts, watchTrail } from "../../src/platform/alerts/alerts.ts";
import { openEdge } from "../../src/platform/edge/edge.ts";
import type { OutgoingMail } from "../../src/platform/mail/mail.ts";
import { inTrail, withSite } from "../../src/platform/postgres/postgres.ts";
import { databaseNonces, fixedKeys, MESSAGE_HEADER, newSigningKey, type PlaneName, publicKeySet, readSigningKey, type SigningKey, signMessage } from "../../src/platform/tokens/tokens.ts";
import { siteWatchDeps, tellControl } from "../../src/region/alerts/alerts.ts";
import { addOrganisation, addPerson, asSuperuser, type Browser, detailsOf, entries, openScene, PASSWORD, type Scene } from "../control/scene.ts";
import { appCode } from "../world/authenticator-app.ts";
import { callerOf, openTestRegion, type TestRegion, type TestSite } from "../region/region-world.ts";

let scene: Scene;
let region: TestRegion;
let key: SigningKey;
let site: TestSite;
let organisation: OrganisationId;
let sent: OutgoingMail[] = [];
const out: MailOut = { kind: "smtp", send: async (mail) => (sent.push(mail), { outcome: "delivered", reply: "250" }) };

beforeAll(async () => {
  [scene, region, key] = await Promise.all([openScene({ mail: out, edge: openEdge({ trustedProxies: ["10.0.0.0/8"], addressHeader: "x-forwarded-for", countryHeader: "x-country" }) }), openTestRegion(), readSigningKey(newSigningKey())]);
  regionAlertRoutes(scene.control.app, scene.control.plane, { keysOf: () => fixedKeys(publicKeySet([key])), nonces: databaseNonces(scene.world.db) });
});
afterAll(async () => {
  await scene.close();
  await region.close();
});
/** An organisation with a site that control knows, and that stands in the region. */
beforeEach(async () => {
  sent = [];
  site = await region.newSite();
  organisation = site.organisationId;
  await scene.world.db.kysely.deleteFrom("mail_recipient").execute();
  await inTrail(scene.world.db, organisation, async (tx) => {
    await tx.insertInto("organisation").values({ id: organisation, name: "Northwind Foods", created_at: new Date() }).execute();
    await tx.insertInto("site").values({ organisation_id: organisation, id: site.siteId, name: "Head office", region: "uk", state: "ready", created_at: new Date(), ready_at: new Date() }).execute();
  });
  for (const role of ["administrator", "auditor"] as const) await addPerson(scene, organisation, `${role}@${domain()}`, [role]);
});

const domain = (): string => `${organisation.replace("org_", "")}.example`;

async function send(path: string, body: Uint8Array, by: { from?: PlaneName; signer?: SigningKey } = {}): Promise<number> {
  const message = await signMessage(by.signer ?? key, by.from ?? "region:uk", "control", { method: "POST", path, body }, scene.clock.now().getTime());
  return (await scene.control.app.request(path, { method: "POST", headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body: Uint8Array.from(body) })).status;
}
const told = (more = {}) => Buffer.from(JSON.stringify({ organisationId: organisation, siteId: site.siteId, alertId: newId("alr"), rule: "key-acts", firedAt: "2026-11-23T10:00:00.000Z", ...more }));
const tell = (to: (path: string, body: Uint8Array) => Promise<number> = send, aheadMs = 0) => {
  const deps = { ...region.deps, clock: { now: () => new Date(Date.now() + 1_000 + aheadMs) } };
  return tellDueAlerts(tellControl(deps, to));
};
const delivered = async (): Promise<OutgoingMail[]> => {
  while ((await deliverMail(scene.control.plane, () => undefined)) > 0);
  return sent.filter(({ to }) => to.endsWith(`@${domain()}`));
};
async function fire(): Promise<void> {
  await (await callerOf(region, site, "administrator"))("POST", "/keys/rotate");
  expect(await watchTrail(siteWatchDeps(region.deps), site.siteId)).toBe(1);
}

it("an alert of a site is one mail to its administrators, though control was away and the answer was lost", async () => {
  await fire();
  expect(await tell(async () => Promise.reject(new Error("away")))).toBe(0);
  expect(await tell()).toBe(0); // not due yet
  const lost = async (path: string, body: Uint8Array): Promise<number> => (expect(await send(path, body)).toBe(204), 502);
  expect(await tell(lost, 10_000)).toBe(0);
  expect(await tell(send, 60_000)).toBe(1);
  expect(await tell(send, 600_000)).toBe(0);
  const mails = await delivered();
  expect(mails).toMatchObject([{ to: `administrator@${domain()}`, subject: "Spendward alert: Head office", text: expect.stringContaining(`https://localhost:8443/sites/${site.siteId}/alerts`) }]);
  expect(mails[0]?.text).toContain("A person changed the keys.");
  expect((await entries(scene)).filter(({ act, trail }) => act === "alerts.mail" && trail === organisation)).toHaveLength(1);
});

it("three processes that tell at once tell once", async () => {
  await fire();
  const calls: string[] = [];
  await Promise.all([1, 2, 3].map(() => tell(async (path, body) => (calls.push(path), send(path, body)))));
  expect(calls).toEqual(["/internal/alerts/uk"]);
  expect(await delivered()).toHaveLength(1);
});

it("is told again and again with growing waits, and is no news any more after a week", async () => {
  await fire();
  const waitsS: number[] = [];
  let aheadMs = 0;
  for (let n = 0; n < 10; n += 1) {
    let calls = 0;
    expect(await tell(async () => (calls += 1, 503), aheadMs)).toBe(0);
    expect(calls).toBe(1);
    const { rows } = await sql<{ due_at: Date }>`SELECT due_at FROM alert_to_tell WHERE trail = ${site.siteId}`.execute(region.world.db.kysely);
    const nextMs = (rows[0]?.due_at.getTime() ?? 0) - Date.now();
    waitsS.push(Math.round((nextMs - aheadMs - 1_000) / 1_000));
    aheadMs = nextMs;
  }
  expect(waitsS).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(await tell(send, 8 * 24 * 3_600_000)).toBe(0);
  expect(await delivered()).toEqual([]);
});

it("a region speaks for its own sites only, with its own signature, and about alerts only", async () => {
  const other = await addOrganisation(scene, "Another");
  const stranger = await readSigningKey(newSigningKey());
  expect(await send("/internal/alerts/uk", told(), { signer: { ...stranger, kid: key.kid } })).toBe(401);
  expect(await send("/internal/alerts/uk", told(), { from: "region:eu" })).toBe(401);
  expect(await send("/internal/alerts/eu", told(), { from: "region:eu" })).toBe(404); // eu does not hold this site
  expect(await send("/internal/alerts/uk", told({ organisationId: other }))).toBe(404);
  expect(await send("/internal/alerts/uk", told({ siteId: newId("sit") }))).toBe(404);
  expect(await send("/internal/alerts/mars", told())).toBe(404);
  for (const bad of [{ rule: "anything" }, { firedAt: "yesterday" }, { alertId: "alr_" }, { title: "5,000 rows of ACME" }]) expect(await send("/internal/alerts/uk", told(bad))).toBe(422);
  expect(await delivered()).toEqual([]);
});

it("a storm is a few mails an hour, of which the last says so; other mails have room of their own", async () => {
  await scene.world.db.kysely.updateTable("mail_recipient").set({ sent: MAILS_PER_ADDRESS_AND_HOUR }).execute();
  await Promise.all(Array.from({ length: 12 }, () => send("/internal/alerts/uk", told())));
  const mails = await delivered();
  expect(mails).toHaveLength(ALERT_MAILS_PER_HOUR);
  expect(mails.filter(({ text }) => text.includes("several alerts within the hour"))).toHaveLength(1);
  const { rows } = await sql<{ sent: number }>`SELECT coalesce(max(sent), 0) AS sent FROM mail_recipient WHERE sent <> ${MAILS_PER_ADDRESS_AND_HOUR}`.execute(scene.world.db.kysely);
  expect(rows).toEqual([{ sent: 0 }]);
  scene.clock.advance(3_700_000);
  await send("/internal/alerts/uk", told());
  expect(await delivered()).toHaveLength(ALERT_MAILS_PER_HOUR + 1);
});

it("an alert of the organisation's own trail is a mail too, once", async () => {
  for (let n = 0; n < 10; n += 1) await scene.browser(`192.0.2.${n}`).post("/api/sign-in", { email: `administrator@${domain()}`, password: "wrong wrong 1A" });
  const onError = (event: string): never => expect.unreachable(event);
  expect(await watchTrail(organisationWatchDeps(scene.control.plane, onError), organisation)).toBe(1);
  const deps = { ...organisationTellDeps(scene.control.plane, onError), clock: { now: () => new Date(scene.clock.now().getTime() + 1_000) } };
  expect(await tellDueAlerts(deps)).toBe(1);
  expect(await tellDueAlerts(deps)).toBe(0);
  expect(await delivered()).toMatchObject([{ subject: "Spendward alert: Northwind Foods", text: expect.stringContaining("Many sign-ins failed") }]);
});

it("a sign-in from a new country, as a trusted proxy says, is an alert and a mail; a stranger's headers are nothing", async () => {
  scene.clock.advance(Date.now() - scene.clock.now().getTime()); // sessions are made at the real time
  const email = `auditor@${domain()}`;
  const onError = (event: string): never => expect.unreachable(event);
  const watch = () => watchTrail(organisationWatchDeps(scene.control.plane, onError), organisation);
  const arrive = async (headers: Record<string, string>, peer = "10.0.0.1"): Promise<Browser> => {
    const plain = scene.browser(peer);
    const browser = { ...plain, post: (path: string, body?: unknown) => plain.post(path, body, headers) };
    expect((await browser.post("/api/sign-in", { email, password: PASSWORD })).status).toBe(204);
    return browser;
  };
  const administrator = await addPerson(scene, organisation, `another@${domain()}`, ["administrator"]);
  expect((await administrator.post("/api/alert-rules", { rule: "new-place", on: true, threshold: 1, windowMinutes: 1 })).status).toBe(200);
  const home = { "x-forwarded-for": "198.51.100.1, 203.0.113.7", "x-country": "GB" };
  const browser = await arrive(home);
  const { secret } = (await browser.post("/api/authenticator")).body;
  const now = () => scene.clock.now().getTime();
  expect((await browser.post("/api/authenticator/confirm", { code: appCode(secret, now()) })).status).toBe(200);
  const again = async (headers: Record<string, string>, peer?: string): Promise<void> => {
    scene.clock.advance(60_000);
    expect((await (await arrive(headers, peer)).post("/api/second-factor/code", { code: appCode(secret, now()) })).status).toBe(204);
  };
  await again({ ...home, "x-forwarded-for": "192.0.2.200" }); // another network of the same country
  expect(await watch()).toBe(0);
  await again({ ...home, "x-country": "FR" }, "198.18.5.99"); // no proxy of ours: its headers are nothing, its network is new
  expect(await watch()).toBe(1);
  await again({ ...home, "x-country": "FR" });
  expect(await watch()).toBe(1);
  expect((await administrator.get("/api/alerts")).body.items.map(({ title }: { title: string }) => title)).toEqual(["Sign-in from a country that is new for this person: FR", "Sign-in from a network that is new for this person: 198.18.5.0/24"]);
  expect((await administrator.get("/api/alert-rules")).body.placeFrom).toBe("country-header");
  const signIns = (await entries(scene)).filter(({ act, trail }) => act === "sessions.sign-in" && trail === organisation).map((entry) => (detailsOf(entry) as { detail: object }).detail);
  expect(signIns).toMatchObject([{ address: "203.0.113.7", country: "GB" }, { address: "192.0.2.200", country: "GB" }, { address: "198.18.5.99" }, { address: "203.0.113.7", country: "FR" }]);
  expect(signIns[2]).not.toHaveProperty("country");
  expect(await tellDueAlerts({ ...organisationTellDeps(scene.control.plane, onError), clock: { now: () => new Date(scene.clock.now().getTime() + 1_000) } })).toBe(2);
  const mails = await delivered();
  expect(mails.filter(({ text }) => text.includes("from a place that is new for that person"))).toHaveLength(4); // two administrators
  for (const { text } of mails) expect(text).not.toMatch(/198\.18|\bFR\b/);
});

it("an administrator chooses about which alerts to be written to; nobody else's mails change", async () => {
  scene.clock.advance(Date.now() - scene.clock.now().getTime());
  const other = await addPerson(scene, organisation, `other@${domain()}`, ["administrator"]);
  const choose = (browser: Browser, unwanted: string[]) => browser.send({ method: "PUT", path: "/api/alert-mails", body: JSON.stringify({ unwanted }) });
  expect((await choose(other, ["key-acts", "key-acts"])).body).toMatchObject({ receives: true, rules: expect.arrayContaining([{ rule: "key-acts", mailed: false }, { rule: "failures", mailed: true }]) });
  expect((await choose(other, ["nothing"])).status).toBe(422);
  await send("/internal/alerts/uk", told());
  expect((await delivered()).map(({ to }) => to)).toEqual([`administrator@${domain()}`]);
  sent = [];
  await send("/internal/alerts/uk", told({ rule: "mass-export" }));
  expect((await delivered()).map(({ to }) => to).toSorted()).toEqual([`administrator@${domain()}`, `other@${domain()}`]);
  const auditor = await addPerson(scene, organisation, `eyes@${domain()}`, ["auditor"]);
  expect((await auditor.get("/api/alert-mails")).body.receives).toBe(false);
  const [chosen] = (await entries(scene)).filter(({ act, trail }) => act === "alerts.choose-mails" && trail === organisation);
  expect(detailsOf(chosen as never)).toMatchObject({ before: { withoutMail: [] }, after: { withoutMail: ["key-acts"] } });
});

it("while the organisation's queue of mails is full, an alert waits and is told later; after a week its page says that nobody was written to", async () => {
  await fire();
  await asSuperuser(scene, `insert into mail (organisation_id, id, template, state, sealed_recipient, created_at, useful_until) select $1, 'mai_' || n || $1, 'alert', 'waiting', '', now(), now() from generate_series(1, 1000) n`, [organisation]);
  await asSuperuser(scene, `insert into mail_due (mail, organisation_id, step, due_at) select id, organisation_id, 'send', now() + interval '1 day' from mail where id like '%' || $1`, [organisation]);
  const auditor = await callerOf(region, site, "auditor");
  const mailOf = async () => ((await (await auditor("GET", "/alerts")).json()) as { items: { mail: string }[] }).items.map(({ mail }) => mail);
  expect(await send("/internal/alerts/uk", told())).toBe(429);
  expect(await tell()).toBe(0);
  expect(await mailOf()).toEqual(["waiting"]);
  await asSuperuser(scene, `delete from mail where id like '%' || $1`, [organisation]);
  expect(await tell(send, 60_000)).toBe(1);
  expect(await mailOf()).toEqual(["told"]);
  expect(await delivered()).toHaveLength(1);
  await (await callerOf(region, site, "administrator"))("POST", "/alert-rules", { rule: "key-acts", on: true, threshold: 1, windowMinutes: 1 });
  await withSite(region.world.db, site.siteId, (tx) => sql`UPDATE alert SET quiet_until = now() - interval '1 day' WHERE site_id = ${site.siteId}`.execute(tx));
  await fire();
  expect(await tell(async () => 503, 8 * 24 * 3_600_000)).toBe(0);
  expect((await mailOf()).toSorted()).toEqual(["given-up", "told"]);
});

it("what was told is forgotten after 90 days, and so are alerts with the entries behind them; each leaves an entry", async () => {
  await fire();
  expect(await tell()).toBe(1);
  expect(await forgetAlertMails(scene.control.plane)).toBe(0);
  const later = { now: () => new Date(Date.now() + 91 * 86_400_000) };
  expect(await forgetAlertMails({ ...scene.control.plane, clock: later })).toBeGreaterThan(0);
  expect((await entries(scene)).filter(({ act, trail }) => act === "alerts.prune" && trail === organisation)).toMatchObject([{ object_kind: "alert-mails-before" }]);
  expect(await pruneAlerts(region.deps.db, 90, region.deps.clock)).toBe(0);
  expect(await pruneAlerts(region.deps.db, 90, later)).toBeGreaterThan(0);
  const reader = await callerOf(region, site, "auditor");
  expect((await (await reader("GET", "/alerts")).json())).toMatchObject({ total: 0 });
  expect((await (await reader("GET", "/activity?act=alerts.prune")).json())).toMatchObject({ items: [{ object: { kind: "alerts-before" } }] });
});

it("how long entries are kept is set by the organisation, refused when too short, and reaches the site's region, which goes on when it was away", async () => {
  scene.clock.advance(Date.now() - scene.clock.now().getTime());
  const administrator = await addPerson(scene, organisation, `keeper@${domain()}`, ["administrator"]);
  const auditor = await addPerson(scene, organisation, `looker@${domain()}`, ["auditor"]);
  const put = (change: object, by = administrator) => by.send({ method: "PUT", path: "/api/retention", body: JSON.stringify(change) });
  expect((await put({ organisationDays: 89 })).body).toMatchObject({ status: 422, code: "retention-too-short", details: [{ at: "/organisationDays", expected: "90 days or more" }] });
  expect((await put({ organisationDays: 400, sites: [{ siteId: site.siteId, days: 30 }] })).body).toMatchObject({ code: "retention-too-short", details: [{ at: "/sites/0/days" }] });
  expect((await put({ organisationDays: 400, sites: [{ siteId: newId("sit"), days: 400 }] })).status).toBe(404);
  expect((await put({ organisationDays: 400 }, auditor)).status).toBe(403);
  await asSuperuser(scene, "update session set proved_at = now() - interval '1 day'");
  expect((await put({ organisationDays: 400 })).body.code).toMatch(/proof|factor|strong|step/);
  await asSuperuser(scene, "update session set proved_at = now()");
  expect((await put({ organisationDays: 400, sites: [{ siteId: site.siteId, days: 800 }] })).body).toMatchObject({ organisationDays: 400, sites: [{ days: 800, own: true, confirmed: false }] });
  const asked: string[] = [];
  const toRegion: SendToRegion = async (_region, { path, body }) => {
    asked.push(Buffer.from(body).toString());
    const message = await signMessage(region.signer, "control", "region:uk", { method: "POST", path, body });
    return (await region.app.request(path, { method: "POST", headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body: Uint8Array.from(body) })).status;
  };
  const plane = { ...scene.control.plane, clock: { now: () => new Date(scene.clock.now().getTime() + 60_000) } };
  expect(await tellRetention(scene.control.plane, async () => Promise.reject(new Error("away")), () => undefined)).toBe(0);
  expect(await tellRetention(plane, toRegion, (error) => expect.unreachable(String(error)))).toBe(1);
  expect(await tellRetention(plane, toRegion, () => undefined)).toBe(0);
  expect((await auditor.get("/api/retention")).body).toMatchObject({ leastDays: 90, sites: [{ siteId: site.siteId, days: 800, confirmed: true }] });
  await region.signTrail(site.siteId);
  const reader = await callerOf(region, site, "auditor");
  expect((await (await reader("GET", "/activity/checkpoint")).json())).toMatchObject({ kept: { days: 800, oldest: { seq: 1 }, deleted: null } });
  expect((await (await reader("GET", "/activity?act=retention")).json())).toMatchObject({ items: [{ who: { kind: "system", id: "control" }, object: { kind: "days-kept", id: "800" } }] });
  // An asking that comes late, from a stranger's organisation, or for less than the law of the house changes nothing.
  const again = async (more: object) => toRegion("uk", { method: "POST", path: "/internal/sites/retention", headers: {}, body: Buffer.from(JSON.stringify({ ...JSON.parse(asked[0] ?? ""), ...more })) });
  expect([await again({ days: 90, setAt: "2026-01-01T00:00:00.000Z" }), await again({ organisationId: newId("org") }), await again({ days: 89 }), await again({ days: 0 })]).toEqual([204, 404, 422, 422]);
  expect((await (await reader("GET", "/activity/checkpoint")).json())).toMatchObject({ kept: { days: 800 } });
  expect((await put({ organisationDays: 400, sites: [{ siteId: site.siteId, days: null }] })).body).toMatchObject({ sites: [{ days: 400, own: false, confirmed: false }] });
  expect((await entries(scene)).filter(({ act, trail }) => act === "retention.change" && trail === organisation).map((entry) => detailsOf(entry))).toMatchObject([
    { before: { organisationDays: 90, sites: { [site.siteId]: "as the organisation, 90" } }, after: { organisationDays: 400, sites: { [site.siteId]: 800 } } },
    { before: { sites: { [site.siteId]: 800 } }, after: { sites: { [site.siteId]: "as the organisation, 400" } } },
  ]);
});
