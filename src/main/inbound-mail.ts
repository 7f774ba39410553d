/** Takes mail in for control, where the settings say so: the listener, and what owns the addresses. */
import type { Control, SendToRegion } from "../control/control.ts";
import { mailOwner } from "../control/control.ts";
import { type MailListener, openMailListener } from "../platform/mail/mail.ts";
import type { Log } from "../platform/telemetry/telemetry.ts";
import type { ControlSettings } from "./settings.ts";

/** Undefined: mail is not taken in. */
export async function listenForMail({ inboundMail, tls, dnsServer }: ControlSettings, control: Control, sendToRegion: SendToRegion, log: Log): Promise<MailListener | undefined> {
  if (inboundMail === undefined) return undefined;
  const { listen, domain, mostMegabytes, proveSenders } = inboundMail;
  const owner = mailOwner(control.plane, {
    sendToRegion, ...(proveSenders && { proof: { name: domain, ...(dnsServer !== undefined && { dnsServer }) } }),
    onTaken: (what) => log.info("mail came in", { kind: "mail", code: what }),
  });
  const listener = await openMailListener({ ...listen, tls: inboundMail.tls, ...tls, name: domain, mostBytes: mostMegabytes * 1024 ** 2 }, { ...owner, onError: (error) => log.error("mail not taken in", { kind: "mail", error }) });
  log.info("listening for mail", { kind: "mail", port: listener.port });
  return listener;
}
