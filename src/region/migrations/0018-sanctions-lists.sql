-- Sanctions lists of a site, in versions: what is screened against, and what used which version.

-- A list comes in the way a ledger's file does, and is not one: what it is, is found by its content.
ALTER TABLE upload DROP CONSTRAINT upload_purpose_check;
ALTER TABLE upload ADD CONSTRAINT upload_purpose_check CHECK (purpose IN ('ledger', 'payment-run', 'sanctions-list'));

-- Grain: one published state of one issuer's list. Never changed but for whether it is the one that is screened against.
CREATE TABLE sanctions_version (
  site_id        text        NOT NULL REFERENCES site (site_id),
  version_id     text        NOT NULL,
  list           text        NOT NULL CHECK (list IN ('uk', 'un', 'ofac')),
  state          text        NOT NULL CHECK (state IN ('current', 'past')),
  content_index  text        NOT NULL,              -- blind: the same bytes again are the same version
  made_by        text        NOT NULL,
  made_at        timestamptz NOT NULL,
  blob_id        text        NOT NULL,
  sealed_facts   bytea       NOT NULL,              -- date, counts, hash, file names, who
  PRIMARY KEY (site_id, version_id)
);
CREATE UNIQUE INDEX sanctions_version_content ON sanctions_version (site_id, list, content_index);
CREATE UNIQUE INDEX sanctions_version_current ON sanctions_version (site_id, list) WHERE state = 'current';
CREATE INDEX sanctions_version_newest ON sanctions_version (site_id, made_at DESC, version_id DESC);

-- Grain: one reading of the files of one list. version_id is no foreign key: what became of the reading stays when the version is removed.
CREATE TABLE sanctions_reading (
  site_id         text        NOT NULL REFERENCES site (site_id),
  reading_id      text        NOT NULL,
  list            text        NOT NULL CHECK (list IN ('uk', 'un', 'ofac')),
  state           text        NOT NULL CHECK (state IN ('queued', 'reading', 'done', 'refused', 'failed')),
  revision        integer     NOT NULL DEFAULT 1,
  job_id          text        NOT NULL,
  asked_by        text        NOT NULL,
  asked_at        timestamptz NOT NULL,
  finished_at     timestamptz,
  version_id      text        CHECK ((version_id IS NOT NULL) = (state = 'done')),
  sealed_ask      bytea       NOT NULL,             -- file names, asker's name
  sealed_outcome  bytea,                            -- whether the version was there before; or the refusal
  PRIMARY KEY (site_id, reading_id)
);
CREATE INDEX sanctions_reading_newest ON sanctions_reading (site_id, asked_at DESC, reading_id DESC);

-- Grain: one file of a reading that is under way or is done; files of one that came to nothing are free again.
CREATE TABLE sanctions_file (
  site_id     text NOT NULL,
  upload_id   text NOT NULL,
  reading_id  text NOT NULL,
  PRIMARY KEY (site_id, upload_id),
  FOREIGN KEY (site_id, upload_id) REFERENCES upload (site_id, upload_id),
  FOREIGN KEY (site_id, reading_id) REFERENCES sanctions_reading (site_id, reading_id)
);

-- Grain: one version used by one run, payment run or decision (its id tells which). While there is one, the version cannot be removed.
CREATE TABLE sanctions_use (
  site_id     text        NOT NULL,
  version_id  text        NOT NULL,
  used_by     text        NOT NULL,
  used_at     timestamptz NOT NULL,
  PRIMARY KEY (site_id, version_id, used_by),
  FOREIGN KEY (site_id, version_id) REFERENCES sanctions_version (site_id, version_id)
);
CREATE INDEX sanctions_use_of ON sanctions_use (site_id, used_by);

SELECT protect_site_table('sanctions_version', 'SELECT, INSERT, DELETE');
GRANT UPDATE (state) ON sanctions_version TO spendward_app;
SELECT protect_site_table('sanctions_reading', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('sanctions_file', 'SELECT, INSERT, DELETE');
SELECT protect_site_table('sanctions_use', 'SELECT, INSERT, DELETE');
