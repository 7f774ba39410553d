/**
 * Delimited text, cut into pieces that any CSV reader reads the same way.
 *
 * Invariant: record n of the stream is row n of the file as a spreadsheet numbers it. A row that cannot be taken is
 * replaced by a record of blanks and reported; every record handed on has exactly the columns of the heading, is
 * UTF-8, and is unambiguous RFC 4180. Whoever loads a piece can therefore check its own row count against ours.
 * Rows that are already in order, nearly all of them, are passed on as they are, uncopied.
 */
import type { ProblemCode, ProblemTally } from "../problems.ts";
import { watchEncoding } from "./encoding.ts";
import type { EncodingWatch } from "./encoding.ts";
import { findRecordEnd, newRecordEnd, specialBytes, splitRecord, writeRecord } from "./record.ts";
import type { RecordEnd } from "./record.ts";

export type Dialect = {
  /** One ASCII character. */
  readonly delimiter: string;
  readonly newline: "\n" | "\r\n" | "\r";
};

export type Piece = {
  readonly parts: readonly Buffer[];
  readonly sizeBytes: number;
  /** Row number in the file of the piece's first record. */
  readonly firstRow: number;
  readonly rows: number;
  /** Some field holds a line break. */
  readonly multiline: boolean;
  /** Whether some value of the column needs trimming or is a word for "nothing". */
  readonly untidy: (column: number) => boolean;
  /** Bytes of the source used up so far, for progress. */
  readonly bytesDone: number;
};

export type PieceOptions = {
  readonly file: string;
  readonly dialect: Dialect;
  readonly columns: number;
  /** Records before the first data row: titles and the heading. */
  readonly skipRows: number;
  readonly pieceBytes: number;
  readonly problems: ProblemTally;
};

/** A longer record is not a ledger row but a quote that was never closed. */
export const MAX_RECORD_BYTES = 1 << 20;

/** `skipRows` are left out; everything after them is handed on, in order. */
export async function* cutPieces(bytes: AsyncIterable<Uint8Array>, options: PieceOptions): AsyncIterable<Piece> {
  const cut = startCutting(options);
  let carry: Buffer = Buffer.alloc(0);
  let bytesDone = 0;
  for await (const chunk of bytes) {
    bytesDone += chunk.byteLength;
    const buffer = carry.length === 0 ? asBuffer(chunk) : Buffer.concat([carry, chunk]);
    carry = Buffer.from(buffer.subarray(takeRecords(cut, buffer, false)));
    if (cut.sizeBytes >= options.pieceBytes) yield finishPiece(cut, bytesDone);
  }
  takeRecords(cut, carry, true);
  if (cut.rows > 0) yield finishPiece(cut, bytesDone);
  cut.encoding.report();
}

const asBuffer = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);

/** The state of one file's cutting. */
type Cutting = {
  readonly options: PieceOptions;
  readonly delimiter: number;
  readonly special: Uint8Array;
  /** Line end of the pieces: one that all readers know. */
  readonly newline: "\n" | "\r\n";
  readonly blank: Buffer;
  readonly encoding: EncodingWatch;
  readonly found: RecordEnd;
  /** A line was given up whose end has not come yet. */
  skipping: boolean;
  /** Of the record last seen, in the file. */
  row: number;
  /** The piece in the making. */
  parts: Buffer[];
  sizeBytes: number;
  rows: number;
  multiline: boolean;
  /** Some record was written afresh: any of its values may need trimming. */
  mended: boolean;
};

function startCutting(options: PieceOptions): Cutting {
  const { delimiter, newline } = options.dialect;
  const lineEnd = newline === "\r" ? "\n" : newline;
  return {
    options,
    delimiter: delimiter.charCodeAt(0),
    special: specialBytes(delimiter.charCodeAt(0)),
    newline: lineEnd,
    blank: Buffer.from(delimiter.repeat(options.columns - 1) + lineEnd),
    encoding: watchEncoding(options.file, options.problems),
    found: newRecordEnd(),
    skipping: false, row: 0, parts: [], sizeBytes: 0, rows: 0, multiline: false, mended: false,
  };
}

function finishPiece(cut: Cutting, bytesDone: number): Piece {
  const { parts, sizeBytes, rows, multiline, mended, found } = cut;
  const marks = found.untidy.slice(0, cut.options.columns);
  found.untidy.fill(0);
  Object.assign(cut, { parts: [], sizeBytes: 0, rows: 0, multiline: false, mended: false });
  return { parts, sizeBytes, firstRow: cut.row - rows + 1, rows, multiline, untidy: (column) => mended || marks[column] !== 0, bytesDone };
}

