/**
 * Messages about leaving (SAML 2.0 Core, section 3.7): ours as XML, and theirs, of which nothing is read but what a signature covers.
 *
 * Two bindings (SAML 2.0 Bindings, 3.4 and 3.5). Redirect: the signature is over the query as it was sent, character by character; it is
 * checked here, because the library takes a message without a signature for a signed one. POST: an enveloped signature over the whole message.
 */
import { createSign, createVerify, X509Certificate } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Element } from "@xmldom/xmldom";
import { AnswerRefused, refuseIf } from "./answer-refused.ts";
import { coveredBy } from "./enveloped-signature.ts";
import { childrenOf, decodeResponse, elementsIn, MOST_BYTES, needSignedWhole, NS, parsePlainXml } from "./saml-shape.ts";
import type { SamlKey } from "./saml-keys.ts";

export type MessageKind = "LogoutRequest" | "LogoutResponse";
/** As it came: the query string without its question mark, or the form's field. */
export type Carried = { readonly query: string } | { readonly form: string };

const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const DIGESTS: Readonly<Record<string, string>> = { [RSA_SHA256]: "sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": "sha512" };
const SKEW_MS = 60_000;
/** A message is on its way for seconds; it is remembered for as long as it could be taken. */
export const MESSAGE_MOST_MS = 5 * 60_000;
const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

export type NameId = { readonly value: string; readonly format: string | null; readonly nameQualifier: string | null; readonly spNameQualifier: string | null };
export type LogoutMessage = {
  readonly id: string;
  readonly root: Element;
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const head = (kind: MessageKind, id: string, destination: string, issuer: string, now: Date, more = ""): string =>
  `<samlp:${kind} xmlns:samlp="${NS.protocol}" xmlns:saml="${NS.assertion}" ID="${id}" Version="2.0" IssueInstant="${now.toISOString()}" Destination="${escaped(destination)}"${more}><saml:Issuer>${escaped(issuer)}</saml:Issuer>`;

export function logoutRequest(id: string, to: string, from: string, nameId: NameId, session: string | null, now: Date): string {
  const attribute = (name: string, value: string | null): string => (value === null ? "" : ` ${name}="${escaped(value)}"`);
  const named = `<saml:NameID${attribute("Format", nameId.format)}${attribute("NameQualifier", nameId.nameQualifier)}${attribute("SPNameQualifier", nameId.spNameQualifier)}>${escaped(nameId.value)}</saml:NameID>`;
  return `${head("LogoutRequest", id, to, from, now, ` NotOnOrAfter="${new Date(now.getTime() + MESSAGE_MOST_MS).toISOString()}"`)}${named}${session === null ? "" : `<samlp:SessionIndex>${escaped(session)}</samlp:SessionIndex>`}</samlp:LogoutRequest>`;
}

export const logoutResponse = (id: string, to: string, from: string, inResponseTo: string, now: Date): string =>
  `${head("LogoutResponse", id, to, from, now, ` InResponseTo="${escaped(inResponseTo)}"`)}<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status></samlp:LogoutResponse>`;

/** The address that carries a message of ours, signed, by the redirect binding. */
export function signedRedirect(to: string, parameter: "SAMLRequest" | "SAMLResponse", xml: string, key: SamlKey, relayState: string | null): string {
  const query = [`${parameter}=${encodeURIComponent(deflateRawSync(xml).toString("base64"))}`, ...(relayState === null ? [] : [`RelayState=${encodeURIComponent(relayState)}`]), `SigAlg=${encodeURIComponent(RSA_SHA256)}`].join("&");
  const signature = createSign("sha256").update(query).sign(key.privateKey, "base64");
  return `${to}${to.includes("?") ? "&" : "?"}${query}&Signature=${encodeURIComponent(signature)}`;
}

/** @throws AnswerRefused */
export function verifiedMessage(kind: MessageKind, carried: Carried, expected: { readonly certificates: readonly string[]; readonly issuer: string; readonly destination: string }, now: Date): LogoutMessage {
  const root = "query" in carried ? fromQuery(kind, carried.query, expected.certificates) : fromForm(kind, carried.form, expected.certificates);
  refuseIf(root.localName !== kind || root.namespaceURI !== NS.protocol || root.getAttribute("Version") !== "2.0", "structure", kind);
  const issuers = childrenOf(root, NS.assertion, "Issuer");
  refuseIf(issuers.length !== 1 || issuers[0]?.textContent?.trim() !== expected.issuer, "issuer", "Issuer");
  refuseIf(root.getAttribute("Destination") !== expected.destination, "destination", "Destination");
  const issued = Date.parse(root.getAttribute("IssueInstant") ?? "");
  refuseIf(!(issued - SKEW_MS <= now.getTime()) || !(issued + MESSAGE_MOST_MS + SKEW_MS > now.getTime()), "time", "IssueInstant");
  const until = root.getAttribute("NotOnOrAfter");
  refuseIf(until !== null && until !== "" && !(Date.parse(until) + SKEW_MS > now.getTime()), "time", "NotOnOrAfter");
  const id = root.getAttribute("ID") ?? "";
  refuseIf(!/^[A-Za-z_][\w.-]{0,200}$/.test(id), "structure", "ID");
  return { id, root };
}

/** Each parameter once, as it was sent: what is verified is what is read. */
function fromQuery(kind: MessageKind, query: string, certificates: readonly string[]): Element {
  const parameter = kind === "LogoutRequest" ? "SAMLRequest" : "SAMLResponse";
  const raw = (name: string): string | undefined => {
    const found = query.split("&").filter((part) => part.split("=")[0] === name);
    refuseIf(found.length > 1, "structure", `one ${name}`);
    return found[0]?.slice(name.length + 1);
  };
  const [message, relayState, algorithm, signature] = [raw(parameter), raw("RelayState"), raw("SigAlg"), raw("Signature")];
  refuseIf(message === undefined || message === "", "structure", parameter);
  refuseIf(!signature || !algorithm, "signature", "a signed message");
  const digest = DIGESTS[decoded(algorithm as string)];
  refuseIf(digest === undefined, "algorithm", "RSA with SHA-256 or SHA-512");
  const signedText = [`${parameter}=${message}`, ...(relayState === undefined ? [] : [`RelayState=${relayState}`]), `SigAlg=${algorithm}`].join("&");
  const bytes = Buffer.from(decoded(signature as string), "base64");
  refuseIf(!certificates.some((certificate) => createVerify(digest as string).update(signedText).verify(new X509Certificate(certificate).publicKey, bytes)), "signature", "the signature");
  return parsePlainXml(inflated(decoded(message as string))).documentElement;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20")).replaceAll(" ", "+");
  } catch {
    throw new AnswerRefused("structure", "percent encoding");
  }
}

