/**
 * The history that a payment run is held against: made once for a state of the ledger, then asked for as many runs as come.
 *
 * Invariant: after `prepareHistory` everything that a check needs is in the gate_* tables and in memory here; the ledger's own tables may be
 * dropped (`dropLedgerTables`), which is what whoever keeps a history does.
 */
import type { Day } from "../../../base/day.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { party, type Party } from "../../identity/identity.ts";
import { prepareFamilies } from "../../linkage/linkage.ts";
import { sqlFile } from "../../detectors/detectors.ts";
import type { Finding } from "../../run/finding.ts";
import { accountKeyOf } from "./accounts.ts";

export type Supplier = { readonly id: string; readonly s: number; readonly f: number; readonly name: string | null; readonly status: string | null; readonly accounts: readonly string[]; readonly party: Party; readonly createdOn: Day | null };
export type Change = { readonly on: Day; readonly from: string; readonly to: string };
/** What an examination of the ledger found; absent: it was not examined, and the gate judges by numbers and amounts alone. */
export type Known = Pick<Finding, "kind" | "score" | "documentIds" | "supplierIds" | "employeeIds" | "title">;

export type History = {
  readonly db: DuckDb;
  readonly suppliers: ReadonlyMap<string, Supplier>;
  readonly byS: ReadonlyMap<number, Supplier>;
  readonly byFamily: ReadonlyMap<number, readonly Supplier[]>;
  readonly byName: ReadonlyMap<string, readonly Supplier[]>;
  /** By the first letters of the name, for fields that cut names short. */
  readonly byBeginning: ReadonlyMap<string, readonly Supplier[]>;
  readonly byAccount: ReadonlyMap<string, readonly Supplier[]>;
  /** Account → employee. */
  readonly staff: ReadonlyMap<string, string>;
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly duplicates: ReadonlyMap<string, readonly Known[]>;
  readonly about: ReadonlyMap<string, readonly Known[]>;
  readonly examined: boolean;
  readonly has: { readonly payments: boolean; readonly accountsPaid: boolean; readonly supplierRecords: boolean; readonly lists: boolean };
  readonly currencies: readonly string[];
  readonly lastDay: Day | null;
  readonly bills: number;
};

/** Letters that a beginning is looked up by: fewer than any field holds. */
export const BEGINNING = 12;

const sql = sqlFile(import.meta.url, "history.sql");
const DUPLICATES: ReadonlySet<string> = new Set(["duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice"]);
/** Findings about a supplier that concern the next payment to it. */
const ABOUT: ReadonlySet<string> = new Set(["sanctions_match", "typosquat_supplier", "ghost_supplier", "employee_supplier_match", "bank_change_diversion", "shared_account", "payee_mismatch", "dormant_reactivated"]);

/** The history with what is known of its documents and suppliers now; cheap, so that a kept history need not know. */
export const knowing = (history: History, findings: readonly Known[]): History => ({
  ...history, examined: true,
  duplicates: grouped(findings.filter(({ kind }) => DUPLICATES.has(kind)).flatMap((one) => one.documentIds.map((id) => [id, one] as const))),
  about: grouped(findings.filter(({ kind }) => ABOUT.has(kind)).flatMap((one) => one.supplierIds.map((id) => [id, one] as const))),
});

/** The history with or without sanctions lists: their tables are filled and emptied while a history is kept. */
export const screening = (history: History, lists: boolean): History => ({ ...history, has: { ...history.has, lists } });

/** From the ledger's own tables. */
export async function prepareHistory(db: DuckDb): Promise<History> {
  await makeTables(db);
  return openHistory(db);
}

export async function makeTables(db: DuckDb): Promise<void> {
  await prepareFamilies(db);
  await db.exec(sql);
  await db.exec("DROP TABLE IF EXISTS family_of; DROP TABLE IF EXISTS family_edge");
}

