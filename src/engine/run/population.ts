/**
 * The ledger as a population: first two digits against Benford's law (STA-03) and repeated amounts (STA-07).
 *
 * A lens, not evidence: no finding is made from it alone. Mean absolute deviation and its bounds are Nigrini's
 * (Benford's Law, 2012); z carries the continuity correction. Amounts are positive documents in minor units; the first two
 * digits of a single-digit number of minor units are that digit and a nought.
 */
import type { DuckDb } from "../duckdb/duckdb.ts";

export type DigitRow = {
  /** 10 to 99. */
  readonly digits: number;
  readonly count: number;
  readonly expected: number;
  readonly z: number;
};
export type Conformity = "close" | "acceptable" | "marginal" | "nonconforming";
export type RepeatedAmount = { readonly amountMinor: number; readonly currency: string; readonly count: number; readonly suppliers: number };
export type Stratum = {
  readonly amounts: number;
  readonly rows: readonly DigitRow[];
  /** Mean absolute deviation of the proportions. */
  readonly mad: number;
  readonly conformity: Conformity;
  readonly chiSquared: number;
  readonly repeated: readonly RepeatedAmount[];
};
export type Population = {
  /** Every positive amount, and those of ten (major units) or more. */
  readonly positive: Stratum;
  readonly tenOrMore: Stratum;
};

const REPEATED_MOST = 50;

export async function population(db: DuckDb): Promise<Population> {
  return { positive: await stratum(db, 1), tenOrMore: await stratum(db, 1000) };
}

async function stratum(db: DuckDb, leastMinor: number): Promise<Stratum> {
  const counted = await db.all<{ digits: number; n: number }>(
    `SELECT left(rpad(amount_gross::VARCHAR, 2, '0'), 2)::INTEGER AS digits, count(*)::INTEGER AS n
     FROM invoice WHERE amount_gross >= $1 GROUP BY digits`, [leastMinor]);
  const repeated = await db.all<RepeatedAmount>(
    `SELECT amount_gross AS "amountMinor", currency, count(*)::INTEGER AS count, count(DISTINCT supplier_id)::INTEGER AS suppliers
     FROM invoice WHERE amount_gross >= $1 GROUP BY amount_gross, currency HAVING count(*) > 1
     ORDER BY count DESC, "amountMinor" DESC, currency LIMIT ${REPEATED_MOST}`, [leastMinor]);
  return benford(new Map(counted.map(({ digits, n }) => [digits, n])), repeated);
}

export function benford(counts: ReadonlyMap<number, number>, repeated: readonly RepeatedAmount[] = []): Stratum {
  const amounts = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const rows: DigitRow[] = [];
  let deviation = 0;
  let chiSquared = 0;
  for (let digits = 10; digits <= 99; digits++) {
    const share = Math.log10(1 + 1 / digits);
    const count = counts.get(digits) ?? 0;
    const expected = share * amounts;
    const off = amounts === 0 ? 0 : Math.abs(count / amounts - share);
    const spread = Math.sqrt((share * (1 - share)) / Math.max(1, amounts));
    deviation += off;
    if (amounts > 0) chiSquared += (count - expected) ** 2 / expected;
    rows.push({ digits, count, expected, z: amounts === 0 ? 0 : Math.max(0, off - 1 / (2 * amounts)) / spread });
  }
  const mad = deviation / 90;
  return { amounts, rows, mad, conformity: conformityOf(mad), chiSquared, repeated };
}

/** Bounds for the first two digits. */
const conformityOf = (mad: number): Conformity =>
  mad < 0.0012 ? "close" : mad < 0.0018 ? "acceptable" : mad < 0.0022 ? "marginal" : "nonconforming";
