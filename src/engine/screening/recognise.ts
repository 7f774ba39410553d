/** Which list a file is, by its first bytes and never by its name. */
import { Refusal, type Detail } from "../../base/errors.ts";
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

/** What the headings of the UK list's files are for, by the part that a file comes nearest to. */
const UK_HEADINGS: readonly (readonly [heading: string, words: string])[] = [["uniqueid", "Unique ID"], ["nametype", "Name type"], ["fullname", "Full name (or Name 6)"]];
const UK_SIGNS = ["uniqueid", "ofsigroupid", "nametype", "aliasstrength", "name6", "designationtype", "unreferencenumber"];
const REMEDY = "Give the file as its publisher gives it; it may be packed with gzip.";
const EXPECTED = "the UK Sanctions List (CSV), the UN consolidated list (XML), or OFAC's sdn.csv, alt.csv and add.csv";

/** Of a file that was given as a list and is none that `layoutOf` knows: what it lacks, as near as can be told. */
export async function notRecognised(source: Source): Promise<Refusal> {
  const refuse = (details: readonly Detail[]): Refusal => new Refusal("invalid", "list-not-recognised", `${source.name} is not recognised as a sanctions list.`, details);
  let head: Buffer;
  try {
    head = await headOf(source);
  } catch {
    return refuse([{ at: source.name, expected: "a whole gzip file", remedy: "The file is packed and cannot be unpacked: download or pack it again." }]);
  }
  const name = source.name;
  if (head.length === 0) return refuse([{ at: name, expected: EXPECTED, remedy: "The file is empty: download it again." }]);
  const start = head.subarray(0, 2000).toString("utf8").trimStart();
  if (start.startsWith("<")) {
    const first = /<([A-Za-z][\w.:-]{0,60})/.exec(start.replace(/<\?.*?\?>/gs, ""))?.[1];
    return refuse([{ at: `${name}, row 1`, expected: `<CONSOLIDATED_LIST> as the first element${first === undefined ? "" : `, not <${first}>`}`, remedy: REMEDY }]);
  }
  const records = sampleText(head, head.length < HEAD_BYTES, 200)?.records ?? [];
  const at = records.slice(0, 10).findIndex((record) => record.filter((cell) => UK_SIGNS.includes(plainHeading(cell))).length > 1);
  if (at >= 0) {
    const headings = new Set((records[at] ?? []).map(plainHeading));
    const missing = UK_HEADINGS.filter(([heading]) => !headings.has(heading) && !(heading === "fullname" && headings.has("name6")));
    return refuse(missing.map(([, words]) => ({ at: `${name}, row ${at + 1}`, expected: `a column ${words}`, remedy: "Download the UK Sanctions List again with all its columns." })));
  }
  const odd = records.findIndex((record, index) => index > 0 && record.length !== records[0]?.length);
  if (records.length > 1 && records.slice(0, 5).every(([entry = ""]) => /^\d+$/.test(entry))) {
    return refuse([{ at: `${name}, row ${odd >= 0 ? odd + 1 : 1}`, expected: "12 columns (sdn), 5 (alt) or 6 (add) in every row, and -0- where nothing is given", remedy: REMEDY }]);
  }
  return refuse([{ at: `${name}, row 1`, expected: EXPECTED, remedy: REMEDY }]);
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
