/**
 * The text of a campaign's mail: a template with its placeholders filled. Pure.
 *
 * Invariant: exactly one link, ours. A template holds no other address, and no name that is filled in can become one, so that a slip of the pen
 * sends nobody to a stranger's page.
 */
import { harmless } from "../mail/mail.ts";

export const PLACEHOLDERS = ["name", "first name", "team", "day", "link"] as const;
const PLACEHOLDER = /\{(first name|name|team|day|link)\}/g;
const LINK = "{link}";
/** What a mail program would make a link of, or a mark-up. */
const ADDRESS = /https?:|www\.|:\/\/|mailto:|<|>|\S@\S|[\p{L}\d]\.\p{L}/iu;
/** Control characters but for the end of a line, halves of characters, marks that turn the text around. */
const NOT_TEXT = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

export function lineFault(text: string): string | undefined {
  if (NOT_TEXT.test(text) || text.includes("\n")) return "One line of visible characters.";
  if (text.includes(LINK)) return "The link belongs in the text.";
  return commonFault(text);
}

export function bodyFault(text: string): string | undefined {
  if (NOT_TEXT.test(text)) return "Plain text: lines, no other control characters.";
  if (text.split(LINK).length !== 2) return "The link, as {link}, exactly once.";
  return commonFault(text.replace(LINK, " "));
}

function commonFault(text: string): string | undefined {
  if (ADDRESS.test(text)) return "No address and no link but {link}.";
  if (/[{}]/.test(text.replace(PLACEHOLDER, ""))) return `Placeholders are {${PLACEHOLDERS.join("}, {")}}.`;
  return undefined;
}

export type TemplateParts = { readonly fromName: string; readonly subject: string; readonly body: string };
export type FilledWith = { readonly name: string; readonly team: string; readonly day: string; readonly link: string };
export type Lure = { readonly fromName: string; readonly subject: string; readonly text: string };

export function fillTemplate({ fromName, subject, body }: TemplateParts, { name, team, day, link }: FilledWith): Lure {
  const whole = harmless(name);
  const values: Readonly<Record<string, string>> = { name: whole, "first name": whole.split(" ")[0] ?? whole, team: harmless(team), day, link };
  // In one pass: what is filled in is not looked at again.
  const filled = (text: string): string => text.replace(PLACEHOLDER, (_all, which: string) => values[which] ?? "");
  return { fromName: filled(fromName), subject: filled(subject), text: `${filled(body)}\n` };
}

/** A subject as it comes back in an answer or a forwarded mail. */
export const plainSubject = (subject: string): string => subject.replace(/^(\s*(re|fw|fwd|aw|wg|tr|rv|sv|vs)\s*(\[\d+\])?:)+/i, "").replace(/\s+/g, " ").trim().toLowerCase();
