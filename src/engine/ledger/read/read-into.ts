/**
 * Reading a file into the ledger: cut into pieces, load them one at a time, commit all or nothing.
 *
 * While DuckDB parses one piece, the next is being cut; at most two pieces are in memory, one of them as a file in
 * the database's folder.
 */
import { Refusal } from "../../../base/errors.ts";
import type { Day } from "../../../base/day.ts";
import type { Money } from "../../../base/money.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { textOf } from "../content.ts";
import { cutPieces } from "../csv/pieces.ts";
import type { Piece } from "../csv/pieces.ts";
import type { Inspection } from "../inspect.ts";
import type { TableName } from "../map/canonical.ts";
import type { Mapping } from "../map/propose.ts";
import { tallyProblems } from "../problems.ts";
import type { ProblemCode, ProblemTally, RowProblem } from "../problems.ts";
import type { Source } from "../source.ts";
import { workbookPieces } from "../workbook/workbook.ts";
import { commit } from "./commit.ts";
import { startLoading } from "./piece.ts";
import { totalsOf } from "./totals.ts";

export type ReadProgress = (bytesDone: number, rows: number) => void;

export type ReadResult = {
  readonly file: string;
  readonly table: TableName;
  /** Rows under the headings that are not blank. */
  readonly rowsRead: number;
  /** Rows of the canonical table that they became. */
  readonly rowsTaken: number;
  /** Rows that were put together with others into one document. */
  readonly linesJoined: number;
  /** Rows that are not of this table (payments listed among documents). */
  readonly leftOut: number;
  readonly problems: readonly RowProblem[];
  readonly problemCounts: Readonly<Partial<Record<ProblemCode, number>>>;
  /** What was decided from the whole file, in words. */
  readonly notes: readonly string[];
  /** Sum of what was taken, per currency; empty for tables without amounts. */
  readonly totals: readonly Money[];
  readonly firstDate: Day | undefined;
  readonly lastDate: Day | undefined;
};

/** A piece on disk-like memory and the one being cut must both fit a /dev/shm of 64 MiB beside other work. */
const PIECE_BYTES = 24 << 20;

/** @throws Refusal when more than half of the rows cannot be taken: the mapping, not the rows, is wrong. */
export const readInto = async (db: DuckDb, source: Source, inspection: Inspection, mapping: Mapping, onProgress?: ReadProgress): Promise<ReadResult> =>
  (await loadInto(db, source, inspection, mapping, onProgress)).commit();

/** A file whose rows wait in a session for the files before it: `commit` takes them into the ledger, whose state only it looks at. */
export type Loaded = { readonly commit: () => Promise<ReadResult> };

/** The first half of `readInto`. One file at a time in a session; another session may load the next meanwhile. */
export async function loadInto(db: DuckDb, source: Source, inspection: Inspection, mapping: Mapping, onProgress?: ReadProgress): Promise<Loaded> {
  const problems = tallyProblems();
  const file = inspection.sheets.length > 1 ? `${source.name} [${inspection.sheet ?? ""}]` : source.name;
  const loader = startLoading(db, { file, mapping, dialect: inspection.dialect, columnCount: inspection.columns.length, problems });
  const dropping = async <T>(work: () => Promise<T>, always: boolean): Promise<T> => {
    let done = false;
    try {
      const value = await work();
      done = true;
      return value;
    } finally {
      if (always || !done) await loader.drop();
    }
  };
  return dropping(async () => {
    await loadAll(piecesOf(source, file, inspection, problems), loader.load, onProgress);
    await loader.finish();
    const { n: arrived } = await db.one<{ n: number }>("SELECT count(*) AS n FROM incoming");
    const unreadable = problems.counts()["amount-unreadable"] ?? 0;
    if (unreadable > arrived) throw mostlyUnreadable(file, mapping, problems);
    return {
      commit: () => dropping(async () => {
        const notes: string[] = [];
        const { taken, plan } = await commit(db, { file, mapping, problems, notes, loader });
        return {
          file, table: mapping.table, rowsRead: arrived + countOf(problems, LOST_BEFORE), rowsTaken: taken,
          linesJoined: plan.linesJoined, leftOut: plan.leftOut,
          problems: problems.list(), problemCounts: problems.counts(), notes, ...(await totalsOf(db, mapping.table, plan.rowOffset)),
        };
      }, true),
    };
  }, false);
}

/** Rows with these never reach `incoming`. */
const LOST_BEFORE: readonly ProblemCode[] = ["amount-unreadable", "row-too-long", "quote-not-closed", "row-too-big"];

function piecesOf(source: Source, file: string, inspection: Inspection, problems: ProblemTally): AsyncIterable<Piece> {
  const options = {
    file, dialect: inspection.dialect, columns: inspection.columns.length,
    skipRows: inspection.headingRow, pieceBytes: PIECE_BYTES, problems,
  };
  return inspection.content.kind === "workbook"
    ? workbookPieces(source, inspection.sheet, options)
    : cutPieces(textOf(source, inspection.content), options);
}

async function loadAll(pieces: AsyncIterable<Piece>, load: (piece: Piece) => Promise<void>, onProgress: ReadProgress | undefined): Promise<void> {
  let loading: Promise<void> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      await loading;
      onProgress?.(piece.bytesDone, piece.firstRow + piece.rows - 1);
      loading = load(piece);
      loading.catch(() => undefined); // met again at the next await, or in `finally`
    }
  } finally {
    await loading;
  }
}

const countOf = (problems: ProblemTally, codes: readonly ProblemCode[]): number =>
  codes.reduce((sum, code) => sum + (problems.counts()[code] ?? 0), 0);

function mostlyUnreadable(file: string, mapping: Mapping, problems: ProblemTally): Refusal {
  const first = problems.list().find(({ code }) => code === "amount-unreadable");
  return new Refusal("invalid", "amounts-unreadable", `Most amounts of ${file} cannot be read.`, [{
    at: `${file}, row ${first?.row ?? "?"}, column ${first?.column ?? mapping.columns[0]?.column.name ?? "?"}`,
    ...(first && { expected: first.expected }),
    remedy: "Say which column holds the amount, and which decimal mark the file uses.",
  }]);
}
