/** The place that a refusal speaks of, as the page calls it: a field of the request becomes words, a line of a file stays as it is. */
import { sentence } from "./kinds.ts";

const FIELDS: Readonly<Record<string, string>> = { ssoOnly: "Single sign-on for everybody", email: "E-mail address", entityId: "Entity ID of the provider", signInUrl: "Sign-in address of the provider", signOutUrl: "Sign-out address of the provider", certificates: "Signing certificates", clientId: "Client ID", next: "New password", current: "Current password" };

export function fieldWords(at: string): string {
  const field = /^\/?(?:[a-z][A-Za-z]*\/)*([a-z][A-Za-z]*)(?:\/(\d+))?$/.exec(at);
  if (!field) return at;
  const [, name = "", place] = field;
  const words = Object.hasOwn(FIELDS, name) ? (FIELDS[name] as string) : sentence(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  return place === undefined ? words : `${words}, number ${Number(place) + 1}`;
}

/** What stands in the middle of a sentence begins small, unless it is a name or an abbreviation. */
export const within = (text: string): string => (/^(An?|The|One|Your|At|For|Ids|Another|This)\b/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
