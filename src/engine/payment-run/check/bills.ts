/**
 * Bills that a line may be paying: asked of the history once for all lines, by number, by the ledger's own document number, and by amount.
 *
 * Near-linear: lines become hashed keys, joined to those of the bills; no line is compared with all bills of a supplier.
 */
import type { DuckDb } from "../../duckdb/duckdb.ts";
import type { CreditMatch } from "../../linkage/linkage.ts";
import type { History } from "./history.ts";
import type { PaymentLine } from "../line.ts";
import type { Payee } from "./payee.ts";

export type Bill = {
  readonly d: number; readonly s: number; readonly doc_id: string; readonly no: string | null; readonly cur: string;
  /** Minor units; negative for credit notes. */
  readonly amt: number;
  readonly iday: number | null; readonly pday: number | null;
  /** What was paid of it, minor units; null: nothing. */
  readonly paid: number | null; readonly paid_day: number | null;
};
export type Usual = { readonly s: number; readonly cur: string; readonly n: number; readonly highest: readonly number[]; readonly middle: number; readonly first_day: number | null; readonly last_day: number | null };

export type Bills = {
  /** By line, then by the number it was found by. */
  readonly byNumber: ReadonlyMap<number, ReadonlyMap<string, readonly Bill[]>>;
  /** Of the same family, currency and amount, newest first; and how many there are in all. */
  readonly byAmount: ReadonlyMap<number, { readonly bills: readonly Bill[]; readonly all: number }>;
  readonly usual: ReadonlyMap<string, Usual>;
  readonly lastPaid: ReadonlyMap<number, { readonly day: number | null; readonly n: number }>;
  readonly credits: readonly CreditMatch[];
  /** Bills of findings that touch those above, by document id. */
  readonly byDocument: ReadonlyMap<string, Bill>;
};

const BILL = "b.d, b.s, b.doc_id, b.no, b.cur, b.amt, b.iday, b.pday, b.paid, b.paid_day";
const MOST_TOKENS = 60;
/** Bills of one number that are looked at: an account number used as invoice number has thousands. */
const MOST_SAME = 40;
const MOST_EQUAL = 20;

/** Numbers that a line gives, as given, then those that may stand in its text. */
export function numbersOf({ references, text, mark }: Pick<PaymentLine, "references" | "text" | "mark">): { readonly given: readonly string[]; readonly inText: readonly string[] } {
  const given = references.flatMap((one) => [one, ...one.split(/[;,|\s]+/)]).filter(hasDigit);
  const words = (text ?? "").split(/[;,|:\s]+/).filter((word) => word !== "");
  const pairs = words.map((word, at) => `${word}${words[at + 1] ?? ""}`).filter((_, at) => at < words.length - 1);
  const inText = [...words, ...pairs, ...(text !== null && text.length <= 40 ? [text] : []), ...(mark === undefined ? [] : [mark])].filter((word) => hasDigit(word) && word.replace(/[^A-Za-z0-9]/g, "").length >= 3);
  return { given: [...new Set(given)].slice(0, MOST_TOKENS), inText: [...new Set(inText)].slice(0, MOST_TOKENS) };
}
const hasDigit = (text: string): boolean => /\d/.test(text);

export async function askBills(history: History, payees: readonly Payee[]): Promise<Bills> {
  const { db } = history;
  await fill(db, payees);
  await find(db);
  const byNumber = new Map<number, Map<string, Bill[]>>();
  for (const row of await db.all<Bill & { line: number; token: string }>(`SELECT line, token, ${BILL} FROM gate_named JOIN gate_bill b USING (d) ORDER BY line, token, d`)) {
    const of = byNumber.get(row.line) ?? new Map<string, Bill[]>();
    byNumber.set(row.line, of);
    const same = of.get(row.token);
    if (same === undefined) of.set(row.token, [row]);
    else same.push(row);
  }
  const byAmount = await equalBills(db, payees, byNumber);
  const found = [...byNumber.values()].flatMap((of) => [...of.values()].flat()).concat([...byAmount.values()].flatMap(({ bills }) => bills));
  return { byNumber, byAmount, ...(await habits(db)), credits: await creditsOf(db), byDocument: await partners(history, found) };
}

