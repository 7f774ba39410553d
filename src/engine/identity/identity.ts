/**
 * The identity graph of a ledger: which supplier records are one company, which belong to one group, and who on the
 * payroll stands behind a supplier. Built once per run and shared.
 *
 * Invariant: a family is a connected set of records linked by strong evidence; every supplier id that occurs anywhere in the
 * ledger is in exactly one family. What a link means (a duplicate record, a look-alike, a ghost) is left to the detectors.
 */
import type { DuckDb } from "../duckdb/duckdb.ts";
import { party, type Party } from "./party.ts";
import { resolve, type Resolved } from "./resolve.ts";

export { addressOf, isPostBox } from "./address.ts";
export { accountKey, plain } from "./codes.ts";
export { meetIndex, pairsAcross } from "./block.ts";
export { compareNames } from "./compare-names.ts";
export { families } from "./families.ts";
export { frequencyOf, wordBits, type Frequency } from "./frequency.ts";
export { hasLegalForm, nameOf, distance, lookOf, wordsAgree } from "./name.ts";
export { party, type Fields, type Party } from "./party.ts";
export { resolve, type LinkedPair, type Resolved } from "./resolve.ts";
export type { NameLevel } from "./compare-names.ts";

/** Where a run keeps what its parts share. */
export type Shared = { readonly once: <T>(name: string, build: () => Promise<T>) => Promise<T> };

type SupplierRow = {
  supplier_id: string; name: string | null; address_line: string | null; city: string | null; postcode: string | null; country: string | null;
  vat_no: string | null; company_no: string | null; email: string | null; phone: string | null; iban: string | null; bank_account: string | null;
};

export async function supplierParties(db: DuckDb): Promise<Party[]> {
  const rows = await db.all<SupplierRow>(`SELECT supplier_id, name, address_line, city, postcode, country, vat_no, company_no, email, phone, iban, bank_account
    FROM supplier ORDER BY supplier_id`);
  return rows.map((row) => party({
    id: row.supplier_id, name: row.name, addressLine: row.address_line, city: row.city, postcode: row.postcode, country: row.country,
    taxNo: row.vat_no, companyNo: row.company_no, email: row.email, phone: row.phone, iban: row.iban, account: row.bank_account,
  }));
}

export const identityOf = (db: DuckDb, shared: Shared): Promise<Resolved> =>
  shared.once("identity", async () => resolve(await supplierParties(db)));

/** Fills the temporary table supplier_family (supplier_id, family): every supplier id of the ledger, once. */
export const suppliersByFamily = (db: DuckDb, shared: Shared): Promise<void> =>
  shared.once("supplier_family", async () => {
    const { parties, family } = await identityOf(db, shared);
    await db.exec("CREATE OR REPLACE TEMP TABLE supplier_family (supplier_id VARCHAR, family VARCHAR)");
    const grouped = family.flatMap((root, at) => (root === at ? [] : [[parties[at]?.id ?? "", parties[root]?.id ?? ""]]));
    for (let from = 0; from < grouped.length; from += 500) {
      const some = grouped.slice(from, from + 500);
      await db.exec(`INSERT INTO supplier_family VALUES ${some.map((_, i) => `($${i * 2 + 1}, $${i * 2 + 2})`).join(", ")}`, some.flat());
    }
    await db.exec(`INSERT INTO supplier_family SELECT supplier_id, supplier_id FROM (
      SELECT supplier_id FROM supplier UNION SELECT supplier_id FROM invoice UNION SELECT supplier_id FROM statement_line)
      WHERE supplier_id NOT IN (SELECT supplier_id FROM supplier_family)`);
  });
