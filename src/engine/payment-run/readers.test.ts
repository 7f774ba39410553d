/** Payment files: what is written is what is read, totals are checked, and hostile files end in a refusal that says where. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "../../base/errors.ts";
import { bytesSource } from "../ledger/ledger.ts";
import { bacs18, nacha, pain001, table, type Paid } from "./payment-files.fixture.ts";
import { readPayments, type PaymentFile } from "./payment-run.ts";

const read = (content: string | Buffer, name = "run.txt"): Promise<PaymentFile> => readPayments(bytesSource(name, typeof content === "string" ? Buffer.from(content) : content));
const refusal = async (content: string | Buffer): Promise<Refusal> => {
  const error = await read(content).then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`);
  expect(error.details[0]?.at).toContain("run.txt");
  return error;
};

const digitsOf = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`));
const paid: fc.Arbitrary<Paid> = fc.record({
  payee: fc.stringMatching(/^[A-Z][A-Z&]{2,8} [A-Z]{3,6}$/), iban: fc.stringMatching(/^DE[0-9]{20}$/), sort: digitsOf(6), number: digitsOf(8), routing: digitsOf(9),
  minor: fc.integer({ min: 1, max: 9_999_999_99 }), reference: fc.stringMatching(/^[A-Z]{2}-[0-9]{4,9}$/),
});
const runs = fc.array(paid, { minLength: 1, maxLength: 30 });

describe("what is written is what is read", () => {
  const layouts = [
    ["pain.001", (list: readonly Paid[]) => pain001(list), "EUR", ({ iban }: Paid) => iban],
    ["pain.001", (list: readonly Paid[]) => pain001(list, "pain.001.001.03"), "EUR", ({ iban }: Paid) => iban],
    ["bacs-18", bacs18, "GBP", ({ number }: Paid) => number],
    ["nacha", nacha, "USD", ({ number }: Paid) => number],
    ["table", table, "EUR", ({ iban }: Paid) => iban],
  ] as const;
  test.each(layouts)("%s", async (layout, write, currency, numberOf) => {
    await fc.assert(fc.asyncProperty(runs, async (list) => {
      const file = await read(write(list));
      expect(file.layout).toBe(layout);
      expect(file.problems).toEqual([]);
      expect(file.controls.filter(({ agrees }) => !agrees)).toEqual([]);
      expect(file.lines.map(({ amount, payee, account, references, payOn, unreadable }) => [amount, payee, account?.number, references[0], payOn, unreadable]))
        .toEqual(list.map((one) => [{ minor: one.minor, currency }, one.payee, numberOf(one), one.reference, "2026-11-27", null]));
    }), { numRuns: 25 });
  });
});

const [one, two]: [Paid, Paid] = [
  { payee: "ACME LTD", iban: "DE89370400440532013000", sort: "200000", number: "55779911", routing: "121000248", minor: 12_345, reference: "INV-1042" },
  { payee: "BRIGHT LLP", iban: "GB82WEST12345698765432", sort: "309950", number: "12345678", routing: "021000021", minor: 50, reference: "INV-7" },
];

test("totals that do not agree are told, each with what was stated and found", async () => {
  const failing = async (text: string): Promise<string[]> => (await read(text)).controls.filter(({ agrees }) => !agrees).map(({ words, stated, found }) => `${words}: ${stated}, found ${found}`);
  expect(await failing(pain001([one, two], undefined, { sum: "123.96" }))).toEqual(["sum of the figures: 123.96, found 123.95", "sum of the figures: 123.96, found 123.95"]);
  expect(await failing(pain001([one, two], undefined, { count: 3 }))).toEqual(["number of payments: 3, found 2", "number of payments: 3, found 2"]);
  expect(await failing(bacs18([one, two], { sum: 12_394 }))).toEqual(["sum of credits in pence: 12394, found 12395"]);
  expect(await failing(bacs18([one, two], { count: 1 }))).toEqual(["number of credits: 1, found 2"]);
  expect(await failing(bacs18([one, two]).split("\r\n").slice(0, -1).join("\r\n"))).toEqual(["user trailer: missing, found payments without a trailer"]);
  expect(await failing(nacha([one, two], { hash: 14_200_025 }))).toEqual(["entry hash: 14200025, found 14200026", "entry hash: 14200025, found 14200026"]);
  expect(await failing(nacha([one, two]).split("\n").slice(0, -3).join("\n").replace(/\n9000001.*/s, ""))).toEqual(["file control: missing, found payments without a control record"]);
  expect(await failing(`${table([one, two])}\nTotal,,123.90,EUR,,`)).toEqual(["sum of the figures: 123.90, found 123.95"]);
  expect(await failing(`${table([one, two])}\nTotal,,123.95,EUR,,`)).toEqual([]);
});

