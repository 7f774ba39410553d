/**
 * What a decision on a finding rests on besides what a list shows, told when the finding is stored: fingerprints, so that a later run can
 * say that something changed without keeping what it was. Sealed with the finding; nothing of it is shown.
 */
import { createHash } from "node:crypto";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { accountKey } from "../../engine/identity/identity.ts";
import { bitsOf, type Evidence as Found, type Finding } from "../../engine/run/run.ts";
import { listsOf, type ListName } from "../../engine/screening/screening.ts";
import type { DismissalScope } from "../region.store.ts";
import type { FoundItem } from "./diff-findings.ts";

export type Facts = {
  /** The engine's log-odds in bits, without what the site taught. */
  readonly bits: number;
  /** Numbers, dates, kinds and amounts of the documents. */
  readonly documents: string;
  readonly payments: string;
  /** Bank details by supplier and by employee, as the supplier and employee records have them. */
  readonly banks: Readonly<Record<string, string>>;
  /** The one account that all its suppliers share, of findings that say so. */
  readonly account?: string;
  /** Of a name on sanctions lists: what each entry says, by list and entry; and the versions of the lists it was found with. */
  readonly listed?: Readonly<Record<string, string>>;
  readonly lists?: readonly FoundOn[];
};
export type FoundOn = { readonly list: ListName; readonly publishedOn: string | null; readonly sha256: string };

/** By id, as `accountKey` writes accounts; more than one where records differ. */
export type Accounts = ReadonlyMap<string, readonly string[]>;

/** For the findings that are stored at once: two scans. */
export async function accountsOf(db: DuckDb, findings: readonly Finding[]): Promise<Accounts> {
  const ids = JSON.stringify([...new Set(findings.flatMap(({ supplierIds, employeeIds }) => [...supplierIds, ...employeeIds]))]);
  const rows = await db.all<{ id: string; iban: string | null; account: string | null }>(
    `SELECT supplier_id AS id, iban, bank_account AS account FROM supplier WHERE supplier_id IN (SELECT unnest(from_json($1, '["VARCHAR"]')))
     UNION SELECT employee_id, iban, NULL FROM employee WHERE employee_id IN (SELECT unnest(from_json($1, '["VARCHAR"]')))`, [ids]);
  return new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, of]) => [id, [...new Set(of.map(({ iban, account }) => accountKey(iban, account)))].filter((key) => key !== "").sort()]));
}

/** What the lists in the database say of the entries that findings speak of, by list and entry as `about` writes them. */
export type Listings = { readonly prints: ReadonlyMap<string, string>; readonly lists: readonly FoundOn[] };

/** Everything that is read of an entry counts: its names and how good they are, places, day of listing. What a newer list says alike has the same print. */
export async function listingsOf(db: DuckDb, findings: readonly Pick<Finding, "kind" | "about">[]): Promise<Listings> {
  const entries = [...new Set(findings.flatMap(({ kind, about = [] }) => (kind === LISTED ? about : [])))];
  if (entries.length === 0) return { prints: new Map(), lists: [] };
  const rows = await db.all<{ of: string; subject: string; name: string; quality: string; countries: string | null; towns: string | null; listed_on: string | null }>(
    `SELECT list || ' ' || entry AS of, subject, name, quality, countries, towns, listed_on FROM sanctioned WHERE list || ' ' || entry IN (SELECT unnest(from_json($1, '["VARCHAR"]')))`, [JSON.stringify(entries)]);
  const prints = [...Map.groupBy(rows, ({ of }) => of)].map(([of, own]) => [of, print(own.map((row) => [row.subject, row.name, row.quality, row.countries, row.towns, row.listed_on]).map((row) => JSON.stringify(row)).sort())] as const);
  return { prints: new Map(prints), lists: [...(await listsOf(db)).values()].map(({ list, version, sha256 }) => ({ list, publishedOn: version, sha256 })) };
}

const print = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

const LISTED: Finding["kind"] = "sanctions_match";

function listingOf({ kind, about = [] }: Finding, { prints, lists }: Listings): Pick<Facts, "listed" | "lists"> {
  if (kind !== LISTED) return {};
  return { listed: Object.fromEntries(about.map((entry) => [entry, prints.get(entry) ?? ""])), lists: lists.filter(({ list }) => about.some((entry) => entry.startsWith(`${list} `))) };
}

export function factsOf(finding: Finding, found: Found, accounts: Accounts, listings: Listings): Facts {
  const shared = SHARES_AN_ACCOUNT.has(finding.kind) ? sharedBy(finding.supplierIds, accounts) : undefined;
  return {
    bits: bitsOf(finding),
    documents: print(found.documents.map((doc) => [doc.doc_id, doc.supplier_id, doc.invoice_no, doc.invoice_date, doc.doc_type, doc.currency, doc.amount_gross]).sort()),
    payments: print(found.payments.map(({ payment_id, doc_id, paid_on, currency, amount }) => [payment_id, doc_id, paid_on, currency, amount]).sort()),
    banks: Object.fromEntries([...finding.supplierIds, ...finding.employeeIds].map((id) => [id, print(accounts.get(id) ?? [])])),
    ...(shared !== undefined && { account: print(shared) }), ...listingOf(finding, listings),
  };
}

function sharedBy(suppliers: readonly string[], accounts: Accounts): string | undefined {
  const [first = [], ...others] = suppliers.map((id) => accounts.get(id) ?? []);
  const common = first.filter((key) => others.every((own) => own.includes(key)));
  return common.length === 1 ? common[0] : undefined;
}

const SHARES_AN_ACCOUNT: ReadonlySet<Finding["kind"]> = new Set(["shared_account"]);

/** Setting it aside says that an account may be shared: two people say that, not one, whatever the dismissal holds for. */
const FOUR_EYES: ReadonlySet<Finding["kind"]> = new Set(["shared_account", "employee_supplier_match"]);
export const needsSecond = ({ kind }: Pick<FoundItem, "kind">): boolean => FOUR_EYES.has(kind);

/** As many suppliers as one dismissal can name. */
export const MOST_SUPPLIERS = 50;

/** What a dismissal of this finding can hold for. */
export function scopesFor({ kind, supplierIds, employeeIds }: Pick<FoundItem, "kind" | "supplierIds" | "employeeIds">, facts: Facts | undefined): DismissalScope[] {
  const scopes: DismissalScope[] = ["finding"];
  if (facts === undefined) return scopes;
  if (supplierIds.length === 1 && employeeIds.length === 0) scopes.push("supplier_test");
  if (supplierIds.length > 1 && supplierIds.length <= MOST_SUPPLIERS && !needsSecond({ kind })) scopes.push("supplier_group");
  if (facts.account !== undefined && supplierIds.length <= MOST_SUPPLIERS) scopes.push("shared_account");
  return scopes;
}
