/** Plain text queries inside a site's transaction, for modules that bring their own SQL (the vault's store). */
import { CompiledQuery } from "kysely";
import type { SiteId } from "../../base/ids.ts";
import type { Database } from "./database.ts";
import { withSite } from "./transaction.ts";

export type RawQueries = {
  readonly query: (text: string, values: unknown[]) => Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
};

/** Each call is a transaction of its own, committed when it resolves. Give the vault a pool of its own. */
export function rawInSite(db: Database<any>): <Result>(site: SiteId, work: (queries: RawQueries) => Promise<Result>) => Promise<Result> {
  return (site, work) =>
    withSite(db, site, (tx) =>
      work({
        query: async (text, values) => {
          const result = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values));
          const affected = result.numAffectedRows;
          return { rows: result.rows, rowCount: affected === undefined ? result.rows.length : Number(affected) };
        },
      }),
    );
}
