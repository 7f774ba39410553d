/**
 * Loading a file piece by piece into `incoming`, which holds its rows until all of it has been read.
 *
 * `incoming` is a view over one table per piece, since copying millions of rows once more would serve nobody.
 * The piece's file exists only while DuckDB parses it. Its row count must agree with what the cutter counted, or
 * the two read the file differently and nothing may be believed.
 */
import { invariant } from "../../../base/errors.ts";
import { sqlText } from "../../duckdb/duckdb.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { MAX_RECORD_BYTES } from "../csv/pieces.ts";
import type { Dialect, Piece } from "../csv/pieces.ts";
import { LISTED_PER_CODE } from "../problems.ts";
import type { ProblemTally } from "../problems.ts";
import type { Mapping } from "../map/propose.ts";
import { convertColumns } from "./columns.ts";
import type { Complaint, Conversion } from "./columns.ts";

export type LoadPlan = {
  readonly file: string;
  readonly mapping: Mapping;
  readonly dialect: Dialect;
  readonly columnCount: number;
  readonly problems: ProblemTally;
};

export type Loader = {
  readonly load: (piece: Piece) => Promise<void>;
  /** Makes `incoming`: `row` (of the file), then one column per mapped field. */
  readonly finish: () => Promise<void>;
  /** Hands on the rows of `incoming` as one query per piece, and forgets each piece afterwards: a file is in memory once. */
  readonly consume: (take: (rows: string) => Promise<void>) => Promise<void>;
  readonly drop: () => Promise<void>;
};

export function startLoading(db: DuckDb, plan: LoadPlan): Loader {
  const { piece: file } = db;
  invariant(file !== undefined, "reading files needs a DuckDB that was opened with a folder");
  const conversions = convertColumns(plan.mapping);
  const pieces: { readonly table: string; readonly firstRow: number }[] = [];
  return {
    load: async (piece) => {
      const table = `piece_${pieces.length}`;
      pieces.push({ table, firstRow: piece.firstRow });
      await file.lend(piece.parts, (path) => db.exec(`CREATE TEMP TABLE ${table} AS ${selectPlain(conversions, piece.untidy, readCsv(path, plan, piece))}`));
      const left = await countLeft(db, conversions, table, piece);
      for (const [conversion, count] of left) await readLeft(db, plan, conversion, { ...piece, table }, count);
    },
    finish: async () => {
      const none = `SELECT CAST(NULL AS BIGINT) AS row, ${conversions.map(({ field, type }) => `CAST(NULL AS ${type}) AS "${field}"`).join(", ")} WHERE false`;
      const parts = pieces.map((piece) => selectTaken(conversions, piece));
      await db.exec(`CREATE OR REPLACE TEMP VIEW incoming AS ${parts.length === 0 ? none : parts.join("\nUNION ALL ")}`);
    },
    consume: async (take) => {
      for (const piece of pieces) {
        await take(selectTaken(conversions, piece));
        await db.exec(`DROP TABLE ${piece.table}`);
      }
    },
    drop: async () => {
      await db.exec("DROP VIEW IF EXISTS incoming");
      for (const { table } of pieces) await db.exec(`DROP TABLE IF EXISTS ${table}`);
    },
  };
}

/** Plain values, and beside each column that has other forms the texts left to be read. */
function selectPlain(conversions: readonly Conversion[], untidy: Piece["untidy"], from: string): string {
  const texts = conversions.map(({ index, text }) => `${untidy(index) ? text : `c${index}`} AS r${index}`);
  // once, in a query of its own: what is written twice is worked out twice
  const values = conversions.map(({ index, type, plain }) => `CAST(${plain} AS ${type}) AS v${index}`);
  const columns = conversions.flatMap(({ field, index, read }) => [
    `v${index} AS "${field}"`,
    ...(read ? [`CASE WHEN v${index} IS NULL THEN r${index} END AS "left ${field}"`] : []),
  ]);
  return `SELECT ${columns.join(",\n")} FROM (SELECT *, ${values.join(",\n")} FROM (SELECT ${texts.join(",\n")} FROM ${from}))`;
}

