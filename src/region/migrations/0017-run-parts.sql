-- Grain: one share of comparing the documents of a run: -1 the survey of the whole ledger, from 0 on the parts. A run that was not divided has part 0 alone.
-- What was found stays until a later run has its own: documents that are the same then are not compared again.
CREATE TABLE run_part (
  site_id        text    NOT NULL,
  run_id         text    NOT NULL,
  part           integer NOT NULL CHECK (part >= -1),
  state          text    NOT NULL CHECK (state IN ('queued', 'done')),
  job_id         text,                                -- who compares it; null: the run's own job
  sealed_pieces  bytea,                               -- which blobs hold what was found, and how many documents were compared
  PRIMARY KEY (site_id, run_id, part),
  FOREIGN KEY (site_id, run_id) REFERENCES run (site_id, run_id)
);
SELECT protect_site_table('run_part');
