/** Signatures inside the XML that they cover (the only importer of xml-crypto, which node-saml uses as well). */
import type { Element } from "@xmldom/xmldom";
import { SignedXml } from "xml-crypto";

const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/** Signs the one element of that local name, with the signature after its issuer. */
export function signEnveloped(xml: string, element: string, privateKey: string, algorithms: { readonly signature?: string; readonly digest?: string } = {}): string {
  const signer = new SignedXml({ privateKey, signatureAlgorithm: algorithms.signature ?? RSA_SHA256, canonicalizationAlgorithm: C14N });
  const xpath = `//*[local-name(.)='${element}']`;
  signer.addReference({ xpath, transforms: [ENVELOPED, C14N], digestAlgorithm: algorithms.digest ?? SHA256 });
  signer.computeSignature(xml, { location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: "after" } });
  return signer.getSignedXml();
}

/** @returns what the signature covers, word for word; null when it is not of this certificate's key. The key that the signature itself names is not looked at. */
export function coveredBy(signature: Element, xml: string, certificate: string): string | null {
  const verifier = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  try {
    verifier.loadSignature(signature as never);
    if (!verifier.checkSignature(xml)) return null;
  } catch {
    return null; // another key's, or none that can be read
  }
  const [covered, ...more] = verifier.getSignedReferences();
  return more.length === 0 ? (covered ?? null) : null;
}
