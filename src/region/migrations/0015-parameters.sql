-- A site's parameters in versions, and their trials on the site's history. Version 0 is the product's own and has no row.

-- Grain: one version of a site's parameters. What it says never changes; its state does: a draft, then the one that counts, then a past one.
CREATE TABLE parameters (
  site_id        text        NOT NULL REFERENCES site (site_id),
  version        integer     NOT NULL CHECK (version > 0),
  based_on       integer     NOT NULL CHECK (based_on >= 0 AND based_on < version),
  state          text        NOT NULL CHECK (state IN ('draft', 'current', 'past', 'withdrawn')),
  revision       integer     NOT NULL DEFAULT 1,
  drafted_by     text        NOT NULL,
  drafted_at     timestamptz NOT NULL,
  switched_on    integer     CHECK (switched_on > 0),  -- the how manieth to be switched on
  switched_on_by text,
  switched_on_at timestamptz,
  sealed_content bytea       NOT NULL,                 -- what is set, why, who
  sealed_switch  bytea,                                -- who switched it on
  PRIMARY KEY (site_id, version),
  CHECK ((state IN ('current', 'past')) = (switched_on IS NOT NULL))
);
CREATE UNIQUE INDEX parameters_current ON parameters (site_id) WHERE state = 'current';
CREATE UNIQUE INDEX parameters_switched ON parameters (site_id, switched_on);

-- Null until the run begins; then the version it uses, 0 being the product's own. Runs from before there were any used it.
ALTER TABLE run ADD COLUMN parameters_version integer CHECK (parameters_version >= 0);
UPDATE run SET parameters_version = 0 WHERE state = 'done';

-- Grain: one trial of a draft on one state of the ledger, beside the version that counted then.
CREATE TABLE back_test (
  site_id          text        NOT NULL,
  version          integer     NOT NULL,
  attempt          integer     NOT NULL CHECK (attempt > 0),
  baseline_version integer     NOT NULL CHECK (baseline_version >= 0),
  ledger_revision  integer     NOT NULL,
  run_id           text        NOT NULL,               -- whose findings are led to
  state            text        NOT NULL CHECK (state IN ('queued', 'running', 'done')),
  revision         integer     NOT NULL DEFAULT 1,
  job_id           text        NOT NULL,
  engine_version   text,
  asked_by         text        NOT NULL,
  asked_at         timestamptz NOT NULL,
  started_at       timestamptz,
  finished_at      timestamptz,
  sealed_outcome   bytea       CHECK ((sealed_outcome IS NOT NULL) = (state = 'done')),
  PRIMARY KEY (site_id, version, attempt),
  FOREIGN KEY (site_id, version) REFERENCES parameters (site_id, version),
  FOREIGN KEY (site_id, ledger_revision) REFERENCES manifest (site_id, ledger_revision),
  FOREIGN KEY (site_id, run_id) REFERENCES run (site_id, run_id)
);

-- Grain: up to a hundred findings that a trial gained, lost or changed. Pages are numbered through: a row says nothing of which they are.
CREATE TABLE back_test_page (
  site_id      text    NOT NULL,
  version      integer NOT NULL,
  attempt      integer NOT NULL,
  page         integer NOT NULL CHECK (page >= 0),
  sealed_rows  bytea   NOT NULL,
  PRIMARY KEY (site_id, version, attempt, page),
  FOREIGN KEY (site_id, version, attempt) REFERENCES back_test (site_id, version, attempt)
);

SELECT protect_site_table('parameters', 'SELECT, INSERT');
GRANT UPDATE (state, revision, switched_on, switched_on_by, switched_on_at, sealed_switch) ON parameters TO spendward_app;
SELECT protect_site_table('back_test', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('back_test_page', 'SELECT, INSERT, DELETE');

-- The second lock, whoever asks: only a draft that was tried on the ledger that counts, beside the version that counted until now.
CREATE FUNCTION refuse_untried_parameters() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted integer;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'Parameters begin as a draft.' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
  END IF;
  IF NEW.state = OLD.state THEN RETURN NEW; END IF;
  IF NOT (OLD.state = 'draft' AND NEW.state IN ('current', 'withdrawn') OR OLD.state = 'current' AND NEW.state = 'past') THEN
    RAISE EXCEPTION 'Parameters do not go from % to %.', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'current' THEN
    SELECT version INTO counted FROM parameters WHERE site_id = NEW.site_id AND version <> NEW.version AND switched_on IS NOT NULL ORDER BY switched_on DESC LIMIT 1;
    IF NOT EXISTS (
      SELECT FROM back_test JOIN site ON site.site_id = back_test.site_id
      WHERE back_test.site_id = NEW.site_id AND back_test.version = NEW.version AND back_test.state = 'done'
        AND back_test.ledger_revision = site.ledger_revision AND back_test.baseline_version = coalesce(counted, 0)
    ) THEN
      RAISE EXCEPTION 'These parameters were not tried on the ledger that counts.' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER parameters_tried BEFORE INSERT OR UPDATE ON parameters FOR EACH ROW EXECUTE FUNCTION refuse_untried_parameters();
