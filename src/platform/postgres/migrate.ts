/**
 * Brings a database to the present schema: numbered .sql files, run once each, in order, by the owner role.
 *
 * Crash story: each file and its record commit together, so a kill leaves whole steps only and the next start goes on.
 * Two processes at once wait for each other (advisory lock). A file changed after it ran is refused: history
 * is not edited, a new step is added. After the last step every table with a site_id must have forced row security.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Refusal } from "../../base/errors.ts";
import { connectionOf, type DatabaseTls } from "./database.ts";

/** Steps of one owner, in the order of their file names. */
export type MigrationFolder = {
  /** Recorded with each step; never changes. */
  readonly name: string;
  /** A folder of `0001-what.sql` files, or single files. */
  readonly from: URL | readonly URL[];
};

const here = (path: string) => new URL(path, import.meta.url);

/** What every plane has: the functions migrations use, the audit trail, jobs, messages. */
export const PLATFORM_MIGRATIONS: readonly MigrationFolder[] = [
  { name: "postgres", from: [here("./site-tables.sql")] },
  { name: "audit", from: here("../audit/migrations/") },
  { name: "jobs", from: here("../jobs/migrations/") },
  { name: "tokens", from: here("../tokens/migrations/") },
  { name: "feeds", from: here("../feeds/migrations/") },
  { name: "alerts", from: here("../alerts/migrations/") },
];

/** Wrapped keys: what a region has besides, because only regions hold customer data. */
export const VAULT_MIGRATION: MigrationFolder = { name: "vault", from: [here("../vault/vault.sql"), here("./open-vault-tables.sql")] };

type Step = { readonly folder: string; readonly file: string; readonly text: string; readonly sha256: string };

const LOCK = 7_305_021_190_411; // any constant; ours alone in our own database

const RECORD = `CREATE TABLE IF NOT EXISTS schema_step (
  folder text NOT NULL, file text NOT NULL, sha256 text NOT NULL, ran_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (folder, file))`;

export async function migrate(options: {
  readonly ownerUrl: string;
  readonly tls: DatabaseTls;
  readonly folders: readonly MigrationFolder[];
}): Promise<{ readonly ran: readonly string[] }> {
  const client = new pg.Client(connectionOf(options.ownerUrl, options.tls));
  client.on("error", () => undefined); // reported by the query that fails
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query(RECORD);
    const ran: string[] = [];
    for (const folder of options.folders) {
      for (const step of await stepsOf(folder)) if (await run(client, step)) ran.push(`${step.folder}/${step.file}`);
    }
    await refuseOpenSiteTables(client);
    return { ran };
  } finally {
    await client.end();
  }
}

async function stepsOf(folder: MigrationFolder): Promise<Step[]> {
  const files = folder.from instanceof URL ? await sqlFilesIn(folder.from) : folder.from;
  return Promise.all(
    files.map(async (url) => {
      const text = await readFile(url, "utf8");
      const file = fileURLToPath(url).split("/").at(-1) ?? "";
      return { folder: folder.name, file, text, sha256: createHash("sha256").update(text).digest("hex") };
    }),
  );
}

async function sqlFilesIn(folder: URL): Promise<URL[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return names.map((name) => new URL(name, folder));
}

async function run(client: pg.Client, step: Step): Promise<boolean> {
  const before = await client.query("SELECT sha256 FROM schema_step WHERE folder = $1 AND file = $2", [step.folder, step.file]);
  const known = before.rows[0]?.sha256 as string | undefined;
  if (known === step.sha256) return false;
  if (known !== undefined) {
    throw new Refusal("conflict", "migration-changed", `The database already ran another text of ${step.folder}/${step.file}.`, [
      { at: `${step.folder}/${step.file}`, remedy: "This data folder belongs to another version of Spendward. Use that version, or another data folder." },
    ]);
  }
  await client.query("BEGIN");
  try {
    await client.query(step.text);
    await client.query("INSERT INTO schema_step (folder, file, sha256) VALUES ($1, $2, $3)", [step.folder, step.file, step.sha256]);
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${step.folder}/${step.file} failed: ${(error as Error).message}`, { cause: error });
  }
}

const OPEN_SITE_TABLES = `
  SELECT c.relname AS name FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'site_id' AND NOT a.attisdropped
  WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  ORDER BY 1`;

async function refuseOpenSiteTables(client: pg.Client): Promise<void> {
  const open = await client.query(OPEN_SITE_TABLES);
  if (open.rows.length > 0) {
    const names = open.rows.map((row) => row.name as string).join(", ");
    throw new Error(`Tables with a site_id but without row security: ${names}. Call protect_site_table in the migration.`);
  }
}
