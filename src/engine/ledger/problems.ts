/**
 * Row problems: what could not be read, as values. They are counted exactly, listed up to a cap, and downloadable;
 * nothing is dropped silently. They never hold a whole row, only the one value that is wrong, cut short, because the
 * person who sent the file must be able to find and mend it.
 */
export type ProblemCode =
  | "row-too-short" // fewer values than headings; read with blanks at the end
  | "row-too-long" // more values than headings: usually a delimiter inside a value without quotes
  | "quote-not-closed"
  | "row-too-big"
  | "mixed-encoding" // this row is in another encoding than the rest; read as Windows-1252
  | "amount-missing"
  | "amount-unreadable"
  | "amount-too-big"
  | "amount-rounded" // more decimals than the currency has
  | "date-unreadable"
  | "number-unreadable"
  | "currency-unknown"
  | "supplier-missing"
  | "value-missing"
  | "document-repeated" // the same row again; read once
  | "document-number-reused"; // one document number, different suppliers; kept apart

export type RowProblem = {
  readonly file: string;
  /** As a spreadsheet numbers it: the heading row of a plain file is row 1. */
  readonly row: number;
  readonly column: string | undefined;
  readonly code: ProblemCode;
  /** The value as sent, at most 60 characters; undefined where it is the row's shape that is wrong. */
  readonly value: string | undefined;
  readonly expected: string;
  readonly remedy: string;
  /** False when the row is not in the ledger because of this; true when it is, with a gap or a repair. */
  readonly taken: boolean;
};

/** Counts are exact, the list is the first `LISTED_PER_CODE` of each code. */
export const LISTED_PER_CODE = 200;

export type ProblemTally = {
  readonly add: (problem: RowProblem) => void;
  /** For problems already counted elsewhere (in SQL), of which only some are listed. */
  readonly count: (code: ProblemCode, further: number) => void;
  readonly list: () => RowProblem[];
  readonly counts: () => Partial<Record<ProblemCode, number>>;
};

export function tallyProblems(): ProblemTally {
  const counts = new Map<ProblemCode, number>();
  const listed: RowProblem[] = [];
  const listedPerCode = new Map<ProblemCode, number>();
  const count = (code: ProblemCode, further: number) => counts.set(code, (counts.get(code) ?? 0) + further);
  return {
    add: (problem) => {
      count(problem.code, 1);
      const already = listedPerCode.get(problem.code) ?? 0;
      if (already >= LISTED_PER_CODE) return;
      listedPerCode.set(problem.code, already + 1);
      listed.push(problem);
    },
    count: (code, further) => void count(code, further),
    list: () => listed.toSorted((a, b) => a.row - b.row || a.code.localeCompare(b.code)),
    counts: () => Object.fromEntries(counts),
  };
}
