/** A list as delimited text: rows whose fields are asked for by heading, written in any way. */
import { Refusal } from "../../../base/errors.ts";
import { sampleText } from "../../ledger/ledger.ts";
import type { ListPart } from "../subject.ts";

/** More records than any list has: the UK list has 20,000. */
const MOST_RECORDS = 2_000_000;

export const plainHeading = (text: string): string => text.replace(/^\uFEFF/, "").toLowerCase().replace(/[^a-z0-9]/g, "");

export function records({ content, name }: Pick<ListPart, "content" | "name">): readonly (readonly string[])[] {
  const found = sampleText(content, true, MOST_RECORDS)?.records ?? [];
  if (found.length >= MOST_RECORDS) {
    throw new Refusal("too_large", "list-too-large", `${name} has more than ${MOST_RECORDS.toLocaleString("en-GB")} records.`, [{ at: name, remedy: "Give the list as its publisher gives it." }]);
  }
  return found;
}

/** @param row as a text editor of tables counts: headings included, from 1 */
export const damagedRow = (name: string, row: number, expected: string, column?: string): Refusal =>
  new Refusal("invalid", "list-damaged", `${name} cannot be read from row ${row} on.`, [{
    at: `${name}, row ${row}${column === undefined ? "" : `, column ${column}`}`, expected, remedy: "Download the list again: it may be cut off, or was changed after it was downloaded.",
  }]);

type Row = { readonly row: number; readonly field: (heading: string) => string };

/**
 * `title` is what stands above the headings; the headings are the first row that has `key` among them.
 * @throws Refusal list-damaged for a row that was cut off or has a comma too many: its cells would be taken for others.
 */
export function table(part: Pick<ListPart, "content" | "name">, key: string): { rows: Row[]; title: string } {
  const all = records(part);
  const at = all.slice(0, 10).findIndex((record) => record.some((cell) => plainHeading(cell) === key));
  const headings = all[at] ?? [];
  const columns = new Map(headings.map((heading, index) => [plainHeading(heading), index]));
  const rows = all.slice(at + 1).flatMap((record, index): Row[] => {
    if (record.every((cell) => cell.trim() === "")) return [];
    const row = at + 2 + index;
    if (record.length !== headings.length) throw damagedRow(part.name, row, `${headings.length} columns, as the headings have, not ${record.length}`);
    return [{ row, field: (heading) => (record[columns.get(heading) ?? -1] ?? "").trim() }];
  });
  return { rows, title: all.slice(0, Math.max(0, at)).flat().join(" ") };
}
