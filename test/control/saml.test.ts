/** Single sign-on with a real SAML provider, and every forged message that we know put through the whole way in. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertionXml, encoded, newId, responseXml, samlForgeries, signed, throwawayKey, type ForgedKey } from "../../src/control/connections/attack-saml.ts";
import { verifySamlAnswer, type SamlParty } from "../../src/control/connections/saml.ts";
import { asSuperuser, entries, type Answer, type Browser } from "./scene.ts";
import { openSignOnScene, put, SHARED, whereTo, type Customer, type SignOnScene } from "./sign-on-scene.ts";
import { answerAs, ENTITY_ID, type SamlUser } from "../world/saml-provider.ts";

let world: SignOnScene;
let ours: Customer;
let key: ForgedKey;
let next: ForgedKey;
let id: string;
let acs: string;
let party: SamlParty;
beforeAll(async () => {
  world = await openSignOnScene();
  ours = await world.customer("northwind");
  [key, next] = [await throwawayKey(), await throwawayKey()];
  const created = (await ours.mara.post("/api/connections", { kind: "saml", name: "Company account" })).body;
  [id, acs] = [created.id, created.addresses.acsUrl];
  const settings = (await set({})).body.settings;
  party = { settings, entityId: created.addresses.entityId, acsUrl: acs };
  await test(ours.mara);
  expect((await ours.mara.post(`/api/connections/${id}/state`, { on: true })).status).toBe(200);
});
afterAll(async () => { await world.close(); });

let n = 0;
const user = (change: object = {}): SamlUser => ({ id: `subject-${++n}`, email: `person${n}@northwind.example`, name: `Person ${n}`, ...change });
async function set(change: object): Promise<Answer> {
  const { revision } = (await ours.mara.get(`/api/connections/${id}`)).body;
  return put(ours.mara, `/api/connections/${id}`, { name: "Company account", revision, settings: { kind: "saml", entityId: ENTITY_ID, signInUrl: "https://provider.example/sso", certificates: [key.certificate], allowUnsolicited: false, ...SHARED, ...change } });
}
const post = (browser: Browser, form: { SAMLResponse: string; RelayState: string }, connection = id): Promise<Answer> =>
  browser.send({ method: "POST", path: `/sso/saml/${connection}/acs`, body: new URLSearchParams(form).toString(), headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://provider.example", cookie: undefined } });
/** The form arrives without cookies; the browser collects with them. */
async function finish(browser: Browser, form: { SAMLResponse: string; RelayState: string }): Promise<Answer> {
  const received = await post(browser, form);
  const where = received.headers.get("location") ?? "";
  return where.includes("/finish?") ? browser.get(where) : received;
}
async function test(browser: Browser): Promise<void> {
  const { url } = (await browser.post(`/api/connections/${id}/tests`)).body;
  expect(whereTo(await finish(browser, await answerAs(url, user({ email: "mara@northwind.example" }), key, acs)))).toContain("/tests/");
}
const begin = async (browser: Browser): Promise<string> => (await browser.post("/api/sign-in/connection", { connectionId: id, returnTo: "/findings" })).body.url;
const requestIdOf = async (): Promise<string> => (await asSuperuser<{ saml_request_id: string }>(world.scene, "select saml_request_id from sign_in_request order by created_at desc limit 1"))[0]?.saml_request_id ?? "";

