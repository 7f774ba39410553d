/**
 * Every endpoint of control against everybody who might call it, as text: changing who may do what, or what is audited,
 * is a visible difference in test/golden. An endpoint without a sample here fails the test.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { organisationWatchDeps } from "../../src/control/feeds/feeds.ts";
import { lentOrganisation } from "../../src/control/organisations/organisations.ts";
import { enqueueMail } from "../../src/control/mail/mail.ts";
import { answerResetRequests } from "../../src/control/password-resets/password-resets.ts";
import { announceSites } from "../../src/control/sites/sites.ts";
import { ROLES, type Role } from "../../src/platform/access/access.ts";
import { watchTrail } from "../../src/platform/alerts/alerts.ts";
import { audit } from "../../src/platform/audit/audit.ts";
import { openAddressGuard } from "../../src/platform/egress/egress.ts";
import { addFeed } from "../../src/platform/feeds/feeds.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { openDnsServer, type DnsServer } from "../world/dns-server.ts";
import { prepareSignOn, SIGN_ON_SAMPLES } from "./sign-on-samples.ts";
import { GRANT_SAMPLES, PREPARE_GRANT } from "./grant-samples.ts";
import { PREPARE_TICKET, TICKET_SAMPLES } from "./ticket-samples.ts";
import { addOrganisation, addPerson, asSuperuser, entries, MARA, openScene, ORIGIN, PASSWORD, type Answer, type Browser, type Scene } from "./scene.ts";
import { appCode } from "../world/authenticator-app.ts";
import { softPasskey, type SoftPasskey } from "../world/soft-passkey.ts";
import { apiClientSamples } from "./api-client-samples.ts";
import { actsLine } from "../golden/acts-line.ts";

type Prepared = { readonly code: string; readonly passkey: SoftPasskey; readonly options: any; readonly id: string; readonly link: string };
type Sample = (browser: Browser, context: { siteId: string; mailId: string; entryId: string; personId: string; email: string; token: string; n: number; prepared: Prepared }) => Promise<Answer>;

/** What must be there before; not part of what the endpoint is answered or writes. Whoever may not do it goes on without. */
const PREPARE: Readonly<Record<string, (browser: Browser, email: string) => Promise<Partial<Prepared>>>> = {
  ...PREPARE_TICKET,
  ...Object.fromEntries(Object.entries(PREPARE_GRANT).map(([endpoint, prepare]) => [endpoint, (_browser: Browser, email: string) => prepare(scene, email)])),
  "post /api/second-factor/code": async (browser) => ({ code: appCode(await addApp(browser), Date.now(), 1) }),
  "post /api/second-factor/recovery-code": async (browser) => ({ code: (await browser.post("/api/recovery-codes")).body?.recoveryCodes?.[0] }),
  "get /api/second-factor/passkey": (browser) => addSoftPasskey(browser),
  "post /api/second-factor/passkey": async (browser) => ({ ...(await addSoftPasskey(browser)), options: (await browser.get("/api/second-factor/passkey")).body }),
  "post /api/sign-in/passkey": async (browser) => ({ ...(await addSoftPasskey(browser)), options: (await browser.get("/api/sign-in/passkey")).body }),
  "post /api/authenticator/confirm": async (browser) => ({ code: appCode((await browser.post("/api/authenticator")).body?.secret ?? "A", Date.now()) }),
  "delete /api/authenticator": async (browser) => (await addApp(browser), addSoftPasskey(browser)),
  "post /api/passkeys": async (browser) => ({ options: (await browser.post("/api/passkeys/options")).body }),
  "post /api/passkeys/{passkeyId}": (browser) => addSoftPasskey(browser),
  "post /api/invitations/{invitationId}/resend": (browser, email) => inviteAs(browser, email),
  "delete /api/invitations/{invitationId}": (browser, email) => inviteAs(browser, email),
  "post /api/invitation/open": (browser, email) => inviteAs(browser, email),
  "post /api/invitation/accept": (browser, email) => inviteAs(browser, email),
  "post /api/password-reset": async (browser, email) => {
    await browser.post("/api/password-reset/ask", { email });
    await answerResetRequests(scene.control.plane);
    return { link: await newestLink(browser) };
  },
  "delete /api/passkeys/{passkeyId}": async (browser) => (await addApp(browser), addSoftPasskey(browser)),
  "delete /api/address-change": async (browser, email) => (await browser.post("/api/address-change", { email: `new.${email}` }), {}),
  "post /api/address-change/confirm": (browser, email) => changeAddress(browser, email, "confirm-address"),
  "post /api/address-change/stop": (browser, email) => changeAddress(browser, email, "address-change-asked"),
};

