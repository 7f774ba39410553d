/**
 * Creates or upgrades pg-boss's own schema, as the owner, so that the application role needs no right to create
 * anything and may only read and write rows.
 */
import pg from "pg";
import { PgBoss } from "pg-boss";
import { connectionOf, type DatabaseTls } from "../postgres/postgres.ts";

export const QUEUE_SCHEMA = "pgboss";

const GRANTS = `
  GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO spendward_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO spendward_app;
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO spendward_app;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO spendward_app;`;

export async function installQueue(ownerUrl: string, tls: DatabaseTls): Promise<void> {
  const { types: _types, connectionTimeoutMillis: _wait, ...connection } = connectionOf(ownerUrl, tls);
  const boss = new PgBoss({ ...(connection as object), schema: QUEUE_SCHEMA, migrate: true, createSchema: true, supervise: false, schedule: false, max: 2 });
  const failures: unknown[] = [];
  boss.on("error", (error) => failures.push(error));
  await boss.start();
  await boss.stop({ graceful: true, close: true });
  if (failures.length > 0) throw new Error("The job queue's schema could not be installed.", { cause: failures[0] });
  const client = new pg.Client(connectionOf(ownerUrl, tls));
  await client.connect();
  try {
    await client.query(GRANTS);
  } finally {
    await client.end();
  }
}
