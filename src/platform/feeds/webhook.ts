/**
 * Webhooks in the form of Standard Webhooks 1.0 (standardwebhooks.com): id, timestamp and HMAC-SHA-256 of both with the body. While a
 * secret is being replaced there is a signature for each. A message holds one entry or more, each with its own id in `metadata.uid`.
 */
import { createHmac, randomBytes } from "node:crypto";
import { type AddressGuard, postHttps } from "../egress/egress.ts";
import type { OcsfEvent } from "../ocsf/ocsf.ts";

const PREFIX = "whsec_";
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString("base64")}`;

export function signaturesOf(secrets: readonly string[], id: string, timestampSeconds: number, body: string): string {
  return secrets.map((secret) => `v1,${createHmac("sha256", Buffer.from(secret.slice(PREFIX.length), "base64")).update(`${id}.${timestampSeconds}.${body}`).digest("base64")}`).join(" ");
}

export type WebhookTarget = { readonly url: string; readonly ca?: string | undefined; readonly secrets: readonly string[] };

/** The same entries make the same id, so that a message sent twice is known for one. @throws EgressTrouble */
export async function sendWebhook(guard: AddressGuard, { url, ca, secrets }: WebhookTarget, events: readonly OcsfEvent[], now: Date, waitMs: number): Promise<void> {
  const id = `${events[0]?.metadata.uid}.${events.length}`;
  const timestamp = Math.floor(now.getTime() / 1000);
  const body = JSON.stringify({ type: "audit.entries", timestamp: now.toISOString(), data: events });
  const headers = {
    "content-type": "application/json", "user-agent": "Spendward",
    "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signaturesOf(secrets, id, timestamp, body),
  };
  await postHttps(guard, new URL(url), headers, Buffer.from(body), waitMs, ca);
}