test("a line that cannot be read is told with its place and stays in the run", async () => {
  const spoiled = pain001([one, two]).replace("0.50</InstdAmt>", "0.505</InstdAmt>");
  const file = await read(spoiled);
  expect(file.lines.map(({ amount, unreadable }) => [amount?.minor, unreadable])).toEqual([[12_345, null], [undefined, "Its amount cannot be read."]]);
  expect(file.problems).toEqual([{ at: "PmtInf 1, transaction 2 (line 4), Amt", value: "0.505", expected: "a positive amount with at most 2 decimals and a point", remedy: "Correct the amount and export the file again." }]);
  const bacs = await read(bacs18([one, two]).replace(/00000000050WE LTD/, "0000000005XWE LTD"));
  expect(bacs.problems.map(({ at, value }) => [at, value])).toEqual([["line 6", "0000000005X"]]);
  expect(bacs.lines.map(({ unreadable }) => unreadable)).toEqual([null, "The record cannot be read as a payment."]);
  const csv = await read("Payee;Amount;IBAN;Invoice no\nAcme;1.234,50;DE1;A1\nBright;zwölf;DE2;B1\n;5,00;DE3;C1");
  expect(csv.lines.map(({ amount }) => amount?.minor)).toEqual([123_450, undefined, 500]);
  expect(csv.problems.map(({ at, value }) => [at, value])).toEqual([["row 3, amount", "zwölf"], ["row 4, payee", null]]);
});

test.each([
  ["xml-document-type", pain001([one]).replace("?>\n", "?>\n<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n")],
  ["xml-document-type", pain001([one]).replace("?>\n", "?>\n<!DOCTYPE d SYSTEM \"file:///etc/passwd\">\n")],
  ["xml-not-well-formed", pain001([one]).replace("ACME LTD", "&unknown;")],
  ["xml-not-well-formed", pain001([one]).slice(0, -40)],
  ["xml-too-deep", pain001([one]).replace("<RmtInf>", `<RmtInf>${"<a>".repeat(2_000)}`)],
  ["xml-too-big", pain001([one]).replace("<RmtInf>", `<RmtInf>${"<a/>".repeat(6_000)}`)],
  ["xml-too-big", pain001([one]).replace("ACME LTD", "A".repeat(300_000))],
  ["xml-encoding", Buffer.from(pain001([one]).replace("ACME LTD", "M\xfcller"), "latin1")],
  ["payment-file-other-message", pain001([one]).replaceAll("CstmrCdtTrfInitn", "CstmrDrctDbtInitn")],
  ["payment-file-other-message", "<?xml version=\"1.0\"?><svg/>"],
  ["payment-file-empty", pain001([])],
  ["payment-file-empty", "Payee,Amount,IBAN\n,,\n"],
  ["payment-columns-missing", "Colour,Weight\nred,1\nblue,2"],
  ["payment-decimal-mark", "Payee,Amount,IBAN\nAcme,1.234,DE1\nBright,2.345,DE2"],
  ["payment-date-order", "Payee,Amount,Payment date\nAcme,1.23,03/04/2026\n"],
  ["nacha-record", nacha([one]).replace(/\n622/, "\n622XX")],
  ["bacs-no-header", bacs18([one]).replace(/UHL1/, "EOF1").replace(/^VOL1[^\n]*\n/, "VOL1\nUHL1\n").replace("UHL1\n", "UHL1\nUTL1\n")],
  ["table-too-wide", `Payee,Amount${",x".repeat(50_000)}\nAcme,1.00\n`],
  ["payment-columns-twice", "Payee,Amount,amount,IBAN\nAcme,1.00,999.00,DE1\n"],
  ["file-empty", " \n "],
  ["file-type", "%PDF-1.7 payments"],
] as [string, string | Buffer][])("hostile or mistaken: %s", async (code, content) => {
  expect((await refusal(content)).code).toBe(code);
});

