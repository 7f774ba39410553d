/**
 * A party: one record that stands for a company or person outside or inside the house, with its fields made comparable.
 * Everything in this folder works on parties, so supplier tables, staff lists and foreign registers are linked alike.
 */
import { addressOf, type Address } from "./address.ts";
import { accountKey, companyKey, emailOf, phoneKey, taxKey, type Email } from "./codes.ts";
import { nameOf, type Name } from "./name.ts";

export type Fields = {
  readonly id: string;
  readonly name?: string | null;
  readonly addressLine?: string | null;
  readonly city?: string | null;
  readonly postcode?: string | null;
  readonly country?: string | null;
  readonly taxNo?: string | null;
  readonly companyNo?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly iban?: string | null;
  readonly account?: string | null;
  /** Date of birth or anything else that identifies a person and is often mistyped. */
  readonly born?: string | null;
};

export type Party = {
  readonly id: string;
  readonly given: Fields;
  readonly name: Name;
  readonly address: Address;
  readonly tax: string;
  readonly company: string;
  readonly email: Email;
  readonly phone: string;
  readonly account: string;
  readonly born: string;
};

export function party(given: Fields): Party {
  return {
    id: given.id,
    given,
    name: nameOf(given.name ?? null),
    address: addressOf(given.addressLine ?? null, given.city ?? null, given.postcode ?? null),
    tax: taxKey(given.taxNo ?? null),
    company: companyKey(given.companyNo ?? null),
    email: emailOf(given.email ?? null),
    phone: phoneKey(given.phone ?? null),
    account: accountKey(given.iban ?? null, given.account ?? null),
    born: (given.born ?? "").replace(/\D/g, ""),
  };
}
