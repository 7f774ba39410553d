/** Stores what a run found of the population, and the documents behind each figure, sealed page by page. */
import type { RunId } from "../../base/ids.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import type { Population } from "../../engine/run/run.ts";
import type { SealedRow } from "../../platform/vault/vault.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { answerLenses, lensRows } from "./seal-lenses.ts";
import { SETS, type PopulationAnswer, type PopulationRows } from "./population.schema.ts";

export const ROWS_KEPT = 200;
/** Engine's sets in the order of SETS, with the least amount in minor units that belongs to each. */
const LEAST_MINOR = [1, 1000] as const;

type SetAnswer = PopulationAnswer["sets"][number];
/** Runs of before the lenses were kept have none. */
export type SealedPopulation = Omit<PopulationAnswer, "runId" | "lenses"> & { lenses?: NonNullable<PopulationAnswer["lenses"]> };

export const populationPlace = (runId: RunId) => ({ kind: "run.population", object: runId });
export const pagePlace = (runId: RunId, page: number) => ({ kind: "population_page.rows", object: runId, position: page });

/** Pages 10 to 99 of a set are its digits; from 100 on its repeated amounts in their order. Sets are a thousand apart. */
export const digitsPage = (set: number, digits: number): number => set * 1000 + digits;
export const repeatedPage = (set: number, at: number): number => set * 1000 + 100 + at;

/** Stores the pages; the figures themselves are returned sealed, for the transaction that ends the run. */
export async function sealPopulation(site: BorrowedSite, runId: RunId, db: DuckDb, found: Population): Promise<SealedRow> {
  const sets = [found.positive, found.tenOrMore].map((stratum, set): SetAnswer => ({
    name: SETS[set] ?? SETS[0], count: stratum.amounts, mad: stratum.mad, chiSquared: stratum.chiSquared, conformity: stratum.conformity,
    firstTwoDigits: stratum.rows.map(({ digits, count, expected, z }) => ({ digits, count, expected, difference: count - expected, z })),
    repeatedAmounts: stratum.repeated.map(({ amountMinor, currency, count, suppliers }) => ({ amount: { minor: amountMinor, currency }, count, suppliers })),
  }));
  for (const [set, answer] of sets.entries()) {
    await storePages(site, runId, await digitPages(db, set));
    await storePages(site, runId, await repeatedPages(db, set, answer));
  }
  const lenses = await answerLenses(db, found);
  await storePages(site, runId, await lensRows(db, lenses, ROWS_KEPT));
  return site.keys.sealJson(populationPlace(runId), { rows: found.positive.amounts, sets, lenses } satisfies SealedPopulation);
}

type Row = PopulationRows["rows"][number];
type Pages = ReadonlyMap<number, Row[]>;
type FoundRow = { page: number; doc_id: string; supplier_id: string; name: string | null; invoice_no: string | null; invoice_date: string | null; minor: number; currency: string };

const COLUMNS = "doc_id, supplier_id, invoice_no, invoice_date::VARCHAR AS invoice_date, amount_gross AS minor, currency";

async function digitPages(db: DuckDb, set: number): Promise<Pages> {
  const digits = "left(rpad(amount_gross::VARCHAR, 2, '0'), 2)::INTEGER";
  return pagesOf(await db.all<FoundRow>(
    `SELECT ${digitsPage(set, 0)} + digits AS page, chosen.* EXCLUDE (digits, row_no), name FROM (
       SELECT ${digits} AS digits, row_no, ${COLUMNS} FROM invoice WHERE amount_gross >= ${LEAST_MINOR[set]}
       QUALIFY row_number() OVER (PARTITION BY digits ORDER BY row_no) <= ${ROWS_KEPT}) chosen
     LEFT JOIN (SELECT supplier_id, name FROM supplier) USING (supplier_id) ORDER BY page, row_no`));
}

async function repeatedPages(db: DuckDb, set: number, { repeatedAmounts }: SetAnswer): Promise<Pages> {
  if (repeatedAmounts.length === 0) return new Map();
  // Currencies and amounts come from the ledger itself as typed values; the currency is quoted all the same.
  const list = repeatedAmounts.map(({ amount }, at) => `(${repeatedPage(set, at)}, ${amount.minor}, '${amount.currency.replaceAll("'", "''")}')`).join(", ");
  return pagesOf(await db.all<FoundRow>(
    `SELECT chosen.* EXCLUDE (row_no), name FROM (
       SELECT page, row_no, ${COLUMNS} FROM invoice JOIN (VALUES ${list}) AS wanted (page, wanted_minor, wanted_currency)
         ON amount_gross = wanted_minor AND currency = wanted_currency
       QUALIFY row_number() OVER (PARTITION BY page ORDER BY row_no) <= ${ROWS_KEPT}) chosen
     LEFT JOIN (SELECT supplier_id, name FROM supplier) USING (supplier_id) ORDER BY page, row_no`));
}

function pagesOf(rows: readonly FoundRow[]): Pages {
  const pages = new Map<number, Row[]>();
  for (const { page, doc_id, supplier_id, name, invoice_no, invoice_date, minor, currency } of rows) {
    const list = pages.get(page) ?? [];
    list.push({ docId: doc_id, supplierId: supplier_id, supplierName: name, invoiceNo: invoice_no, invoiceDate: invoice_date, amount: { minor, currency } });
    pages.set(page, list);
  }
  return pages;
}

async function storePages(site: BorrowedSite, runId: RunId, pages: ReadonlyMap<number, unknown>): Promise<void> {
  if (pages.size === 0) return;
  const rows = await Promise.all([...pages].map(async ([page, list]) => ({
    site_id: site.siteId, run_id: runId, page, sealed_rows: await site.keys.sealJson(pagePlace(runId, page), list),
  })));
  await site.transact((tx) => tx.insertInto("population_page").values(rows).execute());
}

/** Of a run that begins anew. */
export async function forgetPopulation(tx: RegionTransaction, runId: RunId): Promise<void> {
  await tx.deleteFrom("population_page").where("site_id", "=", tx.siteId).where("run_id", "=", runId).execute();
}
