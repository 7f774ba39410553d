/** What a file is taken for, in the words and samples that a person needs to confirm or correct it. */
import { DELIMITER_WORDS, inspect, proposeMapping, TABLE_WORDS, type Inspection, type NoProposal, type Proposal, type Source } from "../../engine/ledger/ledger.ts";
import { answersOf, headingIndex, recallMapping, type TableMapping } from "../mappings/mappings.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import type { Inspected, InspectedTable } from "./uploads.schema.ts";

/** Of a workbook; whoever has more sends them one by one. */
const SHEETS_MAX = 12;
const SAMPLES = 3;
const SAMPLE_CHARACTERS = 80;

/** @throws Refusal as `inspect` does: file-empty, file-type, ... */
export async function recognise(site: BorrowedSite, source: Source): Promise<Inspected> {
  const first = await inspect(source);
  const tables = [await recogniseTable(site, first)];
  for (const sheet of first.sheets.filter((name) => name !== first.sheet).slice(0, SHEETS_MAX - 1)) {
    const further = await sheetOf(source, sheet);
    if (further) tables.push(await recogniseTable(site, further));
  }
  return {
    format: first.content.kind === "workbook" ? "workbook (XLSX)" : first.content.gzip ? "text, gzip" : "text",
    encoding: first.content.encoding,
    ...(first.content.kind === "text" && { delimiter: DELIMITER_WORDS[first.dialect.delimiter] ?? first.dialect.delimiter }),
    ...(first.sheet !== undefined && { sheet: first.sheet }),
    rowsSampled: first.sample.length,
    tables,
    notes: first.headingRow > 1 ? [{ at: `row ${first.headingRow}`, expected: "The headings are in this row; what is above it is not read." }] : [],
  };
}

/** A further sheet without a table (a cover, notes) is passed over; the first one must be readable. */
const sheetOf = (source: Source, sheet: string): Promise<Inspection | undefined> => inspect(source, { sheet }).catch(() => undefined);

async function recogniseTable(site: BorrowedSite, inspection: Inspection): Promise<InspectedTable> {
  const index = await headingIndex(site, inspection);
  const remembered = await site.transact((tx) => recallMapping(site, tx, index));
  const proposal = remembered ? withMemory(inspection, remembered) : proposeMapping(inspection);
  const sheet = inspection.sheet === undefined ? {} : { sheet: inspection.sheet };
  if (proposal.mapping === undefined) return { ...sheet, ...unrecognised(inspection, proposal) };
  return { ...sheet, ...recognised(inspection, proposal, remembered !== undefined) };
}

/** A memory that no longer fits (the format changed under the same headings) is not insisted on. */
function withMemory(inspection: Inspection, remembered: TableMapping): Proposal | NoProposal {
  try {
    const recalled = proposeMapping(inspection, answersOf(remembered, inspection));
    if (recalled.mapping !== undefined) return recalled;
  } catch {
    // fall through to a fresh look
  }
  return proposeMapping(inspection);
}

function unrecognised(inspection: Inspection, { nearest, missing }: NoProposal): InspectedTable {
  const uncertain = nearest === undefined ? ["What the rows of this file are."] : missing.map((what) => `To be read as ${TABLE_WORDS[nearest]} it needs ${what}.`);
  return {
    table: null, why: nearest === undefined ? "no known headings" : `nearest to ${TABLE_WORDS[nearest]}, but something is missing`,
    columns: inspection.columns.map((column, at) => ({ name: column.name, field: null, why: "", confidence: "unsure", samples: samplesOf(inspection, at) })),
    decimalMark: null, dateOrder: null, remembered: false, uncertain,
  };
}

function recognised(inspection: Inspection, { mapping, questions, notes }: Proposal, remembered: boolean): InspectedTable {
  const byColumn = new Map(mapping.columns.map((match) => [match.column.index, match]));
  const marks = new Set(mapping.columns.flatMap(({ amount }) => amount?.mark ?? []));
  const orders = new Set(mapping.columns.flatMap(({ date }) => date?.order ?? []));
  const open = new Set(questions.map(({ code }) => code));
  return {
    table: mapping.table,
    why: [mapping.system === undefined ? `the headings of ${TABLE_WORDS[mapping.table]}` : `an export of ${mapping.system}`, ...notes].join("; "),
    columns: inspection.columns.map((column, at) => {
      const match = byColumn.get(column.index);
      const why = remembered && match ? "as confirmed before for these headings" : (match?.why ?? "");
      return { name: column.name, field: match?.field ?? null, why, confidence: confidenceOf(match?.score), samples: samplesOf(inspection, at) };
    }),
    decimalMark: open.has("decimal-mark") ? null : ([...marks][0] ?? null),
    dateOrder: open.has("date-order") ? null : ([...orders].find((order) => order !== "ymd") ?? [...orders][0] ?? null),
    remembered,
    uncertain: questions.map(({ words }) => words),
  };
}

/** engine/ledger: 100 is a heading of the field's own, 40 a resemblance. */
const confidenceOf = (score: number | undefined): "certain" | "likely" | "unsure" =>
  score === undefined ? "unsure" : score >= 80 ? "certain" : score >= 55 ? "likely" : "unsure";

function samplesOf(inspection: Inspection, at: number): string[] {
  const values = inspection.sample.map((row) => (row[at] ?? "").trim().slice(0, SAMPLE_CHARACTERS)).filter((value) => value !== "");
  return [...new Set(values)].slice(0, SAMPLES);
}
