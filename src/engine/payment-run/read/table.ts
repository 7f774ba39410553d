/**
 * A payment run as a table: CSV, other separators, or XLSX. Columns are known by their headings; decimal mark and order of dates by the values,
 * and where the values leave it open the file is refused with the question, as for a ledger. Nothing is guessed.
 */
import type { Day } from "../../../base/day.ts";
import { Refusal } from "../../../base/errors.ts";
import { minorDigits, type Money } from "../../../base/money.ts";
import { coreOf, dateShape, isBlank, isCurrency, markEvidence, readAmount, readDate, readWholeTable, SIGNS, type DayOrder, type DecimalMark, type Source } from "../../ledger/ledger.ts";
import { MOST_FILE_BYTES, MOST_LINES, textOrNull, type Account, type PaymentFile } from "../line.ts";
import { gather, notAFile, type Gathered } from "./gather.ts";
import { columnsOf, type Field } from "./headings.ts";

/** What a person says of a table beforehand, or in answer to a refusal. */
export type TableAnswers = { readonly decimalMark?: DecimalMark | undefined; readonly dateOrder?: DayOrder | undefined; readonly currency?: string | undefined };

type Columns = ReadonlyMap<Field, number>;
type Row = readonly string[];
type Reading = { readonly columns: Columns; readonly mark: DecimalMark; readonly order: DayOrder; readonly currency: string | undefined; readonly gathered: Gathered };

const HEADING_ROWS = 30;
const MOST_COLUMNS = 1_000;

/** @throws Refusal payment-columns-missing, payment-decimal-mark, payment-date-order, and as `readWholeTable` */
export async function readTable(source: Source, answers: TableAnswers): Promise<PaymentFile> {
  const records = await readWholeTable(source, { mostBytes: MOST_FILE_BYTES, mostRecords: MOST_LINES + HEADING_ROWS, mostColumns: MOST_COLUMNS });
  const gathered = gather(source);
  const at = headingRow(records);
  const headings = records[at] ?? [];
  const columns = columnsOf(headings);
  refuseMissing(source, headings, columns, at);
  refuseTwice(source, headings, columns, at);
  const rows = records.slice(at + 1).map((row, index) => ({ row, number: at + 2 + index })).filter(({ row }) => row.some((cell) => !isBlank(cell)));
  const valuesOf = (field: Field): string[] => rows.map(({ row }) => cellOf(row, columns, field)).filter((value) => !isBlank(value));
  const mark = markOf(source, valuesOf("amount"), answers.decimalMark);
  const order = orderOf(source, valuesOf("payOn"), answers.dateOrder);
  const currency = answers.currency ?? /[([ _]([A-Z]{3})[)\]]?$/.exec((headings[columns.get("amount") ?? -1] ?? "").trim())?.[1];
  const reading: Reading = { columns, mark, order, currency: currency !== undefined && isCurrency(currency) ? currency : undefined, gathered };
  gathered.note(`columns ${[...columns].map(([field, index]) => `"${(headings[index] ?? "").trim().slice(0, 40)}" as ${FIELD_WORDS[field]}`).join(", ")}`);
  for (const { row, number } of rows) {
    if (isTotal(row, columns)) takeTotal(row, number, reading, gathered);
    else takeRow(row, number, reading);
  }
  return gathered.file("table");
}

const FIELD_WORDS: Readonly<Record<Field, string>> = {
  supplierId: "supplier number", payee: "payee", iban: "IBAN", account: "account number", sortCode: "sort code", routing: "routing number", bic: "BIC", amount: "amount", currency: "currency",
  invoice: "invoice number", reference: "reference", payOn: "payment date", entity: "company code",
};

/** The first row, among the first thirty, with the most headings that are known. */
function headingRow(records: readonly Row[]): number {
  const first = records.slice(0, HEADING_ROWS).map((row) => columnsOf(row).size);
  return first.indexOf(Math.max(...first));
}

