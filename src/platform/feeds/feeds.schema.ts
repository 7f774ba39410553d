/** What the routes of feeds take and give, and what is sealed of a feed. */
import { z } from "@hono/zod-openapi";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";

const MOST_PEM = 64 * 1024;

const certificates = z.string().max(MOST_PEM).refine(arePem, "certificates in PEM: -----BEGIN CERTIFICATE----- and so on");
const client = z.strictObject({ cert: certificates, key: z.string().max(MOST_PEM).refine(isKey, "a private key in PEM, without a passphrase") })
  .refine(({ cert, key }) => fit(cert, key), "a certificate and the key that belongs to it");
const name = z.string().trim().min(1).max(100);
const host = z.string().max(253).refine((text) => isIP(text.replace(/^\[(.*)\]$/, "$1")) !== 0 || /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$|^localhost$/i.test(text), "the name of a server, or its address: siem.example.com");
const url = z.string().max(2_000).refine(isPlainHttps, "an address that begins with https://, without a user name and without #");

export const syslogSchema = z.strictObject({
  kind: z.literal("syslog"), name, host, port: z.int().min(1).max(65_535).default(6514),
  ca: certificates.optional().openapi({ description: "The authority that issued the server's certificate; left out: those that the system trusts." }),
  client: client.nullable().optional().openapi({ description: "Our certificate and key, where the server asks for one. Of a feed that is changed: left out, they stay; null, they go." }),
}).openapi("SyslogFeed");
export const webhookSchema = z.strictObject({ kind: z.literal("webhook"), name, url, ca: certificates.optional() }).openapi("WebhookFeed");
export const feedInputSchema = z.discriminatedUnion("kind", [syslogSchema, webhookSchema]);
export const newFeedSchema = z.strictObject({
  feed: feedInputSchema,
  from: z.enum(["now", "beginning"]).default("now").openapi({ description: "Entries from now on, or all that are kept." }),
}).openapi("NewFeed");
export type FeedInput = z.infer<typeof feedInputSchema>;

/** Sealed: the input, and for webhooks the secrets. The first one is the newest; others are used beside it until they end. */
export type FeedSettings = FeedInput & { readonly secrets: readonly { readonly secret: string; readonly until: string | null }[] };

const instant = z.iso.datetime();
export const feedSchema = z.object({
  id: z.string(), kind: z.enum(["syslog", "webhook"]), name: z.string(),
  to: z.string().openapi({ description: "Server and port, or address." }),
  ca: z.string().nullable().openapi({ description: "The authority given with the feed; null: those that the system trusts." }),
  clientCertificate: z.boolean().openapi({ description: "We show a certificate of our own. It and its key are never shown here." }),
  state: z.enum(["on", "paused", "stopped"]).openapi({ description: "Paused by a person; stopped by us after days of failure, or because the receiver said that it is gone." }),
  createdAt: instant,
  deliveredSeq: z.number().int().openapi({ description: "The receiver has every entry up to this number." }),
  deliveredEntryAt: instant.nullable(), deliveredAt: instant.nullable(),
  waiting: z.number().int().openapi({ description: "Entries that it does not have yet." }),
  trouble: z.string().nullable().openapi({ description: "Why the last attempt failed, as a code; null when it did not." }),
  failingSince: instant.nullable(), triedAt: instant.nullable(),
  secretEnds: instant.nullable().openapi({ description: "Until when the secret before the present one is used as well." }),
}).openapi("Feed");
export type FeedView = z.infer<typeof feedSchema>;
export const feedListSchema = z.object({ items: z.array(feedSchema), stopAfterDays: z.number().int() }).openapi("FeedList");
export const feedWithSecretSchema = z.object({ feed: feedSchema, secret: z.string().nullable().openapi({ description: "Of a webhook, shown this once." }) }).openapi("FeedWithSecret");
export const triedSchema = z.object({ delivered: z.boolean(), trouble: z.string().nullable() }).openapi("FeedTried");

function arePem(text: string): boolean {
  const parts = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return parts.length > 0 && parts.every((part) => new X509Certificate(part).subject !== undefined);
  } catch {
    return false;
  }
}
function isKey(text: string): boolean {
  try {
    return createPrivateKey(text).type === "private";
  } catch {
    return false;
  }
}
function fit(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) && createPublicKey(cert).type === "public";
  } catch {
    return false;
  }
}
function isPlainHttps(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed !== undefined && parsed.protocol === "https:" && parsed.username === "" && parsed.password === "" && parsed.hash === "" && parsed.hostname !== "";
}
