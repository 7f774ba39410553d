/** Runs the static SQL of linkage in order and reads its results into plain rows. */
import { readFileSync } from "node:fs";
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { Doc, LedgerUsual, Usual } from "./document.ts";
import { buildFamilies } from "./families.ts";

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

const sql = (name: string): string => readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), "utf8");

export async function readLinked(db: DuckDb, onStage: (stage: string) => void): Promise<Linked> {
  onStage("families");
  await buildFamilies(db);
  onStage("documents");
  await db.exec(sql("documents"));
  onStage("candidates");
  await db.exec(sql("candidates"));
  onStage("splits");
  await db.exec(sql("splits"));
  onStage("evidence");
  await db.exec(sql("statements"));
  await db.exec(sql("credits"));
  await db.exec(sql("payments"));
  onStage("reading");
  const docs = await db.all<Doc>(`
    SELECT d, s, f, sundry, i.entity AS ent, cur, amt, net, tax, iday, pday, delay, no, fold, i.po_no AS po, i.description AS txt, i.entered_by AS who,
           n_s, n_shape, n_amt, n_txt, n_po, k0, k7, k40, off, run_off, known, n_no_families, n_amt_all
    FROM doc JOIN invoice i ON i.row_no = doc.d WHERE d IN (SELECT a FROM candidate UNION SELECT b FROM candidate UNION SELECT d FROM overpaid UNION SELECT d FROM credit_match
                         UNION SELECT whole FROM split UNION SELECT p1 FROM split UNION SELECT p2 FROM split)`);
  const usual = await db.all<Usual>(`
    SELECT s, n, pairs, same_ent, both_po, same_po, with_po, sum_po, both_txt, same_txt, fit_n, fit_ok, odd_shape, reused, split_coded,
           sum_k0, sum_k7, sum_k40, sum_d0, near_of, near_dropped, near_digit, near_swapped FROM usual`);
  return {
    pairs: await db.all<Pair>("SELECT a, b FROM candidate ORDER BY a, b"),
    docs: new Map(docs.map((doc) => [doc.d, doc])),
    usual: new Map(usual.map((one) => [one.s, one])),
    ledger: await readLedgerUsual(db),
    stated: new Map((await db.all<Stated>("SELECT d, lines_no, lines_amt, lines_exact, stated_amt FROM stated")).map((one) => [one.d, one])),
    credits: await db.all<CreditMatch>("SELECT c, d, reference, nearness, n_amt, rank FROM credit_match ORDER BY c, rank"),
    overpaid: await db.all<Overpaid>("SELECT d, amt, paid, payments, methods FROM overpaid ORDER BY d"),
    splits: await db.all<Split>("SELECT whole, p1, p2 FROM split ORDER BY whole, p1, p2"),
    capped: await db.all("SELECT block, docs FROM capped ORDER BY block"),
  };
}

async function readLedgerUsual(db: DuckDb): Promise<LedgerUsual> {
  const one = await db.one<{ [name: string]: number | null }>(`
    WITH bound AS (SELECT quantile_disc(delay, 0.005) AS b0, quantile_disc(delay, 0.9) AS b1, quantile_disc(delay, 0.97) AS b2,
                          quantile_disc(delay, 0.99) AS b3 FROM doc)
    SELECT count(*) AS docs, quantile_disc(iday, 0.001) AS first_day, quantile_disc(iday, 0.999) AS last_day,
           any_value(b0) AS b0, any_value(b1) AS b1, any_value(b2) AS b2, any_value(b3) AS b3,
           avg((delay < b0)::INTEGER) AS early, avg((delay BETWEEN b0 AND b1)::INTEGER) AS usual,
           avg((delay > b1 AND delay <= b2)::INTEGER) AS slow, avg((delay > b2 AND delay <= b3)::INTEGER) AS late,
           avg((delay > b3)::INTEGER) AS very_late
    FROM doc, bound`);
  // summed as whole billionths: a sum of fractions depends on the order in which threads add them
  await db.exec("CREATE OR REPLACE TEMP MACRO mean_of(value) AS sum((value * 1e9)::HUGEINT)::DOUBLE / 1e9 / greatest(1, count(*))");
  const rates = await db.one<{ [name: string]: number | null }>(`
    SELECT sum(near_dropped) / greatest(1, sum(near_of)) AS near_dropped, sum(near_digit) / greatest(1, sum(near_of)) AS near_digit,
           sum(near_swapped) / greatest(1, sum(near_of)) AS near_swapped, sum(odd_shape) / greatest(1, sum(n)) AS odd_shape, sum(same_po) / greatest(1, sum(both_po)) AS same_po, sum(sum_po) / greatest(1, sum(with_po)) AS again_po,
           sum(same_ent) / greatest(1, sum(pairs)) AS same_ent, sum(reused) / greatest(1, sum(n)) AS reused,
           sum(split_coded) / greatest(1, sum(n)) AS split_coded,
           -- every supplier counts the same: what is usual for a supplier of which little is known
           mean_of(sum_k0 / n) AS k0, mean_of(sum_k7 / n) AS k7, mean_of(sum_k40 / n) AS k40, mean_of(sum_d0 / n) AS d0
    FROM usual`);
  const statement = await db.one<{ covered: number; listed: number }>("SELECT covered, listed FROM stated_usual");
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
