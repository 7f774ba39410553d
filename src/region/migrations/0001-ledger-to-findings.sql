-- A region's tables: from an upload's first byte to a finding.
-- Every key leads with site_id, so that row security scopes it and the database can be distributed by customer.
-- In clear are ids, revisions, instants, states and counts. A column called sealed* holds what the customer would call
-- its data, sealed for exactly that row and column (platform/vault); nothing else may hold any of it.
-- `revision` counts the changes of a row; the writer names the one it read.

-- Grain: one site of one organisation that control asked this region to hold.
CREATE TABLE site (
  site_id          text        NOT NULL PRIMARY KEY,
  organisation_id  text        NOT NULL,
  state            text        NOT NULL CHECK (state IN ('open', 'closed')),
  revision         integer     NOT NULL DEFAULT 1,
  ledger_revision  integer     NOT NULL DEFAULT 0,   -- the manifest that counts; 0: no ledger yet
  created_at       timestamptz NOT NULL,
  sealed_name      bytea       NOT NULL
);

-- Grain: one site, for the worker's rounds: row security shows a schedule no sites, and it needs their ids only.
CREATE TABLE round (
  id  text NOT NULL PRIMARY KEY
);
SELECT open_table('round', 'SELECT, INSERT, DELETE');

-- Grain: one file sent by somebody.
CREATE TABLE upload (
  site_id           text        NOT NULL REFERENCES site (site_id),
  upload_id         text        NOT NULL,
  state             text        NOT NULL CHECK (state IN ('receiving', 'inspecting', 'ready', 'refused', 'imported')),
  revision          integer     NOT NULL DEFAULT 1,
  size_bytes        bigint      NOT NULL CHECK (size_bytes >= 0),
  received_bytes    bigint      NOT NULL DEFAULT 0 CHECK (received_bytes BETWEEN 0 AND size_bytes),
  malware_scan      text        NOT NULL DEFAULT 'not configured' CHECK (malware_scan IN ('not configured', 'clean', 'refused')),
  sent_by           text        NOT NULL,
  created_at        timestamptz NOT NULL,
  touched_at        timestamptz NOT NULL,            -- when bytes last arrived: an unfinished upload is swept a day later
  received_at       timestamptz,
  content_index     text,                            -- keyed fingerprint of the content (vault blind index); null until inspected
  sealed_facts      bytea       NOT NULL,            -- file name, sender's name
  sealed_inspection bytea,                           -- hash, what was recognised, proposed mapping
  sealed_refusal    bytea,
  PRIMARY KEY (site_id, upload_id)
);
CREATE INDEX upload_newest ON upload (site_id, created_at DESC, upload_id DESC);

-- Grain: one stretch of an upload's bytes, sealed as one blob and durable. Stretches adjoin and never overlap.
CREATE TABLE upload_part (
  site_id       text    NOT NULL,
  upload_id     text    NOT NULL,
  position      integer NOT NULL CHECK (position >= 0),
  first_byte    bigint  NOT NULL,
  length_bytes  bigint  NOT NULL CHECK (length_bytes > 0),
  blob_id       text    NOT NULL,
  PRIMARY KEY (site_id, upload_id, position),
  FOREIGN KEY (site_id, upload_id) REFERENCES upload (site_id, upload_id) ON DELETE CASCADE
);

-- Grain: one way of reading files with certain headings, as a person of the site last confirmed it.
CREATE TABLE confirmed_mapping (
  site_id        text        NOT NULL REFERENCES site (site_id),
  heading_index  text        NOT NULL,               -- keyed fingerprint of the heading row
  revision       integer     NOT NULL DEFAULT 1,
  confirmed_at   timestamptz NOT NULL,
  sealed_mapping bytea       NOT NULL,
  PRIMARY KEY (site_id, heading_index)
);

-- Grain: one reading of files into the ledger: all of them or none.
CREATE TABLE import (
  site_id       text        NOT NULL REFERENCES site (site_id),
  import_id     text        NOT NULL,
  state         text        NOT NULL CHECK (state IN ('queued', 'reading', 'committing', 'committed', 'refused', 'failed')),
  revision      integer     NOT NULL DEFAULT 1,
  replaces_all  boolean     NOT NULL,
  unchanged     boolean     NOT NULL DEFAULT false,  -- committed without a change: the ledger held these files already
  asked_by      text        NOT NULL,
  asked_at      timestamptz NOT NULL,
  started_at    timestamptz,
  finished_at   timestamptz,
  job_id        text        NOT NULL,
  run_id        text,
  problem_count bigint      NOT NULL DEFAULT 0,
  problems_blob_id text,
  sealed_plan   bytea       NOT NULL,                -- files and their mappings, asker's name
  sealed_outcome bytea,                              -- files, totals, problems; or the refusal
  PRIMARY KEY (site_id, import_id)
);
CREATE INDEX import_newest ON import (site_id, asked_at DESC, import_id DESC);

