/** How much work waits, for the operator's figures: numbers by queue, nothing of the jobs themselves. */
import { sql } from "kysely";
import type { Database } from "../postgres/postgres.ts";
import { QUEUE_SCHEMA } from "./install.ts";

export type QueueDepth = { readonly queue: string; readonly waiting: number; readonly oldestSeconds: number; readonly givenUp: number };

/** Jobs whose time has come and that nobody has begun, and those that failed for good. Queues without jobs are there too. */
export async function queueDepths(db: Database<any>): Promise<readonly QueueDepth[]> {
  const { rows } = await sql<QueueDepth>`
    SELECT q.name AS queue,
      count(j.id) FILTER (WHERE j.name = q.name AND j.state < 'active' AND j.start_after <= now()) AS waiting,
      coalesce(extract(epoch FROM now() - min(j.start_after) FILTER (WHERE j.name = q.name AND j.state < 'active' AND j.start_after <= now())), 0)::float8 AS "oldestSeconds",
      count(j.id) FILTER (WHERE j.name = q.dead_letter AND j.state < 'active') AS "givenUp"
    FROM ${sql.table(`${QUEUE_SCHEMA}.queue`)} q LEFT JOIN ${sql.table(`${QUEUE_SCHEMA}.job`)} j ON j.name IN (q.name, q.dead_letter)
    WHERE q.dead_letter IS NOT NULL GROUP BY q.name ORDER BY q.name`.execute(db.kysely);
  return rows;
}
