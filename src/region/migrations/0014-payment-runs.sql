-- Payment runs: files of payments about to be released, and what was said of every line.

-- A file of payments comes in the way a ledger's does, and is not one: it is never listed among the ledger's files, nor imported.
ALTER TABLE upload ADD COLUMN purpose text NOT NULL DEFAULT 'ledger' CHECK (purpose IN ('ledger', 'payment-run'));

-- Grain: one check of one file, or of payments given with the request. Rows of payment_page count once it is done, and never change after it.
CREATE TABLE payment_run (
  site_id          text        NOT NULL REFERENCES site (site_id),
  payment_run_id   text        NOT NULL,
  state            text        NOT NULL CHECK (state IN ('queued', 'checking', 'done', 'refused', 'failed')),
  revision         integer     NOT NULL DEFAULT 1,
  upload_id        text,                             -- null: payments given with the request
  job_id           text        NOT NULL,
  asked_by         text        NOT NULL,
  asked_at         timestamptz NOT NULL,
  started_at       timestamptz,
  finished_at      timestamptz,
  ledger_revision  integer,                          -- the history it was held against; null until then, and where there is none
  run_id           text,                             -- the examination whose findings were known
  engine_version   text,
  hold_count       integer     NOT NULL DEFAULT 0,
  review_count     integer     NOT NULL DEFAULT 0,
  release_count    integer     NOT NULL DEFAULT 0,
  problem_count    integer     NOT NULL DEFAULT 0,
  sealed_ask       bytea       NOT NULL,             -- file name, asker's name, how a table is read, payments given
  sealed_outcome   bytea,                            -- layout, totals, controls, problems; or the refusal
  PRIMARY KEY (site_id, payment_run_id),
  FOREIGN KEY (site_id, upload_id) REFERENCES upload (site_id, upload_id)
);
CREATE INDEX payment_run_newest ON payment_run (site_id, asked_at DESC, payment_run_id DESC);

-- Grain: up to 250 lines of a run with their verdicts, held ones first.
CREATE TABLE payment_page (
  site_id         text    NOT NULL,
  payment_run_id  text    NOT NULL,
  page            integer NOT NULL CHECK (page >= 0),
  sealed_lines    bytea   NOT NULL,
  PRIMARY KEY (site_id, payment_run_id, page),
  FOREIGN KEY (site_id, payment_run_id) REFERENCES payment_run (site_id, payment_run_id)
);

-- Grain: one word of a person on one line, over what the check said; the last one of a line counts. Never changed, never deleted.
CREATE TABLE payment_override (
  site_id         text        NOT NULL,
  payment_run_id  text        NOT NULL,
  line            integer     NOT NULL CHECK (line > 0),
  position        integer     NOT NULL CHECK (position > 0),
  verdict         text        NOT NULL CHECK (verdict IN ('release', 'hold')),
  decided_by      text        NOT NULL,
  decided_at      timestamptz NOT NULL,
  sealed_reason   bytea       NOT NULL,              -- reason, name
  PRIMARY KEY (site_id, payment_run_id, line, position),
  FOREIGN KEY (site_id, payment_run_id) REFERENCES payment_run (site_id, payment_run_id)
);

SELECT protect_site_table('payment_run', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('payment_page');
SELECT protect_site_table('payment_override', 'SELECT, INSERT');
