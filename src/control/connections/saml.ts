/**
 * SAML 2.0, Web Browser SSO Profile, as service provider (the only importer of node-saml).
 *
 * Three locks, one after the other: the document has the one accepted shape (saml-shape.ts); the library verifies
 * signature, issuer's key, audience, times and the request it answers; and everything that identifies somebody is then read
 * from exactly the bytes that were signed, where audience, recipient, times and request are checked once more.
 */
import { SAML, ValidateInResponseTo } from "@node-saml/node-saml";
import type { Element } from "@xmldom/xmldom";
import { AnswerRefused, refuseIf, type Reason } from "./answer-refused.ts";
import { identityOf, type Identity } from "./identity.ts";
import { childrenOf, decodeResponse, elementsIn, needShape, NS, parsePlainXml } from "./saml-shape.ts";
import type { SamlSettings } from "./settings.ts";

const SKEW_MS = 60_000;
/** An assertion that claims to be good for longer than this is refused: we must remember it until then. */
const LONGEST_MS = 24 * 3_600_000;
const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

/** Ours, per connection: an answer to one connection is meant for no other. */
export type SamlParty = { readonly settings: SamlSettings; readonly entityId: string; readonly acsUrl: string };
export type SamlAnswer = { readonly identity: Identity; readonly assertionId: string; readonly usableUntil: Date };

function libraryFor(party: SamlParty, request: { id: string; at: Date } | null, responseSigned: boolean): SAML {
  return new SAML({
    issuer: party.entityId,
    callbackUrl: party.acsUrl,
    entryPoint: party.settings.signInUrl,
    idpCert: [...party.settings.certificates],
    idpIssuer: party.settings.entityId,
    audience: party.entityId,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: responseSigned,
    acceptedClockSkewMs: SKEW_MS,
    signatureAlgorithm: "sha256",
    validateInResponseTo: request === null ? ValidateInResponseTo.never : ValidateInResponseTo.always,
    requestIdExpirationPeriodMs: 15 * 60_000,
    ...(request !== null && { generateUniqueId: () => request.id }),
    // The request is remembered in the database, once; the library is told of the one that this answer may answer.
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async (key) => (request !== null && key === request.id ? request.at.toISOString() : null),
      removeAsync: async () => null,
    },
  });
}

/** @param requestId becomes the ID of the AuthnRequest. */
export async function samlSignInUrl(party: SamlParty, requestId: string, relayState: string): Promise<string> {
  const url = new URL(await libraryFor(party, { id: requestId, at: new Date() }, false).getAuthorizeUrlAsync(relayState, undefined, {}));
  return url.href;
}

/** @param request null: the provider began it. @throws AnswerRefused */
export async function verifySamlAnswer(party: SamlParty, base64: string, request: { readonly id: string; readonly at: Date } | null, now: Date): Promise<SamlAnswer> {
  const shape = needShape(parsePlainXml(decodeResponse(base64)));
  needResponse(party, shape.response, request?.id ?? null);
  const profile = await verified(libraryFor(party, request, shape.responseSigned), base64);
  const assertion = parsePlainXml(profile).documentElement;
  refuseIf(assertion.localName !== "Assertion" || assertion.getAttribute("ID") !== shape.assertion.getAttribute("ID"), "structure", "the assertion that was signed");
  return readAssertion(party, assertion, request?.id ?? null, now);
}

/** Answered by nothing but what the signature covers. */
async function verified(library: SAML, base64: string): Promise<string> {
  try {
    const { profile } = await library.validatePostResponseAsync({ SAMLResponse: base64.replace(/[\r\n]/g, "") });
    const xml = profile?.getAssertionXml?.();
    if (xml === undefined) throw new Error("no assertion");
    return xml;
  } catch (error) {
    const [reason, technical] = reasonOf((error as Error).message);
    throw new AnswerRefused(reason, technical, error);
  }
}

function reasonOf(message: string): readonly [Reason, string] {
  if (/InResponseTo/i.test(message)) return ["request", "InResponseTo"];
  if (/audience/i.test(message)) return ["audience", "AudienceRestriction"];
  if (/expired|not yet valid|too old|NotBefore|NotOnOrAfter|subject confirmation/i.test(message)) return ["time", "NotBefore, NotOnOrAfter"];
  return /signature/i.test(message) ? ["signature", "the signature"] : ["structure", "the assertion"];
}

/** What stands outside the assertion may be unsigned; it can only refuse, never identify. */
function needResponse(party: SamlParty, response: Element, requestId: string | null): void {
  refuseIf(response.getAttribute("Destination") !== party.acsUrl, "destination", "Destination");
  const [issuer] = childrenOf(response, NS.assertion, "Issuer");
  refuseIf(issuer !== undefined && issuer.textContent?.trim() !== party.settings.entityId, "issuer", "Issuer");
  const answers = response.getAttribute("InResponseTo") || null;
  refuseIf(answers !== requestId, "request", "InResponseTo");
}

