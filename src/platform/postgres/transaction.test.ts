import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId } from "../../base/ids.ts";
import { connectionOf, inTrail, migrate, openDatabase, OPERATOR, type SiteTransaction, withSite } from "./postgres.ts";

let world: WorldDatabase<any>;
beforeAll(async () => {
  world = await openWorld("uk");
});
afterAll(() => world.close());

const addJob = (tx: SiteTransaction, site: string, job: string) =>
  sql`INSERT INTO job_progress (site_id, job_id, queue, state, cause) VALUES (${site}, ${job}, 'q', 'queued', 'test')`.execute(tx);
const countJobs = async (tx: SiteTransaction) => (await sql<{ n: number }>`SELECT count(*) AS n FROM job_progress`.execute(tx)).rows[0]?.n;

describe("row security", () => {
  test("a site sees its own rows, though the query names no site", async () => {
    const [mine, other] = [newId("sit"), newId("sit")];
    await withSite(world.db, mine, (tx) => addJob(tx, mine, "a"));
    await withSite(world.db, other, (tx) => addJob(tx, other, "b"));
    expect(await withSite(world.db, mine, countJobs)).toBe(1);
  });

  test("a row cannot be written for another site", async () => {
    const [mine, other] = [newId("sit"), newId("sit")];
    await expect(withSite(world.db, mine, (tx) => addJob(tx, other, "c"))).rejects.toThrow(/row-level security/);
  });

  test("a row cannot be moved to another site", async () => {
    const [mine, other] = [newId("sit"), newId("sit")];
    await withSite(world.db, mine, (tx) => addJob(tx, mine, "d"));
    const move = withSite(world.db, mine, (tx) => sql`UPDATE job_progress SET site_id = ${other}`.execute(tx));
    await expect(move).rejects.toThrow(/row-level security/);
  });

  test("without a site there are no rows, and no error that would tell there are some", async () => {
    const result = await sql<{ n: number }>`SELECT count(*) AS n FROM job_progress`.execute(world.db.kysely);
    expect(result.rows[0]?.n).toBe(0);
  });

  test("the pool's next transaction does not inherit the site", async () => {
    const single = openDatabase<any>({ url: world.url, tls: world.tls, poolSize: 1 });
    const site = newId("sit");
    await withSite(single, site, (tx) => addJob(tx, site, "e"));
    const after = await sql<{ site: string | null }>`SELECT current_site() AS site`.execute(single.kysely);
    expect(after.rows[0]?.site).toBeNull();
    await single.close();
  });

  test("the owner is held to it too", async () => {
    const client = new pg.Client(connectionOf(world.ownerUrl, world.tls));
    await client.connect();
    expect((await client.query("SELECT * FROM job_progress")).rowCount).toBe(0);
    await client.end();
  });

  test("the application role owns nothing, cannot bypass and cannot lift it", async () => {
    const role = await sql<{ super: boolean; bypass: boolean; owns: number }>`
      SELECT rolsuper AS super, rolbypassrls AS bypass,
             (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid) AS owns
      FROM pg_roles WHERE rolname = current_user`.execute(world.db.kysely);
    expect(role.rows).toEqual([{ super: false, bypass: false, owns: 0 }]);
    await expect(sql`ALTER TABLE job_progress DISABLE ROW LEVEL SECURITY`.execute(world.db.kysely)).rejects.toThrow(/must be owner/);
    await expect(sql`CREATE TABLE mine (a int)`.execute(world.db.kysely)).rejects.toThrow(/permission denied/);
  });

  test("every table with a site_id has it forced, leads its key with it, and the list is not empty", async () => {
    const tables = await sql<{ name: string; forced: boolean; first: string }>`
      SELECT c.relname AS name, c.relforcerowsecurity AS forced, k.attname AS first
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'site_id'
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      LEFT JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[0]
      WHERE c.relkind IN ('r', 'p') ORDER BY 1`.execute(world.db.kysely);
    expect(tables.rows.length).toBeGreaterThanOrEqual(4);
    expect(tables.rows.filter((table) => !table.forced || table.first !== "site_id")).toEqual([]);
  });
});