test("what one program would pay and another would not see is never taken for checked", async () => {
  const payment = (text: string): string => /<CdtTrfTxInf>.*?<\/CdtTrfTxInf>/s.exec(text)?.[0] ?? "";
  const [xml, ach, bacs] = [pain001([one, two]), nacha([one, two]).split("\n"), bacs18([one, two])];
  const failing = async (text: string): Promise<[number, string[]]> => {
    const { lines, controls } = await read(text);
    return [lines.length, controls.filter(({ agrees }) => !agrees).map(({ words }) => words)];
  };
  expect(await failing(xml.replace("</PmtInf>", `</PmtInf>${payment(xml)}`)), "after the last group").toEqual([3, ["payments outside of a group"]]);
  expect(await failing(xml.replace(/<NbOfTxs>2<\/NbOfTxs><CtrlSum>123.95<\/CtrlSum>/g, "")), "without totals").toEqual([2, ["number of payments"]]);
  expect(await failing([...ach.slice(0, 2), ...ach.slice(2, 4), ...ach.slice(2)].join("\n")), "an entry more").toMatchObject([3, expect.arrayContaining(["entry hash"])]);
  expect(await failing([ach[0], ach[2], ...ach.slice(1)].join("\n")), "before the batch").toEqual([3, ["entry outside of a batch"]]);
  expect(await failing([...ach, ach[2]].join("\n")), "after the file's control").toEqual([3, ["entry outside of a batch"]]);
  expect((await failing(ach.map((line) => (line.startsWith("9000001") ? line.replace("9000001000001", "9000001000009") : line)).join("\n")))[1]).toEqual(["number of blocks"]);
  const twice = async (find: string | RegExp, put: string): Promise<string | null | undefined> => (await read(xml.replace(find, put))).lines[0]?.unreadable;
  expect(await twice("<InstdAmt Ccy=\"EUR\">123.45", "<InstdAmt Ccy=\"EUR\">1.00</InstdAmt><InstdAmt Ccy=\"EUR\">123.45")).toContain("more than once");
  expect(await twice("<CdtrAcct>", "<CdtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></CdtrAcct><CdtrAcct>")).toContain("CdtrAcct more than once");
  expect(await twice("<IBAN>", "<Othr><Id>1</Id></Othr><IBAN>")).toContain("more than once");
  expect(await twice(">123.45<", ">1<b>9</b>23.45<")).toContain("more than once");
  for (const currency of ["QQQ", "XXX", "eur"]) expect(await twice("Ccy=\"EUR\"", `Ccy="${currency}"`), currency).toBe("Its amount cannot be read.");
  const contra = await read(bacs.replace("INV-1042          ", "CONTRA            "));
  expect(contra.lines.map(({ account }) => account?.number), "CONTRA to an account that is not the file's own").toEqual(["55779911", "12345678"]);
});

test("whatever bytes come, the answer is a run or a refusal", async () => {
  const seeds = [pain001([one, two]), bacs18([one, two]), nacha([one, two]), table([one, two])];
  const mangled = fc.tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), fc.uint8Array({ maxLength: 12 })), { minLength: 1, maxLength: 6 }))
    .map(([text, cuts]) => cuts.reduce((bytes, [at, drop, put]) => Buffer.concat([bytes.subarray(0, Math.floor(at * bytes.length)), put, bytes.subarray(Math.floor(at * bytes.length) + drop)]), Buffer.from(text)));
  await fc.assert(fc.asyncProperty(fc.oneof(mangled, fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))), async (bytes) => {
    const file = await readPayments(bytesSource("run", bytes)).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return undefined;
    });
    for (const line of file?.lines ?? []) {
      expect(line.amount === null).toBe(line.unreadable !== null);
      if (line.amount !== null) expect(Number.isSafeInteger(line.amount.minor) && line.amount.minor > 0).toBe(true);
      for (const text of [line.payee, line.text, ...line.references]) expect((text ?? "").includes("\0")).toBe(false);
    }
  }), { numRuns: 150 });
});
