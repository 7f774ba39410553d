/** Reads what was compared into plain rows: from here on nothing tells which run or worker compared it. */
import type { DuckDb } from "../duckdb/duckdb.ts";
import { compareFamilies } from "./compare.ts";
import type { Doc, LedgerUsual, Usual } from "./document.ts";
import { sql } from "./sql.ts";
import { survey } from "./survey.ts";

export type Pair = { readonly a: number; readonly b: number };
/** Lines of statements: with the number; with date and amount; with all three; and what a line with number and date says. */
export type Stated = {
  readonly d: number; readonly lines_no: number; readonly lines_amt: number; readonly lines_exact: number; readonly stated_amt: number | null;
};
export type CreditMatch = {
  readonly c: number; readonly d: number; readonly reference: number; readonly nearness: number; readonly n_amt: number;
  readonly rank: number;
};
export type Overpaid = { readonly d: number; readonly amt: number; readonly paid: number; readonly payments: number; readonly methods: number };
export type Split = { readonly whole: number; readonly p1: number; readonly p2: number };

export type Linked = {
  readonly pairs: readonly Pair[];
  readonly docs: ReadonlyMap<number, Doc>;
  readonly usual: ReadonlyMap<number, Usual>;
  readonly ledger: LedgerUsual;
  readonly stated: ReadonlyMap<number, Stated>;
  readonly credits: readonly CreditMatch[];
  readonly overpaid: readonly Overpaid[];
  readonly splits: readonly Split[];
  readonly capped: readonly { readonly block: number; readonly docs: number }[];
};

/** Surveys and compares everything in this database, and reads it. */
export async function readLinked(db: DuckDb, onStage: (stage: string) => void): Promise<Linked> {
  await survey(db, onStage);
  await compareFamilies(db, onStage);
  return readCompared(db, onStage);
}

/** In: the whole ledger, a survey of it, and the tables of all its units. */
export async function readCompared(db: DuckDb, onStage: (stage: string) => void): Promise<Linked> {
  onStage("reading");
  await db.exec(sql("fold"));
  await db.exec(sql("payments"));
  const docs = await db.all<Doc>(DOCS);
  const usual = await db.all<Usual>(`
    SELECT s, n, pairs, same_ent, both_po, same_po, with_po, sum_po, both_txt, same_txt, fit_n, fit_ok, odd_shape, reused, split_coded,
           sum_k0, sum_k7, sum_k40, sum_d0, near_of, near_dropped, near_digit, near_swapped FROM unit_usual JOIN supplier_key USING (supplier_id)`);
  return {
    pairs: await db.all<Pair>("SELECT a, b FROM unit_pair UNION SELECT a, b FROM stranger_pair ORDER BY a, b"),
    docs: new Map(docs.map((doc) => [doc.d, doc])),
    usual: new Map(usual.map((one) => [one.s, one])),
    ledger: await readLedgerUsual(db),
    stated: new Map((await db.all<Stated>("SELECT d, lines_no, lines_amt, lines_exact, stated_amt FROM unit_stated")).map((one) => [one.d, one])),
    credits: await db.all<CreditMatch>("SELECT c, d, reference, nearness, n_amt, rank FROM unit_credit ORDER BY c, rank"),
    overpaid: await db.all<Overpaid>("SELECT d, amt, paid, payments, methods FROM overpaid ORDER BY d"),
    splits: await db.all<Split>("SELECT whole, p1, p2 FROM unit_split ORDER BY whole, p1, p2"),
    capped: await db.all("SELECT block, sum(docs)::BIGINT AS docs FROM (SELECT block, docs FROM unit_capped UNION ALL SELECT 5, docs FROM stranger_capped) GROUP BY block ORDER BY block"),
  };
}

