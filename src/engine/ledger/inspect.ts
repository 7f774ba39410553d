/**
 * Inspecting a file before anything is read from it: what it is, how its values are separated, where its headings
 * are, and a sample of its rows. Takes the first two megabytes at most, so it is quick for a file of any size.
 */
import { contentOf, refuse } from "./content.ts";
import type { Content } from "./content.ts";
import { sampleText } from "./csv/dialect.ts";
import type { Dialect } from "./csv/pieces.ts";
import { isKnownHeading } from "./map/match.ts";
import { coreOf } from "./amounts.ts";
import { dateShape } from "./dates.ts";
import type { Source } from "./source.ts";
import { sampleWorkbook } from "./workbook/workbook.ts";

export type Column = {
  readonly index: number;
  /** As in the file; blank when it has none. */
  readonly heading: string;
  /** Unique within the file: `Amount`, `Amount (2)`, `column 7`. What `--map` and messages call it. */
  readonly name: string;
};

export type Inspection = {
  readonly file: string;
  readonly content: Content;
  /** How pieces of the file are separated; a workbook's rows are written out with commas. */
  readonly dialect: Dialect;
  readonly sheet: string | undefined;
  readonly sheets: readonly string[];
  /** Row of the headings, the first row of the file being 1. */
  readonly headingRow: number;
  readonly columns: readonly Column[];
  /** The first data rows, each with as many values as there are columns. */
  readonly sample: readonly (readonly string[])[];
  /** The sample is every row there is. */
  readonly complete: boolean;
  /** Headings that occur more than once, as in the file. */
  readonly repeatedHeadings: readonly string[];
};

const SAMPLE_RECORDS = 5000;

/** @throws Refusal file-empty, file-type, file-binary, file-delimiter, file-no-heading, file-no-rows, workbook-* */
export async function inspect(source: Source, options: { readonly sheet?: string } = {}): Promise<Inspection> {
  const content = await contentOf(source);
  if (content.kind === "workbook") {
    const { sheet, sheets, records, complete } = await sampleWorkbook(source, options.sheet, SAMPLE_RECORDS);
    return describe(source, { content, dialect: { delimiter: ",", newline: "\n" }, sheet, sheets, complete }, records);
  }
  const whole = content.head.length < (2 << 20) - 3;
  const sample = sampleText(content.head, whole, SAMPLE_RECORDS);
  if (!sample) {
    const lines = content.head.toString("utf8").split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
    if (lines.length <= 1) throw noRows(source);
    throw refuse(source, "file-delimiter", "has only one column, or its values are not separated by comma, semicolon, tab or vertical bar",
      "Export it as CSV with one of these separators.");
  }
  const complete = whole && sample.records.length < SAMPLE_RECORDS;
  return describe(source, { content, dialect: sample.dialect, sheet: undefined, sheets: [], complete }, sample.records);
}

type Kind = Pick<Inspection, "content" | "dialect" | "sheet" | "sheets" | "complete">;

function describe(source: Source, kind: Kind, records: readonly (readonly string[])[]): Inspection {
  const at = headingIndex(records);
  if (at === undefined) {
    throw refuse(source, "file-no-heading", "has no row of column headings among its first rows",
      "Add a first row that names the columns (supplier, invoice number, date, amount) and send it again.");
  }
  const headings = trimEnd(records[at] ?? []);
  const columns = nameColumns(headings);
  const sample = records.slice(at + 1).filter((row) => row.some((value) => value.trim() !== ""))
    .map((row) => columns.map(({ index }) => row[index] ?? ""));
  if (sample.length === 0) throw noRows(source);
  const seen = headings.filter((heading) => heading.trim() !== "").map((heading) => heading.trim());
  return {
    file: source.name,
    ...kind,
    headingRow: at + 1,
    columns,
    sample,
    repeatedHeadings: [...new Set(seen.filter((heading, index) => seen.indexOf(heading) !== index))],
  };
}

const noRows = (source: Source) =>
  refuse(source, "file-no-rows", "has headings but no rows under them", "Check the filter or period of the export and send it again.");

/**
 * Titles, dates of export and blank lines may come before the headings. The headings are the first row, among the
 * first 30, that is nearly as wide as the table and made of distinct texts; known headings settle it.
 */
function headingIndex(records: readonly (readonly string[])[]): number | undefined {
  const first = records.slice(0, 30);
  const width = Math.max(...first.map(filledCount), 0);
  let best: { index: number; merit: number } | undefined;
  first.forEach((record, index) => {
    const filled = record.map((value) => value.trim()).filter((value) => value !== "");
    if (filled.length < Math.max(2, width / 2)) return;
    const known = filled.filter(isKnownHeading).length;
    const data = filled.filter((value) => coreOf(value) !== undefined || isDate(value)).length;
    if (data > filled.length * 0.2 && known < 2) return;
    const merit = known * 10 + filled.length - data * 10 - index * 0.01;
    if (!best || merit > best.merit) best = { index, merit };
  });
  return best?.index;
}

const filledCount = (record: readonly string[]): number => record.filter((value) => value.trim() !== "").length;
const isDate = (text: string): boolean => !["none", "serial"].includes(dateShape(text));

function trimEnd(headings: readonly string[]): readonly string[] {
  let size = headings.length;
  while (size > 0 && (headings[size - 1] ?? "").trim() === "") size -= 1;
  return headings.slice(0, size);
}

function nameColumns(headings: readonly string[]): Column[] {
  const seen = new Map<string, number>();
  return headings.map((raw, index) => {
    const heading = raw.trim();
    const times = (seen.get(heading) ?? 0) + 1;
    seen.set(heading, times);
    const name = heading === "" ? `column ${index + 1}` : times === 1 ? heading : `${heading} (${times})`;
    return { index, heading, name };
  });
}
