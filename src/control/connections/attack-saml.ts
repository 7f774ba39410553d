/** Forged SAML responses: the cases that have broken service providers, each with the one mistake that is tried. */
import { randomBytes } from "node:crypto";
import type { Attack } from "./attack-report.ts";
import type { Reason } from "./answer-refused.ts";
import { signEnveloped } from "./enveloped-signature.ts";
import { verifySamlAnswer, type SamlParty } from "./saml.ts";
import { newSamlKey, type SamlKey } from "./saml-keys.ts";
import { NS } from "./saml-shape.ts";

export type ForgedKey = SamlKey;

/** A key and certificate that nobody trusts, for this run. */
export const throwawayKey = (): Promise<ForgedKey> => newSamlKey("throwaway", 1);

export type Forgery = { readonly requestId: string; readonly now: Date; readonly nameId?: string; readonly issuer?: string; readonly audience?: string; readonly recipient?: string; readonly destination?: string; readonly inResponseTo?: string; readonly fromMs?: number; readonly untilMs?: number; readonly email?: string; readonly attributes?: string };

export const newId = (): string => `_${randomBytes(16).toString("hex")}`;
const at = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

export function assertionXml(party: SamlParty, f: Forgery, id = newId()): string {
  const from = at(f.now, f.fromMs ?? -30_000);
  const until = at(f.now, f.untilMs ?? 300_000);
  const asked = f.inResponseTo ?? f.requestId;
  return `<saml:Assertion xmlns:saml="${NS.assertion}" ID="${id}" Version="2.0" IssueInstant="${at(f.now, 0)}"><saml:Issuer>${f.issuer ?? party.settings.entityId}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${f.nameId ?? "throwaway-subject"}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
    `<saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${f.recipient ?? party.acsUrl}" InResponseTo="${asked}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${f.audience ?? party.entityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(f.now, 0)}" SessionIndex="_session"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement><saml:Attribute Name="${party.settings.claims.email}"><saml:AttributeValue>${f.email ?? "throwaway@attack.invalid"}</saml:AttributeValue></saml:Attribute>${f.attributes ?? ""}</saml:AttributeStatement></saml:Assertion>`;
}

export function responseXml(party: SamlParty, f: Forgery, inside: string, id = newId()): string {
  return `<samlp:Response xmlns:samlp="${NS.protocol}" xmlns:saml="${NS.assertion}" ID="${id}" Version="2.0" IssueInstant="${at(f.now, 0)}" Destination="${f.destination ?? party.acsUrl}" InResponseTo="${f.inResponseTo ?? f.requestId}">` +
    `<saml:Issuer>${f.issuer ?? party.settings.entityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${inside}</samlp:Response>`;
}

export const signed = (xml: string, element: string, key: ForgedKey, algorithms?: { readonly signature?: string; readonly digest?: string }): string => signEnveloped(xml, element, key.privateKey, algorithms);

export const encoded = (xml: string): string => Buffer.from(xml).toString("base64");

