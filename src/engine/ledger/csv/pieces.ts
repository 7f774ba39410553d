/**
 * Delimited text, cut into pieces that any CSV reader reads the same way.
 *
 * Invariant: record n of the stream is row n of the file as a spreadsheet numbers it. A row that cannot be taken is
 * replaced by a record of blanks and reported; every record handed on has exactly the columns of the heading, is
 * UTF-8, and is unambiguous RFC 4180. Whoever loads a piece can therefore check its own row count against ours.
 * Rows that are already in order, nearly all of them, are passed on as they are, uncopied.
 */
import { isAscii, isUtf8 } from "node:buffer";
import type { ProblemTally } from "../problems.ts";
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
  /** Some value needs trimming or is a word for "nothing". */
  readonly untidy: boolean;
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
  const cutter = startCutting(options);
  let carry: Buffer = Buffer.alloc(0);
  let bytesDone = 0;
  for await (const chunk of bytes) {
    bytesDone += chunk.byteLength;
    const buffer = carry.length === 0 ? asBuffer(chunk) : Buffer.concat([carry, chunk]);
    carry = Buffer.from(buffer.subarray(cutter.take(buffer, false)));
    if (cutter.sizeBytes() >= options.pieceBytes) yield cutter.finish(bytesDone);
  }
  cutter.take(carry, true);
  if (cutter.rows() > 0) yield cutter.finish(bytesDone);
  cutter.reportEncoding();
}

const asBuffer = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);

function startCutting(options: PieceOptions) {
  const { dialect, columns, problems, file } = options;
  const delimiter = dialect.delimiter.charCodeAt(0);
  const special = specialBytes(delimiter);
  const newline = dialect.newline === "\r" ? "\n" : dialect.newline; // pieces end their lines in a way all readers know
  const blank = Buffer.from(dialect.delimiter.repeat(columns - 1) + newline);
  const found = newRecordEnd();
  const encoding = watchEncoding(file, problems);

  let parts: Buffer[] = [];
  let size = 0;
  let row = 0; // of the record last seen
  let rows = 0;
  let multiline = false;
  let untidy = false;

  const push = (part: Buffer) => {
    parts.push(part);
    size += part.length;
  };
  const problem = (code: "row-too-short" | "row-too-long" | "quote-not-closed" | "row-too-big", expected: string, remedy: string) =>
    problems.add({ file, row, column: undefined, code, value: undefined, expected, remedy, taken: code === "row-too-short" });

  /** Rows from `start` to `end` of the buffer, already in order. */
  const pushRun = (buffer: Buffer, start: number, end: number, lastRow: number) => {
    if (start === end) return;
    const run = buffer.subarray(start, end);
    if (encoding.isUtf8(run)) return push(run);
    const ends = recordEnds(run, delimiter, dialect.newline, special);
    let from = 0;
    ends.forEach((to, index) => {
      push(encoding.recode(run.subarray(from, to), lastRow - ends.length + 1 + index));
      from = to;
    });
  };

  /** A record that must be written afresh: repaired where that is safe, otherwise replaced by blanks. */
  const pushMended = (bytes: Buffer) => {
    if (bytes.length === 0) return push(blank);
    const fields = splitRecord(encoding.recode(bytes, row).toString("utf8"), dialect.delimiter);
    const extra = fields.slice(columns);
    if (extra.some((field) => field.trim() !== "")) {
      problem("row-too-long", `${columns} values, found ${fields.length}`,
        `Put values that contain "${dialect.delimiter}" in double quotes and send the file again.`);
      return push(blank);
    }
    if (fields.length < columns && fields.some((field) => field.trim() !== "")) {
      problem("row-too-short", `${columns} values, found ${fields.length}`,
        "Check that no value of this row was lost; it was read with blanks at the end.");
    }
    while (fields.length < columns) fields.push("");
    push(writeRecord(fields.slice(0, columns), dialect.delimiter, newline));
  };

  /** Gives up on a record that has no end: its first line is reported, reading goes on at the next line. */
  const skipLine = (buffer: Buffer, start: number): number => {
    const quoted = buffer.indexOf(0x22, start) >= 0;
    row += 1;
    if (row > options.skipRows) {
      rows += 1;
      if (quoted) problem("quote-not-closed", "a closing double quote", "Close the quote, or double it where it is part of the text.");
      else problem("row-too-big", `at most ${MAX_RECORD_BYTES} bytes in a row`, "Check that lines end with a line break.");
      push(blank);
    }
    const lineEnd = buffer.indexOf(dialect.newline === "\r" ? 0x0d : 0x0a, start);
    return lineEnd < 0 ? buffer.length : lineEnd + 1;
  };

  /** Takes whole records; returns where the unfinished one starts. */
  const take = (buffer: Buffer, atEnd: boolean): number => {
    let start = 0;
    let runStart = 0;
    while (start < buffer.length) {
      findRecordEnd(buffer, start, atEnd, delimiter, dialect.newline, special, found);
      if (found.next < 0) {
        const whole = atEnd && !isOpenQuote(buffer, start, found, delimiter);
        if (!whole && !atEnd && buffer.length - start <= MAX_RECORD_BYTES) break;
        pushRun(buffer, runStart, start, row);
        if (whole) found.next = buffer.length;
        else {
          start = runStart = skipLine(buffer, start);
          continue;
        }
        runStart = start;
        found.clean = false; // the last line lacks its line end
      }
      const inOrder = found.clean && found.fields === columns;
      if (row < options.skipRows || !inOrder) {
        pushRun(buffer, runStart, start, row);
        runStart = found.next;
      }
      row += 1;
      if (row > options.skipRows) {
        rows += 1;
        if (found.multiline) multiline = true;
        if (found.untidy || !inOrder) untidy = true;
        if (!inOrder) pushMended(buffer.subarray(start, found.end));
      }
      start = found.next;
    }
    pushRun(buffer, runStart, start, row);
    return start;
  };

  const finish = (bytesDone: number): Piece => {
    const piece = { parts, sizeBytes: size, firstRow: row - rows + 1, rows, multiline, untidy, bytesDone };
    parts = [];
    size = rows = 0;
    multiline = untidy = false;
    return piece;
  };
  return { take, finish, sizeBytes: () => size, rows: () => rows, reportEncoding: encoding.report };
}

