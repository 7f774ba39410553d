/**
 * How the text of one column becomes canonical values: SQL for the plain forms of which there are millions, and a
 * function for every other form, applied to each distinct text once.
 *
 * SQL sees the trimmed text as the columns r0, r1, ...; nothing a customer wrote becomes part of it.
 */
import { sqlText } from "../../duckdb/duckdb.ts";
import { BLANKS, plainAmountSql, readAmount } from "../amounts.ts";
import { ZERO_DATE, plainDateSql, readDate } from "../dates.ts";
import type { FieldKind, TableName } from "../map/canonical.ts";
import { SIGNS, isCurrency } from "../map/currency.ts";
import { DICTIONARY } from "../map/dictionary.ts";
import type { MappedColumn, Mapping } from "../map/propose.ts";
import type { ProblemCode } from "../problems.ts";
import { countryOf } from "./countries.ts";
import { documentType } from "./document-type.ts";

/** What stays unread, and what to say about it. */
export type Complaint = { readonly code: ProblemCode; readonly expected: string; readonly remedy: string };

export type Conversion = {
  readonly field: string;
  readonly columnName: string;
  readonly index: number;
  /** SQL type of the value. */
  readonly type: string;
  /** Trimmed text, words for "nothing" as NULL, from the column `c<index>`; needed only for pieces that have such. */
  readonly text: string;
  /** From `r<index>`; NULL for what is not plain. */
  readonly plain: string;
  /**
   * The value of any other text, as text that casts to `type`: null means "nothing there", undefined "unreadable".
   * Without it the plain form takes everything.
   */
  readonly read?: (text: string) => string | null | undefined;
  readonly complaint?: Complaint;
};

export const convertColumns = (mapping: Mapping): Conversion[] =>
  mapping.columns.map((mapped) => convertColumn(mapping.table, mapped));

// Never `IN` with more than four values: DuckDB makes a join of it, and a join does not keep the order of the rows.
const without = (column: string, blanks: readonly string[]): string =>
  `CASE WHEN NOT list_contains([${blanks.map(sqlText).join(", ")}], ${column}) THEN nullif(trim(${column}), '') END`;
const NO_VALUE = BLANKS.filter((blank) => blank !== "");
/** In text, NA may be Namibia and a dash is nothing. */
const NO_TEXT = ["NULL", "null", "(null)", "#N/A", "N/A", "n/a", "-"];

function convertColumn(table: TableName, mapped: MappedColumn): Conversion {
  const { index, name } = mapped.column;
  const kind = DICTIONARY[table][mapped.field]?.kind as FieldKind;
  const base = { field: mapped.field, columnName: name, index };
  const value = `r${index}`;
  const text = { text: without(`c${index}`, NO_TEXT), type: "VARCHAR" };
  switch (kind) {
    case "amount":
      return { ...base, text: without(`c${index}`, NO_VALUE), type: "DECIMAL(18,4)", ...amount(value, mapped) };
    case "date":
      return { ...base, text: without(`c${index}`, NO_VALUE), type: "DATE", ...date(value, mapped) };
    case "currency":
      return { ...base, ...text, ...currency(value) };
    case "whole":
      return { ...base, ...text, type: "INTEGER", plain: `try_cast(${value} AS INTEGER)`, read: (written) => /\d{1,3}/.exec(written)?.[0] ?? null };
    case "iban":
      return { ...base, ...text, plain: `upper(replace(${value}, ' ', ''))` };
    case "country":
      return { ...base, ...text, plain: `CASE WHEN regexp_full_match(${value}, '[A-Z]{2}') AND ${value} <> 'UK' THEN ${value} END`, read: countryOf };
    case "side":
      return { ...base, ...text, type: "TINYINT", plain: "CAST(NULL AS TINYINT)", read: side };
    case "document_type":
      return { ...base, ...text, type: "TINYINT", plain: `CASE WHEN ${value} = 'invoice' THEN 0::TINYINT END`, read: (written) => String(documentType(written)) };
    case "text":
      return { ...base, ...text, plain: value };
  }
}

type Reading = Pick<Conversion, "plain" | "read" | "complaint">;

function amount(value: string, { amount: decided }: MappedColumn): Reading {
  const format = decided ?? { mark: ".", refuseThree: true };
  return {
    plain: plainAmountSql(value, format),
    read: (text) => readAmount(text, format),
    complaint: {
      code: "amount-unreadable",
      expected: format.mark === "," ? "an amount such as 1.234,56" : "an amount such as 1,234.56",
      remedy: "Correct the amount in this row, or say which decimal mark the file uses.",
    },
  };
}

function date(value: string, { date: decided }: MappedColumn): Reading {
  const format = decided ?? { order: "ymd", serial: false };
  const expected = { ymd: "2026-11-23", dmy: "23/11/2026", mdy: "11/23/2026" }[format.order];
  return {
    plain: plainDateSql(value),
    read: (text) => (ZERO_DATE.test(text) ? null : readDate(text, format)),
    complaint: {
      code: "date-unreadable",
      expected: `a date such as ${expected}`,
      remedy: "Write all dates of the column in one way, or say the order of day and month.",
    },
  };
}

const CURRENCIES = Intl.supportedValuesOf("currency").join("|");

function currency(value: string): Reading {
  return {
    plain: `CASE WHEN ${value} IN ('GBP', 'EUR', 'USD', 'CHF') THEN ${value} WHEN regexp_full_match(${value}, '${CURRENCIES}') THEN ${value} END`,
    read: (text) => SIGNS[text] ?? (isCurrency(text.toUpperCase()) ? text.toUpperCase() : undefined),
    complaint: {
      code: "currency-unknown",
      expected: "an ISO 4217 code such as GBP",
      remedy: "Correct the currency of this row; it was read with the currency of the rest of the file.",
    },
  };
}

/** 1 is the credit side of the supplier's account (an invoice), -1 the debit side. SAP writes H and S. */
const side = (text: string): string | null => {
  const upper = text.toUpperCase();
  if (["H", "C", "CR", "CREDIT", "HABEN"].includes(upper)) return "1";
  return ["S", "D", "DR", "DEBIT", "SOLL"].includes(upper) ? "-1" : null;
};
