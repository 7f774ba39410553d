/**
 * A database of a test file's own in the run's one PostgreSQL, migrated like a plane's and opened as its application role.
 * Roles are shared by the cluster, so they carry the database's name.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { migratePlane, type Plane } from "../../src/main/plane-schema.ts";
import { connectionOf, type Database, openDatabase } from "../../src/platform/postgres/postgres.ts";

export type WorldDatabase<Tables> = {
  readonly db: Database<Tables>;
  /** As the application, for jobs or a pool of one's own. */
  readonly url: string;
  /** As the owner: for looking past the application's rights; forced row security holds for it too. */
  readonly ownerUrl: string;
  /** As the superuser: sees everything, for proofs about what is stored. */
  readonly superuserUrl: string;
  readonly tls: { readonly ca: string };
  /** Closes the pool and drops the database. */
  readonly close: () => Promise<void>;
};

export async function openWorld<Tables = any>(plane: Plane): Promise<WorldDatabase<Tables>> {
  const { superuserUrl, ca } = inject("postgres");
  const name = `test_${plane}_${randomBytes(5).toString("hex")}`;
  const [owner, app, password] = [`${name}_owner`, `${name}_app`, randomBytes(12).toString("hex")];
  await asSuperuser(superuserUrl, ca, [
    `DO $$ BEGIN CREATE ROLE spendward_app NOLOGIN NOINHERIT; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    `CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`,
    `CREATE ROLE ${app} LOGIN INHERIT PASSWORD '${password}'`,
    `GRANT spendward_app TO ${app}`,
    `CREATE DATABASE ${name} OWNER ${owner} TEMPLATE template0`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${name} TO ${app}`,
  ]);
  const urlOf = (role: string) => {
    const url = new URL(superuserUrl);
    [url.username, url.password, url.pathname] = [role, password, `/${name}`];
    return url.href;
  };
  const superuser = new URL(superuserUrl);
  superuser.pathname = `/${name}`;
  await migratePlane(plane, urlOf(owner), { ca });
  const db = openDatabase<Tables>({ url: urlOf(app), tls: { ca }, poolSize: 6 });
  return {
    db,
    url: urlOf(app),
    ownerUrl: urlOf(owner),
    superuserUrl: superuser.href,
    tls: { ca },
    close: async () => {
      await db.close();
      await asSuperuser(superuserUrl, ca, [`DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${app}`, `DROP ROLE ${owner}`]);
    },
  };
}

async function asSuperuser(url: string, ca: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(connectionOf(url, { ca }));
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
