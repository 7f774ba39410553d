/**
 * Proposing how a file maps to the canonical ledger: which table it is, which column is which field, and how its
 * dates and amounts are written.
 *
 * Never guesses the decimal mark or the order of day and month: what the values leave open becomes a question, and
 * reading is refused until a person has answered. What they settle is stated with its evidence.
 */
import { Refusal } from "../../../base/errors.ts";
import type { AmountFormat, DecimalMark } from "../amounts.ts";
import type { DateFormat, DayOrder } from "../dates.ts";
import type { Column, Inspection } from "../inspect.ts";
import { TABLES, TABLE_WORDS } from "./canonical.ts";
import type { FieldName, TableName } from "./canonical.ts";
import { currencyOf } from "./currency.ts";
import type { CurrencyChoice } from "./currency.ts";
import { DICTIONARY, SYSTEMS } from "./dictionary.ts";
import { dateFormats, amountFormats } from "./formats.ts";
import { formsOf } from "./headings.ts";
import { matchColumns } from "./match.ts";
import type { Match } from "./match.ts";
import { profileColumn } from "./profile.ts";
import type { Profile } from "./profile.ts";

/** What a person said beforehand or in answer to a question. */
export type Answers = {
  readonly table?: TableName;
  readonly dateOrder?: DayOrder;
  readonly decimalMark?: DecimalMark;
  readonly currency?: string;
  /** field to column name (see `Column.name`); an empty name unmaps the field. */
  readonly columns?: Readonly<Record<string, string>>;
};

export type Question = {
  readonly code: "date-order" | "decimal-mark" | "heading-repeated";
  readonly columns: readonly string[];
  /** In words: what is open, with an example from the file. */
  readonly words: string;
  /** What answers it: `dateOrder`, `decimalMark` or `columns`. */
  readonly answer: keyof Answers;
};

export type MappedColumn = Match & { readonly date?: DateFormat; readonly amount?: AmountFormat };

export type Mapping = {
  readonly table: TableName;
  readonly columns: readonly MappedColumn[];
  readonly currency: CurrencyChoice;
  /** SAP, Xero ... when the headings give it away. */
  readonly system: string | undefined;
};

export type Proposal = {
  readonly mapping: Mapping;
  /** Reading is refused while any is open. */
  readonly questions: readonly Question[];
  /** What was decided from the values, in words, for the person to check. */
  readonly notes: readonly string[];
  readonly unused: readonly string[];
  readonly fit: number;
};

/** Nothing fits: the nearest table and what it would need. */
export type NoProposal = { readonly mapping: undefined; readonly nearest: TableName | undefined; readonly missing: readonly string[] };

/** Groups of fields of which a table needs at least one each, in the words of a person. */
const NEEDS: Readonly<Record<TableName, readonly (readonly [words: string, fields: readonly string[]])[]>> = {
  invoice: [
    ["a supplier column", ["supplier_id", "supplier_name"]],
    ["an amount column", ["amount_gross", "amount_net", "debit", "credit"]],
    ["an invoice number or a date column", ["invoice_no", "invoice_date", "posting_date"]],
  ],
  supplier: [
    ["a supplier column", ["supplier_id", "name"]],
    ["a name column", ["name"]],
    ["a column of supplier details (address, VAT number, bank account)", ["address_line", "postcode", "country", "vat_no", "company_no", "iban", "bank_account"]],
  ],
  payment: [
    ["a supplier or document column", ["supplier_id", "supplier_name", "doc_id"]],
    ["an amount column", ["amount"]],
    ["a payment number or a date of payment", ["payment_id", "paid_on"]],
    ["a date of payment", ["paid_on", "run_id"]],
  ],
  supplier_bank_change: [
    ["a supplier column", ["supplier_id"]], ["a date of change", ["changed_on"]], ["the new bank account", ["new_iban"]], ["the old bank account", ["old_iban"]],
  ],
  employee: [["an employee number", ["employee_id"]], ["a name, address or bank account", ["name", "iban", "address_line"]]],
  statement_line: [
    ["a supplier column", ["supplier_id", "supplier_name"]], ["the date of the statement", ["statement_date"]],
    ["an amount column", ["amount_gross", "debit", "credit"]],
  ],
};

export function proposeMapping(inspection: Inspection, answers: Answers = {}): Proposal | NoProposal {
  const profiles = inspection.columns.map(({ index }) => profileColumn(inspection.sample.map((row) => row[index] ?? "")));
  const tables = answers.table === undefined ? TABLES : [answers.table];
  const options = tables.map((table) => {
    const matches = withAnswers(table, inspection, matchColumns(table, inspection.columns, profiles), answers);
    return { table, matches, missing: missingFor(table, matches), fit: fitOf(table, matches, inspection.file) };
  });
  const fitting = options.filter(({ missing }) => missing.length === 0).sort((a, b) => b.fit - a.fit)[0];
  if (!fitting) {
    const nearest = options.sort((a, b) => a.missing.length - b.missing.length || b.fit - a.fit)[0];
    return { mapping: undefined, nearest: nearest?.table, missing: nearest?.missing ?? [] };
  }
  return complete(inspection, profiles, fitting, answers);
}

