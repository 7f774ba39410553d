/**
 * Who could read this database's tables without being the application: computed from the database's own catalogues each time it is asked.
 *
 * Counted: every role that may log in here and is a superuser, goes past row security, or may read any table, by whatever grant or membership
 * (`has_table_privilege` follows them all). Not counted: the application's own role, which is the one that asks and which row security
 * binds, and the server's bootstrap superuser (oid 10), which cannot be taken away: rows that hold customer data are sealed under keys that the
 * database server never has. An owner that may log in is counted: it is for migrations, and is locked afterwards.
 */
import { sql, type Kysely } from "kysely";

export type StandingRight = { readonly who: string; readonly what: string };

export async function standingDatabaseRights(db: Kysely<any>): Promise<readonly StandingRight[]> {
  const { rows } = await sql<{ who: string; rolsuper: boolean; rolbypassrls: boolean; tables: number }>`
    select r.rolname as who, r.rolsuper, r.rolbypassrls,
      (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' where c.relkind in ('r', 'p', 'v', 'm') and has_any_column_privilege(r.oid, c.oid, 'SELECT')) as tables
    from pg_roles r
    where r.rolcanlogin and r.oid <> 10 and r.rolname <> current_user and has_database_privilege(r.oid, current_database(), 'CONNECT')
      and (r.rolvaliduntil is null or r.rolvaliduntil > now())
    order by 1`.execute(db);
  return rows.filter(({ rolsuper, rolbypassrls, tables }) => rolsuper || rolbypassrls || tables > 0)
    .map(({ who, rolsuper, rolbypassrls, tables }) => ({ who, what: rolsuper ? "is a superuser of the database" : rolbypassrls ? "goes past row security" : `may log in and read ${tables} tables` }));
}
