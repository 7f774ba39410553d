/** Which list a file is, by its first bytes and never by its name. */
import { sampleText, unpacked, type Source } from "../ledger/ledger.ts";
import { plainHeading } from "./layouts/table.ts";
import type { Layout } from "./subject.ts";

const HEAD_BYTES = 64 << 10;

async function headOf(source: Source): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked(source)) {
    parts.push(chunk);
    size += chunk.byteLength;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

/** Undefined for whatever is no sanctions list we can read; what it is instead is for others to say. */
export async function layoutOf(source: Source): Promise<Layout | undefined> {
  const head = await headOf(source).catch(() => undefined); // a file that cannot be unpacked is told by who reads it
  if (head === undefined || head.length === 0) return undefined;
  const start = head.subarray(0, 2000).toString("utf8").trimStart();
  if (/<CONSOLIDATED_LIST[\s>]/.test(start)) return "un";
  if (start.startsWith("<") || start.startsWith("PK")) return undefined;
  const records = sampleText(head, head.length < HEAD_BYTES, 20)?.records ?? [];
  return ukLayout(records) ?? ofacLayout(records);
}

function ukLayout(records: readonly (readonly string[])[]): Layout | undefined {
  for (const record of records.slice(0, 10)) {
    const headings = new Set(record.map(plainHeading));
    if (!headings.has("uniqueid")) continue;
    const names = headings.has("fullname") || headings.has("name6");
    if (names && headings.has("nametype")) return headings.has("designationtype") || headings.has("subjecttype") ? "uk-one" : "uk-names";
    if (headings.has("ofsigroupid") && headings.has("subjecttype")) return "uk-subjects";
  }
  return undefined;
}

/** No headings: the widths, the numbers in front and "-0-" for nothing tell. */
function ofacLayout(records: readonly (readonly string[])[]): Layout | undefined {
  const whole = records.slice(0, -1);
  if (whole.length === 0 || !whole.every(([entry = ""]) => /^\d+$/.test(entry)) || !whole.some((record) => record.some((cell) => cell.trim() === "-0-"))) return undefined;
  const width = whole[0]?.length ?? 0;
  if (!whole.every((record) => record.length === width)) return undefined;
  if (width === 12) return "ofac-sdn";
  if (width === 6) return "ofac-add";
  return width === 5 && whole.every((record) => /^[afn]ka$/.test(record[2] ?? "")) ? "ofac-alt" : undefined;
}
