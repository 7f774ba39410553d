-- What an operator has to look at: trails and logs that are not what was written, witnesses that refuse. Codes, ids and places, nothing of a
-- customer's. In a region a row is also what control is still to be told; in control rows of all planes are together.

-- Grain: one trouble that lasts until somebody acknowledges it.
CREATE TABLE operator_alert (
  alert_id         text        NOT NULL PRIMARY KEY CHECK (alert_id LIKE 'alr\_%'),
  plane            text        NOT NULL CHECK (plane ~ '^[a-z]{2,10}$'),
  what             text        NOT NULL CHECK (what ~ '^[a-z][a-z-]{0,59}$'),
  subject          text        NOT NULL CHECK (char_length(subject) <= 200),
  place            text        CHECK (char_length(place) <= 200),
  first_at         timestamptz NOT NULL,
  last_at          timestamptz NOT NULL,
  times            integer     NOT NULL DEFAULT 1 CHECK (times >= 1),
  due_at           timestamptz,                     -- when it is told next; NULL: it was told
  attempts         integer     NOT NULL DEFAULT 0,
  told_at          timestamptz,
  acknowledged_at  timestamptz,
  acknowledged_by  text        CHECK (char_length(acknowledged_by) <= 200)
);
CREATE UNIQUE INDEX operator_alert_open ON operator_alert (plane, what, subject) WHERE acknowledged_at IS NULL;
CREATE INDEX operator_alert_due ON operator_alert (due_at) WHERE due_at IS NOT NULL;
SELECT open_table('operator_alert', 'SELECT, INSERT, UPDATE');
