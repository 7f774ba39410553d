import fc from "fast-check";
import { expect, test } from "vitest";
import { tallyProblems } from "../problems.ts";
import { cutPieces } from "./pieces.ts";
import type { Dialect, Piece } from "./pieces.ts";

/** Cuts text fed in chunks of `chunkBytes`; gives the pieces, their text, and the problems. */
async function cut(bytes: Buffer, dialect: Dialect, columns: number, chunkBytes = 1 << 20, pieceBytes = 1 << 20, skipRows = 1) {
  const problems = tallyProblems();
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const pieces: Piece[] = [];
  for await (const piece of cutPieces(chunks(), { file: "t.csv", dialect, columns, skipRows, pieceBytes, problems })) pieces.push(piece);
  return { pieces, text: Buffer.concat(pieces.flatMap(({ parts }) => parts)).toString("utf8"), problems };
}

/** A strict RFC 4180 reader that shares no code with ours. */
function strictly(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const token = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${delimiter === "|" ? "\\|" : delimiter}]*))(${delimiter === "|" ? "\\|" : delimiter}|\\r\\n|\\n|$)`, "gy");
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (!found) throw new Error(`not RFC 4180 at ${token.lastIndex}`);
    row.push(found[1] === undefined ? (found[2] ?? "") : found[1].replaceAll('""', '"'));
    if (found[3] !== delimiter) {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

const COMMA: Dialect = { delimiter: ",", newline: "\n" };
const value = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("", "a,b", 'say "hi"', "two\nlines", "a;b", "tab\there", "é", "漢字", " padded ", '"'));

test("any table in any dialect, cut anywhere, reads back equal", async () => {
  const table = fc.integer({ min: 2, max: 6 }).chain((columns) => fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 20 }));
  await fc.assert(fc.asyncProperty(
    table, fc.constantFrom(",", ";", "\t", "|"), fc.constantFrom<Dialect["newline"]>("\n", "\r\n"), fc.boolean(), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 200 }), fc.boolean(),
    async (rows, delimiter, newline, everyQuoted, chunkBytes, pieceBytes, lastEnds) => {
      const clean = rows.map((row) => row.map((cell) => cell.replaceAll("\0", "").replaceAll("\r", "")));
      const quote = (cell: string) => (everyQuoted || /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell);
      const lines = [clean[0]?.map((_, at) => `h${at}`) ?? [], ...clean].map((row) => row.map(quote).join(delimiter));
      const { pieces, text, problems } = await cut(Buffer.from(lines.join(newline) + (lastEnds ? newline : "")), { delimiter, newline }, clean[0]?.length ?? 0, chunkBytes, pieceBytes);
      expect(strictly(text, delimiter)).toEqual(clean);
      expect(problems.list()).toEqual([]);
      let row = 2;
      for (const piece of pieces) {
        expect(piece.firstRow).toBe(row);
        row += piece.rows;
      }
      expect(row).toBe(clean.length + 2);
    }), { numRuns: 300 });
});

test("any bytes at all give rectangular, valid rows and never hang", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 50 }), async (bytes, chunkBytes) => {
    const { text, pieces } = await cut(Buffer.from(bytes), COMMA, 3, chunkBytes);
    const rows = strictly(text, ",");
    expect(rows.every((row) => row.length === 3)).toBe(true);
    expect(rows.length).toBe(pieces.reduce((sum, piece) => sum + piece.rows, 0));
  }), { numRuns: 300 });
});

test("rows keep their numbers around blank and broken ones", async () => {
  const { text, problems } = await cut(Buffer.from("a,b\n1,2\n\n3,4,5\n6\n7,8,\n9,10\n"), COMMA, 2);
  expect(strictly(text, ",")).toEqual([["1", "2"], ["", ""], ["", ""], ["6", ""], ["7", "8"], ["9", "10"]]);
  expect(problems.list().map(({ row, code, taken }) => [row, code, taken])).toEqual([[4, "row-too-long", false], [5, "row-too-short", true]]);
});

test("a quote that is never closed costs its own line only", async () => {
  const { text, problems } = await cut(Buffer.from('a,b\n1,2\n"3,4\n5,6\n'), COMMA, 2, 3);
  expect(strictly(text, ",")).toEqual([["1", "2"], ["", ""], ["5", "6"]]);
  expect(problems.list().map(({ row, code }) => [row, code])).toEqual([[3, "quote-not-closed"]]);
});

test("a line that never ends is given up at its limit, not gathered in memory", async () => {
  const { problems } = await cut(Buffer.concat([Buffer.from("a,b\n"), Buffer.alloc(3 << 20, "x")]), COMMA, 2, 1 << 16);
  expect(problems.counts()["row-too-big"]).toBe(1);
});

test("quotes inside a quoted field that are not doubled are part of the text", async () => {
  const { text } = await cut(Buffer.from('a,b\n"5" pipe",x\n5" pipe,y\n'), COMMA, 2);
  expect(strictly(text, ",")).toEqual([['5" pipe', "x"], ['5" pipe', "y"]]);
});

test("a Windows-1252 file is read without a word; a mixed one names its rows", async () => {
  const western = Buffer.from("a,b\ncaf\xe9,1\nplain,2\n", "latin1");
  const alone = await cut(western, COMMA, 2);
  expect(strictly(alone.text, ",")[0]).toEqual(["café", "1"]);
  expect(alone.problems.list()).toEqual([]);
  const mixed = await cut(Buffer.concat([western, Buffer.from("naïve,3\n")]), COMMA, 2);
  expect(strictly(mixed.text, ",").map(([first]) => first)).toEqual(["café", "plain", "naïve"]);
  expect(mixed.problems.list().map(({ row, code, taken }) => [row, code, taken])).toEqual([[2, "mixed-encoding", true]]);
});

test("old Mac line ends", async () => {
  const { text } = await cut(Buffer.from("a,b\r1,2\r3,4"), { delimiter: ",", newline: "\r" }, 2);
  expect(strictly(text, ",")).toEqual([["1", "2"], ["3", "4"]]);
});

test("only columns with a padded value or a word for nothing are said to be untidy, piece by piece", async () => {
  const rows = ["a,b,c", "1, x,y", "2,x,y", "3,x,N/A", "4,x,y"];
  const { pieces } = await cut(Buffer.from(`${rows.join("\n")}\n`), COMMA, 3, 6, 1);
  const marks = pieces.map((piece) => [0, 1, 2].filter((column) => piece.untidy(column)).join());
  expect(pieces.reduce((sum, piece) => sum + piece.rows, 0)).toBe(4);
  expect(new Set(marks)).toEqual(new Set(["1", "2", ""]));
  const [mended] = (await cut(Buffer.from("a,b,c\n1,x\n"), COMMA, 3)).pieces;
  expect([0, 1, 2].every((column) => mended?.untidy(column))).toBe(true);
});