/** A document that is only overpaid was compared with none: nothing is known of it beside others, and nothing asked. */
const DOCS = `
SELECT i.row_no AS d, s, f, sundry, i.entity AS ent, i.currency AS cur, i.amount_gross AS amt, i.amount_net AS net, coalesce(i.amount_tax, 0) AS tax,
       (i.invoice_date - DATE '1970-01-01')::INTEGER AS iday, (i.posting_date - DATE '1970-01-01')::INTEGER AS pday, (i.posting_date - i.invoice_date)::INTEGER AS delay,
       i.invoice_no AS no, fold_of(i.invoice_no) AS fold, i.po_no AS po, i.description AS txt, i.entered_by AS who,
       coalesce(n_s, 1) AS n_s, coalesce(n_shape, 1) AS n_shape, coalesce(n_amt, 1) AS n_amt, coalesce(n_no, 1) AS n_no, coalesce(n_txt, 1) AS n_txt, coalesce(n_po, 1) AS n_po, coalesce(k0, 0) AS k0, coalesce(k7, 0) AS k7, coalesce(k40, 0) AS k40,
       off, run_off, coalesce(known, false) AS known, coalesce(n_no_families, 1) AS n_no_families, coalesce(n_amt_all, 1) AS n_amt_all
FROM (SELECT d FROM unit_doc UNION SELECT d FROM overpaid) named JOIN invoice i ON i.row_no = named.d JOIN supplier_key USING (supplier_id)
LEFT JOIN unit_doc USING (d) LEFT JOIN stranger USING (d)
WHERE i.amount_gross > 0 AND i.doc_type = 'invoice'`;

async function readLedgerUsual(db: DuckDb): Promise<LedgerUsual> {
  const one = await db.one<{ [name: string]: number | null }>(
    "SELECT docs, first_day, last_day, b0, b1, b2, b3, early, usual, slow, late, very_late FROM ledger_usual");
  // summed as whole billionths: a sum of fractions depends on the order in which threads add them
  await db.exec("CREATE OR REPLACE TEMP MACRO mean_of(value) AS sum((value * 1e9)::HUGEINT)::DOUBLE / 1e9 / greatest(1, count(*))");
  const rates = await db.one<{ [name: string]: number | null }>(`
    SELECT sum(near_dropped) / greatest(1, sum(near_of)) AS near_dropped, sum(near_digit) / greatest(1, sum(near_of)) AS near_digit,
           sum(near_swapped) / greatest(1, sum(near_of)) AS near_swapped, sum(odd_shape) / greatest(1, sum(n)) AS odd_shape, sum(same_po) / greatest(1, sum(both_po)) AS same_po, sum(sum_po) / greatest(1, sum(with_po)) AS again_po,
           sum(same_ent) / greatest(1, sum(pairs)) AS same_ent, sum(reused) / greatest(1, sum(n)) AS reused,
           sum(split_coded) / greatest(1, sum(n)) AS split_coded,
           -- every supplier counts the same: what is usual for a supplier of which little is known
           mean_of(sum_k0 / n) AS k0, mean_of(sum_k7 / n) AS k7, mean_of(sum_k40 / n) AS k40, mean_of(sum_d0 / n) AS d0
    FROM unit_usual`);
  const statement = await db.one<{ covered: number; listed: number }>(
    "SELECT coalesce(sum(covered), 0)::BIGINT AS covered, coalesce(sum(listed), 0)::BIGINT AS listed FROM unit");
  const number = (name: string) => one[name] ?? 0;
  return {
    docs: number("docs"), firstDay: number("first_day"), lastDay: number("last_day"),
    k0: rates["k0"] ?? 0, k7: rates["k7"] ?? 0, k40: rates["k40"] ?? 0, d0: rates["d0"] ?? 0,
    reused: rates["reused"] ?? 0, split_coded: rates["split_coded"] ?? 0,
    unlisted: (statement.covered - statement.listed + 1) / (statement.covered + 20),
    near_dropped: rates["near_dropped"] ?? 0, near_digit: rates["near_digit"] ?? 0, near_swapped: rates["near_swapped"] ?? 0,
    odd_shape: rates["odd_shape"] ?? 0, same_po: rates["same_po"] ?? 0, again_po: rates["again_po"] ?? 0, same_ent: rates["same_ent"] ?? 1,
    delayBounds: [number("b0"), number("b1"), number("b2"), number("b3")],
    delayShare: { early: number("early"), usual: number("usual"), slow: number("slow"), late: number("late"), "very-late": number("very_late") },
  };
}
