-- What control said has ended: sessions, grants, generations of tokens. Of the region and not of one site, because it is asked before a site
-- is known to be anybody's; ids only. Every node of the region reads it at every request. Gone when no token that it could refuse is alive.
CREATE TABLE revocation (
  subject   text        PRIMARY KEY CHECK (char_length(subject) BETWEEN 1 AND 100),
  -- Tokens of an older generation are refused; null: all, for good.
  below     integer     CHECK (below > 0),
  known_at  timestamptz NOT NULL
);
CREATE INDEX revocation_known_at ON revocation (known_at);
SELECT open_table('revocation');

-- How far control was asked: one row. Opaque to the region.
CREATE TABLE revocation_cursor (
  the_one  boolean PRIMARY KEY DEFAULT true CHECK (the_one),
  cursor   text    NOT NULL
);
SELECT open_table('revocation_cursor', 'SELECT, INSERT, UPDATE');
