/**
 * Made-up answers for looking at the pages in states that the real service is seldom in (loading, empty, failing).
 * For people who work on the pages; no part of the product and never bundled with it. Deterministic.
 */
import { decisionOf } from "./decisions-data.ts";

const SITE = "sit_01980000-0000-7000-8000-000000000001";
const hours = (ago: number): string => new Date(Date.now() - ago * 3_600_000).toISOString();

/** A small linear congruential generator (Numerical Recipes constants): the same figures at every start. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
const random = randomFrom(20261123);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const SUPPLIERS = [
  "Marlow & Finch Stationers Ltd", "Northgate Electrical Wholesale", "Halden Waste Services plc", "Brightwater Legal LLP", "Ostrander Logistics GmbH",
  "Penrose Catering", "Quillfeather Print", "Tamsin Doyle Consulting", "Vantage Fleet Hire", "Kestrel Security Group", "Greenacre Grounds Maintenance", "Aldous Pharma Supplies",
];
const KINDS = ["duplicate_invoice", "duplicate_across_suppliers", "paid_twice", "unapplied_credit", "duplicate_split"] as const;
const TITLES: Readonly<Record<string, readonly string[]>> = {
  duplicate_invoice: ["Invoice INV-# posted twice, 3 days apart", "Invoice # posted twice with two digits swapped", "Invoice # and #A for the same amount on the same day"],
  duplicate_across_suppliers: ["Invoice # posted under two supplier records"],
  paid_twice: ["Invoice INV-# paid twice, 28 days apart"],
  unapplied_credit: ["Credit note CN-# was never taken"],
  duplicate_split: ["Invoice INV-# posted again in 2 parts"],
};
const band = (score: number): string => (score >= 0.9 ? "very likely" : score >= 0.6 ? "likely" : score >= 0.25 ? "possible" : "unlikely");

export type Item = ReturnType<typeof item>;
function item(index: number, count: number) {
  const kind = pick(KINDS);
  const score = Math.max(0.03, 0.996 - (index / count) ** 0.8 * 0.95);
  const supplier = Math.floor(random() * SUPPLIERS.length);
  const number = String(10000 + Math.floor(random() * 80000));
  return {
    id: `f_${String(index + 1).padStart(8, "0")}`, rank: index + 1, kind, detectors: kind === "duplicate_invoice" ? ["DUP-01", "DUP-03"] : ["DUP-05"], score, band: band(score),
    title: pick(TITLES[kind] ?? ["#"]).replaceAll("#", number), amountAtRisk: { minor: Math.floor(10 ** (3.5 + random() * 3.2)), currency: random() < 0.88 ? "GBP" : "EUR" },
    supplierIds: [`V${1000 + supplier}`], supplierNames: [SUPPLIERS[supplier] as string], employeeIds: [], documentIds: [`51000${number}`, `51000${Number(number) + 7}`],
    firstSeenRun: "run_1", state: random() < 0.3 ? "new" : random() < 0.1 ? "changed" : "still", decision: decisionOf(index),
  };
}
export const findings = Array.from({ length: 734 }, (_, index) => item(index, 734));

export const exposureOf = (list: readonly Item[]) => {
  const sums = new Map<string, number>();
  for (const { amountAtRisk } of list) sums.set(amountAtRisk.currency, (sums.get(amountAtRisk.currency) ?? 0) + amountAtRisk.minor);
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
};
export const countBy = (list: readonly Item[], key: "kind" | "band"): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of list) counts[one[key]] = (counts[one[key]] ?? 0) + 1;
  return counts;
};

const field = (name: string, label: string, shown: string, agreement: "same" | "different" | "n/a", marks?: [number, number][]) => ({ field: name, label, value: shown, shown, agreement, ...(marks ? { marks } : {}) });

export function detail(id: string) {
  const at = findings.findIndex((one) => one.id === id);
  const one = findings[at];
  if (!one) return undefined;
  const { minor, currency } = one.amountAtRisk;
  const money = (value: number) => ({ minor: value, currency });
  const figure = (minor / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 });
  const document = (docId: string, role: string, number: string, marks: [number, number][], posted: string, by: string) => ({
    docId, role, supplierName: one.supplierNames[0] ?? null,
    fields: [
      field("supplier_name", "Supplier", one.supplierNames[0] ?? "", "same"), field("supplier_id", "Supplier number", one.supplierIds[0] ?? "", "same"),
      field("invoice_no", "Invoice number", number, "different", marks), field("invoice_date", "Invoice date", "14 Sep 2026", "same"),
      field("posting_date", "Posting date", posted, "different", [[0, 2]]), field("amount_gross", "Gross amount", figure, "same"), field("amount_tax", "Tax", "", "n/a"),
      field("currency", "Currency", currency, "same"), field("po_no", "Purchase order", "PO-77120", "same"), field("description", "Description", "Quarterly maintenance, building C", "same"),
      field("entered_by", "Entered by", by, "different", [[0, by.length]]), field("entity", "Company code", "1000", "same"),
    ],
  });
  return {
    ...one, rawScore: at === 2 ? 0.94 : null, dismissal: { scopes: ["finding", "supplier_test"], needsSecond: at === 3 }, runId: "run_1", documentCount: 2, previousId: findings[at - 1]?.id ?? null, nextId: findings[at + 1]?.id ?? null,
    documents: [document(one.documentIds[0] ?? "", "original", "INV-20418", [[7, 9]], "16 Sep 2026", "jharris"), document(one.documentIds[1] ?? "", "copy", "INV-20481", [[7, 9]], "19 Sep 2026", "tokafor")],
    credits: [],
    exposure: { paidOrPosted: money(minor * 2), credited: money(0), legitimate: money(-minor), net: money(minor) },
    payments: [
      { paymentId: "PAY-88121", docId: one.documentIds[0] ?? "", paidOn: "2026-10-02", shownDay: "2 Oct 2026", method: "BACS", amount: money(minor) },
      { paymentId: "PAY-88407", docId: one.documentIds[1] ?? "", paidOn: "2026-10-09", shownDay: "9 Oct 2026", method: "BACS", amount: money(minor) },
    ],
    reasons: [
      { code: "amount-rare", words: "This exact amount occurs only these two times for this supplier in 3 years", bits: 8.7 },
      { code: "number-digits-swapped", words: "The invoice numbers differ by two swapped digits", bits: 6.1 },
      { code: "same-date", words: "Both carry the invoice date 14 Sep 2026", bits: 4.4 },
      { code: "series-gap", words: "The second number does not continue the supplier's series", bits: 2.2 },
      { code: "different-clerk", words: "Entered by two people three days apart", bits: 1.1 },
      { code: "prior", words: "Few postings of this supplier were ever duplicates", bits: -7.9 },
      { code: "no-po-reuse", words: "The purchase order allows several deliveries", bits: -1.3 },
    ],
  };
}

const person = { id: "per_1", name: "Agnes Whitfield" };
const column = (name: string, to: string | null, samples: string[], confidence = "certain", why = "the heading is in the dictionary") => ({ name, field: to, why, confidence, samples });
const inspection = {
  format: "csv", encoding: "Windows-1252", delimiter: ";", rowsSampled: 2000, notes: [],
  tables: [{
    table: "invoice", why: "it has an invoice number, a supplier and amounts", decimalMark: ",", dateOrder: "dmy", remembered: false,
    uncertain: ["Dates such as 03/04/2026 could be day or month first; 1,204 others are only possible as day, month, year."],
    columns: [
      column("Belegnr", "doc_id", ["5100001201", "5100001202", "5100001203"]), column("Kreditor", "supplier_id", ["V1004", "V1011", "V1002"]),
      column("Referenz", "invoice_no", ["INV-20418", "88-1204", "2026/0071"]), column("Belegdatum", "invoice_date", ["14/09/2026", "03/04/2026", "28/02/2026"], "likely", "all values are dates"),
      column("Betrag", "amount_gross", ["1.234,56", "88,00", "12.400,00"], "likely", "all values are amounts; the heading means amount"),
      column("Waers", "currency", ["GBP", "EUR", "GBP"]), column("Text", "description", ["Quarterly maintenance", "Toner", "Legal advice"], "unsure", "free text"), column("Sperre", null, ["", "A", ""], "unsure", "not known"),
    ],
  }],
};
const upload = (id: string, fileName: string, state: string, more: object = {}) => ({ id, fileName, sizeBytes: 18_400_221, receivedBytes: 18_400_221, sha256: "ab12", sender: person, receivedAt: hours(0.05), createdAt: hours(0.1), state, malwareScan: "not configured", ...more });
export const uploads = [
  upload("upl_1", "AP open and cleared items 2024-2026.csv", "ready", { inspection }),
  upload("upl_2", "supplier master.xlsx", "inspecting", { sizeBytes: 1_204_000 }),
  upload("upl_3", "holiday photo.csv", "refused", { refusal: { code: "file-not-a-table", message: "holiday photo.csv is a picture (JPEG), not a table.", details: [{ at: "holiday photo.csv", expected: "CSV or Excel (.xlsx)", remedy: "Export the list from your accounting system as CSV." }] } }),
];

const file = { fileName: "AP open and cleared items 2024-2026.csv", table: "invoice", rowsRead: 100_412, rowsTaken: 100_387, rowsWithProblems: 31, linesJoined: 212, alreadyInLedger: false, notes: ["Amounts in brackets were read as negative"] };
const imported = { id: "imp_1", unchanged: false, replaces: null, files: [file], askedAt: hours(3), startedAt: hours(3), finishedAt: hours(2.99), by: person, firstDay: "2024-01-02", lastDay: "2026-11-20", runId: "run_1" };
export const imports = {
  imp_1: { ...imported, state: "committed", progress: null, totals: [{ currency: "GBP", rows: 88_102, minor: 4_312_044_112 }, { currency: "EUR", rows: 12_285, minor: 911_204_550 }],
    problems: { count: 31, sample: [
      { file: file.fileName, row: 1204, column: "Betrag", code: "amount", value: "n/a", expected: "an amount such as 1.234,56", remedy: "Correct the cell or leave the row out.", taken: false },
      { file: file.fileName, row: 30011, column: "Belegdatum", code: "day", value: "31/02/2026", expected: "a day that exists", remedy: "Correct the date.", taken: true },
    ] } },
  imp_2: { ...imported, id: "imp_2", state: "reading", runId: null, finishedAt: null, totals: [], problems: { count: 0, sample: [] }, progress: { stage: "Reading AP open and cleared items 2024-2026.csv", done: 41_200, total: 100_412, unit: "rows" } },
  imp_3: { ...imported, id: "imp_3", state: "refused", runId: null, totals: [], files: [], problems: { count: 0, sample: [] }, progress: null, refusal: { code: "no-amount", message: "No column of invoices.csv can be read as an amount.", details: [{ at: "invoices.csv", expected: "a gross, net or debit amount", remedy: "Export the amounts too, or choose the column in the check before importing." }] } },
} as const;

export const run = {
  id: "run_1", importId: "imp_1", state: "done", progress: null, counts: { byKind: countBy(findings, "kind"), byBand: countBy(findings, "band"), new: 214, still: 470, changed: 50, gone: 12 }, exposure: exposureOf(findings), decisions: { confirmed: 2, dismissed: 16, reopened: 1, setAside: [{ decisionId: "dec_3", findings: 14 }, { decisionId: "dec_1", findings: 2 }] },
  coverage: [
    { detector: "DUP-01", name: "Same supplier, number, date and amount", state: "ran", why: "" }, { detector: "DUP-03", name: "Invoice numbers that look alike", state: "ran", why: "" },
    { detector: "DUP-08", name: "The same invoice under two suppliers", state: "ran", why: "" }, { detector: "DUP-09", name: "Paid twice", state: "skipped", why: "needs a payments file" },
    { detector: "STA-03", name: "First two digits", state: "ran", why: "" }, { detector: "STA-07", name: "Number duplication", state: "capped", why: "the 1,000 most frequent amounts" },
  ],
  compared: { documents: 4_310, of: 98_214, parts: 1, doubted: false },
  engineVersion: "0.1.0", askedAt: hours(2.99), startedAt: hours(2.99), finishedAt: hours(2.987),
};

const total = 100_387;
const bars = Array.from({ length: 90 }, (_, index) => {
  const digits = index + 10;
  const expected = total * Math.log10(1 + 1 / digits);
  const count = Math.round(expected * (digits === 50 ? 1.62 : digits === 99 ? 1.9 : digits === 24 ? 1.22 : 0.965 + random() * 0.06));
  const share = expected / total;
  return { digits, count, expected, difference: (count - expected) / total, z: Math.abs(count - expected) / Math.sqrt(total * share * (1 - share)) };
});
const repeatedAmounts = [15_000, 4_999, 120_000, 8_500, 2_400, 99_900, 36_000].map((minor, index) => ({ amount: { minor, currency: "GBP" }, count: 402 - index * 41, suppliers: 3 }));
export const population = { runId: "run_1", rows: total, sets: ["all positive amounts", "amounts of 10 and more"].map((name) => ({ name, count: total, firstTwoDigits: bars, mad: 0.00142, chiSquared: 98.2, conformity: "acceptable", repeatedAmounts })), lenses: null };
export const rows = Array.from({ length: 200 }, (_, index) => ({ docId: `51000${20000 + index}`, invoiceNo: `INV-${41000 + index * 3}`, invoiceDate: "2026-03-04", supplierId: "V1004", supplierName: pick(SUPPLIERS), amount: { minor: 50_000 + index * 7, currency: "GBP" }, description: null }));

export const overview = {
  ledger: { rows: { invoice: total, supplier: 2311, payment: 96_120 }, totals: [], firstDay: "2024-01-02", lastDay: "2026-11-20", committedAt: hours(2.99), fields: [] },
  uploadsWaiting: 1, lastImport: imports.imp_1, lastRun: run,
  findings: {
    confirmed: 2, dismissed: 16, reopened: 1, count: findings.length, byBand: countBy(findings, "band"), byKind: countBy(findings, "kind"), new: 214, exposure: exposureOf(findings),
    exposureByBand: ["very likely", "likely", "possible", "unlikely"].map((name) => ({ band: name, count: countBy(findings, "band")[name] ?? 0, exposure: exposureOf(findings.filter((one) => one.band === name)) })),
    exposureByKind: KINDS.map((kind) => ({ kind, count: countBy(findings, "kind")[kind] ?? 0, exposure: exposureOf(findings.filter((one) => one.kind === kind)) })),
  },
};
export const ownSessions = [{ id: "ses_1", signedInAt: hours(5), lastSeenAt: hours(0), userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36", current: true }, { id: "ses_2", signedInAt: hours(80), lastSeenAt: hours(30), userAgent: "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/151.0", current: false }];

const PERMISSIONS = ["sanctions-lists:read", "sanctions-lists:add", "sanctions-lists:remove", "payment-runs:read", "payment-runs:check", "payment-runs:release", "findings:read", "findings:decide", "learning:read", "learning:reset", "runs:start", "population:read", "parameters:read", "parameters:change", "activity:read", "runs:read", "uploads:add", "uploads:remove", "imports:commit", "sites:add", "feeds:read", "feeds:change", "alerts:read", "alerts:acknowledge", "alerts:change", "keys:read", "keys:rotate", "keys:destroy", "sign-on:read", "sign-on:change"];
export const session = (regionOrigin: string) => ({
  person: { ...person, email: "agnes.whitfield@example.com" }, organisation: { id: "org_1", name: "Harrowgate Foods plc" }, strength: "password", permissions: ["organisation:audit", "organisation:change", "feeds:read", "feeds:change", "alerts:read", "alerts:acknowledge", "alerts:change", "people:read", "people:invite", "people:change", "people:remove", "sign-on:read", "sign-on:change"],
  sites: [
    { id: SITE, name: "Main ledger", region: "uk", regionName: "United Kingdom", origin: regionOrigin, state: "ready", role: "administrator", roles: ["administrator", "ap_manager"], permissions: PERMISSIONS },
    { id: SITE.replace(/1$/, "2"), name: "Iberia", region: "eu", regionName: "Europe", origin: regionOrigin, state: "ready", role: "administrator", roles: ["administrator"], permissions: PERMISSIONS },
  ],
});
export const policy = { minLength: 8, maxLength: 64, classes: 4, needClasses: 3, passphraseMinLength: 16, passphraseMaxLength: 128, breachedList: "not installed" };

export const newAuthenticator = { secret: "Y3NXS6HJBY4EKKI4LQEP3RUQJASKCEVS", uri: "otpauth://totp/Spendward:agnes.whitfield%40example.com?secret=Y3NXS6HJBY4EKKI4LQEP3RUQJASKCEVS&issuer=Spendward&algorithm=SHA1&digits=6&period=30" };
export const recoveryCodes = Array.from({ length: 10 }, (_, n) => `Y3NX-S6HJ-BY4E-KKI4-LQEP-3RU${String.fromCharCode(65 + n)}`);
const passkey = (id: string, name: string, synchronised: boolean, usedHoursAgo: number | null) => ({ id, name, synchronised, createdAt: hours(700), lastUsedAt: usedHoursAgo === null ? null : hours(usedHoursAgo) });
export const secondFactor = {
  missing: { state: "missing", authenticator: false, passkeys: 0, own: null },
  needed: { state: "needed", authenticator: true, passkeys: 2, own: null },
  proven: {
    state: "proven", authenticator: true, passkeys: 2,
    own: { authenticatorSince: hours(900), recoveryCodes: 2, passkeys: [passkey("psk_1", "Mac computer", true, 3), passkey("psk_2", "Security key in the safe", false, null)] },
  },
};

const member = (id: string, name: string, roles: string[], authenticator: boolean, passkeys: number, ago: number | null, you = false) => ({
  id, name, email: `${name.toLowerCase().replace(" ", ".")}@example.com`, roles, joinedAt: hours(2000), lastSignedInAt: ago === null ? null : hours(ago), authenticator, passkeys, you,
});
export const people = [
  member("per_1", "Agnes Whitfield", ["administrator", "ap_manager"], true, 2, 0.2, true), member("per_2", "Bernard Oyelaran", ["analyst"], true, 0, 30), member("per_3", "Ines Okafor", ["auditor"], false, 1, 500), member("per_4", "Tom Beckett", ["uploader"], false, 0, null),
];
export const invitations = [
  { id: "inv_1", email: "new.colleague@example.com", roles: ["analyst"], narrower: ["uploader at one site for 2 company codes"], sentAt: hours(5), expiresAt: hours(-100), state: "open" }, { id: "inv_2", email: "slow.colleague@example.com", roles: ["auditor"], narrower: [], sentAt: hours(300), expiresAt: hours(100), state: "expired" },
];
const oneOf = (id: string, to: string, template: string, state: string, reply: string | null) => ({ id, to, template, state, attempts: 1, reply, createdAt: hours(5), finishedAt: hours(5), readable: state === "kept" });
export const mail = [oneOf("mai_1", "new.colleague@example.com", "invitation", "kept", null), oneOf("mai_2", "agnes.whitfield@example.com", "second-factor-changed", "sent", "250 2.0.0"), oneOf("mai_3", "typo@example.com", "invitation", "refused", "550 5.1.1")];
export const oneMail = { subject: "You are invited to Spendward", text: "Agnes Whitfield invites you to join Harrowgate Foods plc on Spendward.\n\nOpen this link within 7 days:\n\nhttps://localhost:8443/invitation#org_1.abcdefghijklmnop\n" };
