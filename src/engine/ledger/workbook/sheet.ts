/**
 * The rows of one sheet, as texts: numbers with a point and no grouping, dates as ISO, formulas by their last result.
 */
import { dayFromNumber } from "../../../base/day.ts";
import type { Source } from "../source.ts";
import { damaged } from "./archive.ts";
import type { Archive } from "./archive.ts";
import type { Parts, Sheet } from "./parts.ts";
import { readXml } from "./xml.ts";

/** `row` counts from 1 as the sheet shows it; cells without a value are holes. */
export type SheetRow = { readonly row: number; readonly cells: readonly (string | undefined)[] };

/** What the file format allows. */
const MAX_ROWS = 1_048_576;
const MAX_COLUMNS = 16_384;
const EPOCH_1900 = 25569;
const EPOCH_1904 = 24107;

export async function* readSheet(source: Source, archive: Archive, parts: Parts, sheet: Sheet, texts: readonly string[]): AsyncIterable<SheetRow[]> {
  const reader = rowReader(source, parts, texts);
  for await (const _ of readXml(source, archive.open(sheet.part), reader.handlers)) {
    if (reader.rows.length > 0) yield reader.rows.splice(0);
  }
  if (reader.rows.length > 0) yield reader.rows;
}

function rowReader(source: Source, parts: Parts, texts: readonly string[]) {
  const rows: SheetRow[] = [];
  let cells: (string | undefined)[] = [];
  let row = 0;
  let column = -1;
  let type = "n";
  let style = 0;
  let value = "";
  let inValue = false;
  const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === "row") {
      row = attributes["r"] === undefined ? row + 1 : Number(attributes["r"]);
      if (!(row > (rows.at(-1)?.row ?? 0)) || row > MAX_ROWS) throw damaged(source);
      cells = [];
      column = -1;
    } else if (name === "c") {
      column = attributes["r"] === undefined ? column + 1 : columnOf(attributes["r"]);
      if (!(column >= 0 && column < MAX_COLUMNS)) throw damaged(source);
      type = attributes["t"] ?? "n";
      style = Number(attributes["s"] ?? 0);
      value = "";
    } else if (name === "v" || name === "t") inValue = true;
  };
  const close = (name: string): void => {
    if (name === "v" || name === "t") inValue = false;
    else if (name === "c" && value !== "") cells[column] = cellText(type, value, parts.dateStyles[style] ?? false);
    else if (name === "row") rows.push({ row, cells });
  };
  const cellText = (kind: string, raw: string, isDate: boolean): string => {
    switch (kind) {
      case "s":
        return texts[Number(raw)] ?? "";
      case "b":
        return raw === "1" ? "TRUE" : "FALSE";
      case "d":
        return raw.slice(0, 10);
      case "n":
        return isDate ? serialDay(raw, parts.from1904) : plainNumber(raw);
      default: // str, inlineStr, and e: an error such as #REF! stays visible and becomes a row problem
        return raw;
    }
  };
  return { rows, handlers: { open, text: (more: string) => void (inValue && (value += more)), close } };
}

function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

function serialDay(raw: string, from1904: boolean): string {
  const serial = Number(raw);
  if (!Number.isFinite(serial) || serial < 1 || serial > 100_000) return raw;
  return dayFromNumber(Math.floor(serial) - (from1904 ? EPOCH_1904 : EPOCH_1900));
}

/** Numbers are stored as binary fractions, `1021.3800000000001`; fifteen digits are what the sheet shows and means. */
function plainNumber(raw: string): string {
  if (/^-?\d{1,15}$/.test(raw)) return raw;
  const number = Number(raw);
  if (!Number.isFinite(number)) return raw;
  const text = String(Number(number.toPrecision(15)));
  return text.includes("e") ? number.toFixed(Math.abs(number) < 1 ? 10 : 0) : text;
}