async function changeAddress(browser: Browser, email: string, template: string): Promise<Partial<Prepared>> {
  await browser.post("/api/address-change", { email: `new.${email}` });
  return { link: await newestLink(browser, template) };
}

async function inviteAs(browser: Browser, email: string): Promise<Partial<Prepared>> {
  const id = (await browser.post("/api/invitations", { email: `invited.${email}`, roles: ["analyst"] })).body?.id;
  return id === undefined ? {} : { id, link: await newestLink(browser) };
}

async function newestLink(browser: Browser, template?: string): Promise<string> {
  const items: { id: string; template: string }[] = (await browser.get("/api/mail")).body?.items ?? [];
  const newest = items.find((mail) => template === undefined || mail.template === template)?.id;
  return /#(\S+)/.exec((await browser.get(`/api/mail/${newest ?? newId("mai")}`)).body?.text ?? "")?.[1] ?? "none";
}

async function addApp(browser: Browser): Promise<string> {
  const secret = (await browser.post("/api/authenticator")).body?.secret ?? "A";
  await browser.post("/api/authenticator/confirm", { code: appCode(secret, Date.now()) });
  return secret;
}

async function addSoftPasskey(browser: Browser): Promise<Partial<Prepared>> {
  const passkey = softPasskey(ORIGIN);
  const options = (await browser.post("/api/passkeys/options")).body;
  const added = options?.rp ? await browser.post("/api/passkeys", { name: "Laptop", answer: passkey.create(options) }) : undefined;
  return { passkey, id: added?.body?.id };
}
const answerOf = ({ passkey = softPasskey(ORIGIN), options }: Partial<Prepared>) => passkey.answer({ challenge: options?.challenge ?? "AAAA", rpId: "localhost" });