function readAssertion(party: SamlParty, assertion: Element, requestId: string | null, now: Date): SamlAnswer {
  const one = (parent: Element, name: string): Element => {
    const found = childrenOf(parent, NS.assertion, name);
    refuseIf(found.length !== 1, "structure", `one ${name}`);
    return found[0] as Element;
  };
  refuseIf(one(assertion, "Issuer").textContent?.trim() !== party.settings.entityId, "issuer", "Issuer");
  const conditions = one(assertion, "Conditions");
  const until = needTimes(conditions, now);
  const audiences = childrenOf(conditions, NS.assertion, "AudienceRestriction").map((restriction) => childrenOf(restriction, NS.assertion, "Audience").map(({ textContent }) => textContent?.trim()));
  refuseIf(audiences.length === 0 || audiences.some((allowed) => !allowed.includes(party.entityId)), "audience", "AudienceRestriction");
  const subject = one(assertion, "Subject");
  const confirmed = childrenOf(subject, NS.assertion, "SubjectConfirmation").filter((confirmation) => confirmation.getAttribute("Method") === BEARER);
  refuseIf(confirmed.length !== 1, "structure", "one bearer confirmation");
  const data = one(confirmed[0] as Element, "SubjectConfirmationData");
  refuseIf(data.getAttribute("Recipient") !== party.acsUrl, "destination", "Recipient");
  refuseIf((data.getAttribute("InResponseTo") || null) !== requestId, "request", "InResponseTo of the subject");
  const confirmedUntil = needTimes(data, now);
  const statement = one(assertion, "AuthnStatement");
  const sessionEnd = statement.getAttribute("SessionNotOnOrAfter");
  refuseIf(sessionEnd !== null && sessionEnd !== "" && !(Date.parse(sessionEnd) > now.getTime()), "time", "SessionNotOnOrAfter");
  const usableUntil = new Date(Math.max(until, confirmedUntil) + 2 * SKEW_MS);
  return { identity: identityIn(party, assertion, one(subject, "NameID"), statement), assertionId: assertion.getAttribute("ID") as string, usableUntil };
}

/** @returns the end in ms since 1970, which must be there. */
function needTimes(element: Element, now: Date): number {
  const from = element.getAttribute("NotBefore");
  const until = Date.parse(element.getAttribute("NotOnOrAfter") ?? "");
  refuseIf(from !== null && from !== "" && !(Date.parse(from) - SKEW_MS <= now.getTime()), "time", "NotBefore");
  refuseIf(!(until + SKEW_MS > now.getTime()) || until > now.getTime() + LONGEST_MS, "time", "NotOnOrAfter");
  return until;
}

function identityIn(party: SamlParty, assertion: Element, nameId: Element, statement: Element): Identity {
  const subject = nameId.textContent?.trim() ?? "";
  const format = nameId.getAttribute("Format") ?? "";
  refuseIf(subject === "" || subject.length > 512, "subject", "NameID");
  refuseIf(format === TRANSIENT, "subject", "a NameID that lasts");
  const claims: Record<string, string | string[]> = {};
  for (const attribute of elementsIn(assertion).filter(({ localName, namespaceURI }) => localName === "Attribute" && namespaceURI === NS.assertion).slice(0, 100)) {
    const values = childrenOf(attribute, NS.assertion, "AttributeValue").slice(0, 1_000).map(({ textContent }) => (textContent ?? "").slice(0, 1_000));
    claims[attribute.getAttribute("Name") ?? ""] = values.length === 1 ? (values[0] as string) : values;
  }
  const [context] = childrenOf(statement, NS.assertion, "AuthnContext");
  const classes = context === undefined ? [] : childrenOf(context, NS.assertion, "AuthnContextClassRef").map(({ textContent }) => textContent?.trim() ?? "");
  const methods = [...classes, ...[claims["http://schemas.microsoft.com/claims/authnmethodsreferences"] ?? []].flat()];
  return identityOf(party.settings, { subject, claims, methods, emailOtherwise: format === EMAIL_FORMAT ? subject : null, providerSession: statement.getAttribute("SessionIndex") || null, nameId: { value: subject, format: format || null, nameQualifier: nameId.getAttribute("NameQualifier") || null, spNameQualifier: nameId.getAttribute("SPNameQualifier") || null } });
}

/** Our own description, for providers that read one. Unsigned: it says nothing that could be misused. */
export function ourMetadata({ entityId, acsUrl, samlLogoutUrl }: { readonly entityId: string; readonly acsUrl: string; readonly samlLogoutUrl: string }, certificate: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="${NS.metadata}" entityID="${entityId}">
  <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="${NS.protocol}">
    <KeyDescriptor use="signing"><KeyInfo xmlns="${NS.signature}"><X509Data><X509Certificate>${certificate.replace(/-----[A-Z ]+-----|\s/g, "")}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${samlLogoutUrl}"/>
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${samlLogoutUrl}"/>
    <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>
    <NameIDFormat>${EMAIL_FORMAT}</NameIDFormat>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acsUrl}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`;
}
