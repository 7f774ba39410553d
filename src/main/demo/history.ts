/**
 * Two years of ordinary invoices, before anything goes wrong: each supplier bills by its habit, with its own numbering.
 * The look-alikes that are not mistakes are made here too: equal rents every month, bursts of equal courier bills on one day.
 * Amounts are pence; days are days since 1970-01-01.
 */
import { dayFromNumber } from "../../base/day.ts";
import type { Employee, Supplier } from "./company.ts";
import { ENTITIES } from "./company.ts";
import type { Dice } from "./dice.ts";

export type Invoice = {
  docId: string; entity: string; supplierId: string; invoiceNo: string; invoiceDay: number; postedDay: number; dueDay: number;
  docType: "invoice" | "credit_note"; currency: string; netMinor: number; taxMinor: number; poNo: string; text: string; enteredBy: string; approvedBy: string;
};
export type Staff = { readonly clerks: readonly Employee[]; readonly approvers: readonly Employee[] };
export type Period = { readonly firstDay: number; readonly lastDay: number };

/** Days on which a supplier bills, in order. */
function billingDays(dice: Dice, supplier: Supplier, { firstDay, lastDay }: Period): number[] {
  const days: number[] = [];
  if (supplier.habit === "monthly-fixed" || supplier.habit === "monthly-metered") {
    const dayOfMonth = dice.between(1, 27);
    for (let day = firstDay; day <= lastDay; day += 1) if (Number(dayFromNumber(day).slice(8)) === dayOfMonth) days.push(day);
    return days;
  }
  const gapDays = 365 / supplier.perYear;
  for (let day = firstDay + dice.between(0, Math.ceil(gapDays)); day <= lastDay; day += Math.max(1, Math.round(dice.around(gapDays, 0.7)))) {
    const copies = supplier.habit === "bursts" ? dice.between(1, 6) : 1;
    for (let copy = 0; copy < copies; copy += 1) days.push(day);
  }
  return days;
}

/** The next number of a supplier's own series; it has other customers, so its numbers jump. */
function numberSeries(dice: Dice, supplier: Supplier): (day: number) => string {
  let counter = dice.between(400, 60_000);
  const jump = dice.between(1, 40);
  return (day) => {
    counter += supplier.habit === "bursts" ? 1 : dice.between(1, jump);
    const year = dayFromNumber(day).slice(0, 4);
    switch (supplier.numbering % 5) {
      case 0: return `INV-${String(counter).padStart(6, "0")}`;
      case 1: return String(700_000 + counter);
      case 2: return `${year}/${String(counter).padStart(5, "0")}`;
      case 3: return `SI${counter}`;
      default: return `${supplier.name.slice(0, 2).toUpperCase()}${String(counter).padStart(7, "0")}`;
    }
  };
}

export function billAll(dice: Dice, suppliers: readonly Supplier[], staff: Staff, period: Period): Invoice[] {
  const invoices: Invoice[] = [];
  for (const supplier of suppliers) {
    const next = numberSeries(dice, supplier);
    const home = dice.pick(ENTITIES);
    const fixedMinor = supplier.middleMinor;
    const burstMinor = [0, 1, 2].map(() => Math.round(dice.around(1_900, 0.8)));
    for (const day of billingDays(dice, supplier, period)) {
      const netMinor = supplier.habit === "monthly-fixed" ? fixedMinor
        : supplier.habit === "bursts" ? dice.pick(burstMinor)
        : Math.round(dice.around(supplier.middleMinor, supplier.habit === "monthly-metered" ? 0.3 : 0.8));
      const postedDay = day + dice.between(1, 9);
      if (postedDay > period.lastDay) continue;
      invoices.push({
        docId: "", entity: dice.chance(0.92) ? home : dice.pick(ENTITIES), supplierId: supplier.supplierId, invoiceNo: next(day), invoiceDay: day, postedDay,
        dueDay: day + supplier.termsDays, docType: "invoice", currency: "GBP", netMinor, taxMinor: Math.round((netMinor * supplier.vatPercent) / 100),
        poNo: supplier.habit === "orders" ? `45${String(dice.between(10_000_000, 10_999_999))}` : "", text: `${supplier.trade} ${dayFromNumber(day).slice(0, 7)}`,
        enteredBy: dice.pick(staff.clerks).employeeId, approvedBy: dice.pick(staff.approvers).employeeId,
      });
    }
  }
  return invoices;
}
