/**
 * What goes wrong in the demo company: mistakes and frauds of the kinds the detectors look for, and a few corrected ones
 * that must stay silent. Each planting adds or changes documents the way a tired clerk or a thief would.
 */
import type { Employee, Supplier } from "./company.ts";
import { ENTITIES, makeIban } from "./company.ts";
import type { Dice } from "./dice.ts";
import type { Invoice, Period, Staff } from "./history.ts";

export type BankChange = { supplierId: string; changedDay: number; changedBy: string; oldIban: string; newIban: string };
export type Company = {
  readonly suppliers: Supplier[]; readonly employees: Employee[]; readonly staff: Staff; readonly period: Period;
  readonly invoices: Invoice[]; readonly bankChanges: BankChange[];
  /** Documents that are paid in full a second time. */
  readonly paidAgain: Set<Invoice>;
};
type Planting = (dice: Dice, company: Company) => void;

const ordinary = (dice: Dice, { invoices, suppliers, period }: Company): Invoice => {
  const kinds = new Map(suppliers.map((supplier) => [supplier.supplierId, supplier.habit]));
  for (;;) {
    const candidate = dice.pick(invoices);
    const habit = kinds.get(candidate.supplierId);
    const large = candidate.netMinor > 15_000;
    if ((habit === "orders" || habit === "projects") && candidate.docType === "invoice" && large && candidate.postedDay < period.lastDay - 60) return candidate;
  }
};

const again = (dice: Dice, original: Invoice, change: Partial<Invoice>): Invoice => ({
  ...original, docId: "", postedDay: original.postedDay + dice.between(2, 45), enteredBy: original.enteredBy, ...change,
});

/** Slips of the hand in a document number. */
function retype(dice: Dice, number: string): string {
  const at = dice.between(Math.max(1, number.length - 4), number.length - 2);
  const swapped = number.slice(0, at) + (number[at + 1] ?? "") + (number[at] ?? "") + number.slice(at + 2);
  const slips = [swapped, number.replace(/0/, "O"), number.replace(/[-/]/g, ""), `${number}A`, number.replace(/^([A-Z]+)/, "$1 ")];
  return slips.filter((slip) => slip !== number)[dice.between(0, 1)] ?? `${number}.`;
}

const duplicates: Planting = (dice, company) => {
  for (let count = 0; count < 22; count += 1) company.invoices.push(again(dice, ordinary(dice, company), {}));
  for (let count = 0; count < 26; count += 1) {
    const original = ordinary(dice, company);
    company.invoices.push(again(dice, original, { invoiceNo: retype(dice, original.invoiceNo) }));
  }
  for (let count = 0; count < 10; count += 1) {
    const original = ordinary(dice, company);
    company.invoices.push(again(dice, original, { invoiceDay: original.invoiceDay + dice.between(1, 12) }));
  }
  for (let count = 0; count < 8; count += 1) {
    const original = ordinary(dice, company);
    company.invoices.push(again(dice, original, { entity: ENTITIES.find((entity) => entity !== original.entity) ?? "2000" }));
  }
  for (let count = 0; count < 6; count += 1) company.paidAgain.add(ordinary(dice, company));
};

/** One supplier recorded twice, and bills posted under both records. */
const secondRecords: Planting = (dice, company) => {
  for (let count = 0; count < 5; count += 1) {
    const original = dice.pick(company.suppliers.filter((supplier) => supplier.habit === "orders" && supplier.perYear > 30));
    const twin = { ...original, supplierId: String(900_100 + count * 7), name: original.name.replace(/ (Ltd|Limited|plc|LLP|Group Ltd)$/, "").toUpperCase(), email: "" };
    company.suppliers.push(twin);
    const bills = company.invoices.filter((invoice) => invoice.supplierId === original.supplierId && invoice.postedDay < company.period.lastDay - 50);
    for (let copy = 0; copy < 2; copy += 1) company.invoices.push(again(dice, dice.pick(bills), { supplierId: twin.supplierId }));
  }
};

