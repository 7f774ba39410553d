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

/** `title` is what stands above the headings; the headings are the first row that has `key` among them. */
export function table(part: Pick<ListPart, "content" | "name">, key: string): { rows: ((heading: string) => string)[]; title: string } {
  const all = records(part);
  const at = all.slice(0, 10).findIndex((record) => record.some((cell) => plainHeading(cell) === key));
  const columns = new Map((all[at] ?? []).map((heading, index) => [plainHeading(heading), index]));
  const rows = all.slice(at + 1).map((record) => (heading: string): string => (record[columns.get(heading) ?? -1] ?? "").trim());
  return { rows, title: all.slice(0, Math.max(0, at)).flat().join(" ") };
}
