import { expect, test } from "vitest";
import type { Upload } from "../../api/shapes.ts";
import { objections, requestOf, startingChoices, type TableChoice } from "./choices.ts";

const column = (name: string, field: string | null) => ({ name, field, why: "", confidence: "certain" as const, samples: [] });
const upload: Upload = {
  id: "upl_1", fileName: "a.csv", sizeBytes: 1, receivedBytes: 1, sha256: null, sender: { id: "per_1", name: "A" }, receivedAt: null, createdAt: "2026-11-23T00:00:00Z",
  state: "ready", malwareScan: "not configured",
  inspection: {
    format: "xlsx", encoding: "UTF-8", rowsSampled: 3, notes: [],
    tables: [
      { table: "invoice", sheet: "Invoices", why: "", decimalMark: ",", dateOrder: null, remembered: false, uncertain: [], columns: [column("Supplier", "supplier_id"), column("Total", "amount_gross"), column("X", null)] },
      { table: null, sheet: "Notes", why: "", decimalMark: null, dateOrder: null, remembered: false, uncertain: [], columns: [column("Note", null)] },
    ],
  },
};
const invoice = (fields: Record<string, string>): TableChoice => ({ table: "invoice", fields, decimalMark: "", dateOrder: "", defaultCurrency: "" });

test("the request holds what was recognised, and leaves out what was not", () => {
  expect(requestOf([upload], startingChoices([upload]), false)).toEqual({
    files: [{ uploadId: "upl_1", tables: [{ table: "invoice", sheet: "Invoices", columns: { supplier_id: "Supplier", amount_gross: "Total" }, decimalMark: "," }] }],
  });
});

test("a file with nothing to import is left out, and replacing is said", () => {
  const none = { upl_1: (startingChoices([upload])["upl_1"] ?? []).map((choice) => ({ ...choice, table: null })) };
  expect(requestOf([upload], none, true)).toEqual({ files: [], replaces: "all" });
});

test("half a currency code is not sent", () => {
  const typed = { upl_1: (startingChoices([upload])["upl_1"] ?? []).map((choice) => ({ ...choice, defaultCurrency: "GB" })) };
  expect(requestOf([upload], typed, false).files[0]?.tables[0]).not.toHaveProperty("defaultCurrency");
});

test.each([
  [invoice({ A: "supplier_id", B: "amount_gross" }), []],
  [invoice({ A: "supplier_name", B: "debit" }), []],
  [invoice({ A: "supplier_id", B: "amount_gross", C: "amount_gross" }), ["Two columns are chosen as Gross amount: keep one."]],
  [invoice({ A: "supplier_id" }), ["No column is chosen as an amount: choose the gross, the net or the debit amount."]],
  [invoice({ B: "amount_net" }), ["No column is chosen as the supplier: choose the supplier's number or name."]],
  [{ ...invoice({ A: "", B: "" }), table: null }, []],
])("objections to %j", (choice, words) => {
  expect(objections(choice)).toEqual(words);
});
