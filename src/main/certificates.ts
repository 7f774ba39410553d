/**
 * The certificate authority of one machine, made on first run, and the server certificates it signs.
 *
 * Invariant: the authority's key never leaves its 0600 file and this process; servers get their own keys only.
 * For a laptop or a trial. In production certificates come from outside, by file.
 */
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { writeWhole } from "./write-whole.ts";

x509.cryptoProvider.set(webcrypto as Crypto);

/** PEM text of a certificate and its key. */
export type ServerTls = { readonly cert: string; readonly key: string };

export type Authority = {
  /** PEM; what clients trust. */
  readonly ca: string;
  readonly caFile: string;
  readonly issue: (hosts: readonly string[], now?: Date) => Promise<ServerTls>;
};

const CURVE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const CA_DAYS = 3650;
/** Browsers refuse more than 398 days. */
const SERVER_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;
const DAY_MS = 86_400_000;
/** Clocks of two machines differ. */
const SKEW_MS = 3_600_000;

export async function openAuthority(folder: string, now = new Date()): Promise<Authority> {
  const caFile = join(folder, "ca.pem");
  const keyFile = join(folder, "ca-key.pem");
  const known = await readFile(keyFile, "utf8").catch(ignoreMissing);
  if (known === undefined) await makeAuthority(caFile, keyFile, now);
  const ca = await readFile(caFile, "utf8");
  const caKey = await importKey(await readFile(keyFile, "utf8"));
  return { ca, caFile, issue: (hosts, at = new Date()) => issue(new x509.X509Certificate(ca), caKey, hosts, at) };
}

/** True when the certificate should be replaced: it runs out soon, or does not name a host. */
export function needsRenewal(cert: string, hosts: readonly string[], now = new Date()): boolean {
  const certificate = new X509Certificate(cert);
  const names = hosts.every((host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined);
  return !names || Date.parse(certificate.validTo) - now.getTime() < RENEW_BEFORE_DAYS * DAY_MS;
}

/** The key is written last: killed before that, the next start makes both anew and nothing trusted the first. */
async function makeAuthority(caFile: string, keyFile: string, now: Date): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [`Spendward local authority ${randomBytes(3).toString("hex")}`] }],
    notBefore: new Date(now.getTime() - SKEW_MS),
    notAfter: new Date(now.getTime() + CA_DAYS * DAY_MS),
    keys,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
    ],
  });
  await writeWhole(caFile, certificate.toString("pem"), 0o644);
  await writeWhole(keyFile, await exportKey(keys.privateKey), 0o600);
}

async function issue(ca: x509.X509Certificate, caKey: webcrypto.CryptoKey, hosts: readonly string[], now: Date): Promise<ServerTls> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    issuer: ca.subject,
    subject: [{ CN: [hosts[0] ?? "localhost"] }],
    notBefore: new Date(now.getTime() - SKEW_MS),
    notAfter: new Date(now.getTime() + SERVER_DAYS * DAY_MS - SKEW_MS),
    publicKey: keys.publicKey as CryptoKey,
    signingKey: caKey as CryptoKey,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(hosts.map((host) => ({ type: isIP(host) ? "ip" : "dns", value: host }) as const)),
      await x509.AuthorityKeyIdentifierExtension.create(ca),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
    ],
  });
  return { cert: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

/** Positive and at most 20 octets, RFC 5280 section 4.1.2.2. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", key);
  return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8" }).toString();
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ format: "der", type: "pkcs8" });
  return webcrypto.subtle.importKey("pkcs8", der, CURVE, false, ["sign"]);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