function refuseMissing(source: Source, headings: Row, columns: Columns, at: number): void {
  const missing = [
    ...(columns.has("amount") ? [] : ["an amount column"]),
    ...(columns.has("payee") || columns.has("supplierId") ? [] : ["a payee or supplier column"]),
  ];
  if (missing.length === 0) return;
  throw new Refusal("invalid", "payment-columns-missing", `${source.name} is not recognised as a payment run: it lacks ${missing.join(" and ")}.`, [{
    at: `${source.name}, row ${at + 1}`, expected: `headings such as "Payee", "Amount", "IBAN", "Invoice number"; found ${headings.map((one) => one.trim().slice(0, 40)).filter((one) => one !== "").slice(0, 20).join(", ") || "none"}`,
    remedy: "Name the columns in the first row, or send the file that goes to the bank (pain.001, Bacs Standard 18, Nacha).",
  }]);
}

/** Two columns with one heading, for how much or to whom: which one the bank takes nobody can tell. */
function refuseTwice(source: Source, headings: Row, columns: Columns, at: number): void {
  const plain = (heading: string | undefined): string => (heading ?? "").trim().toLowerCase();
  for (const field of ["amount", "iban", "account", "payee"] as const) {
    const chosen = columns.get(field);
    if (chosen === undefined || headings.filter((heading) => plain(heading) === plain(headings[chosen])).length < 2) continue;
    throw new Refusal("invalid", "payment-columns-twice", `${source.name} has two columns "${(headings[chosen] ?? "").trim().slice(0, 40)}".`, [{ at: `${source.name}, row ${at + 1}`, expected: `one column for the ${FIELD_WORDS[field]}`, remedy: "Take one of them out, or name what it is." }]);
  }
}

const cellOf = (row: Row, columns: Columns, field: Field): string => (row[columns.get(field) ?? -1] ?? "").trim();

function markOf(source: Source, values: readonly string[], answer: DecimalMark | undefined): DecimalMark {
  if (answer !== undefined) return answer;
  const evidence = values.map((value) => markEvidence(coreOf(value)?.digits ?? ""));
  const [points, commas] = [evidence.filter((one) => one === ".").length, evidence.filter((one) => one === ",").length];
  if (points > 0 || commas > 0) return points >= commas ? "." : ",";
  const open = values[evidence.indexOf("either")];
  if (open === undefined) return ".";
  throw notAFile(source, "payment-decimal-mark", "amounts", "leaves open how its amounts are written", `amounts such as "${open.slice(0, 30)}" could be thousands or have three decimals`, "Say which decimal mark it is, and send it again.");
}

function orderOf(source: Source, values: readonly string[], answer: DayOrder | undefined): DayOrder {
  const shapes = values.map(dateShape);
  const [dmy, mdy] = [shapes.filter((one) => one === "first>12").length, shapes.filter((one) => one === "second>12").length];
  if (answer !== undefined) return answer;
  if (dmy > 0 || mdy > 0) return dmy >= mdy ? "dmy" : "mdy";
  const open = values[shapes.indexOf("either")];
  if (open === undefined) return "ymd";
  throw notAFile(source, "payment-date-order", "dates", "leaves open how its dates are written", `dates such as "${open.slice(0, 30)}" could be day/month or month/day`, "Say which it is, and send it again.");
}

/** A last row of sums: a word for total, an amount, and nobody to pay. */
const isTotal = (row: Row, columns: Columns): boolean =>
  row.some((cell) => /^\s*(grand\s+)?(total|sum|summe|gesamt|totaal)\b.{0,12}$/i.test(cell)) && ["iban", "account", "invoice", "reference"].every((field) => cellOf(row, columns, field as Field) === "");

function takeTotal(row: Row, number: number, { columns, mark }: Reading, gathered: Gathered): void {
  const stated = readAmount(cellOf(row, columns, "amount"), { mark, refuseThree: false });
  const total = gathered.sumOfLines();
  if (stated !== undefined) gathered.control({ at: `row ${number}`, words: "sum of the figures", stated: plainDecimal(stated), found: plainDecimal(total) });
}

const plainDecimal = (text: string): string => {
  const [whole = "0", fraction = ""] = text.split(".");
  const kept = fraction.replace(/0+$/, "");
  return `${whole.replace(/^0+(?=\d)/, "") || "0"}.${kept.padEnd(2, "0")}`;
};