/** Nothing listens there. */
const FEED = { kind: "webhook", name: "Hook", url: "https://127.0.0.1:9/" } as const;

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
  "get /api/feeds": (browser) => browser.get("/api/feeds"),
  "post /api/feeds": (browser) => browser.post("/api/feeds", { feed: FEED }),
  "post /api/feeds/{feedId}": (browser) => browser.post(`/api/feeds/${feedId}`, { feed: FEED }),
  "delete /api/feeds/{feedId}": async (browser) => {
    const answer = await browser.send({ method: "DELETE", path: `/api/feeds/${spareFeeds.at(-1)}` });
    if (answer.status === 204) spareFeeds.pop();
    return answer;
  },
  "post /api/feeds/{feedId}/pause": (browser) => browser.post(`/api/feeds/${feedId}/pause`),
  "post /api/feeds/{feedId}/resume": (browser) => browser.post(`/api/feeds/${feedId}/resume`),
  "post /api/feeds/{feedId}/secret": (browser) => browser.post(`/api/feeds/${feedId}/secret`),
  "post /api/feeds/{feedId}/test": (browser) => browser.post(`/api/feeds/${feedId}/test`),
  "get /api/alerts": (browser) => browser.get("/api/alerts"),
  "post /api/alerts/{alertId}/acknowledge": (browser) => browser.post(`/api/alerts/${alertIds[0]}/acknowledge`),
  "get /api/alert-rules": (browser) => browser.get("/api/alert-rules"),
  "post /api/alert-rules": (browser) => browser.post("/api/alert-rules", { rule: "failures", on: true, threshold: 20, windowMinutes: 10 }),
  "get /api/activity": (browser) => browser.get("/api/activity"),
  "get /api/activity/pack": (browser) => browser.get("/api/activity/pack"),
  "get /api/retention": (browser) => browser.get("/api/retention"),
  "put /api/retention": (browser) => browser.send({ method: "PUT", path: "/api/retention", body: JSON.stringify({ organisationDays: days++ }) }),
  "get /api/alert-mails": (browser) => browser.get("/api/alert-mails"),
  "put /api/alert-mails": (browser) => browser.send({ method: "PUT", path: "/api/alert-mails", body: JSON.stringify({ unwanted: ["failures"] }) }),
  "get /api/activity/ocsf": (browser) => browser.get("/api/activity/ocsf"),
  "get /api/activity/checkpoint": (browser) => browser.get("/api/activity/checkpoint"),
  "get /api/activity/{entryId}/proof": (browser, { entryId }) => browser.get(`/api/activity/${entryId}/proof`),
  "get /api/log/{path}": (browser) => browser.get("/api/log/checkpoint"),
  ...SIGN_ON_SAMPLES,
  ...apiClientSamples(() => ({ scene, organisation })),
  ...TICKET_SAMPLES,
  ...GRANT_SAMPLES,
  "get /api/people": (browser) => browser.get("/api/people"),
  "post /api/people/{personId}/roles": (browser, { personId }) => browser.post(`/api/people/${personId}/roles`, { roles: ["auditor"] }),
  "get /api/people/{personId}/assignments": (browser, { personId }) => browser.get(`/api/people/${personId}/assignments`),
  "put /api/people/{personId}/assignments": async (browser, { personId }) => {
    const { revision } = (await browser.get(`/api/people/${personId}/assignments`)).body ?? {};
    return browser.send({ method: "PUT", path: `/api/people/${personId}/assignments`, body: JSON.stringify({ assignments: [{ role: "analyst", siteId, companyCodes: ["0100"] }], revision: revision ?? "none" }) });
  },
  "post /api/sites/{siteId}/viewers-statement": (browser) => browser.post(`/api/sites/${siteId}/viewers-statement`),
  "get /api/access-reviews": (browser) => browser.get("/api/access-reviews"),
  "post /api/access-reviews": async (browser) => {
    await finishReview();
    return browser.post("/api/access-reviews");
  },
  "put /api/access-review-policy": (browser) => browser.send({ method: "PUT", path: "/api/access-review-policy", body: JSON.stringify({ everyMonths: 6 }) }),
  "get /api/access-reviews/{reviewId}": async (browser) => browser.get(`/api/access-reviews/${await openReviewId()}`),
  "get /api/access-reviews/{reviewId}/list": async (browser) => browser.get(`/api/access-reviews/${await openReviewId()}/list`),
  "post /api/access-reviews/{reviewId}/decisions": async (browser) => {
    const id = await openReviewId();
    const [line] = await asSuperuser<{ person_id: string }>(scene, "select person_id from access_review_line where review_id = $1 order by position limit 1", [id]);
    return browser.post(`/api/access-reviews/${id}/decisions`, { decisions: [{ personId: line?.person_id, decision: "keep", reason: "Works here" }] });
  },
  "post /api/access-reviews/{reviewId}/signature": async (browser) => browser.post(`/api/access-reviews/${await openReviewId(true)}/signature`),
  "get /api/roles": (browser) => browser.get("/api/roles"),
  "post /api/roles": (browser, { n }) => browser.post("/api/roles", { name: `Role ${n}`, description: "", permissions: ["findings:read"] }),
  "put /api/roles/{roleId}": async (browser) =>
    browser.send({ method: "PUT", path: `/api/roles/${roleIds[0]}`, body: JSON.stringify({ name: "Reader", description: "", permissions: ["findings:read"], revision: await revisionOf(roleIds[0]) }) }),
  "delete /api/roles/{roleId}": async (browser) => {
    const answer = await browser.send({ method: "DELETE", path: `/api/roles/${roleIds.at(-1)}` });
    if (answer.status === 204) roleIds.pop();
    return answer;
  },
  "delete /api/people/{personId}": (browser, { personId }) => browser.send({ method: "DELETE", path: `/api/people/${personId}` }),
  "post /api/people/{personId}/sign-in-reset": (browser, { personId }) => browser.post(`/api/people/${personId}/sign-in-reset`),
  "get /api/invitations": (browser) => browser.get("/api/invitations"),
  "post /api/invitations": (browser, { n }) => browser.post("/api/invitations", { email: `invited${n}@example.test`, roles: ["analyst"] }),
  "post /api/invitations/{invitationId}/resend": (browser, { prepared }) => browser.post(`/api/invitations/${prepared.id ?? newId("inv")}/resend`),
  "delete /api/invitations/{invitationId}": (browser, { prepared }) => browser.send({ method: "DELETE", path: `/api/invitations/${prepared.id ?? newId("inv")}` }),
  "post /api/invitation/open": (browser, { prepared }) => browser.post("/api/invitation/open", { link: prepared.link ?? "none" }),
  "post /api/invitation/accept": (browser, { prepared }) => browser.post("/api/invitation/accept", { link: prepared.link ?? "none", name: "Ines Okafor", password: "nine pale herons at dusk" }),
  "post /api/password-reset/ask": (browser, { email }) => browser.post("/api/password-reset/ask", { email }),
  "post /api/password-reset": (browser, { prepared }) => browser.post("/api/password-reset", { token: prepared.link ?? "none", password: "cobalt 44 Mangrove" }),
  "get /api/address-change": (browser) => browser.get("/api/address-change"),
  "post /api/address-change": (browser, { email }) => browser.post("/api/address-change", { email: `new.${email}` }),
  "delete /api/address-change": (browser) => browser.send({ method: "DELETE", path: "/api/address-change" }),
  "post /api/address-change/confirm": (browser, { prepared }) => browser.post("/api/address-change/confirm", { link: prepared.link ?? "none" }),
  "post /api/address-change/stop": (browser, { prepared }) => browser.post("/api/address-change/stop", { link: prepared.link ?? "none" }),
  "get /api/second-factor": (browser) => browser.get("/api/second-factor"),
  "post /api/second-factor/code": (browser, { prepared }) => browser.post("/api/second-factor/code", { code: prepared.code }),
  "post /api/second-factor/recovery-code": (browser, { prepared }) => browser.post("/api/second-factor/recovery-code", { code: prepared.code ?? "none" }),
  "get /api/second-factor/passkey": (browser) => browser.get("/api/second-factor/passkey"),
  "post /api/second-factor/passkey": (browser, { prepared }) => browser.post("/api/second-factor/passkey", { answer: answerOf(prepared) }),
  "get /api/sign-in/passkey": (browser) => browser.get("/api/sign-in/passkey"),
  "post /api/sign-in/passkey": (browser, { prepared }) => browser.post("/api/sign-in/passkey", { answer: answerOf(prepared) }),
  "post /api/authenticator": (browser) => browser.post("/api/authenticator"),
  "post /api/authenticator/confirm": (browser, { prepared }) => browser.post("/api/authenticator/confirm", { code: prepared.code }),
  "delete /api/authenticator": (browser) => browser.send({ method: "DELETE", path: "/api/authenticator" }),
  "post /api/passkeys/options": (browser) => browser.post("/api/passkeys/options"),
  "post /api/passkeys": (browser, { prepared }) =>
    browser.post("/api/passkeys", { name: "Laptop", answer: softPasskey(ORIGIN).create({ challenge: prepared.options?.challenge ?? "AAAA", rp: { id: "localhost" } }) }),
  "post /api/passkeys/{passkeyId}": (browser, { prepared }) => browser.post(`/api/passkeys/${prepared.id ?? newId("psk")}`, { name: "Phone" }),
  "delete /api/passkeys/{passkeyId}": (browser, { prepared }) => browser.send({ method: "DELETE", path: `/api/passkeys/${prepared.id ?? newId("psk")}` }),
  "post /api/recovery-codes": (browser) => browser.post("/api/recovery-codes"),
  "get /.well-known/spendward-keys.json": (browser) => browser.get("/.well-known/spendward-keys.json"),
};

