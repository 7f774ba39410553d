/** Made-up decisions and what they teach, for looking at their pages. */
import type { Decision, Learning } from "../../../web/src/api/shapes.ts";

const days = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString();
const AGNES = { id: "per_1", name: "Agnes Whitfield" };
const TOM = { id: "per_2", name: "Tom Beckett" };

const made = (n: number, change: Partial<Decision>): Decision => ({
  id: `dec_${n}`, findingId: `f_0000000${n}`, title: "Invoice INV-20418 of 14 Sep 2026 for GBP 4,812.00 looks posted twice (also as INV-20481)", kind: "duplicate_invoice", detectors: ["DUP-01"], amountAtRisk: { minor: 481_200, currency: "GBP" },
  verdict: "dismissed", reason: "valid-repeat", note: "", scope: "finding", supplierIds: ["V1004"], supplierNames: ["Ostrander Logistics GmbH"], upTo: null, state: "live", needsSecond: false, teaches: true,
  decidedBy: TOM, decidedAt: days(-n), secondBy: null, secondAt: null, endedBy: null, endedAt: null, expiresAt: days(365 - n), findings: 1, lists: [], ...change,
});
export const decisions: readonly Decision[] = [
  made(1, { verdict: "confirmed", reason: "recover", expiresAt: null, note: "Asked Ostrander for a credit note on Monday." }),
  made(2, { state: "pending", needsSecond: true, scope: "shared_account", reason: "belong-together", title: "3 unrelated suppliers paid to one bank account", kind: "shared_account", detectors: ["FRD-01"], supplierNames: ["Halden Waste Services plc", "Kestrel Security Group", "Greenacre Grounds Maintenance"], findings: 0, note: "All three assign their invoices to the same factor." }),
  made(3, { scope: "supplier_test", upTo: { minor: 1_250_000, currency: "GBP" }, findings: 14, reason: "valid-repeat", note: "Rent of two floors, one bill each." }),
  made(4, { state: "expired", expiresAt: days(-1), findings: 0 }),
  made(5, { state: "undone", endedBy: AGNES, endedAt: days(-2), findings: 0, reason: "too-small", teaches: false }),
];
/** What a finding of the list says of itself, by its place. */
export const decisionOf = (index: number) => {
  const [state, why] = index === 4 ? (["reopened", "More is at risk; bank details changed"] as const) : (["open", null] as const);
  return { state, decisionId: index === 4 || index === 1 ? `dec_${index + 1}` : null, why, waits: index === 1 };
};
export const learning: Learning = {
  since: days(-200), decisions: 41, neutral: 3, mostBits: 4, upToDate: false,
  kinds: [
    { kind: "duplicate_invoice", confirmed: 12, dismissed: 21, bits: -0.71, appliedBits: -0.5, tests: [
      { test: "DUP-01", name: "Same supplier, number, date and amount", confirmed: 11, dismissed: 3, bits: 0.4, appliedBits: 0.31 },
      { test: "DUP-08", name: "Same supplier, amount and date, another number", confirmed: 1, dismissed: 18, bits: -2.34, appliedBits: -2.01 },
    ] },
    { kind: "price_spike", confirmed: 0, dismissed: 8, bits: -1.1, appliedBits: 0, tests: [{ test: "OVR-15", name: "A bill far above the supplier's usual", confirmed: 0, dismissed: 8, bits: -1.62, appliedBits: 0 }] },
  ],
};