function takeRow(row: Row, number: number, reading: Reading): void {
  const { columns, gathered } = reading;
  const at = `row ${number}`;
  const cell = (field: Field): string => cellOf(row, columns, field);
  const { amount, why } = amountOf(cell("amount"), cell("currency"), reading);
  if (why !== undefined) gathered.problem({ at: `${at}, amount`, value: cell("amount") || null, ...why });
  const day = isBlank(cell("payOn")) ? undefined : readDate(cell("payOn"), { order: reading.order, serial: true });
  if (day === undefined && !isBlank(cell("payOn"))) gathered.problem({ at: `${at}, payment date`, value: cell("payOn"), expected: "a date written like the others", remedy: "Correct the date; the line was checked as of today." });
  const [payee, supplierId] = [textOrNull(cell("payee")), textOrNull(cell("supplierId"))];
  if (payee === null && supplierId === null) gathered.problem({ at: `${at}, payee`, value: null, expected: "who is paid", remedy: "Name the payee or the supplier." });
  gathered.line({
    at, payee, supplierId, account: accountOf(cell), amount, references: referencesIn(cell("invoice")), text: textOrNull(cell("reference")),
    payOn: (day as Day | undefined) ?? null, entity: textOrNull(cell("entity")), unreadable: why === undefined ? null : "Its amount cannot be read.",
  });
}

/** One cell may name several invoices. */
const referencesIn = (text: string): string[] => {
  const parts = text.split(/[;,|\n]+|\s{2,}/).map((part) => textOrNull(part)).filter((part) => part !== null);
  return [...new Set(parts)].slice(0, 100);
};

function amountOf(text: string, code: string, { mark, currency }: Reading): { amount: Money | null; why?: { expected: string; remedy: string } } {
  const unit = coreOf(text)?.unit;
  const said = (code !== "" ? code : (unit === undefined ? "" : (SIGNS[unit] ?? unit)) || (currency ?? "")).toUpperCase();
  const remedy = "Correct the amount and send the file again.";
  if (said !== "" && !isCurrency(said)) return { amount: null, why: { expected: "a currency code such as GBP", remedy: "Give the ISO code of the currency." } };
  const money = said === "" ? "XXX" : said;
  const decimal = readAmount(text, { mark, refuseThree: minorDigits(money) < 3 });
  if (decimal === undefined) return { amount: null, why: { expected: `an amount with a ${mark === "." ? "point" : "comma"} before the decimals`, remedy } };
  const parts = /^(\d*)(?:\.(\d*))?$/.exec(decimal);
  const digits = minorDigits(money);
  const fraction = (parts?.[2] ?? "").replace(/0+$/, "");
  const minor = parts === null || fraction.length > digits ? Number.NaN : Number(`${parts[1] || "0"}${fraction.padEnd(digits, "0")}`);
  if (!Number.isSafeInteger(minor) || minor <= 0) return { amount: null, why: { expected: `a positive amount with at most ${digits} decimals`, remedy } };
  return { amount: { minor, currency: money } };
}

function accountOf(cell: (field: Field) => string): Account | null {
  const [iban, number, sort, routing] = [textOrNull(cell("iban")), textOrNull(cell("account")), textOrNull(cell("sortCode")), textOrNull(cell("routing"))];
  if (iban !== null && /^[A-Z]{2}\s*\d{2}/i.test(iban)) return { scheme: "iban", bank: null, number: iban };
  const only = number ?? iban;
  if (only === null) return null;
  if (/^[A-Z]{2}\s*\d{2}[A-Z0-9 ]{11,}$/i.test(only)) return { scheme: "iban", bank: null, number: only };
  if (sort !== null) return { scheme: "uk", bank: sort, number: only };
  if (routing !== null && /^\d{9}$/.test(routing.replace(/\D/g, ""))) return { scheme: "us", bank: routing, number: only };
  return { scheme: "other", bank: routing ?? textOrNull(cell("bic")), number: only };
}
