/** What an installation asks of its own people at the door (promise A9). Settings, not rows: nobody who is signed in can loosen them. */
import { z } from "zod";
import { networkOf } from "../sign-on-policy/sign-on-policy.ts";

const pem = z.string().regex(/-----BEGIN (CERTIFICATE|PUBLIC KEY)-----/, "PEM");
const AAGUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const staffRules = z.strictObject({
  /** Networks that staff may come from, in CIDR form. None named: nobody comes in. */
  networks: z.array(z.string().refine((text) => networkOf(text) !== undefined, "a network: 10.1.0.0/16")).max(200).default([]),
  /** `recorded`: a session whose device proved nothing is let in and counted as not passed. For a trial on one machine. */
  device: z.enum(["required", "recorded"]).default("required"),
  /** Authenticators that are company issue: which model, and who must have signed for it (roots, or their public keys). */
  authenticators: z.array(z.strictObject({ name: z.string().min(1).max(100), aaguid: z.string().regex(AAGUID), roots: z.array(pem).min(1).max(20) })).max(200).default([]),
  /** Managed devices: who issues their certificates, and the SHA-256 of those that are lost. */
  certificates: z.strictObject({ issuers: z.array(pem).min(1).max(20), revoked: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000).default([]) }).optional(),
});
export type StaffRules = z.infer<typeof staffRules>;