/** Which bills have a line's numbers, and which its amount. Narrow columns only: bills of an equal amount are many, and their words are seldom needed. */
async function find(db: DuckDb): Promise<void> {
  await db.exec(`CREATE OR REPLACE TEMP TABLE gate_named AS SELECT DISTINCT line, token, d FROM (
      SELECT a.line, a.token, b.d FROM gate_ask a JOIN gate_bill b ON b.h_no = a.h_no UNION ALL SELECT a.line, a.token, b.d FROM gate_ask a JOIN gate_bill b ON b.h_doc = a.h_doc)
    QUALIFY row_number() OVER (PARTITION BY line, token ORDER BY d DESC) <= ${MOST_SAME}`);
  await db.exec(`CREATE OR REPLACE TEMP TABLE gate_equal AS SELECT line, every, unnest(newest) AS d
    FROM (SELECT l.line, count(*) AS every, max(b.d, ${MOST_EQUAL}) AS newest FROM gate_line l JOIN gate_bill b ON b.h_amt = l.h_amt GROUP BY l.line)`);
}

/** Bills of a line's amount, for lines whose numbers lead to none of that amount: whoever is led to one is not asked what else it could be. */
async function equalBills(db: DuckDb, payees: readonly Payee[], byNumber: Bills["byNumber"]): Promise<Bills["byAmount"]> {
  const wanted = payees.filter(({ line: { line, amount } }) => {
    const named = [...(byNumber.get(line)?.values() ?? [])].flat();
    return amount !== null && !named.some(({ amt, cur }) => amt === amount.minor && cur === amount.currency);
  });
  const byAmount = new Map<number, { bills: Bill[]; all: number }>();
  const rows = await db.all<Bill & { line: number; every: number }>(`SELECT e.line, e.every, ${BILL} FROM gate_equal e JOIN gate_bill b USING (d)
    WHERE e.line IN (SELECT unnest(from_json($1, '["INTEGER"]'))) ORDER BY e.line, b.d DESC`, [JSON.stringify(wanted.map(({ line }) => line.line))]);
  for (const row of rows) {
    const of = byAmount.get(row.line) ?? { bills: [], all: row.every };
    byAmount.set(row.line, of);
    of.bills.push(row);
  }
  return byAmount;
}

/** The lines' keys, hashed by the database as the bills' are. */
async function fill(db: DuckDb, payees: readonly Payee[]): Promise<void> {
  const numbers = payees.flatMap(({ line, candidates }) => {
    const { given, inText } = numbersOf(line);
    const families = [...new Set(candidates.map(({ f }) => f))];
    return families.flatMap((f) => [...new Set([...given, ...inText])].map((token) => ({ line: line.line, f, token: token.slice(0, 80) })));
  });
  const amounts = payees.flatMap(({ line, candidates }) => line.amount === null ? [] : [...new Set(candidates.map(({ f }) => f))].map((f) => ({ line: line.line, f, cur: line.amount?.currency ?? "", amt: line.amount?.minor ?? 0 })));
  const suppliers = [...new Set(payees.flatMap(({ candidates }) => candidates.map(({ s }) => s)))];
  await db.exec(`CREATE OR REPLACE TEMP TABLE gate_ask AS
    SELECT line, token, hash(f, nullif(gate_fold(token), '')) AS h_no, hash(f, token) AS h_doc FROM (${rowsOf("line INTEGER, f INTEGER, token VARCHAR")})`, [JSON.stringify(numbers)]);
  await db.exec("DELETE FROM gate_ask WHERE length(gate_fold(token)) < 2");
  await db.exec(`CREATE OR REPLACE TEMP TABLE gate_line AS SELECT line, hash(f, cur, amt) AS h_amt FROM (${rowsOf("line INTEGER, f INTEGER, cur VARCHAR, amt BIGINT")})`, [JSON.stringify(amounts)]);
  await db.exec(`CREATE OR REPLACE TEMP TABLE gate_asked_supplier AS SELECT unnest(from_json($1, '["INTEGER"]')) AS s`, [JSON.stringify(suppliers)]);
}

/** A parameter that is a list of JSON objects, as rows. */
function rowsOf(fields: string): string {
  const shape = Object.fromEntries(fields.split(", ").map((field) => field.split(" ") as [string, string]));
  return `SELECT ${Object.keys(shape).map((name) => `one.${name}`).join(", ")} FROM (SELECT unnest(from_json($1, '${JSON.stringify([shape])}')) AS one)`;
}

