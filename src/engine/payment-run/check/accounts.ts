/** Accounts as keys that survive how they are spelled, and whether an account can exist at all. */
import { judgeIban } from "../../detectors/detectors.ts";
import { plain } from "../../identity/identity.ts";
import type { Account } from "../line.ts";

const bare = (text: string): string => text.replace(/^0+/, "");

/** As history.sql has it: a British IBAN is its sort code and account number. */
export const accountKeyOf = (text: string | null): string => {
  const key = plain(text);
  return bare(/^GB\d{2}[A-Z]{4}\d{14}$/.test(key) ? key.slice(-14) : key);
};

/** The keys that a line's account may be known by, most telling first. */
export function keysOf(account: Account): string[] {
  const number = plain(account.number);
  const bank = plain(account.bank);
  const keys = account.scheme === "uk" ? [bare(`${bank}${number.padStart(8, "0")}`)]
    : account.scheme === "us" ? [bare(`${bank}${number}`), bare(number)]
    : [accountKeyOf(account.number), ...(bank === "" ? [] : [bare(`${bank}${number}`)])];
  return [...new Set(keys)].filter((key) => key.length >= 5 && !/^(.)\1+$/.test(key));
}

/** One key for the account itself, to tell lines of one run apart. */
export const wholeKeyOf = (account: Account): string => `${account.scheme === "us" || account.scheme === "other" ? plain(account.bank) : ""}/${keysOf(account)[0] ?? plain(account.number)}`;

export type Fault = { readonly words: string; /** Certain: no such account can exist. */ readonly certain: boolean };

/** British accounts have a check of their own (modulus check) that needs a table of the banks; it is not made here. */
export function faultOf(account: Account): Fault | undefined {
  switch (account.scheme) {
    case "iban": {
      const verdict = judgeIban(account.number);
      if (verdict.state === "wrong") return { certain: true, words: IBAN_WORDS[verdict.why] };
      if (verdict.state === "not-an-iban") return { certain: true, words: "The IBAN begins with no country that has IBANs" };
      return verdict.state === "national-check-fails" ? { certain: false, words: "The bank's own check digits inside the IBAN are wrong" } : undefined;
    }
    case "uk":
      if (!/^\d{6}$/.test(plain(account.bank)) || /^0+$/.test(plain(account.bank))) return { certain: true, words: "The sort code is not six digits" };
      return /^\d{6,8}$/.test(plain(account.number)) && !/^0+$/.test(plain(account.number)) ? undefined : { certain: true, words: "The account number is not eight digits" };
    case "us":
      if (!isRoutingNumber(plain(account.bank))) return { certain: true, words: "The routing number's check digit is wrong" };
      return /[1-9A-Z]/.test(plain(account.number)) ? undefined : { certain: true, words: "There is no account number" };
    case "other":
      return undefined;
  }
}

const IBAN_WORDS = { length: "The IBAN has the wrong length for its country", form: "The IBAN does not have its country's form", "check digits": "The IBAN's check digits are wrong" } as const;

/** ABA: three times, seven times and once, to a multiple of ten. */
export function isRoutingNumber(text: string): boolean {
  if (!/^\d{9}$/.test(text) || text === "000000000") return false;
  const weighed = [...text].reduce((sum, digit, at) => sum + Number(digit) * ([3, 7, 1][at % 3] as number), 0);
  return weighed % 10 === 0;
}

export const ending = (account: Account): string => `ending ${plain(account.number).slice(-4)}`;
