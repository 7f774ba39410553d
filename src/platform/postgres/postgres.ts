/**
 * PostgreSQL: the door. One pool per process, transactions that belong to one site, and migrations.
 *
 * Invariant: a row of a site's table can only be reached inside `withSite`, whose transaction carries the site
 * for PostgreSQL's row security; a plane opens its own database and never another's. What tables exist is left
 * to the planes (`src/control/migrations`, `src/region/migrations`).
 */
export { connectionOf, type Database, type DatabaseTls, openDatabase } from "./database.ts";
export {
  type AuditedTransaction,
  inTrail,
  OPERATOR,
  type SiteTransaction,
  type Trail,
  type TrailTransaction,
  withSite,
} from "./transaction.ts";
export { standingDatabaseRights, type StandingRight } from "./standing-rights.ts";
export { type RawQueries, rawInSite } from "./raw.ts";
export { migrate, type MigrationFolder, PLATFORM_MIGRATIONS, VAULT_MIGRATION } from "./migrate.ts";
