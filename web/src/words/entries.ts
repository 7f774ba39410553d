/** An entry of the activity in words: who, on what, and what changed. */
import type { ActivityEntry } from "../api/shapes.ts";
import { sentence } from "./kinds.ts";
import { showCount } from "./money.ts";

type Who = ActivityEntry["who"];
type Thing = ActivityEntry["object"];

/** A name where the entry holds one; the reader's own entries are known without. */
export function whoWords(who: Who, reader: { id: string; name: string }): string {
  const name = who.name || (who.id === reader.id ? reader.name : "");
  if (who.kind === "staff" || who.kind === "operator") return name ? `${name} (operator's staff)` : "Operator's staff";
  if (name) return name;
  if (who.kind === "client") return `API client ${shortId(who.id)}`;
  return who.kind === "person" ? `Person ${shortId(who.id)}` : "Spendward";
}

/** Of the operator's staff the id is followed by the grant; the person alone is what is looked for. */
export const personId = (id: string): string => id.split(" ")[0] ?? id;

const shortId = (id: string): string => `…${id.slice(-8)}`;

const KINDS: Readonly<Record<string, string>> = {
  "audit-entry": "Entry", session: "Session", "token-key": "Signing key", "entries-up-to": "Entries up to No.", "days-kept": "Days:", "alerts-before": "Alerts before", "alert-mails-before": "Mails before", job: "Work", grant: "Grant", address: "Address",
};
/** Their ids are what people call them by. */
const NAMED_BY_ID = new Set(["day", "entries-up-to", "days-kept", "alerts-before", "alert-mails-before"]);

export function objectWords({ kind, id, name }: Thing): string {
  if (name) return name;
  if (kind === "site") return "The site";
  if (kind === "organisation") return "The organisation";
  return `${KINDS[kind] ?? sentence(kind)} ${NAMED_BY_ID.has(kind) ? id : shortId(id)}`;
}

/** What a reading was of, in a few words. */
export function noteOf({ detail }: ActivityEntry): string | undefined {
  const { rows, address, country } = (detail ?? {}) as { rows?: unknown; address?: unknown; country?: unknown };
  if (typeof rows === "number") return rows === 1 ? "1 row" : `${showCount(rows)} rows`;
  return typeof address === "string" ? `from ${address}${typeof country === "string" ? `, ${country}` : ""}` : undefined;
}

export type Change = { readonly name: string; readonly before?: string; readonly after: string };

/** What stands in an entry's details, field by field, as text. */
export function changesOf({ before, after, detail }: ActivityEntry): Change[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const { rows: _rows, address: _address, country: _country, ...more } = fieldsOf(detail);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changed = names.map((name) => ({ name: sentence(name), ...(name in was && was[name] !== is[name] ? { before: was[name] as string } : {}), after: is[name] ?? "" }));
  return [...changed, ...Object.entries(more).map(([name, text]) => ({ name: sentence(name), after: text }))];
}

function fieldsOf(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return { value: textOf(value) };
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, textOf(field)]));
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The size of a kept checkpoint of this log, out of the checkpoint itself or a download that holds one; undefined for anything else. */
export function checkpointSize(text: string, log: string): number | undefined {
  const checkpoint = text.startsWith("{") ? checkpointInPack(text) : text.startsWith("c2sp.org/tlog-proof") ? text.slice(text.indexOf("\n\n") + 2) : text;
  const [origin, size] = checkpoint.split("\n");
  return origin === log && size !== undefined && /^(0|[1-9]\d{0,14})$/.test(size) ? Number(size) : undefined;
}

function checkpointInPack(text: string): string {
  try {
    const { checkpoint } = JSON.parse(text.split("\n", 1)[0] ?? "") as { checkpoint?: unknown };
    return typeof checkpoint === "string" ? checkpoint : "";
  } catch {
    return "";
  }
}
