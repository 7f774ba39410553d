/**
 * A ledger too big to be compared by one machine: surveyed once, then compared in parts by whoever takes them. A part is a share of the families, with all of
 * their documents; no comparison inside families crosses parts, and what crosses families is in the survey.
 */
import type { DuckDb } from "../duckdb/duckdb.ts";
import { compareFamilies, type Compared } from "./compare.ts";
import { SURVEY_TABLES, UNIT_TABLES, writePieces, type StoredPieces, type WrittenPiece } from "./pieces.ts";
import { readPosted, readSurvey, survey } from "./survey.ts";

export type Part = { readonly part: number; readonly of: number };

/** In: `supplier`, and `invoice` with at least the columns of THIN. Out: the survey. */
export async function* surveyThin(db: DuckDb, onStage: (stage: string) => void): AsyncIterable<WrittenPiece> {
  await survey(db, onStage);
  yield* writePieces(db, SURVEY_TABLES);
}

export type PartWork = {
  readonly survey: StoredPieces;
  readonly part: Part;
  /** What earlier runs found, in this part and others. */
  readonly kept: StoredPieces;
  /** Fills `invoice` and `statement_line` with the rows of the suppliers in `supplier_key`, at least. */
  readonly load: () => Promise<void>;
  readonly onStage: (stage: string) => void;
};

/** In: empty tables. Out: what was found in the part, now or before. */
export async function comparePart(db: DuckDb, { survey: surveyed, part, kept, load, onStage }: PartWork, keep: (pieces: AsyncIterable<WrittenPiece>) => Promise<void>): Promise<Compared> {
  await readSurvey(db, surveyed, part);
  await load();
  await readPosted(db);
  const compared = await compareFamilies(db, onStage, kept);
  await keep(writePieces(db, UNIT_TABLES));
  return compared;
}
