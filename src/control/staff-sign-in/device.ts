/**
 * What a device has to say for itself (promise A9): a passkey whose authenticator was attested as company issue, or the certificate of a
 * managed device on the connection. Judged by the rules as they are now, at each request: a model that is taken off the list, or a
 * certificate that is revoked, ends what it opened.
 *
 * An attestation counts only if it ends in a key that the operator named for that model. The statement's own signature was verified by the
 * library; without this step anybody could sign one in software and write any model's number into it. Revocation of an authenticator is by
 * taking its model, or its root, off the list.
 */
import { createHash, createPublicKey, X509Certificate, type KeyObject } from "node:crypto";
import type { Attestation } from "../second-factors/second-factors.ts";
import type { StaffRules } from "../staff/staff.ts";

export type Judged = { readonly as: string } | { readonly refused: "not-attested" | "self-attested" | "model-not-allowed" | "attestation-not-trusted" };

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const MOST_CERTIFICATES = 5;

export function judgeAttestation(rules: StaffRules, { aaguid, format, certificates }: Attestation, now: Date): Judged {
  if (format === "none") return { refused: "not-attested" };
  if (certificates.length === 0) return { refused: "self-attested" };
  const models = rules.authenticators.filter((one) => one.aaguid === aaguid);
  if (models.length === 0) return { refused: "model-not-allowed" };
  const chain = certificates.slice(0, MOST_CERTIFICATES).map(certificateIn);
  const model = models.find(({ roots }) => chain.every((one) => one !== undefined) && endsInRoot(chain as X509Certificate[], roots, now));
  return model === undefined ? { refused: "attestation-not-trusted" } : { as: model.name };
}

function certificateIn(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

/** Each signed by the next, all in force, and the last signed by a root or being one. */
function endsInRoot(chain: readonly X509Certificate[], roots: readonly string[], now: Date): boolean {
  for (const [n, one] of chain.entries()) {
    if (one.validFromDate > now || one.validToDate < now) return false;
    const next = chain[n + 1];
    if (next !== undefined && !(next.ca && one.checkIssued(next) && one.verify(next.publicKey))) return false;
  }
  const last = chain.at(-1) as X509Certificate;
  return roots.some((pem) => {
    const root = rootIn(pem);
    if (root.certificate === undefined) return last.verify(root.key);
    if (root.certificate.raw.equals(last.raw)) return true;
    return last.checkIssued(root.certificate) && last.verify(root.key);
  });
}

function rootIn(pem: string): { readonly key: KeyObject; readonly certificate?: X509Certificate } {
  if (pem.includes("BEGIN PUBLIC KEY")) return { key: createPublicKey(pem) };
  const certificate = new X509Certificate(pem);
  return { key: certificate.publicKey, certificate };
}

export const thumbprint = (certificate: X509Certificate): string => createHash("sha256").update(certificate.raw).digest("hex");

/** The certificate's hash if a named issuer signed it for a client, it is in force and not revoked. That its key is there, TLS has proven. */
export function judgeCertificate(rules: StaffRules, certificate: X509Certificate | undefined, now: Date): string | undefined {
  if (rules.certificates === undefined || certificate === undefined) return undefined;
  const { issuers, revoked } = rules.certificates;
  const hash = thumbprint(certificate);
  if (certificate.ca || revoked.includes(hash) || certificate.validFromDate > now || certificate.validToDate < now) return undefined;
  if (!(certificate.keyUsage ?? []).includes(CLIENT_AUTH)) return undefined;
  const signed = issuers.map(rootIn).some(({ key, certificate: issuer }) => (issuer === undefined || certificate.checkIssued(issuer)) && certificate.verify(key));
  return signed ? hash : undefined;
}

export type DeviceFacts = { readonly attestedAs: string | null; readonly aaguid: string };

/** How the device is vouched for under the rules of now, the passkey first. */
export function deviceNow(rules: StaffRules, passkey: DeviceFacts, certificate: X509Certificate | undefined, now: Date): { readonly by: "attested" | "certificate" | "nothing"; readonly certificate: string | null } {
  if (passkey.attestedAs !== null && rules.authenticators.some(({ name, aaguid }) => name === passkey.attestedAs && aaguid === passkey.aaguid)) return { by: "attested", certificate: null };
  const hash = judgeCertificate(rules, certificate, now);
  return hash === undefined ? { by: "nothing", certificate: null } : { by: "certificate", certificate: hash };
}
