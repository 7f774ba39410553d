/** A small table (a payment run, not a ledger) as all of its rows at once: text or the first sheet of a workbook with rows. */
import { contentOf, refuse, textOf } from "./content.ts";
import { sampleText } from "./csv/dialect.ts";
import type { Source } from "./source.ts";
import { sampleWorkbook } from "./workbook/workbook.ts";

/** @throws Refusal as `inspect` does; file-too-large above `mostBytes` of text, table-too-long above `mostRecords`. */
export async function readWholeTable(source: Source, limits: { readonly mostBytes: number; readonly mostRecords: number }): Promise<readonly (readonly string[])[]> {
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
    const sample = sampleText(Buffer.concat(parts), true, limits.mostRecords + 1);
    if (!sample) throw refuse(source, "file-delimiter", "has only one column, or its values are not separated by comma, semicolon, tab or vertical bar", "Export it as CSV with one of these separators.");
    return sample.records;
  }
}
