/** Made-up keys: in use, paused for want of the customer's own, and destroyed. */
import type { Keys } from "../../../web/src/api/shapes.ts";

const protects = ["site.name", "upload.bytes", "upload.facts", "segment.invoice", "finding.item", "audit_entry.sealed"].map((kind) => ({ kind, purpose: "rows" as const, dataKeys: 3 }));
const version = { createdAt: "2026-08-02T09:12:00.000Z", ageDays: 113, retiredAt: null, destroyedAt: null, customerHeld: false, state: "active" as const };
const past = { ...version, version: 1, state: "destroyed" as const, createdAt: "2025-08-01T10:00:00.000Z", ageDays: 479, destroyedAt: "2026-08-02T09:12:00.000Z", protects: [] };

const standing: Keys = {
  state: { state: "ready", code: null, message: null }, rotateBy: "2027-08-02T09:12:00.000Z", rotateAfterDays: 365, rotationUnderWay: false,
  versions: [{ ...version, version: 2, protects }, past],
  root: { keyService: "pkcs11", createdAt: "2026-06-01T00:00:00.000Z", ageDays: 175, rotateBy: "2027-06-01T00:00:00.000Z" }, customerKey: null, certificate: null,
};
const withheld = { state: "paused" as const, code: "customer-key-revoked", message: "The customer's own key is withheld at present. Work on this site waits until it returns." };

export const keys: Readonly<Record<"full" | "paused" | "closed", Keys>> = {
  full: standing,
  paused: {
    ...standing, state: withheld, versions: [{ ...version, version: 3, customerHeld: true, protects }, { ...past, version: 2 }, past],
    customerKey: { kind: "aws-kms", name: "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", inUse: true },
  },
  closed: {
    ...standing, state: { state: "closed", code: "site-key-destroyed", message: "The key of this site has been destroyed. Its data cannot be opened any more." }, rotateBy: null,
    versions: [{ ...past, version: 2 }, past], certificate: { id: "a3f1".repeat(16), madeAt: "2026-11-20T16:00:00.000Z" },
  },
};
