/** Events to the receiver of one feed, whichever kind it is. */
import type { AddressGuard } from "../egress/egress.ts";
import type { OcsfEvent } from "../ocsf/ocsf.ts";
import type { FeedSettings } from "./feeds.schema.ts";
import { sendSyslog, syslogFrame } from "./syslog.ts";
import { sendWebhook } from "./webhook.ts";

/** For the connection, and again for the answer. */
export const WAIT_MS = 10_000;

export type Sending = { readonly guard: AddressGuard; readonly hostName: string; readonly waitMs?: number };

/** @throws EgressTrouble */
export async function sendEvents({ guard, hostName, waitMs = WAIT_MS }: Sending, settings: FeedSettings, events: readonly OcsfEvent[], now: Date): Promise<void> {
  if (settings.kind === "syslog") {
    return sendSyslog(guard, { host: settings.host, port: settings.port, ca: settings.ca, client: settings.client ?? undefined }, events.map((event) => syslogFrame(event, hostName)), waitMs);
  }
  const secrets = settings.secrets.filter(({ until }) => until === null || Date.parse(until) > now.getTime()).map(({ secret }) => secret);
  return sendWebhook(guard, { url: settings.url, ca: settings.ca, secrets }, events, now, waitMs);
}
