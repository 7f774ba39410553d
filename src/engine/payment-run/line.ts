/**
 * A payment run as every layout says it: lines, what the file states about itself, and what could not be read.
 *
 * Invariant: every payment that a file holds is a line here, also one that could not be understood: such a line carries `unreadable`
 * and is never let go. Nothing of a file is dropped in silence.
 */
import type { Day } from "../../base/day.ts";
import type { Money } from "../../base/money.ts";

export const LAYOUTS = ["pain.001", "bacs-18", "nacha", "table", "single"] as const;
export type Layout = (typeof LAYOUTS)[number];
export const LAYOUT_WORDS: Readonly<Record<Layout, string>> = {
  "pain.001": "ISO 20022 pain.001", "bacs-18": "Bacs Standard 18", nacha: "Nacha ACH", table: "table (CSV or XLSX)", single: "entered by hand or by a program",
};

export type Account = {
  readonly scheme: "iban" | "uk" | "us" | "other";
  /** Sort code or routing number; null where the account says it all. */
  readonly bank: string | null;
  readonly number: string;
};

export type PaymentLine = {
  /** 1 is the first payment of the file. */
  readonly line: number;
  /** Where it stands: "line 12", "PmtInf 1, transaction 3 (line 40)". */
  readonly at: string;
  readonly payee: string | null;
  readonly supplierId: string | null;
  readonly account: Account | null;
  readonly amount: Money | null;
  /** What it says to pay: numbers given as such, strongest first. */
  readonly references: readonly string[];
  /** Free text for the payee, where numbers may stand among words. */
  readonly text: string | null;
  /** The payer's own mark of the payment, which may be a document number; two payments of one bill have two. */
  readonly mark?: string | undefined;
  readonly payOn: Day | null;
  /** Company code, where the file has one. */
  readonly entity: string | null;
  /** Why the line could not be understood; such a line is held. */
  readonly unreadable: string | null;
};

/** A total that the file states of itself, and what was counted. */
export type Control = { readonly at: string; readonly words: string; readonly stated: string; readonly found: string; readonly agrees: boolean };

export type FileProblem = {
  readonly at: string;
  /** The value as sent, at most 60 characters. */
  readonly value: string | null;
  readonly expected: string;
  readonly remedy: string;
};

export type PaymentFile = {
  readonly name: string;
  readonly layout: Layout;
  /** The layout's version, or how a table was read. */
  readonly notes: readonly string[];
  readonly lines: readonly PaymentLine[];
  readonly controls: readonly Control[];
  readonly problems: readonly FileProblem[];
  /** All of them; the list is cut at MOST_PROBLEMS. */
  readonly problemCount: number;
  readonly madeOn: Day | null;
};

export const MOST_LINES = 50_000;
export const MOST_FILE_BYTES = 64 << 20;
export const MOST_PROBLEMS = 500;
/** Texts of a file are kept up to this: longer ones are no names and no numbers. */
export const MOST_TEXT = 500;

export const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
export const textOrNull = (text: string | undefined): string | null => {
  const tidy = (text ?? "").replace(/[\s\p{Cc}]+/gu, " ").trim().toWellFormed().slice(0, MOST_TEXT).toWellFormed();
  return tidy === "" ? null : tidy;
};
