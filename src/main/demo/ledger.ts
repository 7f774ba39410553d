/**
 * The demo ledger as the files a customer would send: made in memory from a seed, never stored in clear.
 * About 25,000 invoices over two years. Same seed, same bytes.
 */
import { asDay, dayFromNumber, dayNumber } from "../../base/day.ts";
import { decimalText } from "../../base/money.ts";
import type { Employee, Supplier } from "./company.ts";
import { findSuppliers, hireEmployees } from "./company.ts";
import { throwDice } from "./dice.ts";
import type { Invoice } from "./history.ts";
import { billAll } from "./history.ts";
import type { Payment } from "./payments.ts";
import { payAll } from "./payments.ts";
import type { BankChange, Company } from "./planted.ts";
import { PLANTINGS } from "./planted.ts";

export type DemoFile = { readonly name: string; readonly text: string };

const day = (text: string): number => {
  const known = asDay(text);
  if (!known) throw new Error("The demo period is not a day.");
  return dayNumber(known);
};
const PERIOD = { firstDay: day("2024-10-01"), lastDay: day("2026-09-30") };

type Columns<T> = readonly (readonly [heading: string, value: (row: T) => string | number])[];
const pounds = (minor: number): string => decimalText({ minor, currency: "GBP" });

const INVOICES: Columns<Invoice> = [
  ["Document number", (row) => row.docId], ["Company code", (row) => row.entity], ["Supplier number", (row) => row.supplierId],
  ["Invoice number", (row) => row.invoiceNo], ["Invoice date", (row) => dayFromNumber(row.invoiceDay)], ["Posting date", (row) => dayFromNumber(row.postedDay)],
  ["Due date", (row) => dayFromNumber(row.dueDay)], ["Document type", (row) => row.docType], ["Currency", (row) => row.currency],
  ["Net amount", (row) => pounds(row.netMinor)], ["Tax amount", (row) => pounds(row.taxMinor)], ["Gross amount", (row) => pounds(row.netMinor + row.taxMinor)],
  ["PO number", (row) => row.poNo], ["Description", (row) => row.text], ["Entered by", (row) => row.enteredBy], ["Approved by", (row) => row.approvedBy],
];
const SUPPLIERS: Columns<Supplier> = [
  ["Supplier number", (row) => row.supplierId], ["Supplier name", (row) => row.name], ["Address", (row) => row.address], ["City", (row) => row.city],
  ["Postcode", (row) => row.postcode], ["Country", (row) => row.country], ["VAT number", (row) => row.vatNo], ["Company number", (row) => row.companyNo],
  ["Email", (row) => row.email], ["IBAN", (row) => row.iban], ["Payment terms days", (row) => row.termsDays],
  ["Created on", (row) => dayFromNumber(row.createdOn)], ["Created by", (row) => row.createdBy], ["Status", (row) => row.status],
];
const PAYMENTS: Columns<Payment> = [
  ["Payment number", (row) => row.paymentId], ["Company code", (row) => row.entity], ["Supplier number", (row) => row.supplierId],
  ["Document number", (row) => row.docId], ["Payment date", (row) => dayFromNumber(row.paidDay)], ["Payment method", (row) => row.method],
  ["Currency", (row) => row.currency], ["Payment amount", (row) => pounds(row.amountMinor)], ["IBAN", (row) => row.iban], ["Payment run", (row) => row.runId],
];
const EMPLOYEES: Columns<Employee> = [
  ["Employee number", (row) => row.employeeId], ["Name", (row) => row.name], ["Address", (row) => row.address], ["Postcode", (row) => row.postcode], ["IBAN", (row) => row.iban],
];
const BANK_CHANGES: Columns<BankChange> = [
  ["Supplier number", (row) => row.supplierId], ["Changed on", (row) => dayFromNumber(row.changedDay)], ["Changed by", (row) => row.changedBy],
  ["Old IBAN", (row) => row.oldIban], ["New IBAN", (row) => row.newIban],
];

/** RFC 4180. */
function csv<T>(columns: Columns<T>, rows: readonly T[]): string {
  const cell = (value: string | number): string => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const lines = [columns.map(([heading]) => cell(heading)).join(",")];
  for (const row of rows) lines.push(columns.map(([, value]) => cell(value(row))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

/** `supplierCount` sets the size: 220 suppliers bill about 25,000 invoices. */
export type DemoSize = { readonly seed?: number; readonly supplierCount?: number };
export type DemoBooks = { readonly company: Company; readonly payments: readonly Payment[] };

/** What the files are written from. */
export function keepBooks({ seed = 2026, supplierCount = 220 }: DemoSize = {}): DemoBooks {
  const dice = throwDice(seed);
  const employees = hireEmployees(dice, 140);
  const staff = { clerks: employees.slice(0, 9), approvers: employees.slice(20, 34) };
  const suppliers = findSuppliers(dice, supplierCount, PERIOD.firstDay, staff.clerks);
  const invoices = billAll(dice, suppliers, staff, PERIOD);
  const company: Company = { suppliers, employees, staff, period: PERIOD, invoices, bankChanges: [], paidAgain: new Set() };
  for (const plant of PLANTINGS) plant(dice, company);
  invoices.sort((a, b) => a.postedDay - b.postedDay);
  invoices.forEach((invoice, index) => {
    invoice.docId = String(5_100_000_001 + index);
  });
  const payments = payAll(dice, company);
  company.bankChanges.sort((a, b) => a.changedDay - b.changedDay);
  return { company, payments };
}

export function demoLedger(size: DemoSize = {}): DemoFile[] {
  const { company, payments } = keepBooks(size);
  return [
    { name: "supplier-master.csv", text: csv(SUPPLIERS, company.suppliers) },
    { name: "invoices-oct-2024-to-sep-2026.csv", text: csv(INVOICES, company.invoices) },
    { name: "payments-oct-2024-to-sep-2026.csv", text: csv(PAYMENTS, payments) },
    { name: "employees.csv", text: csv(EMPLOYEES, company.employees) },
    { name: "supplier-bank-changes.csv", text: csv(BANK_CHANGES, company.bankChanges) },
  ];
}
