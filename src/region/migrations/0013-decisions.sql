-- Decisions of people on findings, and since when they teach.

-- decision_revision counts every change of a site's decisions, so that what is held in memory knows when it is old.
-- learning_since: decisions before it teach nothing any more (a reset); null: all of them do.
ALTER TABLE site ADD COLUMN decision_revision integer NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN learning_since timestamptz;

-- Grain: one decision of one person on one finding. Never deleted: an ended one is part of the finding's history.
-- finding_id and run_id say where it was made. They are no foreign keys: a decision keeps what it was made on, sealed, and
-- holds for findings of later runs that are like it.
-- Expiry is not a state: a decision is over when its instant has passed, whoever looks.
CREATE TABLE decision (
  site_id         text        NOT NULL REFERENCES site (site_id),
  decision_id     text        NOT NULL,
  finding_id      text        NOT NULL,
  run_id          text        NOT NULL,
  verdict         text        NOT NULL CHECK (verdict IN ('confirmed', 'dismissed')),
  scope           text        NOT NULL CHECK (scope IN ('finding', 'supplier_test', 'supplier_group', 'shared_account')),
  state           text        NOT NULL CHECK (state IN ('pending', 'live', 'undone', 'replaced')),
  revision        integer     NOT NULL DEFAULT 1,
  needs_second    boolean     NOT NULL,              -- counts only once somebody else has agreed
  decided_by      text        NOT NULL,
  decided_at      timestamptz NOT NULL,
  second_by       text,
  second_at       timestamptz,
  ended_by        text,
  ended_at        timestamptz,
  expires_at      timestamptz,
  sealed_decision bytea       NOT NULL,              -- reason, note, names, whom it covers, the finding it was made on
  PRIMARY KEY (site_id, decision_id),
  CONSTRAINT decision_second_person CHECK (second_by <> decided_by),
  CONSTRAINT decision_four_eyes CHECK (NOT needs_second OR state <> 'live' OR second_by IS NOT NULL),
  CONSTRAINT decision_pending CHECK (state <> 'pending' OR (needs_second AND second_by IS NULL)),
  CONSTRAINT decision_second_complete CHECK ((second_by IS NULL) = (second_at IS NULL)),
  CONSTRAINT decision_ended CHECK ((state IN ('undone', 'replaced')) = (ended_at IS NOT NULL) AND (ended_by IS NULL) = (ended_at IS NULL)),
  CONSTRAINT decision_expires CHECK ((verdict = 'dismissed') = (expires_at IS NOT NULL) AND expires_at > decided_at),
  CONSTRAINT decision_confirms_one CHECK (verdict = 'dismissed' OR scope = 'finding')
);
-- Of two people who decide at once on the same, the second is told.
CREATE UNIQUE INDEX decision_standing ON decision (site_id, finding_id, scope) WHERE state IN ('pending', 'live');
CREATE INDEX decision_newest ON decision (site_id, decided_at DESC, decision_id DESC);
SELECT protect_site_table('decision', 'SELECT, INSERT, UPDATE');
