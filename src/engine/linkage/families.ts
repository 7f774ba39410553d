/**
 * Supplier families: records that are, or may be, one supplier, joined by tax id, company number, bank account or
 * the same name at the same place. A family is where copies are looked for; it is not a claim that records are duplicates.
 *
 * An account or tax id held by many unrelated records (a factor, a tax office) joins nobody: see FAMILY_MOST.
 */
import type { DuckDb } from "../duckdb/duckdb.ts";
import { invariant } from "../../base/errors.ts";

/** A shared bank account, tax id or place on more records than this is not an identity. */
const FAMILY_MOST = 4;

export async function buildFamilies(db: DuckDb): Promise<void> {
  const edges = await db.all<{ a: string; b: string }>(EDGES, [FAMILY_MOST]);
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  for (const { a, b } of edges) {
    const [first, second] = [root(a), root(b)].sort();
    invariant(first !== undefined && second !== undefined, "an edge has two ends");
    if (first !== second) parent.set(second, first);
  }
  await db.exec("CREATE OR REPLACE TEMP TABLE family_edge (supplier_id VARCHAR, head VARCHAR)");
  const members = [...new Set([...parent.keys(), ...parent.values()])].sort();
  for (let at = 0; at < members.length; at += 500) {
    const part = members.slice(at, at + 500);
    const places = part.map((_, i) => `($${2 * i + 1}, $${2 * i + 2})`).join(", ");
    await db.exec(`INSERT INTO family_edge VALUES ${places}`, part.flatMap((id) => [id, root(id)]));
  }
  await db.exec(`
    CREATE OR REPLACE TEMP TABLE family_of AS
    SELECT i.supplier_id, dense_rank() OVER (ORDER BY coalesce(e.head, i.supplier_id)) - 1 AS f
    FROM (SELECT DISTINCT supplier_id FROM invoice) i LEFT JOIN family_edge e USING (supplier_id)`);
}

const EDGES = `
WITH clean AS (
  SELECT supplier_id,
    upper(regexp_replace(name, '[^A-Za-z0-9]', '', 'g')) AS name,
    regexp_replace(upper(regexp_replace(coalesce(vat_no, ''), '[^A-Za-z0-9]', '', 'g')), '^[A-Z]{2}', '') AS vat,
    upper(regexp_replace(coalesce(company_no, ''), '[^A-Za-z0-9]', '', 'g')) AS company,
    upper(regexp_replace(coalesce(iban, bank_account, ''), '[^A-Za-z0-9]', '', 'g')) AS bank,
    upper(regexp_replace(coalesce(address_line, '') , '[^0-9]', '', 'g')) AS house,
    upper(regexp_replace(coalesce(postcode, ''), '[^A-Za-z0-9]', '', 'g')) AS postcode
  FROM supplier
), mark AS (
  SELECT supplier_id, name, 'v' || vat AS mark FROM clean WHERE length(vat) >= 7
  UNION ALL SELECT supplier_id, name, 'c' || company FROM clean WHERE length(company) >= 6
  UNION ALL SELECT supplier_id, name, 'b' || bank FROM clean WHERE length(bank) >= 8
  UNION ALL SELECT supplier_id, name, 'p' || house || '/' || postcode FROM clean WHERE house <> '' AND length(postcode) >= 4
  UNION ALL SELECT supplier_id, name, 'n' || name FROM clean WHERE length(name) >= 6
), shared AS (
  SELECT mark, min_by(supplier_id, supplier_id) AS head, min_by(name, supplier_id) AS head_name
  FROM mark GROUP BY mark HAVING count(*) BETWEEN 2 AND $1
)
SELECT head AS a, supplier_id AS b
FROM mark JOIN shared USING (mark)
WHERE supplier_id <> head AND (mark[1] IN ('v', 'c') OR jaro_winkler_similarity(name, head_name) >= 0.75)
ORDER BY a, b`;
