/** A small table (a payment run, not a ledger) as all of its rows at once: text or the first sheet of a workbook with rows. */
import { contentOf, refuse, textOf } from "./content.ts";
import { sampleText } from "./csv/dialect.ts";
import type { Source } from "./source.ts";
import { sampleWorkbook } from "./workbook/workbook.ts";

/** @throws Refusal as `inspect` does; file-too-large above `mostBytes` of text, table-too-long above `mostRecords`, table-too-wide above `mostColumns`. */
export async function readWholeTable(source: Source, limits: { readonly mostBytes: number; readonly mostRecords: number; readonly mostColumns: number }): Promise<readonly (readonly string[])[]> {
  const content = await contentOf(source);
  const records = content.kind === "workbook" ? (await sampleWorkbook(source, undefined, limits.mostRecords + 1)).records : await textRecords();
  if (records.length > limits.mostRecords) throw refuse(source, "table-too-long", `holds more than ${limits.mostRecords.toLocaleString("en-GB")} rows`, "Send it in parts.");
  return records;

  async function textRecords(): Promise<readonly (readonly string[])[]> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of textOf(source, content)) {
      size += part.byteLength;
      if (size > limits.mostBytes) throw refuse(source, "file-too-large", `is larger than ${limits.mostBytes >> 20} MiB`, "Send it in parts.");
      parts.push(part);
    }
    const text = Buffer.concat(parts);
    if (widestLine(text) > limits.mostColumns) throw refuse(source, "table-too-wide", `has a row of more than ${limits.mostColumns.toLocaleString("en-GB")} columns`, "Export the columns that are needed.");
    const sample = sampleText(text, true, limits.mostRecords + 1);
    if (!sample) throw refuse(source, "file-delimiter", "has only one column, or its values are not separated by comma, semicolon, tab or vertical bar", "Export it as CSV with one of these separators.");
    return sample.records;
  }
}

/** Separators of one kind in one line, at the most. Counted before anything is taken apart: a row of a million cells costs minutes. */
function widestLine(text: Uint8Array): number {
  const counts = new Uint32Array(128); // by ASCII
  let widest = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (byte === 0x0a || byte === 0x0d) counts.fill(0);
    else if (byte === 0x2c || byte === 0x3b || byte === 0x09 || byte === 0x7c) {
      const count = (counts[byte] as number) + 1;
      counts[byte] = count;
      if (count > widest) widest = count;
    }
  }
  return widest;
}
