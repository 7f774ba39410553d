/** An identity provider's metadata as people paste it or we fetch it: its name, where to sign in, its certificates. */
import { X509Certificate } from "node:crypto";
import type { Document, Element } from "@xmldom/xmldom";
import { Refusal } from "../../base/errors.ts";
import { childrenOf, elementsIn, NS, parsePlainXml } from "./saml-shape.ts";

export type ProviderMetadata = { readonly entityId: string; readonly signInUrl: string; readonly signOutUrl: string | null; readonly certificates: readonly string[] };

const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/** @throws Refusal metadata-not-usable, saying what is missing. */
export function readProviderMetadata(xml: string): ProviderMetadata {
  // Comments are common here, and harmless: nothing in metadata is trusted before an administrator has looked at it.
  const document = parse(xml.replace(/<!--[\s\S]*?-->/g, ""));
  const descriptors = elementsIn(document).filter(({ localName, namespaceURI }) => localName === "IDPSSODescriptor" && namespaceURI === NS.metadata);
  const [descriptor] = descriptors;
  if (descriptor === undefined || descriptors.length > 1) throw notUsable("It must describe exactly one identity provider (IDPSSODescriptor).");
  const entityId = (descriptor.parentNode as Element).getAttribute("entityID") ?? "";
  if (entityId === "") throw notUsable("The entityID is missing.");
  const signInUrl = childrenOf(descriptor, NS.metadata, "SingleSignOnService").find((service) => service.getAttribute("Binding") === REDIRECT)?.getAttribute("Location") ?? "";
  if (!signInUrl.startsWith("https://")) throw notUsable("A sign-in address (SingleSignOnService) with the HTTP-Redirect binding and https:// is missing.");
  const leaving = childrenOf(descriptor, NS.metadata, "SingleLogoutService").find((service) => service.getAttribute("Binding") === REDIRECT)?.getAttribute("Location") ?? "";
  const keys = childrenOf(descriptor, NS.metadata, "KeyDescriptor").filter((key) => key.getAttribute("use") !== "encryption");
  const certificates = keys.flatMap((key) => elementsIn(key).filter(({ localName }) => localName === "X509Certificate").map(({ textContent }) => pem(textContent ?? "")));
  if (certificates.length === 0) throw notUsable("A signing certificate is missing.");
  // Two at most: those that run longest, which are the present one and its successor.
  const unique = [...new Set(certificates)].sort((a, b) => Date.parse(new X509Certificate(b).validTo) - Date.parse(new X509Certificate(a).validTo));
  return { entityId, signInUrl, signOutUrl: leaving.startsWith("https://") ? leaving : null, certificates: unique.slice(0, 2) };
}

function parse(xml: string): Document {
  try {
    return parsePlainXml(xml);
  } catch {
    throw notUsable("It is not a plain XML document.");
  }
}

function pem(base64: string): string {
  try {
    return new X509Certificate(Buffer.from(base64.replace(/\s+/g, ""), "base64")).toString();
  } catch {
    throw notUsable("A certificate in it cannot be read.");
  }
}

const notUsable = (remedy: string): Refusal => new Refusal("invalid", "metadata-not-usable", "This metadata cannot be used.", [{ at: "metadata", remedy }]);
