/**
 * Payment runs: files of payments about to be made, read whatever their layout, and checked line by line against a history. The door.
 *
 * Reading and checking are apart: `readPayments` knows no history, `checkPayments` no files. What the verdict of a line is made of is one file,
 * check/parameters.ts.
 */
export { LAYOUT_WORDS, LAYOUTS, MOST_FILE_BYTES, MOST_LINES, textOrNull, type Account, type Control, type FileProblem, type Layout, type PaymentFile, type PaymentLine } from "./line.ts";
export { readPayments } from "./read/read-payments.ts";
export type { TableAnswers } from "./read/table.ts";
export { checkPayments, type Checked, type CheckOptions, type LineVerdict } from "./check/check-payments.ts";
export { codesOfSuppliers, dropLedgerTables, knowing, prepareHistory, screening, type History, type Known } from "./check/history.ts";
export { readPrepared, writePrepared, type PreparedTable, type StoredPrepared, type WrittenPrepared } from "./check/prepared.ts";
export { PARAMETERS, POINTS, SITE_PARAMETERS, STANDARD_THRESHOLDS, VERDICTS, verdictOf, type GateReason, type ReasonCode, type Thresholds, type Verdict } from "./check/parameters.ts";
export { verdictsCsv, type Override } from "./verdicts-csv.ts";
