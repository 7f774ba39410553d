/**
 * Which company codes a finding rests on, told when it is stored: whoever is limited to some codes sees it only if all of them are theirs.
 *
 * Everything that a finding's page shows is counted: its documents, the credits beside them, the payments of them, and suppliers
 * that it names without showing a document of theirs (with all of their codes). What has no code (a bare row, an employee, a supplier
 * record by itself) makes the finding one for those who see all codes.
 *
 * Its words are another matter. Duplicates are explained without figures (engine/linkage/words.ts). Other detectors hold a
 * document against all that the supplier ever did, in any company, and say so with figures; where that reaches beyond a reader's codes the
 * reader gets the reason's name and weight instead, and a title without what is not on the page.
 */
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import type { Evidence as Found, Finding } from "../../engine/run/run.ts";
import { COMPANY_CODE_MAX_LENGTH, MOST_COMPANY_CODES, type CompanyCodes, seesAll } from "../../platform/access/access.ts";
import type { Evidence } from "./findings.schema.ts";

export type Within = {
  readonly companyCodes: readonly string[];
  /** Codes of all documents of its suppliers; absent where its words rest on none of them, or where some have no code. */
  readonly basis?: readonly string[];
  /** For those whose codes do not hold the basis. */
  readonly title: string;
};

/** Kinds whose words rest on the documents shown alone. */
const OF_ITS_DOCUMENTS: ReadonlySet<Finding["kind"]> = new Set(["duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice"]);
const restsOnItsDocuments = ({ kind }: Pick<Finding, "kind">): boolean => OF_ITS_DOCUMENTS.has(kind);

/** A supplier's codes; null: some document has none. */
type CodesOf = ReadonlyMap<string, ReadonlySet<string | null>>;
export type LedgerCodes = { readonly bySupplier: CodesOf; readonly byPaidDocument: CodesOf };

/** For the findings that are stored at once: two scans. */
export async function ledgerCodes(db: DuckDb, findings: readonly Finding[]): Promise<LedgerCodes> {
  const list = (ids: readonly string[]): string => JSON.stringify([...new Set(ids)]);
  const suppliers = await db.all<{ id: string; code: string | null }>(
    `SELECT DISTINCT supplier_id AS id, entity AS code FROM invoice WHERE supplier_id IN (SELECT unnest(from_json($1, '["VARCHAR"]')))`, [list(findings.flatMap(({ supplierIds }) => supplierIds))]);
  const paid = await db.all<{ id: string; code: string | null }>(
    `SELECT DISTINCT doc_id AS id, entity AS code FROM payment WHERE entity IS NOT NULL AND doc_id IN (SELECT unnest(from_json($1, '["VARCHAR"]')))`, [list(findings.flatMap(({ documentIds }) => documentIds))]);
  return { bySupplier: grouped(suppliers), byPaidDocument: grouped(paid) };
}

const grouped = (rows: readonly { readonly id: string; readonly code: string | null }[]): CodesOf =>
  new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, of]) => [id, new Set(of.map(({ code }) => code))]));

/** Undefined: only those who see all company codes see the finding. */
export function withinOf(finding: Finding, found: Found, shown: Evidence, ledger: LedgerCodes): Within | undefined {
  if (finding.employeeIds.length > 0 || found.documents.length === 0 || found.documents.length !== finding.documentIds.length) return undefined;
  const present = new Set(found.documents.map(({ supplier_id }) => String(supplier_id)));
  const strangers = finding.supplierIds.filter((id) => !present.has(id));
  const codes = codesIn([
    ...[...found.documents, ...found.credits].map(({ entity }) => entity),
    ...found.payments.flatMap(({ doc_id }) => [...(ledger.byPaidDocument.get(doc_id) ?? [])]),
    ...strangers.flatMap((id) => [...(ledger.bySupplier.get(id) ?? [null])]),
  ]);
  if (codes === undefined) return undefined;
  if (restsOnItsDocuments(finding)) return { companyCodes: codes, title: finding.title };
  const basis = codesIn([...new Set([...present, ...finding.supplierIds])].flatMap((id) => [...(ledger.bySupplier.get(id) ?? [null])]));
  return { companyCodes: codes, ...(basis && { basis }), title: titleWithin(finding, shown) };
}

function codesIn(values: readonly (string | number | null)[]): string[] | undefined {
  const codes = new Set<string>();
  for (const value of values) {
    if (value === null || value === "" || String(value).length > COMPANY_CODE_MAX_LENGTH) return undefined;
    codes.add(String(value));
  }
  return codes.size > MOST_COMPANY_CODES ? undefined : [...codes].sort();
}

/** Values shorter than this occur by chance. */
const TELLING_LENGTH = 3;

/** The title, if every figure in it stands on the page too. */
function titleWithin({ title, kind }: Finding, { documents, payments }: Evidence): string {
  const values = [...documents.flatMap(({ fields, supplierName }) => [...fields.map(({ shown }) => shown), supplierName ?? ""]), ...payments.map(({ shownDay }) => shownDay)];
  const left = values.filter((value) => value.length >= TELLING_LENGTH).toSorted((a, b) => b.length - a.length).reduce((text, value) => text.replaceAll(value, ""), title);
  return /\p{N}/u.test(left) ? inWords(kind) : title;
}

/** What a finding says to a reader of these codes. `within` undefined: only to those who see all. */
export const titleFor = (title: string, within: Within | undefined, codes: CompanyCodes): string =>
  within === undefined || knowsBasis(within, codes) ? title : within.title;

export function reasonsFor<F extends Pick<Finding, "kind" | "reasons">>(finding: F, within: Within | undefined, codes: CompanyCodes): F {
  if (codes === "all" || restsOnItsDocuments(finding)) return finding;
  // How rare something is in the whole ledger is told with figures too, even where all of a supplier's documents are the reader's.
  const told = within !== undefined && knowsBasis(within, codes);
  return { ...finding, reasons: finding.reasons.map((one) => (told && !/\p{N}/u.test(one.words) ? one : { ...one, words: inWords(one.code) })) };
}

const knowsBasis = ({ basis }: Within, codes: CompanyCodes): boolean => codes === "all" || (basis !== undefined && seesAll(codes, basis));

/** Codes of reasons and kinds are our own words: nothing of the ledger is in them. */
const inWords = (code: string): string => {
  const words = code.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
