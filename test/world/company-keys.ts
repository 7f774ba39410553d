/** Certificates of a company for its people's devices, for tests: who signs for authenticators, and who for managed machines. */
import { createPrivateKey, webcrypto, type KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";

const CURVE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

type Pair = { readonly keys: webcrypto.CryptoKeyPair; readonly certificate: x509.X509Certificate };
export type Issued = { readonly der: Uint8Array; readonly pem: string; readonly key: KeyObject };

async function make(subject: string, issuer: Pair | undefined, extensions: x509.Extension[], days: readonly [number, number]): Promise<Pair> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString("hex").replace(/^./, "1"), subject, issuer: issuer?.certificate.subject ?? subject,
    notBefore: new Date(Date.now() + days[0] * DAY_MS), notAfter: new Date(Date.now() + days[1] * DAY_MS),
    signingAlgorithm: CURVE, publicKey: keys.publicKey, signingKey: (issuer?.keys ?? keys).privateKey, extensions,
  });
  return { keys, certificate };
}

async function issued({ keys, certificate }: Pair): Promise<Issued> {
  const key = createPrivateKey({ key: Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)), format: "der", type: "pkcs8" });
  return { der: new Uint8Array(certificate.rawData), pem: certificate.toString("pem"), key };
}

export type CompanyKeys = {
  readonly root: string;
  /** What an authenticator of the company signs its passkeys with. */
  readonly authenticator: (days?: readonly [number, number]) => Promise<Issued>;
  readonly device: (days?: readonly [number, number], usage?: string) => Promise<Issued>;
};

export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

export async function companyKeys(name = "Company"): Promise<CompanyKeys> {
  const root = await make(`CN=${name} root`, undefined, [new x509.BasicConstraintsExtension(true, 1, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)], [-10, 400]);
  return {
    root: root.certificate.toString("pem"),
    authenticator: async (days = [-1, 100]) => issued(await make(`C=GB, O=${name}, OU=Authenticator Attestation, CN=Key`, root, [new x509.BasicConstraintsExtension(false, undefined, true)], days)),
    device: async (days = [-1, 100], usage = CLIENT_AUTH) => issued(await make(`CN=laptop`, root, [new x509.BasicConstraintsExtension(false, undefined, true), new x509.ExtendedKeyUsageExtension([usage])], days)),
  };
}
