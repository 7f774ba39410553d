/** A database's schema as text, from the catalogues: what a reader needs to see that a change of it is meant. */
import pg from "pg";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";

const TABLES = `
  SELECT c.oid::int AS oid, c.relname AS name, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 2`;

/** One line each, already in the order to be shown. `$1` is the table. */
const LINES: readonly (readonly [title: string, query: string])[] = [
  ["", `SELECT format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
          coalesce(CASE a.attgenerated WHEN 's' THEN ' GENERATED ' ELSE ' DEFAULT ' END || pg_get_expr(d.adbin, d.adrelid), '')) AS line
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`],
  ["constraint", `SELECT conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint WHERE conrelid = $1 AND contype <> 'n' ORDER BY contype DESC, conname`],
  ["index", `SELECT pg_get_indexdef(i.indexrelid) AS line FROM pg_index i
        WHERE i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY 1`],
  ["policy", `SELECT format('%s FOR %s USING %s CHECK %s', polname, CASE polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END,
          coalesce(pg_get_expr(polqual, polrelid), '-'), coalesce(pg_get_expr(polwithcheck, polrelid), '-')) AS line FROM pg_policy WHERE polrelid = $1 ORDER BY polname`],
  ["trigger", `SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE tgrelid = $1 AND NOT tgisinternal ORDER BY tgname`],
  ["application may", `SELECT string_agg(privilege_type, ', ' ORDER BY privilege_type) AS line FROM aclexplode((SELECT relacl FROM pg_class WHERE oid = $1))
        WHERE grantee = 'spendward_app'::regrole HAVING count(*) > 0`],
  ["application may", `SELECT format('%s (%s)', x.privilege_type, string_agg(a.attname, ', ' ORDER BY a.attname)) AS line FROM pg_attribute a, aclexplode(a.attacl) x
        WHERE a.attrelid = $1 AND x.grantee = 'spendward_app'::regrole GROUP BY x.privilege_type ORDER BY 1`],
];

const FUNCTIONS = `
  SELECT format('%s(%s) returns %s%s', p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' ELSE '' END) AS line
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1`;

export async function schemaText(url: string, tls: { readonly ca: string }): Promise<{ readonly text: string; readonly tables: number }> {
  const client = new pg.Client(connectionOf(url, tls));
  await client.connect();
  try {
    const blocks: string[] = [];
    const tables = await client.query<{ oid: number; name: string; secured: boolean; forced: boolean }>(TABLES);
    for (const { oid, name, secured, forced } of tables.rows) {
      const lines = [`TABLE ${name}${forced ? " -- own site's rows only, forced" : secured ? " -- ROW SECURITY NOT FORCED" : ""}`];
      for (const [title, query] of LINES) {
        const found = await client.query<{ line: string }>(query, [oid]);
        lines.push(...found.rows.map(({ line }) => (title === "" ? line : `  ${title}: ${line.replaceAll("public.", "")}`)));
      }
      blocks.push(lines.join("\n"));
    }
    const functions = await client.query<{ line: string }>(FUNCTIONS);
    blocks.push(functions.rows.map(({ line }) => `FUNCTION ${line}`).join("\n"));
    const queue = await client.query<{ version: number }>("SELECT version FROM pgboss.version");
    blocks.push(`SCHEMA pgboss version ${queue.rows[0]?.version}, by pg-boss`);
    return { text: `${blocks.join("\n\n")}\n`, tables: tables.rows.length };
  } finally {
    await client.end();
  }
}
