/** Identifiers as comparable keys. Whether they are valid is judged elsewhere; here "the same" must survive formatting. */

export const plain = (text: string | null): string => (text ?? "").toUpperCase().replace(/[^A-Z0-9]/g, "");

/** VAT and tax numbers: the country's prefix is optional in practice, so it is dropped when followed by enough digits. */
export const taxKey = (text: string | null): string => {
  const key = plain(text);
  const bare = key.replace(/^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|EU|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI|CHE)(?=[A-Z0-9]{7,})/, "");
  return /\d{5}/.test(bare) ? bare : "";
};

/** Company numbers: leading zeros and register letters come and go. */
export const companyKey = (text: string | null): string => {
  const key = plain(text).replace(/^(HRB|HRA|RCS|KVK|NO|REG)/, "").replace(/^0+/, "");
  return key.length >= 4 ? key : "";
};

export const accountKey = (iban: string | null, account: string | null): string => {
  const key = plain(iban) || plain(account);
  return key.length >= 6 && !/^(.)\1+$/.test(key) ? key : "";
};

/** The last nine digits: country and trunk prefixes are written many ways. */
export const phoneKey = (text: string | null): string => {
  const digits = (text ?? "").replace(/\D/g, "");
  return digits.length >= 7 && !/^(\d)\1+$/.test(digits) ? digits.slice(-9) : "";
};

const FREE_MAIL = /^(gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|aol|icloud|me|gmx|web|t-online|btinternet|virginmedia|orange|wanadoo|protonmail|proton|mail)\.[a-z.]+$/;

export type Email = { readonly address: string; /** Empty for free mail, which tells nothing of the company. */ readonly domain: string };
export const emailOf = (text: string | null): Email => {
  const address = (text ?? "").trim().toLowerCase();
  const domain = /^[^@\s]+@([^@\s]+\.[^@\s]+)$/.exec(address)?.[1];
  return domain === undefined ? { address: "", domain: "" } : { address, domain: FREE_MAIL.test(domain) ? "" : domain };
};
