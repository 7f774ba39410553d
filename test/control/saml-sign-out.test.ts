/** Single logout with a real SAML provider: begun here, begun there, and every message that must not sign anybody out. */
import { X509Certificate } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encoded, newId, signed, throwawayKey, type ForgedKey } from "../../src/control/connections/attack-saml.ts";
import { logoutRequest, logoutResponse, signedRedirect } from "../../src/control/connections/saml-message.ts";
import { entries, type Answer, type Browser } from "./scene.ts";
import { openSignOnScene, put, SHARED, whereTo, type Customer, type SignOnScene } from "./sign-on-scene.ts";
import { answerAs, ENTITY_ID, SIGN_OUT_URL, signOutProvider, type Participant } from "../world/saml-provider.ts";

let world: SignOnScene;
let ours: Customer;
let key: ForgedKey;
let next: ForgedKey;
let stranger: ForgedKey;
let id: string;
let acs: string;
let logout: string;
let entityId: string;
let ourCertificate: string;
beforeAll(async () => {
  world = await openSignOnScene();
  ours = await world.customer("northwind");
  [key, next, stranger] = [await throwawayKey(), await throwawayKey(), await throwawayKey()];
  const created = (await ours.mara.post("/api/connections", { kind: "saml", name: "Company account" })).body;
  ({ acsUrl: acs, samlLogoutUrl: logout, entityId } = created.addresses);
  id = created.id;
  const settings = { kind: "saml", entityId: ENTITY_ID, signInUrl: "https://provider.example/sso", signOutUrl: SIGN_OUT_URL, certificates: [key.certificate, next.certificate], allowUnsolicited: false, ...SHARED };
  expect((await put(ours.mara, `/api/connections/${id}`, { name: "Company account", revision: created.revision, settings })).status).toBe(200);
  const { url } = (await ours.mara.post(`/api/connections/${id}/tests`)).body;
  await collect(ours.mara, await answerAs(url, { id: "tester", email: "mara@northwind.example", name: "Mara" }, key, acs));
  expect((await ours.mara.post(`/api/connections/${id}/state`, { on: true })).status).toBe(200);
  const metadata = (await world.scene.browser().get(`/sso/saml/${id}/metadata`)).text;
  expect(metadata).toContain(`<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${logout}"/>`);
  ourCertificate = new X509Certificate(Buffer.from(/<X509Certificate>([^<]+)/.exec(metadata)?.[1] ?? "", "base64")).toString();
});
afterAll(async () => { await world.close(); });

