/**
 * One record of delimited text: splitting it into fields and writing it back.
 *
 * Quotes follow RFC 4180 where the file does. Where it does not, a quote inside a quoted field that is not followed
 * by a delimiter, a line end or another quote is an ordinary character, as every spreadsheet reads it.
 */
import { BLANKS } from "../amounts.ts";

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Fields of one record, given without its line end. */
export function splitRecord(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const { value, next } = quotedField(text, at + 1, delimiter);
      fields.push(value);
      at = next;
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return fields;
    at += 1; // over the delimiter
  }
}

function quotedField(text: string, start: number, delimiter: string): { value: string; next: number } {
  let value = "";
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: value + text.slice(from), next: text.length };
    value += text.slice(from, quote);
    const after = text[quote + 1];
    if (after === undefined || after === delimiter) return { value, next: quote + 1 };
    value += '"';
    from = after === '"' ? quote + 2 : quote + 1;
  }
}

/** Every field in quotes, so that no reader can disagree about it. NUL is dropped: no ledger means it. */
export function writeRecord(fields: readonly string[], delimiter: string, newline: string): Buffer {
  const cells = fields.map((field) => (field === "" ? "" : `"${field.replaceAll("\0", "").replaceAll('"', '""')}"`));
  return Buffer.from(cells.join(delimiter) + newline);
}

/** Where the record that starts at `start` ends, and what it is like. Reused between calls to spare a million objects. */
export type RecordEnd = {
  /** After the line end; -1 when the buffer ends first. */
  next: number;
  /** Before the line end. */
  end: number;
  fields: number;
  /** False when another reader could read it differently: it must be written afresh. */
  clean: boolean;
  multiline: boolean;
  /** By field, set to 1 when a value has blanks around it or is a word for "nothing"; kept from record to record. */
  readonly untidy: Uint8Array;
};
/** Of further fields nothing is known, which counts as untidy. */
const MARKED_FIELDS = 4096;
export const newRecordEnd = (): RecordEnd => ({ next: 0, end: 0, fields: 0, clean: true, multiline: false, untidy: new Uint8Array(MARKED_FIELDS) });

/** Bytes that end a run of ordinary text, for one delimiter. */
export function specialBytes(delimiter: number): Uint8Array {
  const special = new Uint8Array(256);
  for (const byte of [delimiter, QUOTE, LF, CR, 0]) special[byte] = 1;
  return special;
}

export function findRecordEnd(
  bytes: Buffer, start: number, atEnd: boolean, delimiter: number, newline: string, special: Uint8Array, out: RecordEnd,
): void {
  const size = bytes.length;
  let at = start;
  let fieldStart = start;
  out.fields = 1;
  out.clean = true;
  out.multiline = false;
  while (at < size) {
    const byte = bytes[at] as number;
    if (special[byte] === 0) {
      at += 1;
    } else if (byte === delimiter) {
      if (isUntidy(bytes, fieldStart, at)) out.untidy[out.fields - 1] = 1;
      out.fields += 1;
      at += 1;
      fieldStart = at;
    } else if (byte === LF) {
      if (newline !== "\n") out.clean = false;
      if (isUntidy(bytes, fieldStart, at)) out.untidy[out.fields - 1] = 1;
      return endAt(out, at, at + 1);
    } else if (byte === CR) {
      if (at + 1 >= size && !atEnd) break;
      if (newline !== "\r\n" || bytes[at + 1] !== LF) out.clean = false;
      if (isUntidy(bytes, fieldStart, at)) out.untidy[out.fields - 1] = 1;
      return endAt(out, at, bytes[at + 1] === LF ? at + 2 : at + 1);
    } else if (byte === QUOTE && at === fieldStart) {
      at = quotedEnd(bytes, at + 1, atEnd, delimiter, out);
      if (at < 0) break;
    } else {
      out.clean = false; // NUL, or a quote in the middle of a field
      at += 1;
    }
  }
  out.next = -1;
  out.end = size;
}

const SPACE = 0x20;
const NOTHING: ReadonlySet<string> = new Set(BLANKS);
const NOTHING_STARTS = new Set(BLANKS.map((word) => word.charCodeAt(0)));
const NOTHING_BYTES = Math.max(...BLANKS.map((word) => word.length));

function isUntidy(bytes: Buffer, start: number, end: number): boolean {
  if (start === end) return false;
  const quoted = bytes[start] === QUOTE ? 1 : 0;
  const from = start + quoted;
  const to = end - quoted;
  if (bytes[from] === SPACE || bytes[to - 1] === SPACE) return true;
  return to - from <= NOTHING_BYTES && NOTHING_STARTS.has(bytes[from] as number) && NOTHING.has(bytes.toString("latin1", from, to));
}

function endAt(out: RecordEnd, end: number, next: number): void {
  out.end = end;
  out.next = next;
}

/** Index after the closing quote; -1 when the buffer ends first. */
function quotedEnd(bytes: Buffer, start: number, atEnd: boolean, delimiter: number, out: RecordEnd): number {
  const size = bytes.length;
  let at = start;
  while (at < size) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      if (at + 1 >= size) return atEnd ? at + 1 : -1;
      const after = bytes[at + 1] as number;
      if (after === delimiter || after === LF || after === CR) return at + 1;
      if (after !== QUOTE) out.clean = false;
      at += after === QUOTE ? 2 : 1;
    } else {
      if (byte === LF || byte === CR) out.multiline = true;
      else if (byte === 0) out.clean = false;
      at += 1;
    }
  }
  return -1;
}
