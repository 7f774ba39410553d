/** Lists read from files, and put into the ledger's tables `sanctions_list` and `sanctioned`: all of them or none. */
import { createHash } from "node:crypto";
import { Refusal } from "../../base/errors.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { unpacked, type Source } from "../ledger/ledger.ts";
import { readOfac } from "./layouts/ofac.ts";
import { readUk } from "./layouts/uk.ts";
import { readUn } from "./layouts/un.ts";
import { LIST_OF, type Layout, type ListName, type ListPart, type ReadList } from "./subject.ts";

/** The largest published list is about 20 MB. */
const MOST_BYTES = 128 << 20;

/** More names than all lists of the world have together. */
const MOST_NAMES = 500_000;

export type ListFile = { readonly source: Source; readonly layout: Layout };
export type ListRead = {
  readonly list: ListName; readonly version: string | null; readonly files: string; readonly sha256: string; readonly subjects: number; readonly names: number;
  /** Entries that give no name: nobody can be found by them. */
  readonly nameless: number;
};
/** One name of one listed subject: entry, kind, name, quality, countries and towns (each joined by `;`), day of listing; empty where the list says nothing. */
export type NameCells = readonly [entry: string, kind: string, name: string, quality: string, countries: string, towns: string, listedOn: string];
/** A list as it is kept: whoever has this needs the files no more. */
export type ParsedList = ListRead & { readonly rows: readonly NameCells[] };

/** Parts without which a list says nothing. */
const NEEDED: Readonly<Record<ListName, readonly (readonly [oneOf: readonly Layout[], words: string])[]>> = {
  "UK Sanctions List": [[["uk-one", "uk-names"], "the file of names"]],
  "UN Security Council Consolidated List": [[["un"], "the XML file"]],
  "OFAC SDN List": [[["ofac-sdn"], "the file of subjects (sdn.csv)"]],
};

/** @throws Refusal as `parseLists` */
export async function readLists(db: DuckDb, files: readonly ListFile[]): Promise<ListRead[]> {
  const parsed = await parseLists(files);
  await db.transaction(async () => {
    for (const one of parsed) await insertList(db, one);
  });
  return parsed.map(({ list, version, files: names, sha256, subjects, names: count, nameless }) => ({ list, version, files: names, sha256, subjects, names: count, nameless }));
}

/** @throws Refusal list-too-large, list-twice, list-incomplete, list-damaged, list-empty */
export async function parseLists(files: readonly ListFile[]): Promise<ParsedList[]> {
  const byList = new Map<ListName, ListPart[]>();
  for (const { source, layout } of files) {
    const part: ListPart = { layout, name: source.name, content: await contentOf(source) };
    byList.set(LIST_OF[layout], [...(byList.get(LIST_OF[layout]) ?? []), part]);
  }
  const read: ParsedList[] = [];
  for (const [list, parts] of [...byList].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const again = parts.find((part, at) => parts.findIndex(({ layout }) => layout === part.layout) < at);
    if (again !== undefined) {
      throw new Refusal("invalid", "list-twice", `${again.name} is a second file of the same part of the ${list}.`, [{ at: again.name, remedy: "Give each list once, in its present version." }]);
    }
    for (const [oneOf, words] of NEEDED[list]) {
      if (parts.some(({ layout }) => oneOf.includes(layout))) continue;
      throw new Refusal("invalid", "list-incomplete", `Of the ${list} ${words} is missing.`, parts.map(({ name }) => ({ at: name, remedy: `Give ${words} too.` })));
    }
    const found = await readList(list, parts);
    if (found.subjects.length === 0) throw new Refusal("invalid", "list-empty", `The ${list} names nobody.`, parts.map(({ name }) => ({ at: name, remedy: "Download the list again." })));
    const rows = rowsOf(found);
    if (rows.length > MOST_NAMES) throw tooLarge(parts[0]?.name ?? list, `${MOST_NAMES.toLocaleString("en-GB")} names`);
    read.push({ list, version: found.version, files: parts.map(({ name }) => name).sort().join(", "), sha256: hashOf(parts), subjects: found.subjects.length, names: rows.length, nameless: found.nameless, rows });
  }
  return read;
}

const tooLarge = (name: string, most: string): Refusal =>
  new Refusal("too_large", "list-too-large", `${name} holds more than ${most}.`, [{ at: name, remedy: "Give the list as its publisher gives it." }]);

const rowsOf = ({ subjects }: ReadList): NameCells[] => subjects.flatMap(({ entry, kind, names, countries, towns, listedOn }) =>
  names.map(({ name, quality }): NameCells => [entry, kind, name, quality, countries.join(";"), towns.join(";"), listedOn ?? ""]));

async function contentOf(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked(source)) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw tooLarge(source.name, `${MOST_BYTES >> 20} MiB`);
  }
  return Buffer.concat(chunks);
}

function readList(list: ListName, parts: readonly ListPart[]): ReadList | Promise<ReadList> {
  if (list === "UK Sanctions List") return readUk(parts);
  return list === "OFAC SDN List" ? readOfac(parts) : readUn(parts[0] as ListPart);
}

/** Of one file its own hash; of several the hash over their hashes in order: neither names nor the order of giving change it. */
function hashOf(parts: readonly ListPart[]): string {
  const hex = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");
  const hashes = parts.map(({ content }) => hex(content)).sort();
  return hashes.length === 1 ? (hashes[0] ?? "") : hex(hashes.join("\n"));
}

const CHUNK = 5000;
/** The unit separator of ASCII: no name holds it. */
const SEPARATOR = "\x1f";
const cells = (at: number): string => `unnest(string_split($${at}, chr(31)))`;
const INSERT_NAMES = `INSERT INTO sanctioned SELECT $1 + row_number() OVER (), $2, e, s, n, q, nullif(c, ''), nullif(t, ''), nullif(d, '')::DATE
  FROM (SELECT ${cells(3)} AS e, ${cells(4)} AS s, ${cells(5)} AS n, ${cells(6)} AS q, ${cells(7)} AS c, ${cells(8)} AS t, ${cells(9)} AS d)`;

/** In the caller's transaction; an earlier version of the same list gives way. */
export async function insertList(db: DuckDb, { list, version, files, sha256, rows }: Omit<ParsedList, "subjects" | "names" | "nameless">): Promise<void> {
  await db.exec("DELETE FROM sanctions_list WHERE list = $1", [list]);
  await db.exec("DELETE FROM sanctioned WHERE list = $1", [list]);
  await db.exec("INSERT INTO sanctions_list SELECT coalesce(max(row_no), 0) + 1, $1, $2, $3, $4 FROM sanctions_list", [list, version, files, sha256]);
  const { n: before } = await db.one<{ n: number }>("SELECT coalesce(max(row_no), 0) AS n FROM sanctioned");
  // a column as one text: a hundred times fewer parameters than a cell each
  for (let from = 0; from < rows.length; from += CHUNK) {
    const some = rows.slice(from, from + CHUNK);
    const columns = [0, 1, 2, 3, 4, 5, 6].map((column) => some.map((row) => (row[column] ?? "").replaceAll(SEPARATOR, " ")).join(SEPARATOR));
    await db.exec(INSERT_NAMES, [before + from, list, ...columns]);
  }
}