let n = 0;
const form = (fields: Record<string, string>) => ({ body: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://provider.example", cookie: undefined } });
async function collect(browser: Browser, answer: { SAMLResponse: string; RelayState: string }): Promise<Answer> {
  const received = await browser.send({ method: "POST", path: `/sso/saml/${id}/acs`, ...form(answer) });
  return browser.get(received.headers.get("location") ?? "");
}
type SignedOn = { readonly browser: Browser; readonly subject: string; readonly participant: Participant };
async function signOn(subject = `subject-${++n}`, session = `_session-${++n}`): Promise<SignedOn> {
  const browser = world.scene.browser();
  const { url } = (await browser.post("/api/sign-in/connection", { connectionId: id })).body;
  expect(whereTo(await collect(browser, await answerAs(url, { id: subject, email: `${subject}@northwind.example`, name: subject }, key, acs, false, session)))).toBe("303 /");
  return { browser, subject, participant: { serviceProviderId: entityId, serviceProviderLogoutURL: logout, nameId: subject, sessionIndex: session, cert: ourCertificate } };
}
/** The browser follows the provider without our cookies: they are of the strictest kind. */
const visitUs = async (url: string): Promise<string> => whereTo(await world.scene.browser(`10.4.0.${++n % 250}`).get(url.slice(new URL(url).origin.length)));
const postUs = async (fields: Record<string, string>): Promise<string> => whereTo(await world.scene.browser(`10.3.0.${++n % 250}`).send({ method: "POST", path: new URL(logout).pathname, ...form(fields) }));
const isIn = async ({ browser }: SignedOn): Promise<boolean> => (await browser.get("/api/session")).status === 200;

describe("begun here", () => {
  it("ends the session, leads to the provider with a request that it accepts, and takes its own signed answer, once", async () => {
    const ines = await signOn();
    const { url } = (await ines.browser.post("/api/sign-out/everywhere")).body;
    expect(await isIn(ines)).toBe(false);
    expect(url.startsWith(`${SIGN_OUT_URL}?SAMLRequest=`)).toBe(true);
    const provider = signOutProvider(key, [ines.participant]);
    const back = await provider.visit(url);
    expect(provider.left()).toBe(true);
    const answer = (inResponseTo: string, by = key) => signedRedirect(logout, "SAMLResponse", logoutResponse(newId(), logout, ENTITY_ID, inResponseTo, new Date()), by, null);
    const asked = /ID="([^"]+)"/.exec(inflate(url))?.[1] ?? "";
    expect(await visitUs(answer(asked, stranger))).toBe("303 /sign-in?problem=sso-signature");
    expect(await visitUs(answer(newId()))).toBe("303 /sign-in?problem=sso-request");
    expect(await visitUs(back)).toBe("303 /sign-in");
    expect(await visitUs(back)).toBe("303 /sign-in?problem=sso-request");
  });

  it("says so when the provider is still signed in, and is not asked of a provider that has no such place", async () => {
    const ines = await signOn();
    const { url } = (await ines.browser.post("/api/sign-out/everywhere")).body;
    const asked = /ID="([^"]+)"/.exec(inflate(url))?.[1] ?? "";
    const partial = logoutResponse(newId(), logout, ENTITY_ID, asked, new Date()).replace("status:Success", "status:Responder");
    expect(await visitUs(signedRedirect(logout, "SAMLResponse", partial, key, null))).toBe("303 /sign-in?problem=sso-still-there");
    expect((await ours.mara.post("/api/sign-out/everywhere")).body).toEqual({ url: null });
  });
});

