/**
 * The ledger as a population: first two digits against Benford's law (STA-03) and repeated amounts (STA-07).
 *
 * A lens, not evidence: no finding is made from it alone; further lenses are in lenses.ts. Amounts are positive documents in minor units; the first two
 * digits of a single-digit number of minor units are that digit and a nought.
 */
import type { DuckDb } from "../duckdb/duckdb.ts";
import { conformityOf, digitTest, FIRST_TWO, type Conformity, type DigitTest } from "./digits.ts";
import { lackingLenses, lenses, type Lacking, type Lenses } from "./lenses.ts";

export type RepeatedAmount = { readonly amountMinor: number; readonly currency: string; readonly count: number; readonly suppliers: number };
export type Stratum = DigitTest & {
  readonly conformity: Conformity;
  readonly repeated: readonly RepeatedAmount[];
};
export type Population = {
  /** Every positive amount, and those of ten (major units) or more. */
  readonly positive: Stratum;
  readonly tenOrMore: Stratum;
  readonly lenses: Lenses;
  /** Lenses that are empty because the ledger lacks a column, with what it lacks. */
  readonly lacking: Lacking;
};

const REPEATED_MOST = 50;

/** @param present what columns the ledger has (`fieldsPresent`); without it nothing is said to be lacking. */
export async function population(db: DuckDb, present?: ReadonlySet<string>): Promise<Population> {
  const [positive, tenOrMore] = [await stratum(db, 1), await stratum(db, 1000)];
  return { positive, tenOrMore, lenses: await lenses(db, new Map(tenOrMore.rows.map(({ digits, count }) => [digits, count]))), lacking: present === undefined ? {} : lackingLenses(present) };
}

async function stratum(db: DuckDb, leastMinor: number): Promise<Stratum> {
  const counted = await db.all<{ digits: number; n: number }>(
    `SELECT left(rpad(amount_gross::VARCHAR, 2, '0'), 2)::INTEGER AS digits, count(*)::INTEGER AS n
     FROM invoice WHERE amount_gross >= $1 GROUP BY digits`, [leastMinor]);
  // the commonest first: suppliers are counted for those alone
  const repeated = await db.all<RepeatedAmount>(
    `WITH commonest AS (
       SELECT amount_gross, currency, count(*)::INTEGER AS n FROM invoice WHERE amount_gross >= $1 GROUP BY amount_gross, currency HAVING count(*) > 1
       ORDER BY n DESC, amount_gross DESC, currency LIMIT ${REPEATED_MOST})
     SELECT amount_gross AS "amountMinor", currency, min(n) AS count, count(DISTINCT supplier_id)::INTEGER AS suppliers
     FROM invoice JOIN commonest USING (amount_gross, currency) GROUP BY amount_gross, currency
     ORDER BY count DESC, "amountMinor" DESC, currency`, [leastMinor]);
  return benford(new Map(counted.map(({ digits, n }) => [digits, n])), repeated);
}

export function benford(counts: ReadonlyMap<number, number>, repeated: readonly RepeatedAmount[] = []): Stratum {
  const test = digitTest(counts, FIRST_TWO);
  return { ...test, conformity: conformityOf(test.mad, "firstTwo"), repeated };
}
