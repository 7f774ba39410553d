/**
 * The databases of one machine: one per plane, each with an owner (migrations only) and one application role, all with
 * passwords of this run only. A role may connect to its own database and to no other.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { connectionOf } from "../platform/postgres/postgres.ts";
import { migratePlane, type Plane } from "./plane-schema.ts";
import type { PostgresServer } from "./postgres-server.ts";

export type PlaneDatabase = { readonly plane: Plane; readonly url: string };

/** `control`, `region_uk` ...: database name and prefix of its roles. */
const databaseOf = (plane: Plane): string => (plane === "control" ? "control" : `region_${plane}`);

export async function preparePlaneDatabase(server: PostgresServer, ca: string, plane: Plane): Promise<PlaneDatabase> {
  const name = databaseOf(plane);
  const [owner, app] = [`${name}_owner`, `${name}_app`];
  const passwords = { owner: newPassword(), app: newPassword() };
  const client = new pg.Client(connectionOf(server.superuserUrl, { ca }));
  await client.connect();
  try {
    await ensureRole(client, "spendward_app", "NOLOGIN NOINHERIT NOBYPASSRLS");
    // The owner may grant the group its rights on tables, nothing more; it is used for migrations and then locked out.
    await ensureRole(client, owner, `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '${passwords.owner}'`);
    await ensureRole(client, app, `LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '${passwords.app}'`);
    await client.query(`GRANT spendward_app TO ${app}`);
    const exists = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (exists.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${owner} ENCODING 'UTF8' TEMPLATE template0`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${app}`);
    await client.query(`REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC`);
    await migratePlane(plane, server.urlOf(owner, passwords.owner, name), { ca });
    await client.query(`ALTER ROLE ${owner} NOLOGIN PASSWORD NULL`);
  } finally {
    await client.end();
  }
  return { plane, url: server.urlOf(app, passwords.app, name) };
}

/** Letters, digits, - and _ only, so that it can stand in a statement, which takes no parameters here. */
const newPassword = (): string => randomBytes(24).toString("base64url");

async function ensureRole(client: pg.Client, role: string, attributes: string): Promise<void> {
  const exists = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  await client.query(`${exists.rowCount === 0 ? "CREATE" : "ALTER"} ROLE ${role} ${attributes}`);
}
