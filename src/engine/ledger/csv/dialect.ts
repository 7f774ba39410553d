/**
 * How a text file separates its values: the delimiter under which its lines agree best on a number of columns.
 */
import type { Dialect } from "./pieces.ts";
import { findRecordEnd, newRecordEnd, specialBytes, splitRecord } from "./record.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

export const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar",
};

export type Sample = {
  readonly dialect: Dialect;
  readonly records: readonly string[][];
  /** Share of records that have the usual number of values. */
  readonly agreement: number;
};

/** Undefined when no delimiter gives two columns. `whole`: the bytes are the entire file, so the last line counts. */
export function sampleText(head: Buffer, whole: boolean, maxRecords: number): Sample | undefined {
  const newline = newlineOf(head);
  const told = /^sep=(.)\r?\n/i.exec(head.subarray(0, 10).toString("latin1"))?.[1];
  const candidates = told !== undefined ? [told] : DELIMITERS;
  let best: (Sample & { merit: number }) | undefined;
  for (const delimiter of candidates) {
    const dialect: Dialect = { delimiter, newline };
    const probe = recordsOf(head, whole, dialect, 200);
    const { usual, agreement } = agreementOf(probe);
    const merit = agreement * Math.log2(usual + 1);
    if (usual >= 2 && (!best || merit > best.merit)) best = { dialect, records: probe, agreement, merit };
  }
  return best && { ...best, records: recordsOf(head, whole, best.dialect, maxRecords) };
}

function newlineOf(head: Buffer): Dialect["newline"] {
  const text = head.subarray(0, 64 << 10).toString("latin1");
  const both = text.split("\r\n").length - 1;
  const lf = text.split("\n").length - 1 - both;
  const cr = text.split("\r").length - 1 - both;
  if (both === 0 && lf === 0 && cr > 0) return "\r";
  return both > lf ? "\r\n" : "\n";
}

const western = new TextDecoder("windows-1252");
const unicode = new TextDecoder("utf-8", { fatal: true });

function recordsOf(head: Buffer, whole: boolean, dialect: Dialect, limit: number): string[][] {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const special = specialBytes(delimiter);
  const found = newRecordEnd();
  const records: string[][] = [];
  for (let start = 0; start < head.length && records.length < limit; start = found.next) {
    findRecordEnd(head, start, whole, delimiter, dialect.newline, special, found);
    if (found.next < 0) {
      if (!whole && records.length > 0) break;
      found.next = head.length;
    }
    records.push(splitRecord(decode(head.subarray(start, found.end)), dialect.delimiter));
  }
  return records;
}

function decode(bytes: Buffer): string {
  try {
    return unicode.decode(bytes);
  } catch {
    return western.decode(bytes);
  }
}

/** The most frequent number of values of a record, titles and blank lines left aside, and how many have it. */
function agreementOf(records: readonly string[][]): { usual: number; agreement: number } {
  const counts = new Map<number, number>();
  for (const record of records) {
    if (record.some((field) => field.trim() !== "")) counts.set(record.length, (counts.get(record.length) ?? 0) + 1);
  }
  const [usual = 1, count = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return { usual, agreement: total === 0 ? 0 : count / total };
}
