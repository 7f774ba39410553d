/**
 * Table cases: a small ledger written as text and what the detector must say about it, negatives included.
 *
 *   == Title of the case
 *   invoice: doc_id | supplier_id | amount_gross          the columns given; others get plain defaults or stay empty
 *     D1 | S1 | 120.00
 *     x12 | H{n} | S1 | {money 100.00 + 7.50} | {day 2024-01-31 + 30}     twelve rows; n counts from 1
 *   finds: D1                                             one line per finding of score 0.5 or more: its documents,
 *   finds nothing                                         or its suppliers when it names no document
 *
 * A supplier that invoices name and no table gives is added by its id alone. Amounts are decimal, in hundredths.
 */
import { readFileSync } from "node:fs";
import { dayFromNumber, dayNumber, type Day } from "../../base/day.ts";
import { openDuckDb, type DuckDb, type Parameter as SqlParameter } from "../duckdb/duckdb.ts";
import { detectorContext, type Detector, type Finding } from "./detector.ts";

const canonical = readFileSync(new URL("../ledger/canonical.sql", import.meta.url), "utf8");

type Table = { readonly name: string; readonly columns: readonly string[]; readonly rows: string[][] };
export type Case = { readonly title: string; readonly tables: readonly Table[]; readonly finds: readonly string[] };

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  invoice: { doc_type: "invoice", currency: "GBP" },
  payment: { currency: "GBP", payment_id: "P1" },
  statement_line: { currency: "GBP", doc_type: "invoice" },
};

function fill(cell: string, n: number): string {
  return cell
    .replace(/\{n(\s*\+\s*(\d+))?\}/g, (_, _plus, more: string | undefined) => String(n + Number(more ?? 0)))
    .replace(/\{money ([\d.]+) \+ ([\d.]+)\}/g, (_, from: string, step: string) => (Number(from) + Number(step) * (n - 1)).toFixed(2))
    .replace(/\{day (\S+) \+ (\d+)\}/g, (_, from: string, step: string) => dayFromNumber(dayNumber(from as Day) + Number(step) * (n - 1)));
}

function expand(line: string): string[][] {
  const cells = line.split("|").map((cell) => cell.trim());
  const times = /^x(\d+)$/.exec(cells[0] ?? "");
  if (!times) return [cells];
  return Array.from({ length: Number(times[1]) }, (_, i) => cells.slice(1).map((cell) => fill(cell, i + 1)));
}

export function parseCases(text: string): Case[] {
  return text.split(/^== /m).slice(1).map((block) => {
    const [title = "", ...lines] = block.split("\n");
    const tables: Table[] = [];
    const finds: string[] = [];
    for (const line of lines) {
      const head = /^(\w+): (.*)$/.exec(line);
      if (head?.[1] === "finds") finds.push((head[2] ?? "").trim().split(/\s+/).sort().join(" "));
      else if (head) tables.push({ name: head[1] ?? "", columns: (head[2] ?? "").split("|").map((name) => name.trim()), rows: [] });
      else if (/^\s+\S/.test(line)) tables.at(-1)?.rows.push(...expand(line));
    }
    if (!/^finds/m.test(block)) throw new Error(`case "${title}" does not say what it finds`);
    return { title, tables, finds: finds.sort() };
  });
}

const cellOf = (column: string, text: string): SqlParameter =>
  text === "" ? null : column.includes("amount") ? Math.round(Number(text) * 100) : text;

async function insert(db: DuckDb, table: Table): Promise<void> {
  const before = await db.one<{ n: number }>(`SELECT count(*) AS n FROM ${table.name}`);
  const rows = table.rows.map((cells, at) => {
    const row: Record<string, SqlParameter> = { ...DEFAULTS[table.name], row_no: before.n + at + 1 };
    if (table.name === "payment") row["payment_id"] = `P${at + 1}`;
    for (const [i, column] of table.columns.entries()) row[column] = cellOf(column, cells[i] ?? "");
    return row;
  });
  const names = Object.keys(rows[0] ?? {});
  for (let from = 0; from < rows.length; from += 200) {
    const some = rows.slice(from, from + 200);
    const places = some.map((_, r) => `(${names.map((_name, i) => `$${r * names.length + i + 1}`).join(", ")})`);
    await db.exec(`INSERT INTO ${table.name} (${names.join(", ")}) VALUES ${places.join(", ")}`, some.flatMap((row) => names.map((name) => row[name] ?? null)));
  }
}

/** An empty ledger that cases are put into one after the other. */
export async function emptyLedger(): Promise<DuckDb> {
  const db = await openDuckDb({ threads: 1 });
  await db.exec(canonical);
  return db;
}

/** Replaces what the ledger holds by the case. */
export async function putCase(db: DuckDb, one: Case): Promise<void> {
  for (const table of ["invoice", "supplier", "supplier_bank_change", "employee", "payment", "statement_line", "sanctions_list", "sanctioned"]) await db.exec(`DELETE FROM ${table}`);
  for (const table of one.tables) await insert(db, table);
  const first = await db.one<{ n: number }>("SELECT coalesce(max(row_no), 0) AS n FROM supplier");
  await db.exec(
    `INSERT INTO supplier (row_no, supplier_id) SELECT ${first.n} + row_number() OVER (ORDER BY supplier_id), supplier_id
     FROM (SELECT DISTINCT supplier_id FROM invoice EXCEPT SELECT supplier_id FROM supplier)`,
  );
}

/** A ledger of its own that holds the case. */
export async function ledgerOf(one: Case): Promise<DuckDb> {
  const db = await emptyLedger();
  await putCase(db, one);
  return db;
}

const shown = (found: Finding): string => (found.documentIds.length > 0 ? found.documentIds : found.supplierIds).toSorted().join(" ");

/** What the detector says about the case, in the words of `finds:`; the whole findings too, for closer looks. */
export async function tryCase(db: DuckDb, detector: Detector, one: Case): Promise<{ said: string[]; findings: Finding[] }> {
  await putCase(db, one);
  const findings = await detector.find(db, detectorContext());
  return { said: findings.filter((found) => found.score >= 0.5).map(shown).sort(), findings };
}
