import { createHash } from "node:crypto";
import { isValidIBAN } from "ibantools";
import { describe, expect, it } from "vitest";
import { demoLedger } from "./ledger.ts";

const rowsOf = (text: string): string[][] => text.trimEnd().split("\r\n").slice(1).map((line) => line.split(","));

describe("the demo ledger", () => {
  const files = demoLedger();
  const file = (name: string): string => files.find((one) => one.name.startsWith(name))?.text ?? "";

  it("is the same ledger every time, and another one for another seed", () => {
    const digest = (seed?: number): string => createHash("sha256").update(JSON.stringify(demoLedger(seed === undefined ? {} : { seed }))).digest("hex");
    expect(digest()).toBe(digest());
    expect(digest(1)).not.toBe(digest());
  });

  it("has the size a person can look through and a machine can be shown on", () => {
    const invoices = rowsOf(file("invoices"));
    expect(invoices.length).toBeGreaterThan(20_000);
    expect(invoices.length).toBeLessThan(40_000);
    expect(new Set(invoices.map(([docId]) => docId)).size).toBe(invoices.length);
  });

  it("plants copies of documents, and corrects some of them", () => {
    const seen = new Map<string, number>();
    for (const [, , supplierId, invoiceNo] of rowsOf(file("invoices"))) seen.set(`${supplierId}/${invoiceNo}`, (seen.get(`${supplierId}/${invoiceNo}`) ?? 0) + 1);
    const copied = [...seen.values()].filter((count) => count > 1).length;
    expect(copied).toBeGreaterThan(40);
    expect(copied).toBeLessThan(120);
    expect(rowsOf(file("invoices")).filter((row) => row[7] === "credit_note").length).toBe(14);
  });

  it("gives accounts that pass their check digits, but for the planted ones", () => {
    const ibans = rowsOf(file("supplier-master")).map((row) => row[9] ?? "");
    expect(ibans.length).toBeGreaterThan(200);
    expect(ibans.filter((iban) => !isValidIBAN(iban)).length).toBeGreaterThan(0);
    expect(ibans.filter((iban) => !isValidIBAN(iban)).length).toBeLessThan(6);
  });

  it("pays only what was posted, on Fridays", () => {
    const posted = new Set(rowsOf(file("invoices")).map(([docId]) => docId));
    const payments = rowsOf(file("payments"));
    expect(payments.length).toBeGreaterThan(15_000);
    for (const [, , , docId, paidOn] of payments) {
      expect(posted.has(docId)).toBe(true);
      expect(new Date(`${paidOn}T00:00:00Z`).getUTCDay()).toBe(5);
    }
  });
});