describe("begun at the provider", () => {
  it("ends the named session and no other, and is answered with a signature that the provider accepts", async () => {
    const ines = await signOn();
    const elsewhere = await signOn(ines.subject); // another session of hers at the provider
    const other = await signOn();
    const provider = signOutProvider(key, [ines.participant]);
    const answer = await visitUs(await provider.begin());
    expect(answer.startsWith(`303 ${SIGN_OUT_URL}?SAMLResponse=`)).toBe(true);
    expect([await isIn(ines), await isIn(elsewhere), await isIn(other)]).toEqual([false, true, true]);
    expect(await provider.visit(answer.slice(4))).toBe("answered 200");
    expect(provider.left()).toBe(true);
    expect((await entries(world.scene)).filter(({ act, trail }) => act === "connections.provider-sign-out" && trail === ours.organisation)).toHaveLength(1);
  });

  const request = (subject: string, session: string | null, change: Partial<{ issuer: string; to: string; at: Date; id: string }> = {}) =>
    logoutRequest(change.id ?? newId(), change.to ?? logout, change.issuer ?? ENTITY_ID, { value: subject, format: null, nameQualifier: null, spNameQualifier: null }, session, change.at ?? new Date());

  it("by a form works alike, with the next certificate too; without a session it means all of the person's", async () => {
    const ines = await signOn();
    const elsewhere = await signOn(ines.subject);
    const where = await postUs({ SAMLRequest: encoded(signed(request(ines.subject, null), "LogoutRequest", next)), RelayState: "a&b=c" });
    expect(where.startsWith(`303 ${SIGN_OUT_URL}?SAMLResponse=`)).toBe(true);
    expect(new URL(where.slice(4)).searchParams.get("RelayState")).toBe("a&b=c");
    expect([await isIn(ines), await isIn(elsewhere)]).toEqual([false, false]);
  });

  it("is refused, and signs nobody out, when anything about it is not right", async () => {
    const ines = await signOn();
    const good = (change = {}, by = key, relayState: string | null = null) => signedRedirect(logout, "SAMLRequest", request(ines.subject, null, change), by, relayState);
    const raw = (url: string, change: (query: string) => string): string => `${logout}?${change(url.split("?")[1] ?? "")}`;
    const deflated = (xml: string): string => `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString("base64"))}`;
    const signedForm = (xml: string, by = key) => signed(xml, "LogoutRequest", by);
    const cases: readonly (readonly [string, string | Record<string, string>, string])[] = [
      ["nobody signed it", `${logout}?${deflated(request(ines.subject, null))}`, "signature"],
      ["its signature was taken away", raw(good(), (query) => query.replace(/&Signature=.*/, "")), "signature"],
      ["its signature and algorithm were taken away", raw(good(), (query) => query.replace(/&SigAlg=.*/, "")), "signature"],
      ["a stranger signed it", good({}, stranger), "signature"],
      ["another message under the signature", raw(good(), (query) => query.replace(/SAMLRequest=[^&]+/, deflated(request("somebody", null)))), "signature"],
      ["a relay state was added", raw(good(), (query) => query.replace("&SigAlg", "&RelayState=x&SigAlg")), "signature"],
      ["a second message beside it", raw(good(), (query) => `${deflated(request("somebody", null))}&${query}`), "structure"],
      ["SHA-1", raw(good(), (query) => query.replace(/SigAlg=[^&]+/, `SigAlg=${encodeURIComponent("http://www.w3.org/2000/09/xmldsig#rsa-sha1")}`)), "algorithm"],
      ["of another provider", good({ issuer: "https://another.invalid/idp" }), "issuer"],
      ["for another address", good({ to: `${logout}x` }), "destination"],
      ["old", good({ at: new Date(Date.now() - 7 * 60_000) }), "time"],
      ["of a clock that is ahead", good({ at: new Date(Date.now() + 2 * 60_000) }), "time"],
      ["a document type", signedRedirect(logout, "SAMLRequest", `<!DOCTYPE r [<!ENTITY e "x">]>${request(ines.subject, null)}`, key, null), "structure"],
      ["a bomb", signedRedirect(logout, "SAMLRequest", request(ines.subject, null).replace("</samlp:LogoutRequest>", `${" ".repeat(20_000_000)}</samlp:LogoutRequest>`), key, null), "structure"],
      ["a request and an answer at once", `${good()}&SAMLResponse=x`, "structure"],
      ["a form that nobody signed", { SAMLRequest: encoded(request(ines.subject, null)) }, "signature"],
      ["a form that a stranger signed", { SAMLRequest: encoded(signedForm(request(ines.subject, null), stranger)) }, "signature"],
      ["a form that was edited", { SAMLRequest: encoded(signedForm(request("somebody", null)).replace("somebody", ines.subject)) }, "signature"],
      ["a form with the name split by a comment", { SAMLRequest: encoded(signedForm(request(ines.subject, null)).replace(ines.subject, `${ines.subject}<!---->`)) }, "structure"],
      ["a signed form hidden in another", { SAMLRequest: encoded(request(ines.subject, null).replace("</samlp:LogoutRequest>", `<samlp:Extensions>${signedForm(request("somebody", null))}</samlp:Extensions></samlp:LogoutRequest>`)) }, "structure"],
      ["an answer in a request's place", { SAMLRequest: encoded(signed(logoutResponse(newId(), logout, ENTITY_ID, newId(), new Date()), "LogoutResponse", key)) }, "structure"],
    ];
    for (const [what, message, reason] of cases) {
      const where = typeof message === "string" ? await visitUs(message) : await postUs(message);
      expect(where, what).toBe(`303 /sign-in?problem=sso-${reason}`);
    }
    expect(await isIn(ines)).toBe(true);
    // Taken once; and another customer's connection takes no message that is meant for this one.
    const once = good();
    expect((await visitUs(once)).startsWith(`303 ${SIGN_OUT_URL}`)).toBe(true);
    expect(await visitUs(once)).toBe("303 /sign-in?problem=sso-replay");
    const rival = (await (await world.customer("rival")).mara.post("/api/connections", { kind: "saml", name: "Theirs" })).body.id;
    expect(await visitUs(good().replace(id, rival))).toBe("303 /sign-in?problem=sso-request");
  });
});

function inflate(url: string): string {
  return inflateRawSync(Buffer.from(new URL(url).searchParams.get("SAMLRequest") ?? "", "base64")).toString();
}
