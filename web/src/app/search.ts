/** The part of an address after `?`, as text: `q=007` stays `007`. */
export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === "string" && value) query.set(name, value);
  const text = query.toString();
  return text ? `?${text}` : "";
}
