/**
 * Workbooks (.xlsx): a sample of a sheet's rows, and a sheet as the same pieces that a text file is cut into.
 *
 * Invariant: as in csv/pieces.ts, record n of the stream is row n of the sheet; rows that the sheet leaves out are
 * records of blanks.
 */
import type { Piece, PieceOptions } from "../csv/pieces.ts";
import { writeRecord } from "../csv/record.ts";
import { refuse } from "../content.ts";
import type { Source } from "../source.ts";
import { openArchive } from "./archive.ts";
import { readParts, readSharedTexts } from "./parts.ts";
import type { Parts, Sheet } from "./parts.ts";
import { readSheet } from "./sheet.ts";
import type { SheetRow } from "./sheet.ts";

export type WorkbookSample = {
  readonly sheet: string;
  readonly sheets: readonly string[];
  readonly records: readonly string[][];
  /** The records are all there are. */
  readonly complete: boolean;
};

/** Of the sheet named, else of the first that has at least two rows. */
export async function sampleWorkbook(source: Source, name: string | undefined, maxRecords: number): Promise<WorkbookSample> {
  const { parts, rowsOf } = await openWorkbook(source);
  const sheets = parts.sheets.map((sheet) => sheet.name);
  let first: WorkbookSample | undefined;
  for (const sheet of name === undefined ? parts.sheets : [sheetNamed(source, parts, name)]) {
    const records: string[][] = [];
    let complete = true;
    for await (const rows of rowsOf(sheet)) {
      for (const { row, cells } of rows) {
        while (records.length < Math.min(row - 1, maxRecords)) records.push([]);
        if (records.length < maxRecords) records.push(Array.from(cells, (cell) => cell ?? ""));
      }
      if (records.length >= maxRecords) {
        complete = false;
        break;
      }
    }
    const found = { sheet: sheet.name, sheets, records, complete };
    if (records.filter((record) => record.some((cell) => cell.trim() !== "")).length >= 2) return found;
    first ??= found;
  }
  if (first === undefined || first.records.length === 0) throw refuse(source, "file-empty", "has no rows", "Export it again; the export may have failed or found no rows.");
  return first;
}

export async function* workbookPieces(source: Source, name: string | undefined, options: PieceOptions): AsyncIterable<Piece> {
  const { parts, rowsOf } = await openWorkbook(source);
  const sheet = name === undefined ? parts.sheets[0] as Sheet : sheetNamed(source, parts, name);
  const blank = writeRecord(new Array<string>(options.columns).fill(""), ",", "\n");
  let records: Buffer[] = [];
  let sizeBytes = 0;
  let multiline = false;
  let last = options.skipRows;
  let firstRow = last + 1;
  const push = (record: Buffer) => {
    records.push(record);
    sizeBytes += record.length;
    last += 1;
  };
  const finish = (): Piece => {
    const piece = { parts: records, sizeBytes, firstRow, rows: records.length, multiline, untidy: () => true, bytesDone: 0 };
    records = [];
    sizeBytes = 0;
    multiline = false;
    firstRow = last + 1;
    return piece;
  };
  for await (const rows of rowsOf(sheet)) {
    for (const { row, cells } of rows) {
      if (row <= options.skipRows) continue;
      while (last < row - 1) push(blank);
      const fields = Array.from({ length: options.columns }, (_, index) => cells[index] ?? "");
      if (fields.some((field) => field.includes("\n") || field.includes("\r"))) multiline = true;
      push(writeRecord(fields, ",", "\n"));
    }
    if (sizeBytes >= options.pieceBytes) yield finish();
  }
  if (records.length > 0) yield finish();
}

async function openWorkbook(source: Source): Promise<{ parts: Parts; rowsOf: (sheet: Sheet) => AsyncIterable<SheetRow[]> }> {
  const archive = await openArchive(source);
  const parts = await readParts(source, archive);
  const texts = await readSharedTexts(source, archive);
  return { parts, rowsOf: (sheet) => readSheet(source, archive, parts, sheet, texts) };
}

function sheetNamed(source: Source, parts: Parts, name: string): Sheet {
  const found = parts.sheets.find((sheet) => sheet.name === name);
  if (found) return found;
  throw refuse(source, "workbook-sheet", `has no sheet "${name}"`, `Its sheets are ${parts.sheets.map((sheet) => sheet.name).join(", ")}.`);
}
