/**
 * Further lenses on the ledger as a population (STA-01, 02, 04, 05, 06, 08, 09, 10; FRD-11, 12, 15): where a person may want to look. No finding is made
 * from any of them, for each is true of many honest ledgers: price lists, rents, people who work on Saturdays.
 *
 * Amounts are positive documents of ten (major units) or more, in minor units. Lists are the first fifteen. Which column a lens lacks is told; it is empty then.
 */
import { readFileSync } from "node:fs";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { conformityOf, countsBy, digitTest, FIRST, FIRST_TWO, LAST_TWO, SECOND, type Conformity, type DigitTest } from "./digits.ts";

export type JudgedDigits = DigitTest & { readonly conformity: Conformity };
export type DigitSum = { readonly digits: number; readonly currency: string; readonly sumMinor: number; /** One in ninety under Benford's law. */ readonly share: number };
export type RoundSupplier = { readonly supplierId: string; readonly documents: number; readonly hundreds: number; readonly thousands: number; readonly repeated: number; readonly z: number };
/** `documents`: as many of the supplier's were looked at; the two ids are documents of the two amounts. */
export type LargeDocument = {
  readonly supplierId: string; readonly currency: string; readonly documents: number; readonly largestMinor: number; readonly secondMinor: number; readonly times: number;
  readonly largestId: string; readonly secondId: string;
};
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
  readonly relativeSize: readonly LargeDocument[];
  readonly roundSuppliers: readonly RoundSupplier[];
  readonly growth: readonly GrownSupplier[];
  readonly busyDays: readonly BusyDay[];
  readonly underLimits: readonly UnderLimit[];
  readonly weekendUsers: readonly WeekendUser[];
};

export type LensName = keyof Lenses;
/** Each with its test of the catalogue and the fields without which it is empty; a list of fields: any of them will do. */
export const LENSES = {
  firstDigit: { id: "STA-01", needs: ["amount_gross"] },
  secondDigit: { id: "STA-02", needs: ["amount_gross"] },
  lastTwoDigits: { id: "STA-04", needs: ["amount_gross"] },
  summation: { id: "STA-05", needs: ["amount_gross"] },
  relativeSize: { id: "STA-06", needs: ["amount_gross", "supplier_id"] },
  secondOrder: { id: "STA-08", needs: ["amount_gross"] },
  roundSuppliers: { id: "STA-09", needs: ["amount_gross", "supplier_id"] },
  growth: { id: "STA-10", needs: ["amount_gross", "supplier_id", ["posting_date", "invoice_date"]] },
  busyDays: { id: "STA-10", needs: ["amount_gross", ["posting_date", "invoice_date"]] },
  underLimits: { id: "FRD-11", needs: ["amount_gross"] },
  weekendUsers: { id: "FRD-15", needs: ["entered_by", "posting_date"] },
} as const satisfies Record<LensName, { readonly id: string; readonly needs: readonly (string | readonly string[])[] }>;
export const LENS_NAMES = Object.keys(LENSES) as LensName[];

export const LENS_IDS = ["STA-01", "STA-02", "STA-04", "STA-05", "STA-06", "STA-08", "STA-09", "STA-10"] as const;

/** What the lens lacks in this ledger, as `invoice.posting_date`; of several that would do, all are named. Empty when it can be computed. */
export const missingForLens = (name: LensName, present: ReadonlySet<string>): string[] =>
  (LENSES[name].needs as readonly (string | readonly string[])[]).flatMap((need) => {
    const fields = [need].flat().map((field) => `invoice.${field}`);
    return fields.some((field) => present.has(field)) ? [] : [fields.join(" or ")];
  });

export type Lacking = Readonly<Partial<Record<LensName, readonly string[]>>>;
export const lackingLenses = (present: ReadonlySet<string>): Lacking =>
  Object.fromEntries(LENS_NAMES.map((name) => [name, missingForLens(name, present)] as const).filter(([, missing]) => missing.length > 0));

const sql = (name: string): string => readFileSync(new URL(`./lenses/${name}.sql`, import.meta.url), "utf8");
const QUERIES = {
  lastTwo: sql("last-two"), secondOrder: sql("second-order"), summation: sql("summation"), size: sql("relative-size"), round: sql("round-suppliers"), growth: sql("growth"),
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
    relativeSize: await db.all<LargeDocument>(QUERIES.size),
    roundSuppliers: await db.all<RoundSupplier>(QUERIES.round),
    growth: await db.all<GrownSupplier>(QUERIES.growth),
    busyDays: await db.all<BusyDay>(QUERIES.busy),
    underLimits: await db.all<UnderLimit>(QUERIES.under),
    weekendUsers: await db.all<WeekendUser>(QUERIES.weekend),
  };
}