describe("signing in", () => {
  it("works with signed assertions, and with signed responses as well; groups become roles", async () => {
    for (const both of [false, true]) {
      const browser = world.scene.browser();
      const form = await answerAs(await begin(browser), user({ groups: ["AP managers", "Everybody"] }), key, acs, both);
      expect(whereTo(await finish(browser, form))).toBe("303 /findings");
      expect((await browser.get("/api/session")).body).toMatchObject({ strength: "connection", person: { email: `person${n}@northwind.example` } });
      expect((await browser.get("/api/session")).body.permissions).toContain("findings:decide");
    }
  });

  it("opens nothing in another browser, a second time, or for another customer", async () => {
    const [victim, attacker] = [world.scene.browser(), world.scene.browser()];
    const theirs = await answerAs(await begin(attacker), user(), key, acs);
    await victim.post("/api/sign-in/connection", { connectionId: id });
    expect(whereTo(await finish(victim, theirs))).toBe("303 /sign-in?problem=sso-request");
    expect(whereTo(await finish(attacker, theirs))).toBe("303 /sign-in?problem=sso-request");
    const mine = await answerAs(await begin(victim), user(), key, acs);
    const received = await post(victim, mine);
    expect(whereTo(await victim.get(received.headers.get("location") ?? ""))).toBe("303 /findings");
    expect(whereTo(await victim.get(received.headers.get("location") ?? ""))).toBe("303 /sign-in?problem=sso-request");
    // The same assertion for another request of ours: the request differs, and the assertion is known.
    const rival = await world.customer("rival");
    const other = (await rival.mara.post("/api/connections", { kind: "saml", name: "x" })).body;
    await put(rival.mara, `/api/connections/${other.id}`, { name: "x", revision: 1, settings: { kind: "saml", entityId: ENTITY_ID, signInUrl: "https://provider.example/sso", certificates: [key.certificate], allowUnsolicited: true, ...SHARED } });
    expect(whereTo(await post(victim, mine, other.id))).toBe("303 /sign-in?problem=sso-request");
  });

  it("changes certificates without a gap: both are good, then the new one alone", async () => {
    const as = async (by: ForgedKey) => {
      const browser = world.scene.browser();
      return whereTo(await finish(browser, await answerAs(await begin(browser), user(), by, acs)));
    };
    expect(await as(next)).toBe("303 /sign-in?problem=sso-signature");
    await set({ certificates: [key.certificate, next.certificate] });
    expect([await as(key), await as(next)]).toEqual(["303 /findings", "303 /findings"]);
    await set({ certificates: [next.certificate] });
    expect([await as(key), await as(next)]).toEqual(["303 /sign-in?problem=sso-signature", "303 /findings"]);
    await set({});
    expect((await set({ certificates: [key.certificate, next.certificate, key.certificate] })).status).toBe(422);
    expect((await set({ certificates: [] })).status).toBe(422);
    expect((await set({ certificates: ["nonsense"] })).status).toBe(422);
  });

  it("begins at the provider only if the customer asked for it, and then once per assertion", async () => {
    const unsolicited = (): string => {
      const f = { requestId: "", now: new Date(), nameId: `portal-${++n}`, email: `portal${n}@northwind.example` };
      return encoded(signed(responseXml(party, f, assertionXml(party, f)).replaceAll(` InResponseTo=""`, ""), "Assertion", key));
    };
    const bare = unsolicited();
    expect(whereTo(await post(world.scene.browser(), { SAMLResponse: bare, RelayState: "" }))).toBe("303 /sign-in?problem=sso-request");
    await set({ allowUnsolicited: true });
    const browser = world.scene.browser();
    const form = { SAMLResponse: unsolicited(), RelayState: "https://evil.example" };
    expect(whereTo(await finish(browser, form))).toBe("303 /");
    expect((await browser.get("/api/session")).body.person.email).toBe(`portal${n}@northwind.example`);
    expect(whereTo(await finish(world.scene.browser(), form))).toBe("303 /sign-in?problem=sso-replay");
    await set({});
  });
});

