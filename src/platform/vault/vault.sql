-- Wrapped keys of a region. Nothing here opens anything without the root key, which is in the key service.
-- Grants to the region's role are the migration runner's; it needs SELECT, INSERT, UPDATE, DELETE on both.

-- One line per site: all versions of its site key, each wrapped by the root (and by the customer's key, if it has one).
-- LEAVE THIS TABLE OUT OF ARCHIVED BACKUPS. It is mirrored to the backup site in its current state only: a site's data
-- is destroyed everywhere by erasing its line here, and an archive of the line would undo that.
-- Unused where the site keys are kept in a folder beside the root key file (the embedded default).
CREATE TABLE vault_site_key (
  site_id   text    NOT NULL PRIMARY KEY,
  revision  integer NOT NULL CHECK (revision > 0),  -- counts replacements; the writer names the one it read
  keys      jsonb   NOT NULL                        -- array of SiteKeyRecord (store.ts)
);

-- One line per data key, wrapped by the site key version named. Archived with the data it protects.
CREATE TABLE vault_data_key (
  site_id           text        NOT NULL,
  id                text        NOT NULL,
  kind              text        NOT NULL,           -- table.column, or kind of blob
  purpose           text        NOT NULL CHECK (purpose IN ('rows', 'blob', 'index')),
  scope             text        NOT NULL,           -- rows: month and version; blob: object; index: empty
  site_key_version  integer     NOT NULL,
  wrapped           bytea       NOT NULL,
  created_at        timestamptz NOT NULL,
  PRIMARY KEY (site_id, id)
);
CREATE INDEX vault_data_key_scope ON vault_data_key (site_id, purpose, kind, scope, id);
CREATE INDEX vault_data_key_version ON vault_data_key (site_id, site_key_version, id);
-- A second index key would split equal values into unequal ones.
CREATE UNIQUE INDEX vault_data_key_one_index ON vault_data_key (site_id, kind) WHERE purpose = 'index';

ALTER TABLE vault_site_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_site_key FORCE ROW LEVEL SECURITY;
CREATE POLICY vault_site_key_site ON vault_site_key
  USING (site_id = current_setting('app.site_id', true)) WITH CHECK (site_id = current_setting('app.site_id', true));

ALTER TABLE vault_data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_data_key FORCE ROW LEVEL SECURITY;
CREATE POLICY vault_data_key_site ON vault_data_key
  USING (site_id = current_setting('app.site_id', true)) WITH CHECK (site_id = current_setting('app.site_id', true));