let dns: DnsServer;
/** Each asking is for another, or it would change nothing. */
let days = 400;
let scene: Scene;
let organisation: OrganisationId;
let other: OrganisationId;
let siteId: string;
let mailId: string;
/** Signed already. */
let entryId: string;
let feedId: string;
/** The second is for the list of acts: the first is acknowledged by then. */
let alertIds: string[] = [];
/** Past the product: a review that is open, all of it decided if it is to be signed. */
async function openReviewId(decided = false): Promise<string> {
  const [open] = await asSuperuser<{ id: string }>(scene, "select id from access_review where organisation_id = $1 and signed_at is null", [organisation]);
  const id = open?.id ?? newId("rev");
  if (!open) {
    await asSuperuser(scene, "insert into access_review (organisation_id, id, opened_at, due_at) values ($1, $2, now(), now() + interval '30 days')", [organisation, id]);
    await asSuperuser(scene, "insert into access_review_line (organisation_id, review_id, person_id, position, listed) select organisation_id, $2, person_id, row_number() over (order by person_id), '{\"access\": []}' from membership where organisation_id = $1 limit 2", [organisation, id]);
  }
  if (decided) await asSuperuser(scene, "update access_review_line set decision = 'keep', reason = 'Works here', decided_by = person_id, decided_at = now() where review_id = $1", [id]);
  return id;
}
const finishReview = () => asSuperuser(scene, "update access_review set signed_at = now(), signed_by = (select person_id from membership where organisation_id = access_review.organisation_id limit 1), list_sha256 = sha256('') where organisation_id = $1 and signed_at is null", [organisation]);
/** The first stays, the others are there to be removed. */
const roleIds: string[] = [];
const revisionOf = async (id: string | undefined): Promise<number> => (await asSuperuser<{ revision: number }>(scene, "select revision from own_role where id = $1", [id]))[0]?.revision ?? 0;
const spareFeeds: string[] = [];
let count = 0;

