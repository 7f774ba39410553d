/**
 * Control totals: what was taken, to be compared with what the sender knows of the ledger.
 */
import type { Day } from "../../../base/day.ts";
import type { Money } from "../../../base/money.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import type { TableName } from "../map/canonical.ts";

export type Totals = { readonly totals: readonly Money[]; readonly firstDate: Day | undefined; readonly lastDate: Day | undefined };

const MEASURES: Readonly<Partial<Record<TableName, { readonly amount: string; readonly date: string }>>> = {
  invoice: { amount: "amount_gross", date: "coalesce(invoice_date, posting_date)" },
  payment: { amount: "amount", date: "paid_on" },
  statement_line: { amount: "amount_gross", date: "statement_date" },
};

/** Of the rows after `rowOffset`: those of one file, or all with 0. */
export async function totalsOf(db: DuckDb, table: TableName, rowOffset: number): Promise<Totals> {
  const measure = MEASURES[table];
  if (!measure) return { totals: [], firstDate: undefined, lastDate: undefined };
  const sums = await db.all<{ currency: string; minor: number }>(
    `SELECT currency, sum(${measure.amount})::BIGINT AS minor FROM ${table} WHERE row_no > ${rowOffset} GROUP BY currency ORDER BY abs(sum(${measure.amount})) DESC, currency`);
  const { first, last } = await db.one<{ first: string | null; last: string | null }>(
    `SELECT min(${measure.date}) AS first, max(${measure.date}) AS last FROM ${table} WHERE row_no > ${rowOffset}`);
  return { totals: sums, firstDate: (first ?? undefined) as Day | undefined, lastDate: (last ?? undefined) as Day | undefined };
}