function inflated(base64: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(inflateRawSync(Buffer.from(base64, "base64"), { maxOutputLength: MOST_BYTES }));
  } catch {
    throw new AnswerRefused("structure", "DEFLATE and UTF-8");
  }
}

function fromForm(kind: MessageKind, base64: string, certificates: readonly string[]): Element {
  const xml = decodeResponse(base64);
  const signature = needSignedWhole(parsePlainXml(xml), kind);
  for (const certificate of certificates) {
    const covered = coveredBy(signature, xml, certificate);
    if (covered !== null) return parsePlainXml(covered).documentElement;
  }
  throw new AnswerRefused("signature", "the signature");
}

/** Whom a request is about. @throws AnswerRefused */
export function leaverIn({ root }: LogoutMessage): { readonly subject: string; readonly sessions: readonly string[] } {
  refuseIf(elementsIn(root).some(({ localName }) => localName === "EncryptedID"), "encrypted", "EncryptedID");
  const names = childrenOf(root, NS.assertion, "NameID");
  const subject = names[0]?.textContent?.trim() ?? "";
  refuseIf(names.length !== 1 || subject === "" || subject.length > 512, "subject", "NameID");
  return { subject, sessions: childrenOf(root, NS.protocol, "SessionIndex").slice(0, 1_000).map(({ textContent }) => textContent?.trim() ?? "") };
}

/** Whether the provider signed its own session out too, and which request it answers. */
export function answerIn({ root }: LogoutMessage): { readonly inResponseTo: string; readonly whole: boolean } {
  const [status] = childrenOf(root, NS.protocol, "Status");
  const [code] = status === undefined ? [] : childrenOf(status, NS.protocol, "StatusCode");
  return { inResponseTo: root.getAttribute("InResponseTo") ?? "", whole: code?.getAttribute("Value") === SUCCESS && childrenOf(code, NS.protocol, "StatusCode").length === 0 };
}
