/** The rows that could not be read as they are, for the person who can mend them at the source. */
import type { RowProblem } from "../ledger/ledger.ts";
import { record } from "./csv.ts";

export const problemsCsv = (problems: readonly RowProblem[]): string =>
  record(["file", "row", "column", "problem", "value", "expected", "remedy", "taken"]) +
  problems.map(({ file, row, column, code, value, expected, remedy, taken }) =>
    record([file, String(row), column ?? "", code, value ?? "", expected, remedy, taken ? "yes" : "no"])).join("");