/** At the end of the file: is the unfinished record a quote that was never closed? */
function isOpenQuote(buffer: Buffer, start: number, found: RecordEnd, delimiter: number): boolean {
  // A record that ends the file without a line end is whole when adding one completes it.
  const closed = Buffer.concat([buffer.subarray(start), Buffer.from("\n")]);
  const again: RecordEnd = { ...found };
  findRecordEnd(closed, 0, true, delimiter, "\n", specialBytes(delimiter), again);
  found.fields = again.fields;
  found.multiline = again.multiline;
  return again.next < 0;
}

function recordEnds(run: Buffer, delimiter: number, newline: string, special: Uint8Array): number[] {
  const ends: number[] = [];
  const found = newRecordEnd();
  for (let start = 0; start < run.length; start = found.next) {
    findRecordEnd(run, start, true, delimiter, newline, special, found);
    if (found.next < 0) found.next = run.length;
    ends.push(found.next);
  }
  return ends;
}

/**
 * Rows that are not UTF-8 are read as Windows-1252. If some rows are and some are not, the file is mixed, and the
 * rows of the rarer kind are the ones to look at; which that is, is known only at the end.
 */
function watchEncoding(file: string, problems: ProblemTally) {
  const western = new TextDecoder("windows-1252");
  let unicodeSeen = false;
  const recoded: number[] = [];
  let recodedCount = 0;
  return {
    isUtf8: (run: Buffer): boolean => {
      if (isAscii(run)) return true;
      const valid = isUtf8(run);
      if (valid) unicodeSeen = true;
      return valid;
    },
    recode: (record: Buffer, row: number): Buffer => {
      if (isAscii(record)) return record;
      if (isUtf8(record)) {
        unicodeSeen = true;
        return record;
      }
      recodedCount += 1;
      if (recoded.length < 200) recoded.push(row);
      return Buffer.from(western.decode(record));
    },
    report: () => {
      if (!unicodeSeen || recodedCount === 0) return;
      for (const row of recoded) {
        problems.add({
          file, row, column: undefined, code: "mixed-encoding", value: undefined, expected: "UTF-8 like the rest of the file",
          remedy: "Export the whole file as UTF-8; this row was read as Windows-1252, check its accented letters.", taken: true,
        });
      }
      problems.count("mixed-encoding", recodedCount - recoded.length);
    },
  };
}
