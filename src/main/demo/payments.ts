/** Weekly payment runs over the demo ledger: what is due by the Friday is paid, to the account the supplier had on that day. */
import type { Supplier } from "./company.ts";
import type { Dice } from "./dice.ts";
import type { Invoice } from "./history.ts";
import type { BankChange, Company } from "./planted.ts";

export type Payment = {
  paymentId: string; entity: string; supplierId: string; docId: string; paidDay: number; method: string; currency: string; amountMinor: number; iban: string; runId: string;
};

/** 1970-01-01 was a Thursday, so Fridays are the days that leave 1 modulo 7. */
const fridayOnOrAfter = (day: number): number => day + ((1 - (day % 7) + 7) % 7);

function ibanOn(day: number, supplier: Supplier, changes: readonly BankChange[]): string {
  const later = changes.filter((change) => change.supplierId === supplier.supplierId && change.changedDay > day);
  later.sort((a, b) => a.changedDay - b.changedDay);
  return later[0]?.oldIban ?? supplier.iban;
}

export function payAll(dice: Dice, company: Company): Payment[] {
  const suppliers = new Map(company.suppliers.map((supplier) => [supplier.supplierId, supplier]));
  const payments: Payment[] = [];
  const numbers = new Map<string, string>();
  const pay = (invoice: Invoice, paidDay: number, method: string): void => {
    const supplier = suppliers.get(invoice.supplierId);
    if (!supplier || paidDay > company.period.lastDay) return;
    const runId = `R${paidDay}`;
    const transfer = `${runId}/${invoice.entity}/${invoice.supplierId}`;
    const paymentId = numbers.get(transfer) ?? `P${String(300_001 + numbers.size)}`;
    numbers.set(transfer, paymentId);
    payments.push({
      paymentId, entity: invoice.entity, supplierId: invoice.supplierId, docId: invoice.docId, paidDay, method, currency: invoice.currency,
      amountMinor: invoice.netMinor + invoice.taxMinor, iban: ibanOn(paidDay, supplier, company.bankChanges), runId,
    });
  };
  for (const invoice of company.invoices) {
    const dueFriday = fridayOnOrAfter(Math.max(invoice.dueDay, invoice.postedDay + 2));
    pay(invoice, dueFriday + (dice.chance(0.06) ? 7 : 0), "BACS");
    if (company.paidAgain.has(invoice)) pay(invoice, dueFriday + 7 * dice.between(1, 4), "Faster Payment");
  }
  return payments.sort((a, b) => a.paidDay - b.paidDay || (a.paymentId < b.paymentId ? -1 : 1));
}
