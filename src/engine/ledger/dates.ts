/**
 * Dates as people and systems write them. Day and month order is decided once per column from evidence, never per
 * value: `03/04/2026` alone could be either. Forms that say their own order (ISO, `20260403`, month names) are
 * understood in every column.
 *
 * As with amounts, reading exists twice, whole here and as SQL for plain values; a property test holds them together.
 */
import { asDay, dayFromNumber } from "../../base/day.ts";
import type { Day } from "../../base/day.ts";

export type DayOrder = "ymd" | "dmy" | "mdy";
export type DateFormat = {
  readonly order: DayOrder;
  /** Bare numbers are Excel day numbers. */
  readonly serial: boolean;
};

/** Zero dates that systems write for "none" (SAP 00000000). */
export const ZERO_DATE = /^0{8}$|^0{1,4}[-/.]0{1,2}[-/.]0{1,4}$/;
const TIME = /(T|\s+)\d{1,2}:\d{2}.*$/;
const MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const NAMED = new RegExp(`^(\\d{1,2})/(${MONTHS})[a-z]*/(\\d{2}|\\d{4})$|^(${MONTHS})[a-z]*/(\\d{1,2})/(\\d{4})$`);

/** Separators made equal and the time of day dropped. */
const tidy = (text: string): string =>
  text.trim().replace(TIME, "").toLowerCase().replace(/,/g, " ").trim().replace(/[-./\s]+/g, "/");

export type DateShape = "ymd" | "named" | "first>12" | "second>12" | "either" | "serial" | "none";

/** What one value says about the order of its column. */
export function dateShape(text: string): DateShape {
  const date = tidy(text);
  if (/^\d{4}\/\d{1,2}\/\d{1,2}$/.test(date) || /^(19|20)\d{6}$/.test(date)) return "ymd";
  if (NAMED.test(date)) return "named";
  if (/^[2-7]\d{4}$/.test(date)) return "serial";
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(date);
  if (!parts) return "none";
  const [first, second] = [Number(parts[1]), Number(parts[2])];
  if (first > 31 || second > 31 || (first > 12 && second > 12) || first === 0 || second === 0) return "none";
  return first > 12 ? "first>12" : second > 12 ? "second>12" : "either";
}

/** Two-digit years: 69 to 99 are 1969 to 1999, as strptime has it. */
const fullYear = (text: string): string => (text.length === 4 ? text : Number(text) >= 69 ? `19${text}` : `20${text}`);

export function readDate(text: string, format: DateFormat): Day | undefined {
  const date = tidy(text);
  const iso = (year: string, month: string | number, day: string) => {
    const found = asDay(`${fullYear(year)}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`);
    return found !== undefined && found >= "1950-01-01" && found < "2100-01-01" ? found : undefined;
  };
  const ymd = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(date) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  if (ymd) return iso(ymd[1] as string, ymd[2] as string, ymd[3] as string);
  const named = NAMED.exec(date);
  if (named) {
    const month = MONTHS.split("|").indexOf((named[2] ?? named[4]) as string) + 1;
    return iso((named[3] ?? named[6]) as string, month, (named[1] ?? named[5]) as string);
  }
  if (format.serial && /^[2-7]\d{4}$/.test(date)) return dayFromNumber(Number(date) - EXCEL_EPOCH_DAYS);
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(date);
  if (!parts || format.order === "ymd") return undefined;
  const [, first, second, year] = parts as unknown as [string, string, string, string];
  return format.order === "dmy" ? iso(year, second, first) : iso(year, first, second);
}

/** Days from Excel's day 0 (1899-12-30, which makes its false 29 February 1900 come right) to 1970. */
const EXCEL_EPOCH_DAYS = 25569;

/**
 * SQL giving DATE for dates in the column's plain form and NULL for all others, which are then read one by one with
 * `readDate`. `value` is trimmed VARCHAR.
 */
export function plainDateSql(value: string): string {
  // written like this, texts are in the order of their dates
  return `CASE WHEN strlen(${value}) = 10 AND ${value} LIKE '____-%' AND ${value} BETWEEN '1950-01-01' AND '2099-12-31' THEN try_cast(${value} AS DATE) END`;
}
