/**
 * Further lenses of a run's population as the product answers with them, and the documents behind their rows, in pages beside those of digits and amounts.
 *
 * Documents are looked up for what the engine names and for nothing else: of last two digits those that stand out, of the lists each row.
 */
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import type { Population } from "../../engine/run/run.ts";
import { LENSES_WITH_ROWS, type LensesAnswer, type LensWithRows, type PopulationRows } from "./population.schema.ts";

type Engine = Population["lenses"];

/** From 10,000 on, a thousand for each lens; 0 to 99 are its digits or its rows. */
export const lensPage = (lens: LensWithRows, row: number): number => 10_000 + LENSES_WITH_ROWS.indexOf(lens) * 1_000 + row;
/** Two-sided 1 %: which last two digits have their documents kept, the furthest first. */
const TELLING_Z = 2.57;
const DIGITS_KEPT = 15;

const standingOut = ({ rows }: Engine["lastTwoDigits"]): number[] =>
  rows.filter(({ count, expected, z }) => count > expected && z > TELLING_Z).toSorted((a, b) => b.count - b.expected - (a.count - a.expected) || a.digits - b.digits).slice(0, DIGITS_KEPT).map(({ digits }) => digits);

export async function answerLenses(db: DuckDb, { lenses, lacking }: Population): Promise<LensesAnswer> {
  const names = await supplierNames(db, [...lenses.relativeSize, ...lenses.roundSuppliers, ...lenses.growth].map(({ supplierId }) => supplierId));
  const supplier = (id: string) => ({ id, name: names.get(id) ?? null });
  return {
    lacking: Object.fromEntries(Object.entries(lacking).map(([name, fields]) => [name, [...fields]])),
    firstDigit: digits(lenses.firstDigit, lenses.firstDigit.conformity), secondDigit: digits(lenses.secondDigit, lenses.secondDigit.conformity),
    lastTwoDigits: { ...digits(lenses.lastTwoDigits, null), withRows: standingOut(lenses.lastTwoDigits) }, secondOrder: digits(lenses.secondOrder, lenses.secondOrder.conformity),
    summation: lenses.summation.map(({ digits: begin, currency, sumMinor, share }) => ({ digits: begin, sum: { minor: sumMinor, currency }, share })),
    relativeSize: lenses.relativeSize.map(({ supplierId, currency, documents, largestMinor, secondMinor, times, largestId, secondId }) =>
      ({ supplier: supplier(supplierId), documents, largest: { minor: largestMinor, currency }, second: { minor: secondMinor, currency }, times, largestId, secondId })),
    roundSuppliers: lenses.roundSuppliers.map(({ supplierId, ...counts }) => ({ supplier: supplier(supplierId), ...counts })),
    growth: lenses.growth.map(({ supplierId, currency, beforeMinor, lastMinor }) => ({ supplier: supplier(supplierId), before: { minor: beforeMinor, currency }, last: { minor: lastMinor, currency } })),
    busyDays: lenses.busyDays.map(({ day, currency, documents, totalMinor, timesUsual }) => ({ day, documents, total: { minor: totalMinor, currency }, timesUsual })),
    underLimits: lenses.underLimits.map(({ limitMinor, currency, under, beside, z }) => ({ limit: { minor: limitMinor, currency }, under, beside, z })),
    weekendUsers: lenses.weekendUsers.map((one) => ({ ...one })),
  };
}

const digits = ({ amounts, mad, chiSquared, rows }: Engine["lastTwoDigits"], conformity: LensesAnswer["firstDigit"]["conformity"]): LensesAnswer["firstDigit"] =>
  ({ count: amounts, withRows: [], mad, chiSquared, conformity, digits: rows.map(({ digits: pair, count, expected, z }) => ({ digits: pair, count, expected, difference: count - expected, z })) });