function readCsv(path: string, { dialect, columnCount }: LoadPlan, piece: Piece): string {
  const columns = Array.from({ length: columnCount }, (_, index) => `'c${index}': 'VARCHAR'`).join(", ");
  const newline = dialect.newline === "\r\n" ? "\\r\\n" : "\\n";
  return `read_csv(${sqlText(path)}, columns = {${columns}}, delim = ${sqlText(dialect.delimiter)}, quote = '"', escape = '"',
    new_line = '${newline}', header = false, auto_detect = false, max_line_size = ${MAX_RECORD_BYTES * 4},
    buffer_size = ${MAX_RECORD_BYTES * 8}, parallel = ${piece.multiline ? "false" : "true"})`;
}

async function countLeft(db: DuckDb, conversions: readonly Conversion[], table: string, piece: Piece): Promise<[Conversion, number][]> {
  const readable = conversions.filter(({ read }) => read !== undefined);
  const counts = readable.map(({ field }, at) => `, count("left ${field}") AS n${at}`).join("");
  const found = await db.one(`SELECT count(*) AS rows${counts} FROM ${table}`);
  invariant(found["rows"] === piece.rows, `a piece of ${piece.rows} rows was parsed as ${String(found["rows"])}`);
  return readable.map((conversion, at): [Conversion, number] => [conversion, found[`n${at}`] as number]).filter(([, count]) => count > 0);
}

type LoadedPiece = Piece & { readonly table: string };

/** Reads each distinct text once and puts the values where the texts were; what stays is listed as a problem. */
async function readLeft(db: DuckDb, plan: LoadPlan, conversion: Conversion, piece: LoadedPiece, count: number): Promise<void> {
  const { field, type, read, complaint } = conversion;
  invariant(read !== undefined, "a column without a reader has texts left");
  const texts = await db.all<{ text: string }>(`SELECT DISTINCT "left ${field}" AS text FROM ${piece.table} WHERE "left ${field}" IS NOT NULL`);
  const pairs: (readonly [string, string | null])[] = [];
  for (const { text } of texts) {
    const value = read(text);
    if (value !== undefined) pairs.push([text, value]);
  }
  if (pairs.length > 0) {
    await db.exec(
      `CREATE OR REPLACE TEMP TABLE mended AS SELECT unnest(from_json($1, '["VARCHAR"]')) AS text, CAST(unnest(from_json($2, '["VARCHAR"]')) AS ${type}) AS value`,
      [JSON.stringify(pairs.map(([text]) => text)), JSON.stringify(pairs.map(([, value]) => value))]);
    await db.exec(`UPDATE ${piece.table} SET "${field}" = mended.value, "left ${field}" = NULL FROM mended WHERE ${piece.table}."left ${field}" = mended.text; DROP TABLE mended`);
  }
  if (complaint && pairs.length < texts.length) await listUnread(db, plan, conversion, complaint, piece, count);
}

async function listUnread(db: DuckDb, plan: LoadPlan, { field, columnName }: Conversion, complaint: Complaint, piece: LoadedPiece, atMost: number): Promise<void> {
  const unread = `FROM ${piece.table} WHERE "left ${field}" IS NOT NULL`;
  const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n ${unread}`);
  invariant(n <= atMost, "more texts are unread than there were");
  const rows = await db.all<{ row: number; value: string }>(
    `SELECT ${piece.firstRow} + rowid AS row, left("left ${field}", 60) AS value ${unread} ORDER BY rowid LIMIT ${LISTED_PER_CODE}`);
  const taken = complaint.code !== "amount-unreadable";
  for (const { row, value } of rows) plan.problems.add({ file: plan.file, row, column: columnName, value, taken, ...complaint });
  plan.problems.count(complaint.code, n - rows.length);
}

/** A row whose amount cannot be read is left out whole: a ledger with a wrong amount is worse than one with a gap. */
function selectTaken(conversions: readonly Conversion[], { table, firstRow }: { readonly table: string; readonly firstRow: number }): string {
  const anything = conversions.flatMap(({ field, read }) => [`"${field}" IS NOT NULL`, ...(read ? [`"left ${field}" IS NOT NULL`] : [])]);
  const refused = conversions.filter(({ complaint }) => complaint?.code === "amount-unreadable").map(({ field }) => `AND "left ${field}" IS NULL`);
  return `SELECT ${firstRow} + rowid AS row, ${conversions.map(({ field }) => `"${field}"`).join(", ")}
    FROM ${table} WHERE (${anything.join(" OR ")}) ${refused.join(" ")}`;
}
