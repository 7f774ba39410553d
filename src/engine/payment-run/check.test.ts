/** What holds a line, what has it looked at, and what looks like it and does neither. A small ledger, one line at a time, and planted runs. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Day } from "../../base/day.ts";
import { testLedger, type TestLedger } from "../ledger/ledger.fixture.ts";
import { checkPayments, dropLedgerTables, knowing, PARAMETERS, POINTS, prepareHistory, readPrepared, writePrepared, type Account, type History, type Known, type LineVerdict, type PaymentLine } from "./payment-run.ts";
import { isRoutingNumber } from "./check/accounts.ts";
import { PREPARED_TABLES } from "./check/prepared.ts";

const SUPPLIERS = `supplier_id,name,address_line,city,postcode,country,iban,created_on,status
V1,Acme Tools Ltd,1 High St,Leeds,LS1 1AA,GB,GB82WEST12345698765432,2020-01-01,active
V2,Bright Cleaning LLP,2 Low St,York,YO1 1AA,GB,DE89370400440532013000,2020-01-01,active
V3,Cobalt Metals BV,3 Dam,Utrecht,3511,NL,NL91ABNA0417164300,2020-01-01,active
V4,Closed Works SA,4 Rue,Lyon,69001,FR,FR1420041010050500013M02606,2020-01-01,blocked
V5,Sleeping Partners Ltd,5 Way,Bath,BA1 1AA,GB,GB33BUKB20201555555555,2020-01-01,active
V6,Newcomer Foods Ltd,6 Way,Bath,BA1 2AA,GB,BE68539007547034,2025-05-20,active
V7,Delta Freight Inc,7 Road,Dallas,75001,US,,2020-01-01,active
V8,Ivory Trading FZE,8 Creek,Dubai,00000,AE,AE070331234567890123456,2020-01-01,active
`;
const EMPLOYEES = "employee_id,name,address_line,postcode,iban\nE1,Joan Baker,9 Lane,LS2 2BB,SE4550000000058398257466\n";
const CHANGES = `supplier_id,changed_on,changed_by,old_iban,new_iban
V3,2025-06-01,E9,NL20INGB0001234567,NL91ABNA0417164300
V2,2025-02-01,E9,DE89370400440532013000,DE02120300000000202051
V2,2025-02-20,E9,DE02120300000000202051,DE89370400440532013000
`;
const rent = Array.from({ length: 8 }, (_, at) => `I9${at},UK1,V2,ACC-77001,2024-${String(at + 3).padStart(2, "0")}-01,2024-${String(at + 3).padStart(2, "0")}-02,invoice,GBP,500.00,`);
const INVOICES = ["document_id,entity,supplier_id,invoice_number,invoice_date,posted_on,document_type,currency,gross_amount,po_number",
  "I1,UK1,V1,INV-1041,2025-03-01,2025-03-02,invoice,GBP,120.00,", "I2,UK1,V1,INV-1042,2025-04-01,2025-04-02,invoice,GBP,310.55,", "I3,UK1,V1,INV-1050,2025-06-01,2025-06-02,invoice,GBP,99.00,",
  "I4,UK1,V1,INV-1051,2025-06-03,2025-06-03,invoice,GBP,75.00,", "I5,UK1,V1,INV-1051CR,2025-06-04,2025-06-05,credit_note,GBP,-75.00,", "I6,UK1,V1,INV-1060,2025-06-05,2025-06-05,invoice,GBP,1000.00,",
  "I7,UK1,V1,INV-1061,2025-06-05,2025-06-06,invoice,GBP,40.00,", "I8,UK1,V1,INV-1061,2025-06-05,2025-06-06,invoice,GBP,40.00,", "I10,UK1,V3,C-5,2025-06-05,2025-06-06,invoice,EUR,700.00,",
  "I11,UK1,V3,C-4,2025-01-05,2025-01-06,invoice,EUR,650.00,", "I12,UK1,V4,W1-22,2025-06-01,2025-06-02,invoice,EUR,80.00,", "I13,UK1,V5,P-1,2023-01-01,2023-01-02,invoice,GBP,20.00,",
  "I14,UK1,V5,P-2,2025-06-01,2025-06-02,invoice,GBP,21.00,", "I15,UK1,V6,N-1,2025-06-01,2025-06-02,invoice,EUR,60.00,", "I16,UK1,V7,7001,2025-06-01,2025-06-02,invoice,USD,990.00,", "I17,UK1,V7,6001,2025-02-01,2025-02-02,invoice,USD,980.00,",
  "I18,UK1,V1,INV-1070,2025-06-05,2025-06-06,invoice,GBP,62000.00,", "I19,UK1,V1,INV-1099,2025-06-05,2025-06-06,invoice,USD,55.00,", "I20,UK1,V8,T-9,2025-06-05,2025-06-06,invoice,USD,55.00,", "I21,UK1,V1,INV-1043,2025-04-01,2025-04-02,invoice,GBP,41.00,",
  "I22,UK1,V2,ACC-77002,2025-05-01,2025-05-02,invoice,GBP,64.10,", ...rent].join("\n");
const PAYMENTS = ["payment_id,entity,supplier_id,document_id,paid_on,method,currency,amount,iban,run_id",
  "P1,UK1,V1,I1,2025-04-01,transfer,GBP,120.00,GB82WEST12345698765432,R1", "P2,UK1,V1,I2,2025-05-01,transfer,GBP,310.55,GB82WEST12345698765432,R2", "P3,UK1,V3,I11,2025-02-05,transfer,EUR,650.00,NL20INGB0001234567,R2",
  "P4,UK1,V4,W0,2025-01-01,transfer,EUR,80.00,FR1420041010050500013M02606,R2", "P5,UK1,V5,I13,2023-02-01,transfer,GBP,20.00,GB33BUKB20201555555555,R2", "P6,UK1,V7,I17,2025-03-01,transfer,USD,980.00,121000248000123456,R2",
  "P7,UK1,V8,X0,2025-03-01,transfer,USD,1.00,AE070331234567890123456,R2", "P8,UK1,V1,I21,2025-05-01,transfer,GBP,41.00,GB82WEST12345698765432,R2", "P9,UK1,V2,I22,2025-05-28,transfer,GBP,64.10,DE89370400440532013000,R3",
  ...rent.map((_, at) => `P9${at},UK1,V2,I9${at},2024-${String(at + 3).padStart(2, "0")}-15,transfer,GBP,500.00,DE89370400440532013000,R9`)].join("\n");

const LISTED = "INSERT INTO sanctions_list VALUES (1, 'Test list', '2026-01-01', 'x', 'y'); INSERT INTO sanctioned VALUES (1, 'Test list', 'T1', 'entity', 'Ivory Trading FZE', 'primary', 'AE', NULL, DATE '2024-01-01')";
const KNOWN: readonly Known[] = [
  { kind: "duplicate_invoice", score: 0.93, documentIds: ["I2", "I6"], supplierIds: ["V1"], employeeIds: [], title: "Invoice INV-1042 looks posted twice" },
  { kind: "duplicate_invoice", score: 0.3, documentIds: ["I1", "I3"], supplierIds: ["V1"], employeeIds: [], title: "Invoice INV-1041 looks posted twice" },
];

let ledger: TestLedger;
let history: History;
beforeAll(async () => {
  ledger = await testLedger();
  for (const [name, text] of [["suppliers", SUPPLIERS], ["employees", EMPLOYEES], ["supplier_bank_changes", CHANGES], ["invoices", INVOICES], ["payments", PAYMENTS]] as const) await ledger.read(`${name}.csv`, text);
  await ledger.db.exec(LISTED);
  history = knowing(await prepareHistory(ledger.db), KNOWN);
  await dropLedgerTables(ledger.db);
});
afterAll(() => ledger.close());

const iban = (number: string): Account => ({ scheme: "iban", bank: null, number });
const ACME = iban("GB82 WEST 1234 5698 7654 32");
const gbp = (pounds: number): PaymentLine["amount"] => ({ minor: Math.round(pounds * 100), currency: "GBP" });
const line = (change: Partial<PaymentLine>): PaymentLine => ({
  line: 1, at: "row 2", payee: "Acme Tools Ltd", supplierId: null, account: ACME, amount: gbp(1000), references: ["INV-1060"], text: null, payOn: "2025-06-20" as Day, entity: null, unreadable: null, ...change,
});
const check = async (lines: readonly Partial<PaymentLine>[], controls: { agrees: boolean; at: string; words: string; stated: string; found: string }[] = []): Promise<readonly LineVerdict[]> =>
  (await checkPayments(history, { lines: lines.map((one, at) => ({ ...line(one), line: at + 1 })), controls }, { today: "2025-06-20" as Day })).lines;
const V6 = { payee: "Newcomer Foods Ltd", account: iban("BE68539007547034"), amount: { minor: 6_000, currency: "EUR" }, references: ["N-1"] };
const V3 = { payee: "Cobalt Metals BV", account: iban("NL91ABNA0417164300"), amount: { minor: 70_000, currency: "EUR" }, references: ["C-5"] };
const V2 = { payee: "Bright Cleaning LLP", account: iban("DE89370400440532013000") };
const OPEN = { references: ["INV-1050"], amount: gbp(99) };
const GOOD = { references: ["INV-1061"], amount: gbp(40) };
const US: Account = { scheme: "us", bank: "121000248", number: "000123456" };

const CASES: readonly [string, Partial<PaymentLine>, string, string[]][] = [
  ["an open bill to the account on record", GOOD, "release", []],
  ["the number typed without its zeros and dashes", { ...GOOD, references: ["inv 1061"] }, "release", []],
  ["the number among words", { ...GOOD, references: [], text: "Your bill INV-1061 of 5 June, thank you" }, "release", []],
  ["the ledger's own document number", { ...GOOD, references: ["I7"] }, "release", []],
  ["part of an open bill", { references: ["INV-1070"], amount: gbp(10) }, "release", []],
  ["two bills in one payment", { references: ["INV-1061", "INV-1050"], amount: gbp(139) }, "review", ["possible-copy"]],
  ["a paid bill", { references: ["INV-1042"], amount: gbp(310.55) }, "hold", ["already-paid"]],
  ["a paid bill less a discount", { references: ["INV-1042"], amount: gbp(304.34) }, "hold", ["already-paid"]],
  ["a paid bill, its number with something added", { references: ["INV-1042-2"], amount: gbp(310.55) }, "hold", ["like-paid", "bill-unknown"]],
  ["a paid bill, digits swapped", { references: ["INV-1024"], amount: gbp(310.55) }, "hold", ["like-paid", "bill-unknown"]],
  ["the next number of the series over the same amount", { references: ["INV-1044"], amount: gbp(41) }, "review", ["perhaps-like-paid", "bill-unknown"]],
  ["an account number used as invoice number, its next bill", { ...V2, references: ["ACC-77001"], amount: gbp(512.4) }, "review", ["bill-unknown"]],
  ["a bill found to be a copy of a paid one", {}, "hold", ["copy-of-paid"]],
  ["a bill that is perhaps a copy", OPEN, "review", ["possible-copy"]],
  ["a bill with a credit note", { references: ["INV-1051"], amount: gbp(75) }, "hold", ["credited"]],
  ["more than the bill", { references: ["INV-1061"], amount: gbp(90) }, "hold", ["over-open"]],
  ["a little more than the bill, within tolerance", { references: ["INV-1061"], amount: gbp(40.1) }, "release", []],
  ["a bill in another currency", { references: ["INV-1099"], amount: gbp(55) }, "review", ["currency-other"]],
  ["a bill nobody knows", { references: ["Z-778812"], amount: gbp(13.37) }, "review", ["bill-unknown"]],
  ["no number, and the amount is open once", { references: [], amount: gbp(62_000) }, "review", ["amount-unusual"]],
  ["the amount of the only bill paid lately", { ...V2, references: ["Q-1"], amount: gbp(64.1) }, "review", ["amount-repeated", "bill-unknown"]],
  ["an amount far above the others", { references: ["INV-1070"], amount: gbp(62_000) }, "review", ["amount-unusual"]],
  ["an account that is on no record", { ...GOOD, account: iban("GB29NWBK60161331926819") }, "hold", ["account-differs"]],
  ["the account on record as sort code and number", { ...GOOD, account: { scheme: "uk", bank: "123456", number: "98765432" } }, "release", []],
  ["another supplier's account", { ...GOOD, account: V2.account }, "hold", ["account-of-other"]],
  ["an employee's account", { ...GOOD, account: iban("SE4550000000058398257466") }, "hold", ["account-of-staff"]],
  ["an account that changed and changed back", { ...V2, account: iban("DE02120300000000202051"), references: ["A-1"], amount: gbp(3.3) }, "hold", ["account-changed-back", "bill-unknown"]],
  ["the account from before the change", { ...V3, account: iban("NL20INGB0001234567") }, "review", ["account-old"]],
  ["a change three weeks ago, nothing paid to it yet", V3, "hold", ["account-changed", "account-first"]],
  ["the same long after", { ...V3, payOn: "2025-09-20" as Day }, "review", ["account-first"]],
  ["check digits wrong", { ...GOOD, account: iban("GB82WEST12345698765433") }, "hold", ["account-impossible"]],
  ["an IBAN too short", { ...GOOD, account: iban("GB82WEST1234569876543") }, "hold", ["account-impossible"]],
  ["a sort code of five digits", { ...GOOD, account: { scheme: "uk", bank: "12345", number: "98765432" } }, "hold", ["account-impossible"]],
  ["a routing number that cannot be", { payee: "Delta Freight Inc", account: { ...US, bank: "121000249" }, references: ["7001"], amount: { minor: 99_000, currency: "USD" } }, "hold", ["account-impossible"]],
  ["an American account used before", { payee: "Delta Freight Inc", account: US, references: ["7001"], amount: { minor: 99_000, currency: "USD" } }, "review", ["account-rare"]],
  ["the first payment to a new supplier", V6, "review", ["supplier-first"]],
  ["nobody on record", { payee: "Unheard Of Ltd", account: iban("GB29NWBK60161331926819") }, "hold", ["payee-unknown"]],
  ["another name at the account on record", { ...GOOD, payee: "Quixotic Holdings" }, "review", ["payee-differs"]],
  ["the name cut short by its field", { ...GOOD, payee: "ACME TOOLS L" }, "release", []],
  ["a closed record", { payee: "Closed Works SA", account: iban("FR1420041010050500013M02606"), references: ["W1-22"], amount: { minor: 8_000, currency: "EUR" } }, "hold", ["supplier-closed"]],
  ["a supplier not paid for years", { payee: "Sleeping Partners Ltd", account: iban("GB33BUKB20201555555555"), references: ["P-2"], amount: gbp(21) }, "review", ["supplier-dormant"]],
  ["a listed name", { payee: "Ivory Trading FZE", account: iban("AE070331234567890123456"), references: ["T-9"], amount: { minor: 5_500, currency: "USD" } }, "hold", ["listed"]],
  ["a line that could not be read", { amount: null, unreadable: "Its amount cannot be read." }, "hold", ["line-unreadable"]],
];

test.each(CASES)("%s", async (_name, change, verdict, codes) => {
  const [found] = await check([change]);
  expect({ codes: found?.reasons.map(({ code }) => code), verdict: found?.verdict }).toEqual({ codes, verdict });
});

test("a prepared history that was written and read back answers as it did, whatever is asked", async () => {
  const other = await testLedger();
  await other.db.exec(LISTED);
  const pieces = [];
  for await (const piece of writePrepared(history)) pieces.push({ table: piece.table, bytes: [piece.bytes] });
  expect(new Set(pieces.map(({ table }) => table)), "every table of it has rows").toEqual(new Set(PREPARED_TABLES));
  const prepared = knowing(await readPrepared(other.db, pieces), KNOWN);
  const { db: _here, ...facts } = history;
  const { db: _there, ...others } = prepared;
  expect(others).toEqual(facts);
  const changes = CASES.map(([, change]) => change);
  const texts = CASES.flatMap(([, { references = [], payee, account }]) => [...references, payee ?? "", account?.number ?? ""]);
  const odd = fc.record({
    payee: fc.option(fc.oneof(fc.constantFrom(...texts), fc.string()), { nil: null }), supplierId: fc.option(fc.constantFrom("V1", "V2", "V3", "V9"), { nil: null }),
    account: fc.option(fc.oneof(fc.constantFrom(...texts), fc.string()).map(iban), { nil: null }), references: fc.array(fc.oneof(fc.constantFrom(...texts), fc.string()), { maxLength: 3 }),
    amount: fc.option(fc.record({ minor: fc.oneof(fc.constantFrom(4_000, 9_900, 7_500, 50_000, 31_055), fc.integer({ min: 1, max: 9_999_999 })), currency: fc.constantFrom("GBP", "EUR", "XXX") }), { nil: null }),
    text: fc.option(fc.oneof(fc.constantFrom(...texts), fc.string()), { nil: null }),
  });
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...changes), odd), { minLength: 1, maxLength: 8 }), async (some) => {
    const file = { lines: some.map((one, at) => ({ ...line(one), line: at + 1 })), controls: [] };
    expect(await checkPayments(prepared, file, { today: "2025-06-20" as Day })).toEqual(await checkPayments(history, file, { today: "2025-06-20" as Day }));
  }), { numRuns: 25 });
  await other.close();
});

test("lines of one run see one another", async () => {
  const codesOf = (lines: readonly LineVerdict[]): (string | undefined)[] => lines.map(({ reasons }) => reasons[0]?.code);
  expect(codesOf(await check([{ references: ["INV-1070"], amount: gbp(300) }, { references: ["INV-1070"], amount: gbp(300) }])), "two parts alike: one each").toEqual([undefined, undefined]);
  expect(codesOf(await check([V6, V6]))).toEqual(["supplier-first", "same-line"]);
  expect(codesOf(await check([GOOD, GOOD])), "two bills under one number").toEqual([undefined, undefined]);
  expect(codesOf(await check([GOOD, GOOD, GOOD]))).toEqual([undefined, undefined, "same-line"]);
  expect(codesOf(await check([{ references: ["INV-1070"], amount: gbp(40_000) }, { references: ["INV-1070"], amount: gbp(30_000) }]))[1]).toBe("bill-in-run");
});

test("a line without an account is looked at where others have one", async () => {
  expect((await check([GOOD, { ...OPEN, account: null }]))[1]?.reasons.map(({ code }) => code)).toEqual(["possible-copy", "account-missing"]);
  expect((await check([{ ...GOOD, account: null }]))[0]?.verdict).toBe("release");
});

test("nothing is released from a file that does not add up", async () => {
  const failed = { at: "GrpHdr, CtrlSum", words: "sum of the figures", stated: "1.00", found: "2.00", agrees: false };
  expect((await check([GOOD], [failed])).map(({ verdict, reasons }) => [verdict, reasons[0]?.words])).toEqual([["review", "The file does not add up: GrpHdr, CtrlSum states 1.00 as sum of the figures, and 2.00 was found"]]);
  expect((await check([GOOD], [{ ...failed, agrees: true }]))[0]?.verdict).toBe("release");
});

test("the verdict is the sum of the points shown, and the same again", async () => {
  const lines = [GOOD, V3, V6, OPEN, { references: ["INV-1042"], amount: gbp(310.55) }];
  const first = await check(lines);
  for (const { verdict, reasons, points } of first) {
    const sum = reasons.reduce((total, { code }) => total + POINTS[code], 0);
    expect(points).toBe(sum);
    expect(verdict).toBe(sum >= PARAMETERS.holdAt.value ? "hold" : sum >= PARAMETERS.reviewAt.value ? "review" : "release");
  }
  expect(await check(lines)).toEqual(first);
  const lenient = await checkPayments(history, { lines: [line({ ...V3 })], controls: [] }, { today: "2025-06-20" as Day, parameters: { holdAt: 20 } });
  expect(lenient.lines[0]?.verdict).toBe("review");
});

test("routing numbers: published ones pass, and no single wrong digit does", () => {
  for (const good of ["121000248", "021000021", "011401533", "091000019"]) {
    expect(isRoutingNumber(good)).toBe(true);
    for (let at = 0; at < 9; at++) for (let add = 1; add < 10; add++) expect(isRoutingNumber(`${good.slice(0, at)}${(Number(good[at]) + add) % 10}${good.slice(at + 1)}`)).toBe(false);
  }
  expect(isRoutingNumber("000000000")).toBe(false);
});
