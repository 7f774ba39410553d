/**
 * Further lenses on the ledger as a population (STA-01, 02, 04, 05, 08, 09, 10; FRD-11, 12, 15): where a person may want to look. No finding is made
 * from any of them, for each is true of many honest ledgers: price lists, rents, people who work on Saturdays.
 *
 * Amounts are positive documents of ten (major units) or more, in minor units. Lists are the first fifteen.
 */
import { readFileSync } from "node:fs";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { conformityOf, countsBy, digitTest, FIRST, FIRST_TWO, LAST_TWO, SECOND, type Conformity, type DigitTest } from "./digits.ts";

export type JudgedDigits = DigitTest & { readonly conformity: Conformity };
export type DigitSum = { readonly digits: number; readonly sumMinor: number; /** One in ninety under Benford's law. */ readonly share: number };
export type RoundSupplier = { readonly supplierId: string; readonly documents: number; readonly hundreds: number; readonly thousands: number; readonly repeated: number; readonly z: number };
export type GrownSupplier = { readonly supplierId: string; readonly currency: string; readonly beforeMinor: number; readonly lastMinor: number };
export type BusyDay = { readonly day: string; readonly currency: string; readonly documents: number; readonly totalMinor: number; readonly timesUsual: number };
export type UnderLimit = { readonly limitMinor: number; readonly currency: string; readonly under: number; readonly beside: number; readonly z: number };
export type WeekendUser = { readonly user: string; readonly documents: number; readonly weekend: number; readonly z: number };

export type Lenses = {
  readonly firstDigit: JudgedDigits;
  readonly secondDigit: JudgedDigits;
  readonly secondOrder: JudgedDigits;
  /** Against an even spread; no bounds of conformity are published for it. */
  readonly lastTwoDigits: DigitTest;
  readonly summation: readonly DigitSum[];
  readonly roundSuppliers: readonly RoundSupplier[];
  readonly growth: readonly GrownSupplier[];
  readonly busyDays: readonly BusyDay[];
  readonly underLimits: readonly UnderLimit[];
  readonly weekendUsers: readonly WeekendUser[];
};

export const LENS_IDS = ["STA-01", "STA-02", "STA-04", "STA-05", "STA-08", "STA-09", "STA-10"] as const;

const sql = (name: string): string => readFileSync(new URL(`./lenses/${name}.sql`, import.meta.url), "utf8");
const QUERIES = {
  lastTwo: sql("last-two"), secondOrder: sql("second-order"), summation: sql("summation"), round: sql("round-suppliers"), growth: sql("growth"),
  busy: sql("busy-days"), under: sql("under-limits"), weekend: sql("weekend-users"),
};

/** `firstTwo`: how many amounts of ten or more begin with each pair of digits. */
export async function lenses(db: DuckDb, firstTwo: ReadonlyMap<number, number>): Promise<Lenses> {
  const counted = async (query: string) => new Map((await db.all<{ digits: number; n: number }>(query)).map(({ digits, n }) => [digits, n]));
  const first = digitTest(countsBy(firstTwo, (digits) => Math.floor(digits / 10)), FIRST);
  const second = digitTest(countsBy(firstTwo, (digits) => digits % 10), SECOND);
  const order = digitTest(await counted(QUERIES.secondOrder), FIRST_TWO);
  return {
    firstDigit: { ...first, conformity: conformityOf(first.mad, "first") },
    secondDigit: { ...second, conformity: conformityOf(second.mad, "second") },
    secondOrder: { ...order, conformity: conformityOf(order.mad, "firstTwo") },
    lastTwoDigits: digitTest(await counted(QUERIES.lastTwo), LAST_TWO),
    summation: await db.all<DigitSum>(QUERIES.summation),
    roundSuppliers: await db.all<RoundSupplier>(QUERIES.round),
    growth: await db.all<GrownSupplier>(QUERIES.growth),
    busyDays: await db.all<BusyDay>(QUERIES.busy),
    underLimits: await db.all<UnderLimit>(QUERIES.under),
    weekendUsers: await db.all<WeekendUser>(QUERIES.weekend),
  };
}