describe("forged messages, through the whole way in", () => {
  const now = new Date();
  it.each(["stranger", "unsigned", "edited", "response-only", "evil-before", "evil-after", "hidden", "hidden-same-id", "in-object", "status-only", "comment", "doctype", "namespace", "sha1", "audience", "recipient", "destination", "issuer", "request", "expired", "early", "forever"])("%s opens no session", async (which) => {
    const browser = world.scene.browser();
    const state = new URL(await begin(browser)).searchParams.get("RelayState") ?? "";
    const forgery = samlForgeries(party, key, next, await requestIdOf(), new Date()).find((one) => one.id === which);
    const answer = await finish(browser, { SAMLResponse: encoded(forgery?.xml ?? ""), RelayState: state });
    expect(forgery?.stoppedBy?.map((reason) => `303 /sign-in?problem=sso-${reason}`)).toContain(whereTo(answer));
    expect(browser.cookies.has("__Host-spendward")).toBe(false);
  });

  it("allows clocks to differ by a minute, and no more", async () => {
    const f = { requestId: newId(), now };
    const response = (change: object): string => encoded(signed(responseXml(party, { ...f, ...change }, assertionXml(party, { ...f, ...change })), "Assertion", key));
    const verify = (change: object) => verifySamlAnswer(party, response(change), { id: f.requestId, at: now }, new Date());
    const late = Date.now() - now.getTime();
    await expect(verify({ untilMs: late - 55_000, fromMs: -300_000 })).resolves.toBeDefined();
    await expect(verify({ untilMs: late - 61_000, fromMs: -300_000 })).rejects.toMatchObject({ code: "sso-time" });
    await expect(verify({ fromMs: late + 55_000 })).resolves.toBeDefined();
    await expect(verify({ fromMs: late + 70_000 })).rejects.toMatchObject({ code: "sso-time" });
  });

  it("of any bytes are refused, and nothing breaks", async () => {
    for (const SAMLResponse of ["", "%%%", encoded("<a"), encoded("\ufffe"), Buffer.from([0xff, 0xfe]).toString("base64"), encoded("<a/>"), encoded("<Response/>"), "A".repeat(400_000), encoded(`<r>${"<a>".repeat(3_000)}</r>`)]) {
      const browser = world.scene.browser(`10.8.${++n}.1`);
      const state = new URL(await begin(browser)).searchParams.get("RelayState") ?? "";
      expect((await post(browser, { SAMLResponse, RelayState: state })).headers.get("location"), SAMLResponse.slice(0, 30)).toMatch(/problem=sso-(structure|signature)/);
    }
    expect((await world.scene.browser().send({ method: "POST", path: `/sso/saml/${id}/acs`, body: "{}" })).headers.get("location")).toBe("/sign-in?problem=content-type-not-form");
    expect((await post(world.scene.browser(), { SAMLResponse: "A".repeat(600_000), RelayState: "" })).status).toBe(413);
  });
});

describe("setting up", () => {
  it("reads the provider's metadata, pasted or fetched, and says what is missing", async () => {
    const certificate = key.certificate.replace(/-----[^-]+-----|\s/g, "");
    const xml = (inside: string) => `<?xml version="1.0"?><!-- ours --><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY_ID}">${inside}</EntityDescriptor>`;
    const descriptor = (use: string, location: string) => `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${location}"/></IDPSSODescriptor>`;
    const read = (text: string) => ours.mara.post("/api/provider-metadata", { xml: text });
    expect((await read(xml(descriptor("signing", "https://provider.example/sso")))).body).toMatchObject({ entityId: ENTITY_ID, signInUrl: "https://provider.example/sso", certificates: [expect.stringContaining("BEGIN CERTIFICATE")] });
    for (const text of [xml(""), xml(descriptor("encryption", "https://x.example")), xml(descriptor("signing", "http://x.example")), "nonsense", `<!DOCTYPE x>${xml("")}`]) expect(await read(text), text.slice(0, 60)).toMatchObject({ status: 422, body: { code: "metadata-not-usable" } });
    expect((await ours.mara.post("/api/provider-metadata", { url: "https://localhost:1/" })).status).toBe(503);
    expect((await ours.mara.post("/api/provider-metadata", {})).status).toBe(422);
    expect((await world.scene.browser().get(`/sso/saml/${id}/metadata`)).text).toContain(`entityID="${party.entityId}"`);
  });

  it("is attacked with forged answers, which are all refused by the check they are meant for", async () => {
    const report = (await ours.mara.post(`/api/connections/${id}/attacks`)).body;
    expect(report.outcomes.filter((outcome: { asExpected: boolean }) => !outcome.asExpected)).toEqual([]);
    expect(report.outcomes).toHaveLength(24);
    expect(report.outcomes[0]).toMatchObject({ id: "right", accepted: true });
    expect((await entries(world.scene)).at(-1)?.act).toBe("connections.attack");
  });
});
