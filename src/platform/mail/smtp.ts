/**
 * Hands one message to the mail server that the settings name. The only module that imports nodemailer.
 *
 * TLS 1.2 or 1.3 with a verified certificate, either from the first byte or by STARTTLS, which is then required: a server that
 * does not offer it, or somebody in between who takes the offer out, gets nothing.
 * Outcomes are values: `delivered`, `refused` (trying again cannot help) and `later`. A server's trouble with *us* (its
 * certificate, our password) is `later` as well: the message is not at fault and the operator can mend it.
 */
import { createTransport } from "nodemailer";

export type MailServerSettings = {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte (port 465). `starttls`: demanded on the plain connection (port 587 or 25). */
  readonly tls: "implicit" | "starttls";
  /** Address that messages come from, and where bounces go. */
  readonly from: string;
  readonly user?: string;
  readonly password?: string;
  /** PEM of the authority, where it is not one that the system trusts. */
  readonly ca?: string;
};

export type OutgoingMail = {
  /** The same at each try, so that a receiver can drop a copy (RFC 5322, section 3.6.4). */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The name beside the sender's address, instead of the usual one. The address stays. */
  readonly fromName?: string;
  /** Where an answer goes; absent: to the sender. */
  readonly replyTo?: string;
  /** The envelope's sender: where it comes back to if it cannot be delivered. */
  readonly bounceTo?: string;
};

export type Delivery =
  | { readonly outcome: "delivered"; readonly reply: string }
  /** `deadAddress`: the mailbox does not exist, so nothing else should be sent there. */
  | { readonly outcome: "refused"; readonly reply: string; readonly deadAddress: boolean }
  | { readonly outcome: "later"; readonly reply: string };

export type SendMail = (mail: OutgoingMail) => Promise<Delivery>;

const CONNECT_WAIT_MS = 10_000;
const SILENCE_WAIT_MS = 30_000;

/** @param waits shorter ones for tests of slow servers */
export function openMailServer(settings: MailServerSettings, waits: { readonly connectMs?: number; readonly silenceMs?: number } = {}): SendMail {
  const silenceMs = waits.silenceMs ?? SILENCE_WAIT_MS;
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.tls === "implicit",
    requireTLS: settings.tls === "starttls",
    tls: { minVersion: "TLSv1.2", rejectUnauthorized: true, ...(settings.ca !== undefined && { ca: settings.ca }) },
    ...(settings.user !== undefined && { auth: { user: settings.user, pass: settings.password ?? "" } }),
    connectionTimeout: waits.connectMs ?? CONNECT_WAIT_MS,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const address = /<([^<>]+)>\s*$/.exec(settings.from)?.[1] ?? settings.from;
  const domain = settings.from.slice(settings.from.lastIndexOf("@") + 1).replace(/>$/, "");
  return async ({ id, to, subject, text, fromName, replyTo, bounceTo }) => {
    try {
      const sent = await transport.sendMail({
        from: fromName === undefined ? settings.from : { name: fromName, address },
        // As a value, not as text to be parsed: an address cannot become two.
        to: { name: "", address: to },
        subject,
        text,
        ...(replyTo !== undefined && { replyTo: { name: "", address: replyTo } }),
        ...(bounceTo !== undefined && { envelope: { from: bounceTo, to: [to] } }),
        messageId: `<${id}@${domain}>`,
        // So that out-of-office answers stay out (RFC 3834).
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return { outcome: "delivered", reply: replyIn(sent.response) };
    } catch (error) {
      return outcomeOf(error as SmtpError);
    }
  };
}

type SmtpError = Error & { readonly code?: string; readonly responseCode?: number; readonly response?: string; readonly command?: string };

/** The three digits and the enhanced status (RFC 3463) of an answer; its words stay behind. */
function replyIn(response: string | undefined): string {
  const [, code = "", status = ""] = /^(\d{3})[ -](?:([245]\.\d{1,3}\.\d{1,3}))?/.exec(response ?? "") ?? [];
  return [code, status].filter(Boolean).join(" ");
}

/** Ours to mend, or the network's: nothing that the message or its address could do about. */
const NOT_THE_MESSAGE = new Set(["EAUTH", "ETLS", "ECONNECTION", "ETIMEDOUT", "EDNS", "ESOCKET", "EPROTOCOL"]);

function outcomeOf(error: SmtpError): Delivery {
  const reply = (error.code === "ETLS" ? "" : replyIn(error.response)) || (error.code ?? "no answer");
  const code = error.responseCode ?? 0;
  if (NOT_THE_MESSAGE.has(error.code ?? "") || code < 500) return { outcome: "later", reply };
  const atRecipient = error.command === "RCPT TO" || error.code === "EENVELOPE";
  const noMailbox = /^5\d\d 5\.1\./.test(reply) || [550, 551, 553].includes(code);
  return { outcome: "refused", reply, deadAddress: atRecipient && noMailbox && !/ 5\.7\./.test(reply) };
}