async function habits(db: DuckDb): Promise<Pick<Bills, "usual" | "lastPaid">> {
  const usual = await db.all<Usual>("SELECT s, cur, n, highest, middle, first_day, last_day FROM gate_usual SEMI JOIN gate_asked_supplier USING (s)");
  const lastPaid = await db.all<{ s: number; last_paid: number | null; n: number }>("SELECT s, last_paid, n FROM gate_last_paid SEMI JOIN gate_asked_supplier USING (s)");
  return { usual: new Map(usual.map((one) => [`${one.s} ${one.cur}`, one])), lastPaid: new Map(lastPaid.map(({ s, last_paid, n }) => [s, { day: last_paid, n }])) };
}

/** Credit notes and reversals that may have cancelled one of these bills, or one of the same amount; points as linkage gives them. */
async function creditsOf(db: DuckDb): Promise<CreditMatch[]> {
  return db.all<CreditMatch>(`
    WITH found AS (SELECT d FROM gate_named UNION SELECT d FROM gate_equal),
    open AS (SELECT b.d, b.s, b.po, b.entity, b.iday, b.pday, hash(b.f, b.cur, -b.amt) AS h_credit, gate_fold(b.no) AS fold
             FROM gate_bill b SEMI JOIN found USING (d) WHERE b.amt > 0 AND coalesce(b.paid, 0) < b.amt),
    scored AS (
      SELECT c.d AS c, o.d,
        CASE WHEN gate_fold(c.no) = o.fold THEN 10 WHEN length(o.fold) >= 3 AND contains(gate_fold(c.no), o.fold) THEN 8 ELSE 0 END AS reference,
        CASE WHEN c.po = o.po THEN 3 WHEN c.po IS NULL OR o.po IS NULL THEN 0 ELSE -2 END + CASE WHEN c.entity IS DISTINCT FROM o.entity THEN -4 ELSE 0 END
        + CASE WHEN c.iday = o.iday THEN 1 ELSE 0 END + CASE WHEN c.s = o.s THEN 1 ELSE 0 END - abs(coalesce(c.pday - o.pday, c.iday - o.iday, 0)) / 20.0 AS nearness
      FROM open o JOIN gate_bill c ON c.h_amt = o.h_credit AND c.amt < 0
      WHERE coalesce(c.pday >= o.pday - 3, true) AND coalesce(abs(c.pday - o.pday) <= 400, true))
    SELECT c, d, reference, nearness, 1 AS n_amt, row_number() OVER (PARTITION BY c ORDER BY reference + nearness DESC, d DESC)::INTEGER AS rank FROM scored
    -- without a reference only what lies close: a verdict is given on it
    WHERE reference > 0 OR nearness >= 1 QUALIFY rank <= 8 ORDER BY c, rank`);
}

/** The other documents of findings of duplicates that hold one of these bills. */
async function partners({ db, duplicates }: History, found: readonly Bill[]): Promise<ReadonlyMap<string, Bill>> {
  const ids = new Set(found.flatMap(({ doc_id }) => (duplicates.get(doc_id) ?? []).flatMap(({ documentIds }) => documentIds)));
  if (ids.size === 0) return new Map();
  const rows = await db.all<Bill>(`SELECT ${BILL} FROM gate_bill b WHERE b.doc_id IN (SELECT unnest(from_json($1, '["VARCHAR"]'))) ORDER BY b.d`, [JSON.stringify([...ids])]);
  return new Map(rows.map((one) => [one.doc_id, one]));
}

/** Accounts that were paid to: all of these suppliers, and everybody paid at these accounts. */
export async function askAccounts({ db }: History, suppliers: readonly number[], keys: readonly string[]) {
  const rows = await db.all<{ s: number; account: string; n: number; first_day: number; last_day: number }>(`
    SELECT s, account, n, first_day, last_day FROM gate_account
    WHERE s IN (SELECT unnest(from_json($1, '["INTEGER"]'))) OR account IN (SELECT unnest(from_json($2, '["VARCHAR"]'))) ORDER BY account, s`, [JSON.stringify(suppliers), JSON.stringify(keys)]);
  return Map.groupBy(rows.map(({ s, account, n, first_day, last_day }) => ({ s, account, n, firstDay: first_day, lastDay: last_day })), ({ account }) => account);
}
