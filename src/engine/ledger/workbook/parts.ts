/**
 * The small parts of a workbook: its sheets, which cell styles are dates, and the texts that cells share.
 */
import { refuse } from "../content.ts";
import type { Source } from "../source.ts";
import { damaged } from "./archive.ts";
import type { Archive } from "./archive.ts";
import { readWholeXml } from "./xml.ts";

export type Sheet = { readonly name: string; readonly part: string };
export type Parts = {
  /** Those a person sees, in order. */
  readonly sheets: readonly Sheet[];
  /** Days count from 1904 instead of 1900 (old Mac workbooks). */
  readonly from1904: boolean;
  /** By style number: is it a date? */
  readonly dateStyles: readonly boolean[];
};

const OTHER_PACKAGES: readonly { readonly part: string; readonly what: string }[] = [
  { part: "xl/workbook.bin", what: "is a binary workbook (.xlsb)" },
  { part: "word/document.xml", what: "is a Word document" },
  { part: "ppt/presentation.xml", what: "is a presentation" },
  { part: "content.xml", what: "is an OpenDocument file" },
];

export async function readParts(source: Source, archive: Archive): Promise<Parts> {
  if (!archive.has("xl/workbook.xml")) {
    const other = OTHER_PACKAGES.find(({ part }) => archive.has(part));
    throw refuse(source, "file-type", other?.what ?? "is a zip file, not a workbook", "Save the ledger as .xlsx or CSV and send that.");
  }
  const targets = await relations(source, archive);
  const sheets: Sheet[] = [];
  let from1904 = false;
  await readWholeXml(source, archive.open("xl/workbook.xml"), {
    open: (name, attributes) => {
      if (name === "workbookPr") from1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
      if (name !== "sheet" || (attributes["state"] ?? "visible") !== "visible") return;
      const part = targets.get(attributes["r:id"] ?? attributes["id"] ?? "");
      if (part !== undefined && archive.has(part) && part.includes("worksheets/")) sheets.push({ name: attributes["name"] ?? part, part });
    },
  });
  if (sheets.length === 0) throw damaged(source);
  return { sheets, from1904, dateStyles: archive.has("xl/styles.xml") ? await readDateStyles(source, archive) : [] };
}

async function relations(source: Source, archive: Archive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readWholeXml(source, archive.open("xl/_rels/workbook.xml.rels"), {
    open: (name, attributes) => {
      const target = attributes["Target"] ?? "";
      if (name === "Relationship") targets.set(attributes["Id"] ?? "", target.startsWith("/") ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

/** Built-in formats that show a day (ECMA-376 part 1, 18.8.30). 18 to 21 and 45 to 47 show a time only. */
const BUILT_IN_DATES: ReadonlySet<number> = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58]);

async function readDateStyles(source: Source, archive: Archive): Promise<boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCellFormats = false;
  await readWholeXml(source, archive.open("xl/styles.xml"), {
    open: (name, attributes) => {
      if (name === "numFmt") custom.set(Number(attributes["numFmtId"]), showsDay(attributes["formatCode"] ?? ""));
      else if (name === "cellXfs") inCellFormats = true;
      else if (name === "xf" && inCellFormats) {
        const format = Number(attributes["numFmtId"] ?? 0);
        styles.push(custom.get(format) ?? BUILT_IN_DATES.has(format));
      }
    },
    close: (name) => void (name === "cellXfs" && (inCellFormats = false)),
  });
  return styles;
}

/** A format code shows a day when d, or y, stands outside quotes, brackets and escapes. */
const showsDay = (code: string): boolean => /[dy]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ""));

/** Texts are kept in memory, so they are bounded apart from the sheets, which are streamed. */
const MAX_SHARED_BYTES = 384 << 20;

export async function readSharedTexts(source: Source, archive: Archive): Promise<string[]> {
  const part = "xl/sharedStrings.xml";
  if (!archive.has(part)) return [];
  if (archive.sizeOf(part) > MAX_SHARED_BYTES) {
    throw refuse(source, "file-too-large", "has more text than a workbook of a ledger does", "Export the ledger as CSV, or in parts.");
  }
  const texts: string[] = [];
  let text = "";
  let inText = false;
  let inPhonetic = false;
  await readWholeXml(source, archive.open(part), {
    open: (name) => {
      if (name === "si") text = "";
      else if (name === "rPh") inPhonetic = true;
      else if (name === "t") inText = !inPhonetic;
    },
    text: (more) => void (inText && (text += more)),
    close: (name) => {
      if (name === "si") texts.push(text);
      else if (name === "rPh") inPhonetic = false;
      else if (name === "t") inText = false;
    },
  });
  return texts;
}
