/** Headings of payment lists, as ERP systems and banks write them: which column is which part of a payment. */
import { formsOf } from "../../ledger/ledger.ts";

export const FIELDS = ["supplierId", "payee", "iban", "account", "sortCode", "routing", "bic", "amount", "currency", "invoice", "reference", "payOn", "entity"] as const;
export type Field = (typeof FIELDS)[number];

const HEADINGS: Readonly<Record<Field, string>> = {
  supplierId: "supplier id|supplier no|supplier number|supplier code|supplier account|vendor id|vendor no|vendor number|vendor code|vendor|vendor account|creditor no|creditor account|kreditor|lieferant|lifnr|payee id|beneficiary id|account code|fournisseur no",
  payee: "payee|payee name|beneficiary|beneficiary name|supplier|supplier name|vendor name|creditor|creditor name|name|recipient|recipient name|account name|pay to|empfanger|name empfanger|begunstigter|zahlungsempfanger|lieferantenname|beneficiaire|nom du beneficiaire|beneficiario|account holder",
  iban: "iban|beneficiary iban|payee iban|supplier iban|creditor iban|iban number|iban empfanger",
  account: "account number|account no|bank account|bank account number|beneficiary account|beneficiary account number|payee account|account|acct no|acct number|destination account|kontonummer|konto",
  sortCode: "sort code|sortcode|bank sort code|beneficiary sort code|destination sort code",
  routing: "routing number|routing no|aba|aba number|aba routing|aba routing number|routing|bank routing number|transit routing number|bank code",
  bic: "bic|swift|swift code|bic swift|swift bic",
  amount: "amount|payment amount|amount to pay|pay amount|net payment|payment value|value|total|betrag|zahlbetrag|montant|importe|bedrag|amount payable|transfer amount",
  currency: "currency|payment currency|ccy|currency code|wahrung|devise|waers",
  invoice: "invoice no|invoice number|invoice|invoice ref|invoice reference|document no|document number|document id|doc no|bill no|bill number|belegnummer|rechnungsnummer|facture|invoice numbers|invoices",
  reference: "reference|payment reference|remittance|remittance information|remittance advice|details|payment details|description|narrative|verwendungszweck|message|beneficiary reference|end to end id|text",
  payOn: "payment date|pay date|value date|execution date|due date|date|processing date|pay on|zahldatum|ausfuhrungsdatum|date de paiement",
  entity: "company code|entity|company|paying company|bukrs|legal entity|buchungskreis",
};

const LOOKUP: ReadonlyMap<string, { readonly field: Field; readonly rank: number }> = (() => {
  const known = new Map<string, { field: Field; rank: number }>();
  for (const field of FIELDS) {
    for (const [rank, heading] of HEADINGS[field].split("|").entries()) {
      const form = formsOf(heading)[0] ?? "";
      const before = known.get(form);
      if (before === undefined || rank < before.rank) known.set(form, { field, rank });
    }
  }
  return known;
})();

export const fieldOf = (heading: string): { readonly field: Field; readonly rank: number } | undefined =>
  formsOf(heading).map((form) => LOOKUP.get(form)).find((found) => found !== undefined);

/** Field → index of its column; the heading that says it most plainly wins, then the first. */
export function columnsOf(headings: readonly string[]): ReadonlyMap<Field, number> {
  const best = new Map<Field, { at: number; rank: number }>();
  for (const [at, heading] of headings.entries()) {
    const found = fieldOf(heading);
    if (found === undefined) continue;
    const known = best.get(found.field);
    if (known === undefined || found.rank < known.rank) best.set(found.field, { at, rank: found.rank });
  }
  return new Map([...best].map(([field, { at }]) => [field, at]));
}
