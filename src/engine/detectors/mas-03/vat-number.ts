/**
 * Is this a VAT number? Form and check digits per country, by the stdnum package (the only importer), with the prefix
 * handled as people write it. Whether the number is registered, and to whom, is another question that needs a registry.
 *
 * Invariant: "wrong" is only said when the country is known and its rule fails. No rule, no verdict.
 */
import { stdnum } from "stdnum";
import { plain } from "../../identity/identity.ts";

type Rule = { readonly validate: (text: string) => { readonly isValid: boolean; readonly error?: unknown } };
type Countries = Readonly<Record<string, Readonly<Record<string, Rule | undefined>> | undefined>>;
const countries = stdnum as unknown as Countries;

/** stdnum's names of the numbers that serve as VAT numbers; a country may have several kinds. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  AT: ["uid"], BE: ["vat"], BG: ["vat", "egn", "pnf"], CH: ["vat", "uid"], CY: ["vat"], CZ: ["dic", "rc"], DE: ["vat"], DK: ["cvr"], EE: ["kmkr"],
  ES: ["nif"], FI: ["alv"], FR: ["tva"], GB: ["vat"], GR: ["vat"], HR: ["oib"], HU: ["anum"], IE: ["vat"], IT: ["iva"], LT: ["pvm"],
  LU: ["tva"], LV: ["pvn"], MT: ["vat"], NL: ["btw"], NO: ["mva", "orgnr"], PL: ["nip"], PT: ["nif"], RO: ["cif"], SE: ["vat"], SI: ["ddv"], SK: ["dph", "rc"],
};
/** Prefixes that are not the country's ISO code. XI is Northern Ireland, which uses British numbers. */
const PREFIX: Readonly<Record<string, string>> = { EL: "GR", XI: "GB", UK: "GB" };

export type Verdict =
  | { readonly state: "valid"; readonly country: string }
  | { readonly state: "unknown" }
  | { readonly state: "wrong"; readonly country: string; readonly why: "length" | "form" | "check digits" };

const isoOf = (code: string): string => PREFIX[code] ?? code;

/** The country that the number's own prefix names, if it names one. */
export function prefixOf(text: string): string | undefined {
  const code = isoOf(plain(text).slice(0, 2));
  return code in KINDS ? code : plain(text).startsWith("CHE") ? "CH" : undefined;
}

/** What the package lets through: the two figures at the end of Swedish and Dutch numbers, and Czech special numbers. */
const FORM: Readonly<Record<string, RegExp>> = { SE: /^\d{10}(0[1-9]|[1-9]\d)$/, NL: /B(0[1-9]|[1-9]\d)$/ };
const CZECH_SPECIAL = /^6\d{8}$/;

function holds(country: string, bare: string): boolean {
  const rules = (KINDS[country] ?? []).flatMap((kind) => countries[country]?.[kind] ?? []);
  if (FORM[country]?.test(bare) === false || bare.startsWith(country)) return false;
  if (country === "CZ" && CZECH_SPECIAL.test(bare)) return true;
  const written = [bare, country === "GR" ? `EL${bare}` : `${country}${bare}`];
  return rules.some((rule) => written.some((text) => rule.validate(text).isValid));
}

function whyWrong(country: string, bare: string): "length" | "form" | "check digits" {
  const errors = (KINDS[country] ?? []).map((kind) => String((countries[country]?.[kind]?.validate(bare).error as Error | undefined)?.name ?? ""));
  if (errors.some((error) => /Checksum/.test(error))) return "check digits";
  return errors.some((error) => /Length/.test(error)) ? "length" : "form";
}

/** `country` is the supplier's own; a number that names another country is judged by that country's rule. */
export function judgeVatNumber(text: string, country: string | null): Verdict {
  const key = plain(text);
  const own = country === null ? undefined : isoOf(country.toUpperCase());
  const named = prefixOf(key);
  const prefixed = named === undefined ? undefined : key.replace(/^(CHE|[A-Z]{2})/, "");
  if (named !== undefined && prefixed !== undefined && holds(named, prefixed)) return { state: "valid", country: named };
  // without a prefix, or with letters that only look like one (a Spanish or Irish number may start with letters)
  if (own !== undefined && own in KINDS && holds(own, key)) return { state: "valid", country: own };
  const judgedBy = named !== undefined && /\d{4}/.test(prefixed ?? "") ? named : own;
  if (judgedBy === undefined || !(judgedBy in KINDS) || !/\d/.test(key)) return judgedBy !== undefined && judgedBy in KINDS ? { state: "wrong", country: judgedBy, why: "form" } : { state: "unknown" };
  return { state: "wrong", country: judgedBy, why: whyWrong(judgedBy, judgedBy === named ? (prefixed ?? key) : key) };
}