beforeAll(async () => {
  dns = await openDnsServer();
  scene = await openScene({ dnsServer: dns.address });
  organisation = await addOrganisation(scene, "Northwind Foods");
  other = await addOrganisation(scene, "Rival Foods");
  await (await addPerson(scene, other, "start@rival.example", ["administrator"])).post("/api/sites", { name: "Rival office", region: "eu" });
  const administrator = await addPerson(scene, organisation, "start@northwind.example", ["administrator"]);
  siteId = (await administrator.post("/api/sites", { name: "Head office", region: "uk" })).body.id;
  mailId = await inTrail(scene.world.db, organisation, (tx) => enqueueMail(scene.control.plane, tx, "start@northwind.example", { kind: "password-changed", name: "Start" }));
  await administrator.post("/api/domains", { name: "northwind.example" });
  const lent = lentOrganisation(scene.control.plane, organisation, { kind: "system", name: "test" });
  const sending = { guard: openAddressGuard(["127.0.0.0/8"]), hostName: "test", clock: scene.clock };
  for (const name of ["Hook", "Spare", "Another"]) spareFeeds.push((await addFeed(sending, lent, { ...FEED, name }, "now")).feed.id);
  feedId = spareFeeds.shift() ?? "";
  for (const grant of ["grt_1", "grt_2"]) await inTrail(scene.world.db, organisation, (tx) => audit(tx, { actor: { kind: "staff", person: newId("stf"), grant }, act: "sites.create", object: { kind: "site", id: siteId } }));
  await watchTrail(organisationWatchDeps(scene.control.plane, () => {}), organisation);
  alertIds = (await inTrail(scene.world.db, organisation, (tx) => sql<{ id: string }>`SELECT alert_id AS id FROM alert WHERE site_id = ${organisation}`.execute(tx))).rows.map(({ id }) => id);
  for (const name of ["Reader", "Spare", "Another"]) roleIds.push((await administrator.post("/api/roles", { name, description: "", permissions: ["findings:read"] })).body.id);
  await prepareSignOn(scene, organisation);
  await announceSites(scene.control.plane, async () => 201, () => {});
  for (const trail of [organisation, other]) await scene.signTrail(trail);
  entryId = (await entries(scene)).find(({ trail }) => trail === organisation)?.id ?? "";
});
afterAll(async () => {
  await scene.close();
  dns.close();
});

/** Those of the staff area have their own callers: staff-endpoints.test.ts. */
const endpoints = (): string[] => {
  const document = scene.control.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "control", version: "0" } });
  return Object.entries(document.paths ?? {}).filter(([path]) => !path.startsWith("/api/staff/")).flatMap(([path, item]) => Object.keys(item ?? {}).map((method) => `${method} ${path}`)).sort();
};

/** A fresh person for each call, because some calls end sessions or change passwords. */
async function call(endpoint: string, who: { organisation: OrganisationId; roles: readonly Role[] } | "nobody", token: string, actsToo = false): Promise<{ answer: Answer; acts: string[] }> {
  const n = ++count;
  const email = `person${n}@example.test`;
  const browser = who === "nobody" ? scene.browser() : await addPerson(scene, who.organisation, email, who.roles);
  const prepared = ((await PREPARE[endpoint]?.(browser, email)) ?? {}) as Prepared;
  const before = actsToo ? Number((await asSuperuser<{ n: string }>(scene, "select count(*) as n from audit_entry"))[0]?.n) : 0;
  const answer = await (SAMPLES[endpoint] as Sample)(browser, { siteId, mailId, entryId, personId: endpoint.includes("{personId}") ? await colleague() : "", email, token, n, prepared });
  const written = actsToo ? await asSuperuser<{ act: string }>(scene, "select act from audit_entry order by at, seq offset $1", [before]) : [];
  return { answer, acts: written.map(({ act }) => act) };
}