/** The fields a mapping fills, for the coverage map: `invoice.due_date`. */
export function mappedFields(mapping: Mapping): FieldName[] {
  const fields = new Set(mapping.columns.map(({ field }) => field));
  if (mapping.table === "invoice" || mapping.table === "payment" || mapping.table === "statement_line") {
    if (fields.has("supplier_name")) fields.add("supplier_id");
    if (["debit", "credit", "amount_net"].some((field) => fields.has(field))) fields.add("amount_gross");
    if (mapping.currency.from !== "nothing") fields.add("currency");
  }
  const names: FieldName[] = [...fields].filter((field) => !DICTIONARY[mapping.table][field]?.aside).map((field) => `${mapping.table}.${field}` as const);
  if (mapping.table === "invoice" && fields.has("supplier_name")) names.push("supplier.name");
  return names.sort();
}

type Option = { readonly table: TableName; readonly matches: readonly Match[]; readonly fit: number };

function complete(inspection: Inspection, profiles: readonly Profile[], option: Option, answers: Answers): Proposal {
  const { table, matches, fit } = option;
  const kept = matches.filter((match) => match.why === "you said so" || (profiles[match.column.index] as Profile).blank < (profiles[match.column.index] as Profile).values);
  const single = onlyDate(table, kept);
  const dates = dateFormats(table, single, profiles, answers.dateOrder);
  const amounts = amountFormats(table, single, profiles, answers.decimalMark);
  const currency = currencyOf(table, single, profiles, answers.currency);
  const columns = single.map((match): MappedColumn => {
    const date = dates.formats.get(match.column.index);
    const amount = amounts.formats.get(match.column.index);
    return { ...match, ...(date && { date }), ...(amount && { amount }) };
  });
  const used = new Set(columns.map(({ column }) => column.index));
  return {
    mapping: { table, columns, currency, system: systemOf(inspection.columns) },
    questions: [...dates.questions, ...amounts.questions, ...repeated(inspection, columns, answers)],
    notes: [...dates.notes, ...amounts.notes, ...(currency.note === undefined ? [] : [currency.note])],
    unused: inspection.columns.filter(({ index }) => !used.has(index)).map(({ name }) => name),
    fit,
  };
}

const missingFor = (table: TableName, matches: readonly Match[]): string[] =>
  NEEDS[table].filter(([, fields]) => !matches.some(({ field }) => fields.includes(field))).map(([words]) => words);

/** How well a file fits a table: what its columns explain, and what the file is called. */
function fitOf(table: TableName, matches: readonly Match[], file: string): number {
  const name = file.toLowerCase().replace(/[^a-z]+/g, " ");
  const called = TABLE_NAMES[table].some((word) => name.includes(word)) ? 150 : 0;
  return matches.reduce((sum, { score }) => sum + Math.max(0, score), 0) + called;
}

const TABLE_NAMES: Readonly<Record<TableName, readonly string[]>> = {
  invoice: ["invoice", "bills", "ap ledger", "rechnung", "facture"],
  supplier: ["supplier", "vendor", "creditor", "kreditor", "lfa"],
  payment: ["payment", "paid", "cheque", "zahlung", "reguh"],
  supplier_bank_change: ["bank change", "bankchange", "change log", "cdpos"],
  employee: ["employee", "staff", "payroll", "personal"],
  statement_line: ["statement"],
};

/** A file with one date has only that one to compare documents by, whatever it is called. */
function onlyDate(table: TableName, matches: readonly Match[]): readonly Match[] {
  if (table !== "invoice" || matches.some(({ field }) => field === "invoice_date")) return matches;
  return matches.map((match) =>
    match.field === "posting_date" && match.why !== "you said so" ? { ...match, field: "invoice_date", why: "the only date of the document in this file" } : match);
}

function withAnswers(table: TableName, inspection: Inspection, matches: Match[], answers: Answers): Match[] {
  let result = matches;
  for (const [field, name] of Object.entries(answers.columns ?? {})) {
    if (!(field in DICTIONARY[table])) {
      if (answers.table === undefined) continue;
      throw new Refusal("invalid", "field-unknown", `There is no field "${field}" of ${TABLE_WORDS[table]}.`, [
        { expected: Object.keys(DICTIONARY[table]).join(", ") },
      ]);
    }
    result = result.filter((match) => match.field !== field);
    if (name === "") continue;
    const column = inspection.columns.find((one) => one.name === name) ?? inspection.columns.find((one) => formsOf(one.name)[0] === formsOf(name)[0]);
    if (!column) continue; // another file of the same scan may have it; the caller checks that one did
    result = [...result.filter((match) => match.column.index !== column.index), { field, column, score: 200, why: "you said so" }];
  }
  return result;
}

/** Two columns under one heading, with different values, and a field that needs one of them. */
function repeated(inspection: Inspection, columns: readonly MappedColumn[], answers: Answers): Question[] {
  return inspection.repeatedHeadings.flatMap((heading): Question[] => {
    const twins = inspection.columns.filter((column) => column.heading === heading);
    const used = columns.find(({ column }) => column.heading === heading);
    if (!used || used.why === "you said so" || answers.columns?.[used.field] !== undefined) return [];
    const differ = inspection.sample.some((row) => new Set(twins.map(({ index }) => (row[index] ?? "").trim())).size > 1);
    if (!differ) return [];
    return [{
      code: "heading-repeated", columns: twins.map(({ name }) => name), answer: "columns",
      words: `${twins.length} columns are headed "${heading}" and their values differ. Which one is ${used.field.replaceAll("_", " ")}?`,
    }];
  });
}

function systemOf(columns: readonly Column[]): string | undefined {
  const forms = new Set(columns.flatMap(({ heading }) => formsOf(heading)));
  return SYSTEMS.find(({ headings }) => headings.split("|").every((heading) => forms.has(formsOf(heading)[0] as string)))?.name;
}
