/**
 * The one shape of a SAML response that is looked at any further, decided before any signature is. Wrapping attacks and
 * differences between XML parsers live on unusual documents, so everything unusual is refused: a document type, comments,
 * processing instructions, CDATA, a second assertion anywhere, a signature anywhere but directly under what it signs, an
 * algorithm that is not on the list, an id that occurs twice, a namespace that is not a URI.
 */
import { DOMParser, type Document, type Element } from "@xmldom/xmldom";
import { AnswerRefused, refuseIf } from "./answer-refused.ts";

export const NS = { protocol: "urn:oasis:names:tc:SAML:2.0:protocol", assertion: "urn:oasis:names:tc:SAML:2.0:assertion", signature: "http://www.w3.org/2000/09/xmldsig#", metadata: "urn:oasis:names:tc:SAML:2.0:metadata" } as const;
export const MOST_BYTES = 256 * 1024;

const SIGNATURES = new Set(["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"]);
const DIGESTS = new Set(["http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"]);
const CANONICAL = "http://www.w3.org/2001/10/xml-exc-c14n#";
const TRANSFORMS = new Set([CANONICAL, "http://www.w3.org/2000/09/xmldsig#enveloped-signature"]);

export type Shape = { readonly response: Element; readonly assertion: Element; readonly responseSigned: boolean };

/** @throws AnswerRefused structure when it is not plain, well-formed XML. */
export function parsePlainXml(xml: string): Document {
  refuseIf(xml.length > MOST_BYTES, "structure", "at most 256 KiB");
  const body = xml.replace(/^\uFEFF?<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF-8|utf-8)["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>/, "");
  refuseIf(/<[!?]/.test(body), "structure", "no document type, comment, CDATA or processing instruction");
  const refuse = (): never => {
    throw new AnswerRefused("structure", "well-formed XML");
  };
  const document = new DOMParser({ errorHandler: { warning: refuse, error: refuse, fatalError: refuse } }).parseFromString(body.trim(), "text/xml");
  if (document?.documentElement === undefined || document.documentElement === null) refuse();
  return document as Document;
}

export function decodeResponse(base64: string): string {
  const compact = base64.replace(/[\r\n]/g, "");
  refuseIf(compact.length > MOST_BYTES * 1.4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact), "structure", "base64");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(compact, "base64"));
  } catch {
    throw new AnswerRefused("structure", "UTF-8");
  }
}

export const elementsIn = (within: Document | Element): Element[] => Array.from(within.getElementsByTagName("*"));
export const childrenOf = (parent: Element, namespace: string, name: string): Element[] =>
  Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1 && (node as Element).namespaceURI === namespace && (node as Element).localName === name);

/** @throws AnswerRefused */
export function needShape(document: Document): Shape {
  const response = document.documentElement;
  const elements = elementsIn(document);
  refuseIf(elements.length > 5_000, "structure", "at most 5,000 elements");
  refuseIf(response.localName !== "Response" || response.namespaceURI !== NS.protocol || response.getAttribute("Version") !== "2.0", "structure", "a SAML 2.0 response");
  needUniqueIds(elements);
  needSuccess(response);
  refuseIf(elements.some(({ localName }) => localName === "EncryptedAssertion"), "encrypted", "EncryptedAssertion");
  const assertions = elements.filter(({ localName }) => localName === "Assertion");
  const [assertion] = assertions;
  refuseIf(assertions.length !== 1 || assertion?.parentNode !== response || assertion.namespaceURI !== NS.assertion, "structure", "exactly one assertion, directly in the response");
  const signatures = elements.filter(({ localName }) => localName === "Signature");
  for (const signature of signatures) needSignature(signature, [response, assertion as Element]);
  const signed = (element: Element): boolean => signatures.some(({ parentNode }) => parentNode === element);
  refuseIf(new Set(signatures.map(({ parentNode }) => parentNode)).size !== signatures.length, "structure", "one signature per element");
  refuseIf(!signed(assertion as Element), "signature", "a signed assertion");
  return { response, assertion: assertion as Element, responseSigned: signed(response) };
}

/** A message that is signed as a whole, by one signature directly in it. @returns the signature. @throws AnswerRefused */
export function needSignedWhole(document: Document, name: string): Element {
  const root = document.documentElement;
  const elements = elementsIn(document);
  refuseIf(elements.length > 5_000, "structure", "at most 5,000 elements");
  refuseIf(root.localName !== name || root.namespaceURI !== NS.protocol, "structure", name);
  needUniqueIds(elements);
  const signatures = elements.filter(({ localName }) => localName === "Signature");
  refuseIf(signatures.length === 0, "signature", "a signed message");
  refuseIf(signatures.length > 1 || elements.some(({ localName }) => localName === "Assertion"), "structure", "one signature, and no assertion");
  needSignature(signatures[0] as Element, [root]);
  return signatures[0] as Element;
}

function needUniqueIds(elements: readonly Element[]): void {
  const seen = new Set<string>();
  for (const element of elements) {
    for (const { name, value } of Array.from(element.attributes)) {
      if (/^xmlns(:|$)/.test(name)) refuseIf(!/^[a-z][a-z0-9+.-]*:/i.test(value), "structure", "namespaces that are URIs");
      if (!/^(xml:)?id$/i.test(name)) continue;
      refuseIf(seen.has(value) || !/^[A-Za-z_][\w.-]*$/.test(value), "structure", "ids that occur once");
      seen.add(value);
    }
  }
}

function needSuccess(response: Element): void {
  const [status] = childrenOf(response, NS.protocol, "Status");
  const [code] = status === undefined ? [] : childrenOf(status, NS.protocol, "StatusCode");
  refuseIf(code?.getAttribute("Value") !== "urn:oasis:names:tc:SAML:2.0:status:Success", "provider", "the status Success");
}

function needSignature(signature: Element, signable: readonly Element[]): void {
  const parent = signature.parentNode as Element;
  refuseIf(signature.namespaceURI !== NS.signature || !signable.includes(parent), "structure", "signatures directly in the response or the assertion");
  const inside = elementsIn(signature);
  const named = (name: string): Element[] => inside.filter(({ localName }) => localName === name);
  refuseIf(named("Object").length > 0 || named("Manifest").length > 0, "structure", "signatures without objects");
  const only = (name: string): Element => {
    const found = named(name);
    refuseIf(found.length !== 1 || found[0]?.namespaceURI !== NS.signature, "structure", `one ${name} per signature`);
    return found[0] as Element;
  };
  const id = parent.getAttribute("ID");
  refuseIf(!id || only("Reference").getAttribute("URI") !== `#${id}`, "structure", "signatures that refer to what they are in");
  only("SignedInfo");
  only("SignatureValue");
  only("DigestValue");
  refuseIf(!SIGNATURES.has(only("SignatureMethod").getAttribute("Algorithm") ?? ""), "algorithm", "RSA with SHA-256 or SHA-512");
  refuseIf(!DIGESTS.has(only("DigestMethod").getAttribute("Algorithm") ?? ""), "algorithm", "SHA-256 or SHA-512");
  refuseIf(only("CanonicalizationMethod").getAttribute("Algorithm") !== CANONICAL, "algorithm", "exclusive canonicalisation");
  const transforms = named("Transform").map((transform) => transform.getAttribute("Algorithm") ?? "");
  refuseIf(transforms.length !== 2 || new Set(transforms).size !== 2 || transforms.some((transform) => !TRANSFORMS.has(transform)), "algorithm", "the enveloped signature and exclusive canonicalisation");
}