-- Grain: one upload used by one import.
CREATE TABLE import_upload (
  site_id    text    NOT NULL,
  import_id  text    NOT NULL,
  upload_id  text    NOT NULL,
  PRIMARY KEY (site_id, import_id, upload_id),
  FOREIGN KEY (site_id, import_id) REFERENCES import (site_id, import_id) ON DELETE CASCADE,
  FOREIGN KEY (site_id, upload_id) REFERENCES upload (site_id, upload_id)
);

-- Grain: one state of the site's ledger. Written once; site.ledger_revision says which one counts.
CREATE TABLE manifest (
  site_id          text        NOT NULL REFERENCES site (site_id),
  ledger_revision  integer     NOT NULL CHECK (ledger_revision > 0),
  import_id        text        NOT NULL,
  committed_at     timestamptz NOT NULL,
  sealed_summary   bytea       NOT NULL,             -- totals per currency, period, mapped columns, contents by fingerprint
  PRIMARY KEY (site_id, ledger_revision),
  FOREIGN KEY (site_id, import_id) REFERENCES import (site_id, import_id)
);

-- Grain: one sealed Parquet piece of one canonical table, in one state of the ledger.
CREATE TABLE segment (
  site_id          text    NOT NULL,
  ledger_revision  integer NOT NULL,
  table_name       text    NOT NULL,
  position         integer NOT NULL,
  row_count        bigint  NOT NULL,
  length_bytes     bigint  NOT NULL,                 -- clear bytes
  blob_id          text    NOT NULL,
  PRIMARY KEY (site_id, ledger_revision, table_name, position),
  FOREIGN KEY (site_id, ledger_revision) REFERENCES manifest (site_id, ledger_revision)
);

-- Grain: one examination of one state of the ledger.
CREATE TABLE run (
  site_id          text        NOT NULL REFERENCES site (site_id),
  run_id           text        NOT NULL,
  import_id        text        NOT NULL,
  ledger_revision  integer     NOT NULL,
  state            text        NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
  revision         integer     NOT NULL DEFAULT 1,
  job_id           text        NOT NULL,
  engine_version   text,
  asked_at         timestamptz NOT NULL,
  started_at       timestamptz,
  finished_at      timestamptz,
  new_count        integer     NOT NULL DEFAULT 0,
  still_count      integer     NOT NULL DEFAULT 0,
  changed_count    integer     NOT NULL DEFAULT 0,
  gone_count       integer     NOT NULL DEFAULT 0,
  sealed_outcome   bytea,                            -- counts, exposure, coverage
  sealed_population bytea,                           -- first digits and repeated amounts
  PRIMARY KEY (site_id, run_id),
  FOREIGN KEY (site_id, import_id) REFERENCES import (site_id, import_id),
  FOREIGN KEY (site_id, ledger_revision) REFERENCES manifest (site_id, ledger_revision)
);
CREATE INDEX run_newest ON run (site_id, asked_at DESC, run_id DESC);

-- Grain: one finding of one run. Rows of a run count once the run is done, and never change after it.
-- finding_id stays the same from run to run; it is given at first sight and says nothing of the content.
CREATE TABLE finding (
  site_id          text    NOT NULL,
  run_id           text    NOT NULL,
  finding_id       text    NOT NULL,
  rank             integer NOT NULL CHECK (rank > 0),
  state            text    NOT NULL CHECK (state IN ('new', 'still', 'changed')),
  first_run_id     text    NOT NULL,
  sealed_item      bytea   NOT NULL,                 -- what a list shows
  sealed_evidence  bytea   NOT NULL,                 -- what only the finding's own page shows
  PRIMARY KEY (site_id, run_id, finding_id),
  FOREIGN KEY (site_id, run_id) REFERENCES run (site_id, run_id)
);

-- Grain: the documents behind one figure of a run's population page, at most 200. Pages are numbered, so that a row says
-- nothing of the figure: run.sealed_population knows which page is which.
CREATE TABLE population_page (
  site_id      text    NOT NULL,
  run_id       text    NOT NULL,
  page         integer NOT NULL,
  sealed_rows  bytea   NOT NULL,
  PRIMARY KEY (site_id, run_id, page),
  FOREIGN KEY (site_id, run_id) REFERENCES run (site_id, run_id)
);

-- Grain: one blob in the store, written down before its first byte is. Once something refers to it, it is kept; what is
-- not kept is removed from the store after sweep_after: it belongs to something that did not happen, or no longer is.
CREATE TABLE blob_line (
  site_id      text        NOT NULL REFERENCES site (site_id),
  blob_id      text        NOT NULL,
  kept         boolean     NOT NULL DEFAULT false,
  sweep_after  timestamptz NOT NULL,
  PRIMARY KEY (site_id, blob_id)
);
CREATE INDEX blob_line_loose ON blob_line (site_id, sweep_after) WHERE NOT kept;

SELECT protect_site_table('site');
SELECT protect_site_table('upload');
SELECT protect_site_table('upload_part');
SELECT protect_site_table('confirmed_mapping');
SELECT protect_site_table('import');
SELECT protect_site_table('import_upload');
SELECT protect_site_table('manifest');
SELECT protect_site_table('segment');
SELECT protect_site_table('run');
SELECT protect_site_table('finding');
SELECT protect_site_table('population_page');
SELECT protect_site_table('blob_line');
