/** IBANs judged by country length, bank account form and mod 97, by the ibantools package (the only importer). */
import { countrySpecs, isValidIBAN, validateIBAN, ValidationErrorsIBAN } from "ibantools";
import { plain } from "../../identity/identity.ts";

export type IbanVerdict = { readonly state: "valid" | "not-an-iban" | "national-check-fails" } | { readonly state: "wrong"; readonly why: "length" | "form" | "check digits" };

/** Text that does not begin like an IBAN of a known country is a national account number, which is not judged. */
export function judgeIban(text: string): IbanVerdict {
  const iban = plain(text);
  if (!/^[A-Z]{2}\d{2}/.test(iban) || countrySpecs[iban.slice(0, 2)]?.IBANRegistry !== true) return { state: "not-an-iban" };
  if (isValidIBAN(iban)) return { state: "valid" };
  const errors = validateIBAN(iban).errorCodes;
  if (errors.includes(ValidationErrorsIBAN.WrongBBANLength)) return { state: "wrong", why: "length" };
  // the bank's own check digits inside the IBAN are not kept everywhere, so this is for the caller to weigh
  if (errors.length > 0 && errors.every((error) => error === ValidationErrorsIBAN.WrongAccountBankBranchChecksum)) return { state: "national-check-fails" };
  return { state: "wrong", why: errors.includes(ValidationErrorsIBAN.WrongIBANChecksum) ? "check digits" : "form" };
}
