/**
 * Which certificate a program must show (RFC 8705 section 2): one certificate by its SHA-256, self-signed or not, or any that
 * a named authority issued to a named subject. The handshake has proven the key; dates and, for an authority, its signature are
 * checked here. Certificates between the two are not followed: the authority that is named is the one that issued it.
 */
import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { thumbprintOf } from "../../platform/http/http.ts";

const HEX = /^[0-9a-f]{64}$/;
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

export const certificateRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("thumbprint"), sha256: z.string().max(100).transform((text) => text.replaceAll(/[:\s]/g, "").toLowerCase()).refine((text) => HEX.test(text), "The certificate's SHA-256 fingerprint, 64 hexadecimal digits.") }),
  z.strictObject({
    kind: z.literal("authority"),
    ca: z.string().max(10_000).refine((text) => authorityOf(text) !== undefined, "The authority's certificate, as PEM."),
    /** `CN=erp-01, O=Northwind Foods`: in whatever order, but all of it. */
    subject: z.string().trim().min(1).max(500).refine((text) => partsOf(text).every((part) => /^[A-Za-z][\w.]*=./.test(part)), "A subject such as CN=erp-01, O=Northwind Foods."),
  }),
]);
export type CertificateRule = z.infer<typeof certificateRule>;

const partsOf = (subject: string): string[] => subject.split(/\n|,\s*(?=[A-Za-z][\w.]*=)/).map((part) => part.trim().replace(/\s*=\s*/, "=")).filter(Boolean).sort();

function authorityOf(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.ca ? certificate : undefined;
  } catch {
    return undefined;
  }
}

export function satisfies(rule: CertificateRule, shown: X509Certificate, now: Date): boolean {
  if (now < shown.validFromDate || now > shown.validToDate) return false;
  if (rule.kind === "thumbprint") return Buffer.from(thumbprintOf(shown), "base64url").toString("hex") === rule.sha256;
  const ca = authorityOf(rule.ca);
  if (ca === undefined || now > ca.validToDate) return false;
  const purposes = shown.keyUsage as readonly string[] | undefined; // extended key usage, by Node's name for it
  if (purposes !== undefined && !purposes.includes(CLIENT_AUTH)) return false;
  return shown.checkIssued(ca) && shown.verify(ca.publicKey) && partsOf(shown.subject).join("\n") === partsOf(rule.subject).join("\n");
}
