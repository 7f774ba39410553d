/** RSA keys with certificates that they sign themselves: what SAML providers know a connection by. Nobody trusts them but by having been given them. */
import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** PEM text. */
export type SamlKey = { readonly privateKey: string; readonly certificate: string };

const DAY_MS = 86_400_000;

export async function newSamlKey(name: string, days: number, now = new Date()): Promise<SamlKey> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ serialNumber: `00${randomBytes(8).toString("hex")}`, name: `CN=${name}`, notBefore: new Date(now.getTime() - DAY_MS), notAfter: new Date(now.getTime() + days * DAY_MS), keys, signingAlgorithm: algorithm });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return { privateKey: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, "$1\n")}\n-----END PRIVATE KEY-----`, certificate: certificate.toString("pem") };
}
