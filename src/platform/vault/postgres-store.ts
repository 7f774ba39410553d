/**
 * Wrapped keys in PostgreSQL (tables in vault.sql).
 *
 * `inSite` is the caller's: it opens a transaction of its own with `app.site_id` set, runs the work, and has committed
 * when it resolves. It must never be the transaction of the change that needs the key: if that one rolled back after
 * the key was used elsewhere, whatever was sealed with it would be lost. Give it a pool of its own (two connections
 * suffice), or a change that holds the last connection would wait for itself.
 */
import type { KeyId, SiteId } from "../../base/ids.ts";
import type { DataKeyCount, DataKeyRecord, DataKeyStore, Shelf, SiteKeyRecord } from "./store.ts";

/** What `pg`'s client and pool already are. */
export type Queryable = {
  readonly query: (text: string, values: unknown[]) => Promise<{ readonly rows: Record<string, unknown>[]; readonly rowCount: number | null }>;
};
export type InSite = <T>(site: SiteId, work: (queryable: Queryable) => Promise<T>) => Promise<T>;

/**
 * For many nodes over one database. The table must be left out of archives: see store.ts.
 * @param sites every site that ever had a key here, closed ones too; row security keeps the shelf from asking itself.
 */
export function postgresShelf(inSite: InSite, sites: Shelf["sites"]): Shelf {
  return {
    sites,
    read: (site) =>
      inSite(site, async (db) => {
        const { rows } = await db.query("SELECT revision, keys FROM vault_site_key WHERE site_id = $1", [site]);
        const row = rows[0];
        return row && { revision: Number(row["revision"]), keys: row["keys"] as SiteKeyRecord[] };
      }),
    replace: (site, revision, keys) =>
      inSite(site, async (db) => {
        const text = JSON.stringify(keys);
        const { rowCount } = revision === 0
          ? await db.query("INSERT INTO vault_site_key (site_id, revision, keys) VALUES ($1, 1, $2::jsonb) ON CONFLICT DO NOTHING", [site, text])
          : await db.query(
              "UPDATE vault_site_key SET revision = revision + 1, keys = $3::jsonb WHERE site_id = $1 AND revision = $2",
              [site, revision, text],
            );
        return rowCount === 1;
      }),
  };
}

const COLUMNS = "id, kind, purpose, scope, site_key_version, wrapped, created_at";

const dataKey = (row: Record<string, unknown>): DataKeyRecord => ({
  id: row["id"] as KeyId,
  kind: row["kind"] as string,
  purpose: row["purpose"] as DataKeyRecord["purpose"],
  scope: row["scope"] as string,
  siteKeyVersion: Number(row["site_key_version"]),
  wrapped: row["wrapped"] as Uint8Array,
  createdAt: row["created_at"] as Date,
});

export function postgresDataKeys(inSite: InSite): DataKeyStore {
  const rows = (site: SiteId, text: string, values: unknown[]) => inSite(site, async (db) => (await db.query(text, values)).rows);
  const changed = (site: SiteId, text: string, values: unknown[]) => inSite(site, async (db) => (await db.query(text, values)).rowCount ?? 0);
  return {
    add: async (site, key) =>
      (await changed(
        site,
        `INSERT INTO vault_data_key (site_id, ${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
        [site, key.id, key.kind, key.purpose, key.scope, key.siteKeyVersion, key.wrapped, key.createdAt],
      )) === 1,
    byId: async (site, id) =>
      (await rows(site, `SELECT ${COLUMNS} FROM vault_data_key WHERE site_id = $1 AND id = $2`, [site, id])).map(dataKey)[0],
    newest: async (site, purpose, kind, scope) =>
      (await rows(
        site,
        `SELECT ${COLUMNS} FROM vault_data_key WHERE site_id = $1 AND purpose = $2 AND kind = $3 AND scope = $4 ORDER BY id DESC LIMIT 1`,
        [site, purpose, kind, scope],
      )).map(dataKey)[0],
    notUnder: async (site, version, limit) =>
      (await rows(
        site,
        `SELECT ${COLUMNS} FROM vault_data_key WHERE site_id = $1 AND site_key_version <> $2 ORDER BY id LIMIT $3`,
        [site, version, limit],
      )).map(dataKey),
    rewrap: (site, changes) =>
      changed(
        site,
        `UPDATE vault_data_key AS key SET site_key_version = change.newer, wrapped = change.wrapped
         FROM unnest($2::text[], $3::integer[], $4::integer[], $5::bytea[]) AS change (id, older, newer, wrapped)
         WHERE key.site_id = $1 AND key.id = change.id AND key.site_key_version = change.older`,
        [site, changes.map(({ id }) => id), changes.map(({ from }) => from), changes.map(({ to }) => to), changes.map(({ wrapped }) => wrapped)],
      ),
    counts: async (site) =>
      (await rows(
        site,
        `SELECT site_key_version, kind, purpose, count(*) AS count FROM vault_data_key WHERE site_id = $1
         GROUP BY site_key_version, kind, purpose ORDER BY site_key_version, kind`,
        [site],
      )).map((row): DataKeyCount => ({
        siteKeyVersion: Number(row["site_key_version"]),
        kind: row["kind"] as string,
        purpose: row["purpose"] as DataKeyRecord["purpose"],
        count: Number(row["count"]),
      })),
    remove: async (site, id) => void (await changed(site, "DELETE FROM vault_data_key WHERE site_id = $1 AND id = $2", [site, id])),
    removeAll: (site) => changed(site, "DELETE FROM vault_data_key WHERE site_id = $1", [site]),
  };
}