/** Every case with its response, apart from running it, so that tests can put the same through our whole way in. */
export function samlForgeries(party: SamlParty, key: ForgedKey, stranger: ForgedKey, requestId: string, now: Date): readonly { id: string; what: string; stoppedBy: readonly Reason[] | null; xml: string; trust: "throwaway" | "stored" }[] {
  const f: Forgery = { requestId, now };
  const good = signed(responseXml(party, f, assertionXml(party, f)), "Assertion", key);
  const [whole = ""] = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(good) ?? [];
  const evil = assertionXml(party, { ...f, nameId: "somebody-else", email: "administrator@attack.invalid" });
  const evilSameId = assertionXml(party, { ...f, nameId: "somebody-else" }, /ID="([^"]+)"/.exec(whole)?.[1]);
  const wrong = (change: Partial<Forgery>): string => signed(responseXml(party, { ...f, ...change }, assertionXml(party, { ...f, ...change })), "Assertion", key);
  const row = (id: string, what: string, stoppedBy: readonly Reason[] | null, xml: string, trust: "throwaway" | "stored" = "throwaway") => ({ id, what, stoppedBy, xml, trust });
  const hidden = (element: string, inner: string): string => `<samlp:Extensions><x:${element} xmlns:x="urn:x">${inner}</x:${element}></samlp:Extensions>`;
  return [
    row("right", "A right answer (must be accepted)", null, good),
    row("stranger", "Right in everything, but signed by a stranger's key", ["signature"], signed(responseXml(party, f, assertionXml(party, f)), "Assertion", stranger), "stored"),
    row("unsigned", "Not signed at all", ["signature"], responseXml(party, f, assertionXml(party, f))),
    row("edited", "The name edited after signing", ["signature"], good.replace("throwaway-subject", "administrator")),
    row("response-only", "Only the response is signed, the assertion is not", ["signature"], signed(responseXml(party, f, assertionXml(party, f)), "Response", key)),
    row("evil-before", "A second, forged assertion before the signed one", ["structure"], good.replace("<saml:Assertion", `${evil}<saml:Assertion`)),
    row("evil-after", "A second, forged assertion after the signed one", ["structure"], good.replace("</samlp:Response>", `${evil}</samlp:Response>`)),
    row("hidden", "The signed assertion hidden in an extension, a forged one in its place", ["structure"], responseXml(party, f, `${hidden("Box", whole)}${evil}`)),
    row("hidden-same-id", "The same, with the same id", ["structure"], responseXml(party, f, `${hidden("Box", whole)}${evilSameId}`)),
    row("in-object", "A forged assertion that carries the signed one inside its signature", ["structure"], responseXml(party, f, evilSameId.replace("</saml:Issuer>", `</saml:Issuer><ds:Signature xmlns:ds="${NS.signature}"><ds:Object>${whole}</ds:Object></ds:Signature>`))),
    row("status-only", "A signed response without an assertion, and a forged one in another signature", ["structure", "signature"], signed(responseXml(party, f, ""), "Response", key).replace("</samlp:Response>", `<ds:Signature xmlns:ds="${NS.signature}"><ds:Object>${evil}</ds:Object></ds:Signature></samlp:Response>`)),
    row("comment", "A comment that splits the name", ["structure"], good.replace("throwaway-subject", "throwaway<!---->-subject")),
    row("doctype", "A document type with an entity", ["structure"], good.replace("<samlp:Response", `<!DOCTYPE r [<!ENTITY e "administrator">]><samlp:Response`)),
    row("namespace", "A namespace that is not a URI, which makes canonical forms differ", ["structure", "signature"], good.replace("<saml:Subject>", `<saml:Subject xmlns:y="1">`)),
    row("sha1", "Signed with SHA-1", ["algorithm"], signed(responseXml(party, f, assertionXml(party, f)), "Assertion", key, { signature: "http://www.w3.org/2000/09/xmldsig#rsa-sha1", digest: "http://www.w3.org/2000/09/xmldsig#sha1" })),
    row("audience", "Meant for another service", ["audience"], wrong({ audience: `${party.entityId}x` })),
    row("recipient", "Meant for another address", ["destination"], wrong({ recipient: `${party.acsUrl}x` })),
    row("destination", "Sent to another address", ["destination"], wrong({ destination: "https://another.invalid/acs" })),
    row("issuer", "From another identity provider, which the customer does not use (mix-up)", ["issuer"], wrong({ issuer: "https://another.invalid/idp" })),
    row("request", "Answers another request than ours", ["request"], wrong({ inResponseTo: newId() })),
    row("expired", "Expired more than a minute ago", ["time"], wrong({ untilMs: -61_000, fromMs: -300_000 })),
    row("early", "Not valid for another two minutes", ["time"], wrong({ fromMs: 120_000 })),
    row("forever", "Valid for a year", ["time"], wrong({ untilMs: 365 * 86_400_000 })),
  ];
}

export async function samlAttacks(party: SamlParty, now: Date): Promise<readonly Attack[]> {
  const [key, stranger] = [await throwawayKey(), await throwawayKey()];
  const requestId = newId();
  const trusting: SamlParty = { ...party, settings: { ...party.settings, certificates: [key.certificate] } };
  const request = { id: requestId, at: now };
  return samlForgeries(party, key, stranger, requestId, now).map(({ id, what, stoppedBy, xml, trust }) => ({ id, what, stoppedBy, attempt: () => verifySamlAnswer(trust === "stored" ? party : trusting, encoded(xml), request, now) }));
}