describe("borrowed transactions", () => {
  test("a query after the end is an error", async () => {
    const site = newId("sit");
    const kept = await withSite(world.db, site, async (tx) => tx);
    await expect(countJobs(kept)).rejects.toThrow(/already committed/);
  });

  test("a throw undoes everything", async () => {
    const site = newId("sit");
    const failing = withSite(world.db, site, async (tx) => {
      await addJob(tx, site, "f");
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    expect(await withSite(world.db, site, countJobs)).toBe(0);
  });

  test("only ids become the site: anything else is a missing site", async () => {
    for (const text of ["", "operator", "sit_x", "sit_'; DROP TABLE job_progress; --", newId("org")]) {
      await expect(withSite(world.db, text as never, countJobs)).rejects.toMatchObject({ kind: "not_found" });
    }
    await expect(inTrail(world.db, newId("sit") as never, async () => 1)).rejects.toMatchObject({ kind: "not_found" });
    expect(await inTrail(world.db, OPERATOR, async (tx) => tx.trail)).toBe("operator");
  });

  test("a hundred at once, two sites, never mix", async () => {
    const sites = [newId("sit"), newId("sit")] as const;
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const site = sites[n % 2] as (typeof sites)[0];
        return withSite(world.db, site, (tx) => addJob(tx, site, `r${n}`));
      }),
    );
    for (const site of sites) expect(await withSite(world.db, site, countJobs)).toBe(50);
  });
});

describe("connecting", () => {
  test("a server whose certificate another authority signed is refused", async () => {
    const { openAuthority } = await import("../../main/certificates.ts");
    const { mkdtemp, rm } = await import("node:fs/promises");
    const folder = await mkdtemp("/tmp/spendward-ca-");
    const other = openDatabase({ url: world.url, tls: { ca: (await openAuthority(folder)).ca } });
    await expect(other.ping()).rejects.toThrow(/certificate|signature/i);
    await other.close();
    await rm(folder, { recursive: true });
  });

  test("without TLS the server refuses", async () => {
    const { ssl: _ssl, ...plain } = connectionOf(world.url, world.tls);
    const client = new pg.Client(plain);
    await expect(client.connect()).rejects.toThrow(/pg_hba|no encryption/);
  });

  test("another database is closed to the role", async () => {
    const foreign = await openWorld("control");
    const stranger = new URL(foreign.url);
    stranger.pathname = new URL(world.url).pathname;
    const db = openDatabase({ url: stranger.href, tls: world.tls });
    await expect(db.ping()).rejects.toThrow(/permission denied for database/);
    await db.close();
    await foreign.close();
  });
});

describe("migrations", () => {
  test("running again runs nothing", async () => {
    const { PLATFORM_MIGRATIONS } = await import("./postgres.ts");
    expect(await migrate({ ownerUrl: world.ownerUrl, tls: world.tls, folders: PLATFORM_MIGRATIONS })).toEqual({ ran: [] });
  });

  test("a changed step and a site table without row security are refused", async () => {
    const { mkdtemp, rm, writeFile } = await import("node:fs/promises");
    const { pathToFileURL } = await import("node:url");
    const folder = await mkdtemp("/tmp/spendward-steps-");
    const folders = [{ name: "trial", from: pathToFileURL(`${folder}/`) }];
    const own = await openWorld("eu");
    await writeFile(`${folder}/0001-a.sql`, "CREATE TABLE open_one (site_id text PRIMARY KEY);");
    await expect(migrate({ ownerUrl: own.ownerUrl, tls: own.tls, folders })).rejects.toThrow(/without row security: open_one/);
    await writeFile(`${folder}/0002-b.sql`, "SELECT protect_site_table('open_one');");
    expect(await migrate({ ownerUrl: own.ownerUrl, tls: own.tls, folders })).toEqual({ ran: ["trial/0002-b.sql"] });
    await writeFile(`${folder}/0001-a.sql`, "CREATE TABLE another (a int);");
    await expect(migrate({ ownerUrl: own.ownerUrl, tls: own.tls, folders })).rejects.toMatchObject({ code: "migration-changed" });
    await own.close();
    await rm(folder, { recursive: true });
  });
});

test("a connection that dies while a transaction rests ends the transaction, not the process", async () => {
  const site = newId("sit");
  const superuser = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await superuser.connect();
  const left = Promise.withResolvers<void>();
  const dying = withSite(world.db, site, async (tx) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx);
    await superuser.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    while ((await superuser.query("SELECT FROM pg_stat_activity WHERE pid = $1", [rows[0]?.pid])).rowCount !== 0); // gone
    await new Promise((resolve) => setImmediate(resolve));
    left.resolve();
    await addJob(tx, site, "never");
  });
  await left.promise;
  await expect(dying).rejects.toThrow();
  expect(await withSite(world.db, site, countJobs)).toBe(0);
  await superuser.end();
});
