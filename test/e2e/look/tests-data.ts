/** Made-up parameters: the product's own tests, one version that counts, one draft that was tried, one that is being tried. */
import { SHOW_FROM, TESTS, testPage } from "../../../src/engine/run/run.ts";
import type { BackTest, BackTestDifference, ParametersVersion, TestPage, Tests } from "../../../web/src/api/shapes.ts";

const changed: Readonly<Record<string, number>> = { "FRD-08.leastSigns": 2, "OVR-11.leastAmount": 50_000 };
const items: TestPage[] = TESTS.map(({ id, name, kinds, parameters }, n) => ({
  id, name, kinds: [...kinds], on: id !== "FRD-22", switchable: id !== "DUP" && id !== "PAY",
  lastRun: id === "FRD-07" ? { state: "skipped", why: "needs employee.iban, employee.name" } : id === "DUP" || id === "PAY" ? null : { state: n % 17 === 4 ? "capped" : "ran", why: n % 17 === 4 ? "Some documents were compared with their neighbours only" : "" },
  parameters: Object.entries(parameters).map(([key, { value, unit, least, most, means }]) => ({ name: key, means, unit, whole: Number.isInteger(value), standard: value, least, most, value: changed[`${id}.${key}`] ?? value })),
  sections: id === "DUP" || id === "PAY" ? [] : testPage(id).sections.map((one) => ({ ...one })),
}));
export const tests = (empty: boolean): Tests => ({
  version: empty ? 0 : 2, settings: { off: ["FRD-22"], values: { ...changed }, showFrom: { price_spike: 0.6 } }, items,
  kinds: Object.entries(SHOW_FROM).map(([kind, { value, least, most }]) => ({ kind: kind as Tests["kinds"][number]["kind"], standard: value, least, most, value: kind === "price_spike" && !empty ? 0.6 : value })),
});
export const test = (id: string): TestPage | undefined => items.find((one) => one.id === id);

const version = (n: number, state: ParametersVersion["state"], why: string): ParametersVersion => ({
  version: n, basedOn: n - 1, state, why, draftedBy: { id: "per_1", name: "Agnes Whitfield" }, draftedAt: new Date(Date.now() - (9 - n) * 86_400_000).toISOString(),
  switchedOnBy: state === "draft" ? null : { id: "per_2", name: "Tom Beckett" }, switchedOnAt: state === "draft" ? null : new Date(Date.now() - (8 - n) * 86_400_000).toISOString(), settings: { off: [], values: {}, showFrom: {} },
  changes: [
    { what: "test", name: "FRD-22", label: "Words that do not belong in a bill", unit: "", before: 1, after: 0 },
    { what: "value", name: "FRD-08.leastSigns", label: "So many signs must agree", unit: "signs", before: 3, after: 2 },
    { what: "value", name: "OVR-11.leastAmount", label: "Smaller amounts are left alone", unit: "minor units", before: 10_000, after: 50_000 },
    { what: "showFrom", name: "price_spike", label: "", unit: "probability", before: 0.25, after: 0.6 },
  ],
});
export const versions: readonly ParametersVersion[] = [
  version(4, "draft", "Weekend runs are ordinary at the Leeds depot."), version(3, "draft", "Price spikes of the energy suppliers are index clauses: nobody has confirmed one in a year."), version(2, "current", "Fewer signs for invented suppliers after the case in March."), version(1, "past", "First settings."),
];

const pounds = (minor: number, euros = 0) => [{ minor, currency: "GBP" }, ...(euros === 0 ? [] : [{ minor: euros, currency: "EUR" }])];
const trial: BackTest = {
  version: 3, attempt: 1, baselineVersion: 2, state: "done", outdated: false, progress: null, runId: "run_1", askedAt: new Date().toISOString(), startedAt: new Date().toISOString(), finishedAt: new Date().toISOString(),
  outcome: {
    compared: ["FRD-08", "FRD-22", "OVR-10", "OVR-11"], before: { count: 214, exposure: pounds(48_211_050, 1_203_300) }, after: { count: 171, exposure: pounds(47_120_910, 1_203_300) },
    gained: { count: 6, exposure: pounds(2_210_400) }, lost: { count: 49, exposure: pounds(-3_300_540) }, changed: { count: 3, exposure: [] },
    decided: { confirmedLost: { count: 2, exposure: pounds(-88_000) }, dismissedLost: { count: 31, exposure: pounds(-1_904_210) }, confirmedGained: { count: 0, exposure: [] }, dismissedGained: { count: 1, exposure: pounds(4_400) } },
    payments: {
      runs: 41, lines: 38_204, moved: [{ from: "hold", to: "review", lines: 12, amounts: pounds(1_204_000, 88_000) }, { from: "review", to: "release", lines: 310, amounts: pounds(91_220_050) }],
      heldByPeople: { lines: 2, amounts: pounds(1_920_000) }, releasedByPeople: { lines: 207, amounts: pounds(61_003_310) },
    },
    byTest: [
      { test: "FRD-08", name: "Supplier that may not exist", gained: { count: 6, exposure: pounds(2_210_400) }, lost: { count: 0, exposure: [] }, changed: { count: 3, exposure: [] } },
      { test: "OVR-10", name: "Recurring amount leaves its level", gained: { count: 0, exposure: [] }, lost: { count: 49, exposure: pounds(-3_300_540) }, changed: { count: 0, exposure: [] } },
    ],
  },
};
const moving: BackTest = { ...trial, version: 4, state: "running", outcome: null, finishedAt: null, progress: { stage: "As the draft sets it: Price level", done: 21, total: 40, unit: "steps" } };
export const backTest = (n: string): { backTest: BackTest | null } => ({ backTest: n === "3" ? trial : n === "4" ? moving : null });

const difference = (n: number, found: boolean): BackTestDifference => ({
  findingId: found ? `f_0000000${n}` : null, kind: found ? "price_spike" : "ghost_supplier", detectors: [found ? "OVR-10" : "FRD-08"], decision: found && n < 3 ? "confirmed" : n === 5 ? "dismissed" : "open",
  before: found ? { score: 0.41, band: "possible", title: `GBP ${n},234.00 at Harrogate Energy Ltd where GBP 990.00 is usual`, amountAtRisk: { minor: 24_400 + n, currency: "GBP" } } : null,
  after: found ? null : { score: 0.62, band: "likely", title: `Northgate Consulting ${n} may not exist: 2 signs agree`, amountAtRisk: { minor: 368_400, currency: "GBP" } },
  supplierIds: [`S${n}`], supplierNames: [found ? "Harrogate Energy Ltd" : `Northgate Consulting ${n}`], documentIds: ["510001", "510044", "510093"], documentCount: 3,
  reasons: [{ code: "no-tax-number", words: "No tax number is on record", bits: 3.2 }, { code: "creator-enters", words: "The person who made the record also enters its invoices", bits: 6 }],
});
export const differences = (side: string) => {
  const found = side === "lost";
  return { items: side === "changed" ? [] : [1, 2, 3, 4, 5, 6].map((n) => difference(n, found)), nextCursor: null, total: 6 };
};
