/** Made-up payment runs for looking at their pages. */
import type { PaymentLine, PaymentRun, PaymentRunDetail } from "../../../web/src/api/shapes.ts";

const gbp = (minor: number) => ({ minor, currency: "GBP" });
const common = { askedBy: { id: "per_1", name: "Agnes Whitfield" }, startedAt: null, finishedAt: null, progress: null, overridden: { released: 1, held: 0 }, problemCount: 0 };
const done: PaymentRun = {
  ...common, id: "prn_1", name: "BACS submission week 48 (final, corrected after call with treasury).txt", state: "done", askedAt: new Date(Date.now() - 3_600_000).toISOString(), layout: "Bacs Standard 18",
  sums: [
    { verdict: "hold", lines: 4, amounts: [gbp(2_881_420), { minor: 90_000, currency: "EUR" }, { minor: 5_500, currency: "USD" }] }, { verdict: "review", lines: 12, amounts: [gbp(912_050)] }, { verdict: "release", lines: 1_204, amounts: [gbp(184_221_713)] },
  ],
  problemCount: 2,
};
export const paymentRuns: PaymentRun[] = [
  { ...common, id: "prn_3", name: "run.xml", state: "checking", askedAt: new Date().toISOString(), layout: null, sums: null, progress: { stage: "Opening the history", done: 3_250_000, total: 5_000_000, unit: "rows" } },
  done,
  { ...common, id: "prn_2", name: "suppliers.pdf", state: "refused", askedAt: "2026-11-20T09:00:00.000Z", layout: null, sums: null },
  { ...common, id: "prn_4", name: null, state: "done", askedAt: "2026-11-18T09:00:00.000Z", layout: "entered by hand or by a program", sums: [{ verdict: "hold", lines: 0, amounts: [] }, { verdict: "review", lines: 1, amounts: [gbp(99_00)] }, { verdict: "release", lines: 0, amounts: [] }], askedBy: { id: "cli_1", name: "" } },
];
const nothing = { thresholds: { holdAt: 10, reviewAt: 4 }, screened: [], notes: [], controls: [], problems: [], untested: [] };
export const paymentRun = (id: string): PaymentRunDetail => {
  const run = paymentRuns.find((one) => one.id === id) ?? done;
  if (run.state === "refused") return { ...run, ...nothing, refusal: { code: "file-type", message: "suppliers.pdf is a PDF.", details: [{ at: "suppliers.pdf", remedy: "Send the file that goes to the bank." }] } };
  if (run.state !== "done") return { ...run, ...nothing };
  return {
    ...run, thresholds: { holdAt: 8, reviewAt: 4 }, screened: [
      { versionId: "snv_1", list: "uk", name: "UK Sanctions List", publishedOn: "2026-11-24", readOn: "2026-11-25", names: 15_050, sha256: "9a6cafc37f59f0d1a9", ageDays: 3, old: false, hits: null },
      { versionId: "snv_3", list: "ofac", name: "OFAC SDN List", publishedOn: null, readOn: "2026-10-20", names: 21_877, sha256: "77aa01c37f59f0d1a9", ageDays: 38, old: true, hits: null },
    ], notes: ["3 records collect money or instruct about it and were not checked"], untested: ["The OFAC SDN List that was used is 38 days old: names listed since are not seen. Read the present one on the page Sanctions lists."],
    controls: [{ at: "line 1226, UTL1 characters 18 to 30", words: "sum of credits in pence", stated: "188015183", found: "188015283", agrees: false }, { at: "line 1226, UTL1 characters 38 to 44", words: "number of credits", stated: "1220", found: "1220", agrees: true }],
    problems: [{ at: "line 17", value: "0000000005X", expected: "an amount in pence at characters 36 to 46", remedy: "Export the submission again; a record must not be edited by hand." }, { at: "line 40", value: null, expected: "the payee's name", remedy: "Banks ask for it." }],
  };
};
const line = (n: number, change: Partial<PaymentLine>): PaymentLine => ({
  line: n, at: `line ${n + 4}`, verdict: "hold", points: 10, reasons: [], payee: "ROOKWOOD PALLETS P", supplier: { id: "100683", name: "Rookwood Pallets plc" }, account: "309950 12345678", amount: gbp(18_812), references: [`INV-0585${n}`], text: null,
  payOn: "2026-11-27", bills: [], overrides: [], ...change,
});
export const paymentLines: PaymentLine[] = [
  line(1, { reasons: [{ code: "already-paid", words: "Invoice 2026/58708 for GBP 6,092.90 was paid on 31 Jul 2026", points: 10 }, { code: "account-first", words: "Nothing was ever paid to Rookwood Pallets plc at the account on record", points: 4 }] }),
  line(2, { payee: "HARCASTLE ADVISORY PARTNERS AND ASSOCIATES INTERNATIONAL", supplier: null, amount: gbp(1_840_000), reasons: [{ code: "payee-unknown", words: "Harcastle Advisory Partners is no supplier on record, by number, name or account", points: 10 }] }),
  line(3, { amount: null, references: [], reasons: [{ code: "line-unreadable", words: "The record cannot be read as a payment.", points: 10 }] }),
  line(4, {
    reasons: [{ code: "account-changed", words: "The account ending 5678 came onto the record on 12 Nov 2026, 15 days before this payment", points: 6 }, { code: "account-first", words: "Nothing was ever paid to it there", points: 4 }],
    overrides: [{ verdict: "release", reason: "Called Mr Rookwood back on the number of the contract; he confirmed the new account.", by: { id: "per_2", name: "Tunde Okafor" }, at: new Date(Date.now() - 600_000).toISOString() }],
  }),
  line(5, { verdict: "review", points: 4, reasons: [{ code: "bill-unknown", words: "No bill of this supplier has the number INV-05855", points: 4 }] }),
  ...Array.from({ length: 20 }, (_, n) => line(n + 6, { verdict: "release", points: 0 })),
];
