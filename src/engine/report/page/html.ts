/**
 * HTML as values: every text put into a template is escaped unless it is HTML already, so that nothing from a ledger
 * can become markup.
 */
export type Html = { readonly html: string };
type Part = string | number | Html | undefined | readonly Part[];

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (found) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[found] as string);

function render(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escape(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(render).join("");
}

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: strings.reduce((text, string, at) => text + string + (at < parts.length ? render(parts[at]) : ""), ""),
});

/** For text that is ours and safe: the style sheet. */
export const trusted = (text: string): Html => ({ html: text });
