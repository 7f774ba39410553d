/**
 * A small made-up ledger whose copies are known: suppliers with series of their own, price lists and monthly bills, and a
 * given share of bills posted twice in a given way. The same seed gives the same ledger.
 *
 * It knows nothing of how copies are found: what it plants is written down before anything is looked for.
 */
import { readFileSync } from "node:fs";
import { dayFromNumber, dayNumber, type Day } from "../../base/day.ts";
import { openDuckDb, type DuckDb, type Parameter } from "../duckdb/duckdb.ts";

export type Line = {
  readonly id: string; readonly supplier: string; readonly number: string; readonly day: number; readonly posted: number;
  readonly minor: number; readonly text: string;
};
export type World = { readonly lines: readonly Line[]; readonly copies: readonly (readonly [string, string])[] };

const START = dayNumber("2024-01-01" as Day);

/** Mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const spoil = (number: string, roll: number): string => {
  if (roll < 0.4) return number;
  if (roll < 0.6) return `${number}A`;
  if (roll < 0.8) return number.replace(/^[A-Z]+-?/, "");
  return number.replace(/(\d)(\d)(?=\d$)/, "$2$1");
};

export function makeWorld(seed: number, suppliers = 40, copyShare = 0.01): World {
  const random = randomOf(seed);
  const lines: Line[] = [];
  const copies: (readonly [string, string])[] = [];
  for (let s = 0; s < suppliers; s++) {
    const kind = ["priced", "listed", "monthly"][s % 3];
    let number = 1000 + Math.floor(random() * 9000);
    const prices = Array.from({ length: 6 }, () => 1000 + Math.floor(random() * 90_000));
    for (let i = 0; i < 24; i++) {
      number += 1 + Math.floor(random() * 9);
      const day = START + (kind === "monthly" ? i * 30 : i * 15 + Math.floor(random() * 12));
      const minor = kind === "priced" ? 1000 + Math.floor(random() * 900_000) : kind === "listed" ? (prices[Math.floor(random() * 6)] ?? 1) : (prices[0] ?? 1);
      const line: Line = {
        id: `D${s}-${i}`, supplier: `S${s}`, number: `INV-${number}`, day, posted: day + 2 + Math.floor(random() * 6), minor,
        text: kind === "monthly" ? `Service ${dayFromNumber(day)}` : `Order ${Math.floor(random() * 40)}`,
      };
      lines.push(line);
      if (random() >= copyShare) continue;
      const copy = { ...line, id: `${line.id}-copy`, number: spoil(line.number, random()), posted: line.posted + 3 + Math.floor(random() * 40) };
      lines.push(copy);
      copies.push([line.id, copy.id]);
    }
  }
  lines.sort((x, y) => x.posted - y.posted || (x.id < y.id ? -1 : 1));
  return { lines, copies };
}

const canonical = readFileSync(new URL("../ledger/canonical.sql", import.meta.url), "utf8");

/** The ledger in a database of its own; the caller closes it. `order` is the order in which the rows are written. */
export async function ledgerOfWorld(lines: readonly Line[], order: (index: number) => number = (index) => index, threads = 2, allowedFolder?: string): Promise<DuckDb> {
  const db = await openDuckDb({ threads, ...(allowedFolder !== undefined && { allowedFolder }) });
  await db.exec(canonical);
  const rows = lines.map((line, at) => ({ line, at })).sort((x, y) => order(x.at) - order(y.at));
  for (let from = 0; from < rows.length; from += 200) {
    const some = rows.slice(from, from + 200);
    const values: Parameter[] = some.flatMap(({ line, at }) => [
      at + 1, line.id, line.supplier, line.number, dayFromNumber(line.day), dayFromNumber(line.posted), line.minor, line.text,
    ]);
    const places = some.map((_, i) => `(${Array.from({ length: 8 }, (_cell, cell) => `$${i * 8 + cell + 1}`).join(", ")})`).join(", ");
    await db.exec(
      `INSERT INTO invoice (row_no, doc_id, supplier_id, invoice_no, invoice_date, posting_date, doc_type, currency, amount_gross, description)
       SELECT a, b, c, d, e::DATE, f::DATE, CASE WHEN g < 0 THEN 'credit_note' ELSE 'invoice' END, 'GBP', g, h FROM (VALUES ${places}) v(a, b, c, d, e, f, g, h)`,
      values,
    );
  }
  return db;
}

/** Suppliers, payments in several currencies, and changes of bank details for a ledger, its rows stored in the order of `hash(seed, row)`. */
export async function surroundings(db: DuckDb, seed: number): Promise<void> {
  await db.exec(`
    INSERT INTO supplier (row_no, supplier_id, name, postcode, country, iban, terms_days, created_on)
    SELECT row_number() OVER (ORDER BY supplier_id), supplier_id, 'Company ' || supplier_id[2:-2] || ' Ltd', 'AB1 ' || (length(supplier_id) % 3), 'GB', 'GB' || hash(supplier_id), 30, DATE '2020-01-01'
    FROM (SELECT DISTINCT supplier_id FROM invoice) ORDER BY hash(supplier_id, ${seed});
    INSERT INTO payment (row_no, payment_id, supplier_id, doc_id, paid_on, method, currency, amount, iban)
    SELECT row_no, 'P' || row_no, supplier_id, doc_id, posting_date + 1, 'transfer', CASE WHEN row_no % 3 = 0 THEN 'USD' ELSE 'GBP' END, amount_gross,
      'GB' || hash(supplier_id, posting_date BETWEEN DATE '2024-05-31' AND DATE '2024-06-30')
    FROM invoice ORDER BY hash(row_no, ${seed});
    INSERT INTO supplier_bank_change (row_no, supplier_id, changed_on, changed_by, old_iban, new_iban)
    SELECT row_number() OVER (ORDER BY supplier_id, day), supplier_id, day, 'E' || (hash(supplier_id, day) % 5), old_iban, new_iban FROM (
      SELECT supplier_id, DATE '2024-06-01' AS day, 'GB' || hash(supplier_id, false) AS old_iban, 'GB' || hash(supplier_id, true) AS new_iban FROM supplier
      UNION ALL SELECT supplier_id, DATE '2024-07-01', 'GB' || hash(supplier_id, true), 'GB' || hash(supplier_id, false) FROM supplier)
    ORDER BY hash(supplier_id, day, ${seed})`);
}
