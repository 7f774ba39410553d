-- What a site may see of its jobs. Grain: one row per job, written in the transaction that asked for it.
-- Holds ids, stages and counts only; what went wrong in the customer's words is sealed where the job's own noun lives.
CREATE TABLE job_progress (
  site_id     text        NOT NULL,
  job_id      text        NOT NULL,
  queue       text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('queued', 'running', 'retrying', 'done', 'failed')),
  stage       text        NOT NULL DEFAULT '',
  done        bigint      NOT NULL DEFAULT 0 CHECK (done >= 0),
  total       bigint      NOT NULL DEFAULT 0 CHECK (total >= 0),
  attempt     integer     NOT NULL DEFAULT 0,
  failure     text,       -- a refusal's stable code, or 'internal'
  cause       text        NOT NULL,
  queued_at   timestamptz NOT NULL DEFAULT now(),
  started_at  timestamptz,
  ended_at    timestamptz,
  revision    bigint      NOT NULL DEFAULT 1,
  PRIMARY KEY (site_id, job_id)
);
CREATE INDEX job_progress_recent ON job_progress (site_id, queued_at DESC);
SELECT protect_site_table('job_progress', 'SELECT, INSERT, UPDATE');
