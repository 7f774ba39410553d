/**
 * What a file is, by its first bytes and never by its name, and its text as a stream of UTF-8.
 *
 * Refuses, with a remedy, everything that is not a table we can read: a name ending in `.csv` proves nothing.
 */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Refusal } from "../../base/errors.ts";
import type { Source } from "./source.ts";

export type Content = {
  readonly kind: "text" | "workbook";
  readonly gzip: boolean;
  /** Of text; rows that are not UTF-8 in a file that starts as UTF-8 are dealt with row by row. */
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** The first bytes of the text, as UTF-8, cut at any place. */
  readonly head: Buffer;
};

/** Enough for a few thousand rows: what the mapping is judged by. */
const HEAD_BYTES = 2 << 20;
/** A larger export has to be split by period; reading it would outlast anybody's patience. */
export const MAX_TEXT_BYTES = 16 * 2 ** 30;

export async function contentOf(source: Source): Promise<Content> {
  const raw = await headOf(source.open(), HEAD_BYTES);
  const gzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const bytes = gzip ? await headOf(gunzip(source), HEAD_BYTES) : raw;
  if (bytes.length === 0) {
    throw refuse(source, "file-empty", "is empty", "Export it again; the export may have failed or found no rows.");
  }
  if (startsWith(bytes, "PK\x03\x04")) {
    if (gzip) throw refuse(source, "file-type", "is a workbook inside a gzip file", "Send the workbook itself.");
    return { kind: "workbook", gzip, encoding: "utf-8", head: bytes };
  }
  refuseOtherTypes(source, bytes);
  const encoding = encodingOf(bytes);
  const head = encoding === "utf-8" ? withoutMark(bytes) : Buffer.from(new TextDecoder(encoding).decode(bytes));
  refuseBinary(source, head);
  return { kind: "text", gzip, encoding, head };
}

/** The whole text as UTF-8 (rows in other 8-bit encodings are passed on as they are), without a byte order mark. */
export async function* textOf(source: Source, content: Content): AsyncIterable<Uint8Array> {
  const bytes = content.gzip ? gunzip(source) : source.open();
  const decoder = content.encoding === "utf-8" ? undefined : new TextDecoder(content.encoding);
  let total = 0;
  for await (const chunk of bytes) {
    const first = total === 0;
    total += chunk.byteLength;
    if (total > MAX_TEXT_BYTES) {
      throw refuse(source, "file-too-large", `holds more than ${MAX_TEXT_BYTES / 2 ** 30} GiB of text`, "Export it in parts, for instance one per year.");
    }
    if (decoder) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    else yield first ? withoutMark(asBuffer(chunk)) : chunk;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

/** The bytes of a source, unpacked when it is a gzip file. */
export async function* unpacked(source: Source): AsyncIterable<Uint8Array> {
  const start = await headOf(source.open(), 2);
  yield* start[0] === 0x1f && start[1] === 0x8b ? gunzip(source) : source.open();
}

export function refuse(source: Pick<Source, "name">, code: string, what: string, remedy: string): Refusal {
  const kind = code === "file-too-large" ? "too_large" : "invalid";
  return new Refusal(kind, code, `${source.name} ${what}.`, [{ at: source.name, remedy }]);
}

async function* gunzip(source: Source): AsyncIterable<Uint8Array> {
  try {
    yield* Readable.from(source.open()).compose(createGunzip()) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith("Z_")) throw error;
    throw refuse(source, "file-damaged", "is a damaged gzip file", "Pack or send it again.");
  }
}

async function headOf(bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    parts.push(chunk);
    size += chunk.byteLength;
    if (size >= limit) break;
  }
  return Buffer.concat(parts).subarray(0, limit);
}

const asBuffer = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
const startsWith = (bytes: Buffer, mark: string): boolean => bytes.subarray(0, mark.length).equals(Buffer.from(mark, "latin1"));
const withoutMark = (bytes: Buffer): Buffer => (startsWith(bytes, "\xef\xbb\xbf") ? bytes.subarray(3) : bytes);

function encodingOf(bytes: Buffer): Content["encoding"] {
  if (startsWith(bytes, "\xff\xfe")) return "utf-16le";
  if (startsWith(bytes, "\xfe\xff")) return "utf-16be";
  // Without a mark: Latin text in UTF-16 has a zero in nearly every second byte.
  const sample = bytes.subarray(0, 2000);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte === 0 && index % 2 === 0) even += 1;
    else if (byte === 0) odd += 1;
  });
  if (odd > sample.length * 0.3 && even < sample.length * 0.05) return "utf-16le";
  if (even > sample.length * 0.3 && odd < sample.length * 0.05) return "utf-16be";
  return "utf-8";
}

const OTHER_TYPES: readonly { readonly mark: string; readonly what: string; readonly remedy: string }[] = [
  { mark: "\xd0\xcf\x11\xe0", what: "is an old Excel file (.xls) or a workbook with a password", remedy: "Save it as .xlsx without a password, or as CSV." },
  { mark: "%PDF", what: "is a PDF", remedy: "Export the ledger as CSV or XLSX." },
  { mark: "PAR1", what: "is a Parquet file", remedy: "Export the ledger as CSV or XLSX." },
  { mark: "SQLite format 3", what: "is a database file", remedy: "Export the ledger as CSV or XLSX." },
  { mark: "7z\xbc\xaf", what: "is a packed file (7z)", remedy: "Unpack it and send the files in it." },
  { mark: "Rar!", what: "is a packed file (RAR)", remedy: "Unpack it and send the files in it." },
  { mark: "PK\x05\x06", what: "is an empty zip file", remedy: "Export the ledger as CSV or XLSX." },
];

function refuseOtherTypes(source: Source, bytes: Buffer): void {
  const found = OTHER_TYPES.find(({ mark }) => startsWith(bytes, mark));
  if (found) throw refuse(source, "file-type", found.what, found.remedy);
  const start = withoutMark(bytes).subarray(0, 300).toString("latin1").trimStart().toLowerCase();
  if (/^<(!doctype html|html|table|head|meta)/.test(start)) {
    throw refuse(source, "file-type", "is a web page, whatever its name says", "Open it in a spreadsheet and save it as .xlsx or CSV.");
  }
  if (start.startsWith("<?xml") || start.startsWith("<")) {
    throw refuse(source, "file-type", "is an XML file", "Export the ledger as CSV or XLSX.");
  }
  if (start.startsWith("{") || start.startsWith("[{")) {
    throw refuse(source, "file-type", "is a JSON file", "Export the ledger as CSV or XLSX.");
  }
}

/** Control characters that no text holds. A few are tolerated: old systems leave them behind. */
function refuseBinary(source: Source, head: Buffer): void {
  const sample = head.subarray(0, 64 << 10);
  let strange = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a && byte !== 0x1b)) strange += 1;
  if (strange > sample.length * 0.01) {
    throw refuse(source, "file-binary", "is not text", "Export the ledger as CSV or XLSX; renaming a file does not change what it is.");
  }
}
