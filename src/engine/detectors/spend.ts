/** Each supplier's history in figures, computed once per run and shared by the tests that judge suppliers. */
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { DetectorContext } from "./detector.ts";
import { sqlFile } from "./sql.ts";

const sql = sqlFile(import.meta.url, "spend.sql");

export type Spend = {
  readonly supplier_id: string; readonly n: number; readonly gross: number; readonly currency: string; readonly round: number; readonly weekend: number;
  readonly clerks: number; readonly approvers: number; readonly with_order: number; readonly by_creator: number; readonly taxed: number;
  readonly first_day: string | null; readonly last_day: string | null; readonly median: number; readonly docs: readonly string[];
  readonly numbers: readonly (string | null)[] | null;
};

export const spendOf = (db: DuckDb, context: DetectorContext): Promise<ReadonlyMap<string, Spend>> =>
  context.once("spend", async () => new Map((await db.all<Spend>(sql)).map((one) => [one.supplier_id, one])));
