/** Which currency amounts are in: a column, the heading, the signs in the values, or what the person said. */
import type { TableName } from "./canonical.ts";
import type { Match } from "./match.ts";
import type { Profile } from "./profile.ts";

export type CurrencyChoice = {
  /** For rows that do not say; XXX (ISO 4217: no currency) when nothing does. */
  readonly code: string;
  readonly from: "column" | "answer" | "heading" | "values" | "nothing";
  readonly note: string | undefined;
};

/** A dollar sign is read as USD, and said so. */
export const SIGNS: Readonly<Record<string, string>> = { "£": "GBP", "€": "EUR", $: "USD", "¥": "JPY" };

export function currencyOf(table: TableName, matches: readonly Match[], profiles: readonly Profile[], answer: string | undefined): CurrencyChoice {
  const amounts = matches.filter(({ field }) => field.startsWith("amount") || field === "debit" || field === "credit");
  const inHeading = amounts.map(({ column }) => /[([ _]([A-Z]{3})[)\]]?$/.exec(column.heading)?.[1]).find((code) => code !== undefined && KNOWN.has(code));
  const units = amounts.flatMap(({ column }) => [...(profiles[column.index] as Profile).units.keys()]).map((unit) => SIGNS[unit] ?? unit);
  const fallback = answer ?? inHeading ?? (new Set(units).size === 1 ? units[0] : undefined) ?? "XXX";
  if (table === "supplier" || table === "employee" || table === "supplier_bank_change") return { code: fallback, from: "nothing", note: undefined };
  if (matches.some(({ field }) => field === "currency")) return { code: fallback, from: "column", note: undefined };
  if (answer !== undefined) return { code: answer, from: "answer", note: undefined };
  if (inHeading !== undefined) return { code: inHeading, from: "heading", note: `amounts are in ${inHeading}, as the heading says` };
  if (fallback !== "XXX") return { code: fallback, from: "values", note: `amounts are in ${fallback}, by the signs in the values` };
  return { code: "XXX", from: "nothing", note: "nothing says which currency the amounts are in; they are shown as XXX" };
}

const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));
export const isCurrency = (code: string): boolean => KNOWN.has(code);