async function supplierNames(db: DuckDb, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map();
  const list = [...new Set(ids)].map((id) => `(${quoted(id)})`).join(", ");
  const rows = await db.all<{ id: string; name: string | null }>(`SELECT supplier_id AS id, min(name) AS name FROM supplier JOIN (VALUES ${list}) AS wanted (id) ON supplier_id = id GROUP BY supplier_id`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Values are the ledger's own and typed; texts among them are quoted all the same. */
const quoted = (value: string | number): string => (typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`);

const DAY = "coalesce(posting_date, invoice_date)";
const LAST_YEAR = `${DAY} > (SELECT max(${DAY}) FROM invoice) - 365`;
/** Which documents belong to a row of `wanted (page, a, b)`: the same conditions as those under which the engine's queries counted them (src/engine/run/lenses). */
const BEHIND: Readonly<Record<LensWithRows, string>> = {
  lastTwoDigits: "amount_gross >= 1000 AND amount_gross % 100 = a AND b IS NOT NULL",
  summation: "amount_gross >= 1000 AND left(amount_gross::VARCHAR, 2)::INTEGER = a AND currency = b",
  relativeSize: "doc_type = 'invoice' AND amount_gross >= 100 AND supplier_id = a AND currency = b",
  roundSuppliers: "doc_type = 'invoice' AND amount_gross >= 1000 AND coalesce(amount_net, amount_gross) % 10000 = 0 AND supplier_id = a AND b IS NOT NULL",
  growth: `${LAST_YEAR} AND supplier_id = a AND currency = b`,
  busyDays: `amount_gross > 0 AND ${DAY} = a::DATE AND currency = b`,
  underLimits: "doc_type = 'invoice' AND amount_gross >= 0.9 * a AND amount_gross < a AND currency = b",
  weekendUsers: "isodow(posting_date) >= 6 AND entered_by = a AND b IS NOT NULL",
};

/** The keys of each row, in the order of `BEHIND`'s a and b. */
function keysOf(answer: LensesAnswer): Readonly<Record<LensWithRows, readonly (readonly [row: number, a: string | number, b: string])[]>> {
  return {
    lastTwoDigits: answer.lastTwoDigits.withRows.map((pair) => [pair, pair, ""]),
    summation: answer.summation.map((one, row) => [row, one.digits, one.sum.currency]),
    relativeSize: answer.relativeSize.map((one, row) => [row, one.supplier.id, one.largest.currency]),
    roundSuppliers: answer.roundSuppliers.map((one, row) => [row, one.supplier.id, ""]),
    growth: answer.growth.map((one, row) => [row, one.supplier.id, one.last.currency]),
    busyDays: answer.busyDays.map((one, row) => [row, one.day, one.total.currency]),
    underLimits: answer.underLimits.map((one, row) => [row, one.limit.minor, one.limit.currency]),
    weekendUsers: answer.weekendUsers.map((one, row) => [row, one.user, ""]),
  };
}

export type LensRows = { readonly rows: PopulationRows["rows"]; readonly total: number };
type Found = { page: number; total: number; doc_id: string; supplier_id: string; name: string | null; invoice_no: string | null; invoice_date: string | null; minor: number; currency: string };

/** By page; the largest first, then in posting order. @param most rows kept of each */
export async function lensRows(db: DuckDb, answer: LensesAnswer, most: number): Promise<ReadonlyMap<number, LensRows>> {
  const pages = new Map<number, { rows: PopulationRows["rows"]; total: number }>();
  const keys = keysOf(answer);
  for (const lens of LENSES_WITH_ROWS) {
    if (keys[lens].length === 0) continue;
    const wanted = keys[lens].map(([row, a, b]) => `(${lensPage(lens, row)}, ${quoted(a)}, ${quoted(b)})`).join(", ");
    const found = await db.all<Found>(
      `WITH behind AS (SELECT page, row_no, doc_id, supplier_id, invoice_no, invoice_date::VARCHAR AS invoice_date, coalesce(amount_gross, 0) AS minor, currency FROM invoice JOIN (VALUES ${wanted}) AS wanted (page, a, b) ON ${BEHIND[lens]}),
       chosen AS (FROM behind QUALIFY row_number() OVER (PARTITION BY page ORDER BY minor DESC, row_no) <= ${most})
       SELECT chosen.* EXCLUDE (row_no), name, total::INTEGER AS total FROM chosen JOIN (SELECT page, count(*) AS total FROM behind GROUP BY page) USING (page)
       LEFT JOIN (SELECT supplier_id, min(name) AS name FROM supplier GROUP BY supplier_id) USING (supplier_id) ORDER BY page, minor DESC, row_no`);
    for (const { page, total, doc_id, supplier_id, name, invoice_no, invoice_date, minor, currency } of found) {
      const own = pages.get(page) ?? { rows: [], total };
      own.rows.push({ docId: doc_id, supplierId: supplier_id, supplierName: name, invoiceNo: invoice_no, invoiceDate: invoice_date, amount: { minor, currency } });
      pages.set(page, own);
    }
  }
  return pages;
}