/** Somebody of the organisation who may be changed or removed: a new one when the endpoint speaks of one. */
let colleagues = 0;
async function colleague(): Promise<string> {
  const email = `colleague${++colleagues}@example.test`;
  return inTrail(scene.world.db, organisation, async (tx) => {
    const id = await scene.control.plane.accounts.createPerson(tx, { name: "Colleague", email, password: PASSWORD });
    await tx.insertInto("membership").values({ organisation_id: organisation, person_id: id, roles: ["analyst"], created_at: scene.clock.now() }).execute();
    return id;
  });
}

const shown = (answer: Answer): string => `${answer.status}${answer.body?.code === undefined ? "" : ` ${answer.body.code}`}`;

it("has a sample for every endpoint, and an endpoint for every sample", () => {
  expect(endpoints()).toEqual(Object.keys(SAMPLES).sort());
  // Whatever is routed below /api is described, or the list above would not be the whole.
  const routed = scene.control.app.routes.filter((route) => route.path.startsWith("/api/") && !route.path.startsWith("/api/staff/") && route.method !== "ALL");
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
}, 300_000);

it("audits every act as written down", async () => {
  const lines = ["# What each endpoint of control writes to the audit trail when it succeeds; rounds are in control-rounds.txt.", "# It has no jobs; what planes and operators send to its log store is in control-rounds.txt. Written by test/control/endpoints.test.ts.", ""];
  const link = await scene.control.issueFirstAdministratorLink();
  alertIds.shift();
  for (const endpoint of endpoints()) {
    const who = endpoint.endsWith("first-administrator") ? ("nobody" as const) : { organisation, roles: ["administrator"] as const };
    const { answer, acts } = await call(endpoint, who, link?.url.split("#")[1] ?? "", true);
    expect(answer.status, `${endpoint}: ${answer.text}`).toBeLessThan(300);
    lines.push(actsLine(endpoint, acts, NO_ENTRY[endpoint]));
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/control-endpoints.txt");
}, 300_000);

/** Endpoints that leave no entry, and why that is right. None of them reads a site's data: control has none. */
const NO_ENTRY: Readonly<Record<string, string>> = {
  "get /api/staff-access": "the organisation's own record of who was let in; each step of it has an entry",
  "get /api/staff-access/{grantId}": "the organisation's own record of who was let in; each step of it has an entry",
  "get /.well-known/spendward-keys.json": "public keys, for everybody",
  "get /api/api-clients": "settings of one's own organisation, no data of a site",
  "get /api/address-change": "one's own address",
  "get /api/alert-mails": "one's own choice of mails",
  "get /api/connections": "settings of one's own organisation, no data of a site",
  "get /api/connections/{connectionId}": "settings of one's own organisation, no data of a site",
  "get /api/domains": "settings of one's own organisation, no data of a site",
  "get /api/invitations": "colleagues who were invited, no data of a site",
  "get /api/mail": "which messages went to whom, without their text; reading one has an entry",
  "get /api/password-policy": "public rules, for everybody",
  "get /api/people": "colleagues of one's own organisation, no data of a site",
  "get /api/people/{personId}/assignments": "a colleague of one's own organisation, no data of a site",
  "get /api/access-reviews": "who has access to one's own organisation, no data of a site",
  "get /api/access-reviews/{reviewId}": "who has access to one's own organisation, no data of a site",
  "get /api/roles": "settings of one's own organisation, no data of a site",
  "get /api/provisioning": "settings of one's own organisation, no data of a site",
  "get /api/retention": "settings of one's own organisation, no data of a site",
  "get /api/second-factor": "one's own means of signing in",
  "get /api/second-factor/passkey": "a challenge to one's own passkey; its answer has an entry",
  "get /api/session": "who one is oneself",
  "get /api/sessions": "one's own sessions",
  "get /api/sign-in/passkey": "a challenge to whoever is at the door; its answer has an entry",
  "get /api/sign-on-policy": "settings of one's own organisation, no data of a site",
  "get /api/sites": "names of one's own organisation's sites, on every page",
  "post /api/provider-metadata": "reads what a provider publishes, and keeps nothing",
  "post /api/sign-in/connection": "leads to the provider; coming back has an entry",
  "post /api/sign-in/ways": "says which ways in an address has; nobody is signed in",
};