/** From the gate's tables alone, whoever filled them. */
export async function openHistory(db: DuckDb): Promise<History> {
  const suppliers = await readSuppliers(db);
  const counts = await db.one<{ payments: number; accounts: number; records: number; lists: number; bills: number; last_day: Day | null }>(`
    SELECT (SELECT count(*) FROM gate_last_paid) AS payments, (SELECT count(*) FROM gate_account) AS accounts, (SELECT count(*) FROM gate_supplier WHERE on_record) AS records,
      (SELECT count(*) FROM sanctioned) AS lists, (SELECT count(*) FROM gate_bill) AS bills,
      (SELECT DATE '1970-01-01' + greatest(max(iday), max(pday), max(paid_day)) FROM gate_bill) AS last_day`);
  const staff = await db.all<{ employee_id: string; iban: string }>("SELECT employee_id, iban FROM gate_staff ORDER BY employee_id DESC");
  const changes = await db.all<{ supplier_id: string; changed_on: Day; old_iban: string | null; new_iban: string | null }>(
    "SELECT supplier_id, changed_on, old_iban, new_iban FROM gate_change ORDER BY changed_on, row_no");
  const currencies = await db.all<{ cur: string }>("SELECT cur FROM gate_usual GROUP BY cur ORDER BY sum(n) DESC, cur LIMIT 50");
  return {
    db, suppliers: new Map(suppliers.map((one) => [one.id, one])), byS: new Map(suppliers.map((one) => [one.s, one])),
    byFamily: Map.groupBy(suppliers, ({ f }) => f),
    byName: Map.groupBy(suppliers.filter(({ party: { name } }) => name.run !== ""), ({ party: { name } }) => name.run),
    byBeginning: Map.groupBy(suppliers.filter(({ party: { name } }) => name.run.length >= BEGINNING), ({ party: { name } }) => name.run.slice(0, BEGINNING)),
    byAccount: grouped(suppliers.flatMap((one) => one.accounts.map((account) => [account, one] as const))),
    staff: new Map(staff.map(({ employee_id, iban }) => [accountKeyOf(iban), employee_id])),
    changes: grouped(changes.map((one) => [one.supplier_id, { on: one.changed_on, from: accountKeyOf(one.old_iban), to: accountKeyOf(one.new_iban) }] as const)),
    duplicates: new Map(), about: new Map(), examined: false,
    has: { payments: counts.payments > 0, accountsPaid: counts.accounts > 0, supplierRecords: counts.records > 0, lists: counts.lists > 0 },
    currencies: currencies.map(({ cur }) => cur), lastDay: counts.last_day, bills: counts.bills,
  };
}

function grouped<V>(pairs: readonly (readonly [string, V])[]): ReadonlyMap<string, readonly V[]> {
  const groups = new Map<string, V[]>();
  for (const [key, value] of pairs) {
    if (key === "") continue;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [value]);
    else known.push(value);
  }
  return groups;
}

type Row = { supplier_id: string; s: number; f: number; name: string | null; status: string | null; iban: string | null; bank_account: string | null; country: string | null; city: string | null; created_on: Day | null };

async function readSuppliers(db: DuckDb): Promise<Supplier[]> {
  const rows = await db.all<Row>("SELECT supplier_id, s, f, name, status, iban, bank_account, country, city, created_on FROM gate_supplier ORDER BY supplier_id");
  return rows.map((row): Supplier => ({
    id: row.supplier_id, s: row.s, f: row.f, name: row.name, status: row.status, createdOn: row.created_on,
    accounts: [...new Set([accountKeyOf(row.iban), accountKeyOf(row.bank_account)])].filter((key) => key.length >= 5 && !/^(.)\1+$/.test(key)),
    // without a record the supplier's id is its name
    party: party({ id: row.supplier_id, name: row.name ?? row.supplier_id, country: row.country, city: row.city }),
  }));
}

const LEDGER = ["invoice", "payment", "statement_line", "supplier", "supplier_bank_change", "employee"] as const;

/** What a kept history no longer needs: nearly all of the ledger's memory. Sanctions lists stay. */
export async function dropLedgerTables(db: DuckDb): Promise<void> {
  for (const table of LEDGER) await db.exec(`DROP TABLE IF EXISTS ${table}`);
}

/** Company codes of all documents of these suppliers; undefined where some document has none. */
export async function codesOfSuppliers({ db, suppliers }: History, ids: Iterable<string>): Promise<ReadonlyMap<string, readonly string[] | undefined>> {
  const wanted = [...new Set(ids)].flatMap((id) => suppliers.get(id) ?? []);
  const rows = await db.all<{ s: number; entity: string | null }>(
    `SELECT s, entity FROM gate_entity WHERE s IN (SELECT unnest(from_json($1, '["INTEGER"]'))) ORDER BY s, entity`, [JSON.stringify(wanted.map(({ s }) => s))]);
  const codes = Map.groupBy(rows, ({ s }) => s);
  return new Map(wanted.map(({ id, s }) => {
    const own = codes.get(s) ?? [];
    return [id, own.length === 0 || own.some(({ entity }) => entity === null) ? undefined : own.map(({ entity }) => entity as string)];
  }));
}
