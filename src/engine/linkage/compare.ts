/**
 * Compares the documents of families with each other: the dear part of linkage, and the one that may be left out or done elsewhere.
 *
 * The unit is a family of supplier records. What is found in it depends on its own records, documents, credits and statement lines, on which of its
 * documents a stranger shares number and amount with, and on two bounds of the ledger's posting delay: on nothing else. All of that is hashed into the unit's
 * name (sql/units.sql), so that what was found under the same name, by an earlier run or by another worker, is what would be found now.
 */
import { invariant, Refusal } from "../../base/errors.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { readPiece, type StoredPieces } from "./pieces.ts";
import { sql } from "./sql.ts";

/** Posted debits whose families were compared now, of all. Doubted: what was kept could not be read, so that all were. */
export type Compared = { readonly documents: number; readonly of: number; readonly doubted: boolean };

/** Where nothing is kept, any label is a name. */
const UNNAMED = "CREATE OR REPLACE TEMP TABLE unit_now AS SELECT DISTINCT f::INTEGER AS f, f::UBIGINT AS u, 0 AS docs FROM supplier_key";
const FRESH = "CREATE OR REPLACE TEMP TABLE fresh AS SELECT f FROM unit_now WHERE u NOT IN (SELECT u FROM unit)";
const ONLY_FRESH = "CREATE OR REPLACE TEMP TABLE doc_number AS SELECT * FROM doc_number SEMI JOIN fresh USING (f)";
const DONE = "DROP TABLE doc; DROP TABLE again; DROP TABLE usual; DROP TABLE candidate; DROP TABLE split; DROP TABLE stated; DROP TABLE credit_match";

/**
 * In: a survey with doc_number and again. Out: the unit's tables (pieces.ts) for every family of supplier_key.
 * @param kept what earlier runs found; absent: nothing was and nothing will be kept, and units get no names.
 */
export async function compareFamilies(db: DuckDb, onStage: (stage: string) => void, kept?: StoredPieces): Promise<Compared> {
  await db.exec(sql("kept"));
  await db.exec(kept === undefined ? UNNAMED : sql("units"));
  onStage("earlier comparisons");
  const doubted = kept !== undefined && !(await readKept(db, kept));
  await db.exec(FRESH);
  const compared = await db.one<{ documents: number; of: number }>(
    "SELECT coalesce(sum(docs) FILTER (f IN (SELECT f FROM fresh)), 0)::BIGINT AS documents, coalesce(sum(docs), 0)::BIGINT AS of FROM unit_now");
  if (kept !== undefined) await db.exec(ONLY_FRESH);
  onStage("documents");
  await db.exec(sql("documents"));
  onStage("candidates");
  await db.exec(sql("candidates"));
  onStage("splits");
  await db.exec(sql("splits"));
  onStage("evidence");
  await db.exec(sql("statements"));
  await db.exec(sql("credits"));
  await db.exec(sql("keep"));
  await db.exec(DONE);
  const { lost } = await db.one<{ lost: number }>("SELECT count(*) AS lost FROM unit_now WHERE u NOT IN (SELECT u FROM unit)");
  invariant(lost === 0, "every family was compared, now or before");
  return { ...compared, doubted };
}

/** All of what was kept, or nothing of it. @throws Refusal unavailable: it may be there the next time. */
async function readKept(db: DuckDb, kept: StoredPieces): Promise<boolean> {
  try {
    for await (const piece of kept) await readPiece(db, piece, "u IN (SELECT u FROM unit_now)");
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === "unavailable") throw error;
    await db.exec(sql("kept"));
    return false;
  }
}
