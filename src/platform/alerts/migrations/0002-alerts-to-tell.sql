-- Grain: one alert whose people have not been told of it by mail yet. Written with the alert, gone when control has taken it. Ids and
-- instants only, and no row security: whoever tells looks for what is due, whatever trail it is in.
CREATE TABLE alert_to_tell (
  alert_id  text        NOT NULL PRIMARY KEY,
  trail     text        NOT NULL,
  rule      text        NOT NULL,
  fired_at  timestamptz NOT NULL,
  attempts  integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at    timestamptz NOT NULL
);
CREATE INDEX alert_to_tell_due ON alert_to_tell (due_at);
SELECT open_table('alert_to_tell');