/** Takes whole records; returns where the unfinished one starts. */
function takeRecords(cut: Cutting, buffer: Buffer, atEnd: boolean): number {
  const { found, options, delimiter, special } = cut;
  let start = cut.skipping ? endOfLine(cut, buffer, 0) : 0;
  let runStart = start; // records from here to `start` are in order and go on as they are
  while (start < buffer.length) {
    findRecordEnd(buffer, start, atEnd, delimiter, options.dialect.newline, special, found);
    if (found.next < 0) {
      if (!atEnd && buffer.length - start <= MAX_RECORD_BYTES) break;
      if (!atEnd || !completeLast(cut, buffer, start)) {
        pushRun(cut, buffer, runStart, start);
        start = runStart = skipLine(cut, buffer, start);
        continue;
      }
    }
    const inOrder = found.clean && found.fields === options.columns;
    if (cut.row < options.skipRows || !inOrder) {
      pushRun(cut, buffer, runStart, start);
      runStart = found.next;
    }
    cut.row += 1;
    if (cut.row > options.skipRows) {
      cut.rows += 1;
      if (found.multiline) cut.multiline = true;
      if (!inOrder) {
        cut.mended = true;
        pushMended(cut, buffer.subarray(start, found.end));
      }
    }
    start = found.next;
  }
  pushRun(cut, buffer, runStart, start);
  return start;
}

function push(cut: Cutting, part: Buffer): void {
  cut.parts.push(part);
  cut.sizeBytes += part.length;
}

/** The last record of a file without a line end: whole, unless it is a quote that was never closed. */
function completeLast({ delimiter, special, found }: Cutting, buffer: Buffer, start: number): boolean {
  const closed = Buffer.concat([buffer.subarray(start), Buffer.from("\n")]);
  findRecordEnd(closed, 0, true, delimiter, "\n", special, found);
  if (found.next < 0) return false;
  found.next = found.end = buffer.length;
  found.clean = false; // it is written afresh, with its line end
  return true;
}

/** Records already in order, the last of which is row `cut.row`. */
function pushRun(cut: Cutting, buffer: Buffer, start: number, end: number): void {
  if (start === end) return;
  const run = buffer.subarray(start, end);
  if (cut.encoding.isUtf8(run)) return push(cut, run);
  const ends = recordEnds(cut, run);
  let from = 0;
  ends.forEach((to, index) => {
    push(cut, cut.encoding.recode(run.subarray(from, to), cut.row - ends.length + 1 + index));
    from = to;
  });
}

function recordEnds({ delimiter, special, options }: Cutting, run: Buffer): number[] {
  const ends: number[] = [];
  const found = newRecordEnd();
  for (let start = 0; start < run.length; start = found.next) {
    findRecordEnd(run, start, true, delimiter, options.dialect.newline, special, found);
    ends.push(found.next);
  }
  return ends;
}

/** A record that must be written afresh: repaired where that is safe, otherwise replaced by blanks. */
function pushMended(cut: Cutting, bytes: Buffer): void {
  if (bytes.length === 0) return push(cut, cut.blank);
  const { columns, dialect } = cut.options;
  const fields = splitRecord(cut.encoding.recode(bytes, cut.row).toString("utf8"), dialect.delimiter);
  if (fields.slice(columns).some((field) => field.trim() !== "")) {
    complain(cut, "row-too-long", `${columns} values, found ${fields.length}`,
      `Put values that contain "${dialect.delimiter}" in double quotes and send the file again.`);
    return push(cut, cut.blank);
  }
  if (fields.length < columns && fields.some((field) => field.trim() !== "")) {
    complain(cut, "row-too-short", `${columns} values, found ${fields.length}`,
      "Check that no value of this row was lost; it was read with blanks at the end.");
  }
  while (fields.length < columns) fields.push("");
  push(cut, writeRecord(fields.slice(0, columns), dialect.delimiter, cut.newline));
}

/** Gives up on a record that has no end: its first line is reported, reading goes on at the next line. */
function skipLine(cut: Cutting, buffer: Buffer, start: number): number {
  const end = endOfLine(cut, buffer, start);
  cut.row += 1;
  if (cut.row > cut.options.skipRows) {
    cut.rows += 1;
    if (buffer.subarray(start, end).includes(0x22)) {
      complain(cut, "quote-not-closed", "a closing double quote", "Close the quote, or double it where it is part of the text.");
    } else {
      complain(cut, "row-too-big", `at most ${MAX_RECORD_BYTES} bytes in a row`, "Check that lines end with a line break.");
    }
    push(cut, cut.blank);
  }
  return end;
}

function endOfLine(cut: Cutting, buffer: Buffer, start: number): number {
  const lineBreak = buffer.indexOf(cut.options.dialect.newline === "\r" ? 0x0d : 0x0a, start);
  cut.skipping = lineBreak < 0;
  return lineBreak < 0 ? buffer.length : lineBreak + 1;
}

function complain(cut: Cutting, code: ProblemCode, expected: string, remedy: string): void {
  const { file, problems } = cut.options;
  problems.add({ file, row: cut.row, column: undefined, code, value: undefined, expected, remedy, taken: code === "row-too-short" });
}
