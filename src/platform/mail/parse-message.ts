/**
 * Reads a mail that anybody may have written. The only module that imports mailparser; runs in a thread of its own (message-thread.ts), whose
 * memory and time are bounded, because a mail can be made so that reading it never ends.
 */
import { simpleParser, type ParsedMail } from "mailparser";
import { plainText, withoutHistory } from "./message-text.ts";

export type MailFile = { readonly name: string; readonly bytes: Uint8Array };

/** What a mail server says of a mail that it had taken. */
export type Report = { readonly kind: "failed" | "delayed" | "other"; /** `5.1.1` */ readonly status: string };

export type ParsedMessage = {
  readonly messageId: string;
  /** The one address that it says it is from; empty when it says none or several. */
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly quoted: string;
  readonly files: readonly MailFile[];
  /** More than were taken. */
  readonly filesLeft: number;
  /** Sent by a program: an out-of-office answer, a list, a report. Answering it, or taking it for a person's word, makes loops. */
  readonly automatic: boolean;
  /** Mail servers it went through. */
  readonly hops: number;
  readonly report?: Report;
};

export const MOST_FILES = 20;
const TEXT_MAX = 20_000;
const QUOTED_MAX = 40_000;
const SUBJECT_MAX = 200;
const NAME_MAX = 200;
/** Parts of a message; each costs the parser memory. */
const MOST_PARTS = 300;
const HEADERS_MAX_BYTES = 256 * 1024;

export class MessageTooComplex extends Error {}

export async function parseMessage(raw: Uint8Array): Promise<ParsedMessage> {
  needSimple(raw);
  const mail = await simpleParser(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), { skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true, maxHtmlLengthToParse: 1024 * 1024, keepDeliveryStatus: true } as object);
  const report = reportIn(mail);
  const files = mail.attachments.filter((file) => report === undefined && !(file.related && file.size < 1)).map((file, n) => ({ name: nameOf(file.filename, file.contentType, n), bytes: new Uint8Array(file.content) }));
  const whole = plainText(mail.text ?? "");
  const { text, quoted } = withoutHistory(whole);
  return {
    messageId: mail.messageId?.trim() ?? "", from: onlyAddress(mail), subject: oneLine(mail.subject ?? ""),
    text: text.slice(0, TEXT_MAX), quoted: (text.length > TEXT_MAX ? `${text.slice(TEXT_MAX)}\n\n${quoted}` : quoted).slice(0, QUOTED_MAX),
    files: files.slice(0, MOST_FILES), filesLeft: Math.max(0, files.length - MOST_FILES),
    automatic: isAutomatic(mail), hops: count(mail, "received"), ...(report && { report }),
  };
}

/** @throws MessageTooComplex before anything is parsed. */
function needSimple(raw: Uint8Array): void {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString("latin1");
  const headersEnd = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  if (headersEnd > HEADERS_MAX_BYTES) throw new MessageTooComplex("headers");
  let parts = 0;
  for (const _ of text.matchAll(/^content-type\s*:/gim)) if (++parts > MOST_PARTS) throw new MessageTooComplex("parts");
}

function onlyAddress(mail: ParsedMail): string {
  const from = mail.from?.value ?? [];
  return from.length === 1 && from[0]?.group === undefined ? (from[0]?.address ?? "").toLowerCase() : "";
}

const oneLine = (text: string): string => plainText(text).replace(/\s+/g, " ").slice(0, SUBJECT_MAX).trim();

function nameOf(name: string | undefined, type: string, n: number): string {
  const plain = oneLine((name ?? "").split(/[/\\]/).at(-1) ?? "").slice(0, NAME_MAX);
  return plain === "" ? `attachment-${n + 1}.${/^[a-z]+\/([a-z0-9]{1,8})$/.exec(type)?.[1] ?? "bin"}` : plain;
}

const header = (mail: ParsedMail, name: string): string => {
  const value = mail.headers.get(name);
  return typeof value === "string" ? value.toLowerCase() : value === undefined ? "" : JSON.stringify(value).toLowerCase();
};
const count = (mail: ParsedMail, name: string): number => mail.headerLines.filter(({ key }) => key === name).length;

/** RFC 3834, and what programs that do not follow it write instead. */
function isAutomatic(mail: ParsedMail): boolean {
  const submitted = header(mail, "auto-submitted");
  return (submitted !== "" && !submitted.startsWith("no")) || /\b(bulk|junk|list|auto_reply)\b/.test(header(mail, "precedence"))
    || ["list-id", "list", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-failed-recipients"].some((name) => mail.headers.has(name));
}

/** RFC 3464. */
function reportIn(mail: ParsedMail): Report | undefined {
  const type = mail.headers.get("content-type") as { value?: string; params?: Record<string, string> } | undefined;
  const isReport = type?.value === "multipart/report" || mail.attachments.some((file) => file.contentType === "message/delivery-status");
  if (!isReport) return undefined;
  const told = mail.attachments.find((file) => file.contentType === "message/delivery-status")?.content.toString("utf8") ?? mail.text ?? "";
  const action = /^action:\s*(\w+)/im.exec(told)?.[1]?.toLowerCase();
  const status = /^status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(told)?.[1] ?? "";
  return { kind: action === "failed" ? "failed" : action === "delayed" ? "delayed" : "other", status };
}