/** Posted twice, then put right by a credit note: must not be reported. */
const corrected: Planting = (dice, company) => {
  for (let count = 0; count < 14; count += 1) {
    const copy = again(dice, ordinary(dice, company), {});
    const day = copy.postedDay + dice.between(1, 14);
    company.invoices.push(copy, {
      ...copy, docType: "credit_note", netMinor: -copy.netMinor, taxMinor: -copy.taxMinor, invoiceNo: `CN${copy.invoiceNo}`,
      invoiceDay: day, postedDay: day, dueDay: day, text: `Reversal ${copy.invoiceNo}`,
    });
  }
};

/** Purchases cut into parts that each stay under the approver's limit of 5,000.00. */
const splitPurchases: Planting = (dice, company) => {
  for (let count = 0; count < 4; count += 1) {
    const model = ordinary(dice, company);
    for (let part = 1; part <= 3; part += 1) {
      const netMinor = dice.between(395_000, 414_000);
      company.invoices.push({ ...model, docId: "", invoiceNo: `${model.invoiceNo}-${part}`, netMinor, taxMinor: Math.round(netMinor * 0.2) });
    }
  }
};

/** Bank details changed by one clerk just before a large payment, and changed back after it. */
const diverted: Planting = (dice, company) => {
  for (let count = 0; count < 3; count += 1) {
    const model = ordinary(dice, company);
    const supplier = company.suppliers.find((one) => one.supplierId === model.supplierId);
    if (!supplier) continue;
    const changedBy = dice.pick(company.staff.clerks).employeeId;
    const thief = makeIban(dice, "QUIK");
    model.netMinor *= 6;
    model.taxMinor *= 6;
    company.bankChanges.push({ supplierId: supplier.supplierId, changedDay: model.dueDay - 3, changedBy, oldIban: supplier.iban, newIban: thief });
    company.bankChanges.push({ supplierId: supplier.supplierId, changedDay: model.dueDay + 9, changedBy, oldIban: thief, newIban: supplier.iban });
  }
};

/** A supplier that banks where an employee banks, and approvals of one's own entries. */
const insiders: Planting = (dice, company) => {
  const quiet = company.suppliers.filter((supplier) => supplier.habit === "projects");
  for (let count = 0; count < 2; count += 1) dice.pick(quiet).iban = dice.pick(company.employees).iban;
  for (let count = 0; count < 5; count += 1) {
    const invoice = ordinary(dice, company);
    invoice.approvedBy = invoice.enteredBy;
  }
};

const masterData: Planting = (dice, company) => {
  for (let count = 0; count < 3; count += 1) dice.pick(company.suppliers).vatNo = `GB${dice.between(100_000_000, 999_999_999)}`;
  for (let count = 0; count < 3; count += 1) {
    const supplier = dice.pick(company.suppliers);
    supplier.iban = supplier.iban.slice(0, 10) + String((Number(supplier.iban[10]) + 1) % 10) + supplier.iban.slice(11);
  }
  for (let count = 0; count < 4; count += 1) dice.pick(company.suppliers).address = "";
};

/** Ordinary bank changes: companies do move banks. */
const movedBanks: Planting = (dice, company) => {
  for (let count = 0; count < 24; count += 1) {
    const supplier = dice.pick(company.suppliers);
    const changedDay = dice.between(company.period.firstDay, company.period.lastDay - 30);
    const oldIban = makeIban(dice, "NRTH");
    company.bankChanges.push({ supplierId: supplier.supplierId, changedDay, changedBy: dice.pick(company.staff.clerks).employeeId, oldIban, newIban: supplier.iban });
  }
};

export const PLANTINGS: readonly Planting[] = [movedBanks, duplicates, secondRecords, corrected, splitPurchases, diverted, insiders, masterData];
