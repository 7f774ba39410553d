/**
 * A database of a test file's own in the run's one PostgreSQL, as a plane's migrations leave it and opened as its application role.
 * The first of a plane in the run makes a template with the migrations; each is a copy of that, which takes a tenth of the time.
 * Roles are shared by the cluster, so they carry the plane's name: each has its rights in databases of its plane only.
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
  const { superuserUrl, ca, rolePassword } = inject("postgres");
  const name = `test_${plane}_${randomBytes(5).toString("hex")}`;
  const { owner, app } = rolesOf(plane);
  await asSuperuser(superuserUrl, ca, async (query) => {
    await ensureTemplate(query, plane);
    await query(`CREATE DATABASE ${name} OWNER ${owner} TEMPLATE template_${plane}`);
    await query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await query(`GRANT CONNECT ON DATABASE ${name} TO ${app}`);
  });
  const urlOf = (role: string): string => urlIn(superuserUrl, name, role, rolePassword);
  const superuser = new URL(superuserUrl);
  superuser.pathname = `/${name}`;
  const db = openDatabase<Tables>({ url: urlOf(app), tls: { ca }, poolSize: 6 });
  return {
    db,
    url: urlOf(app),
    ownerUrl: urlOf(owner),
    superuserUrl: superuser.href,
    tls: { ca },
    close: async () => {
      await db.close();
      await asSuperuser(superuserUrl, ca, (query) => query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

const rolesOf = (plane: Plane) => ({ owner: `test_${plane}_owner`, app: `test_${plane}_app` });

function urlIn(superuserUrl: string, database: string, role: string, password: string): string {
  const url = new URL(superuserUrl);
  [url.username, url.password, url.pathname] = [role, password, `/${database}`];
  return url.href;
}

/** Any number: one process makes templates while the others wait. */
const TEMPLATES_LOCK = 5_190_233_871;

async function ensureTemplate(query: Query, plane: Plane): Promise<void> {
  const { superuserUrl, ca, rolePassword } = inject("postgres");
  const { owner, app } = rolesOf(plane);
  await query(`SELECT pg_advisory_lock(${TEMPLATES_LOCK})`);
  if ((await query(`SELECT FROM pg_database WHERE datname = 'template_${plane}'`)).rowCount === 0) {
    await query(`DO $$ BEGIN CREATE ROLE spendward_app NOLOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
    // What a file that failed in the middle has left is made anew.
    await query(`DROP DATABASE IF EXISTS making_${plane} WITH (FORCE)`);
    for (const [role, more] of [[owner, ""], [app, "INHERIT"]]) {
      await query(`DROP ROLE IF EXISTS ${role}`);
      await query(`CREATE ROLE ${role} LOGIN ${more} PASSWORD '${rolePassword}'`);
    }
    await query(`GRANT spendward_app TO ${app}`);
    await query(`CREATE DATABASE making_${plane} OWNER ${owner} TEMPLATE template0`);
    await migratePlane(plane, urlIn(superuserUrl, `making_${plane}`, owner, rolePassword), { ca });
    await query(`ALTER DATABASE making_${plane} RENAME TO template_${plane}`); // only whole ones bear the name
  }
  await query(`SELECT pg_advisory_unlock(${TEMPLATES_LOCK})`);
}

type Query = (statement: string) => Promise<pg.QueryResult>;

async function asSuperuser(url: string, ca: string, work: (query: Query) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(connectionOf(url, { ca }));
  await client.connect();
  try {
    await work((statement) => client.query(statement));
  } finally {
    await client.end();
  }
}
