-- Feeds: where the entries of a trail go besides being kept. site_id is the site in a region, the organisation in control.

-- Grain: one feed. Where it goes and its secrets are sealed; how far it has come is in clear.
CREATE TABLE feed (
  site_id             text        NOT NULL,
  feed_id             text        NOT NULL,
  kind                text        NOT NULL CHECK (kind IN ('syslog', 'webhook')),
  state               text        NOT NULL CHECK (state IN ('on', 'paused', 'stopped')), -- paused by a person; stopped by us, after days of failure
  revision            integer     NOT NULL DEFAULT 1,
  created_at          timestamptz NOT NULL,
  delivered_seq       bigint      NOT NULL CHECK (delivered_seq >= 0), -- the receiver has every entry up to here
  delivered_entry_at  timestamptz,                                     -- when that entry was written
  delivered_at        timestamptz,                                     -- when it was delivered
  failures            integer     NOT NULL DEFAULT 0,                  -- since it last worked
  failing_since       timestamptz,
  tried_at            timestamptz,
  trouble             text,                                            -- a code of platform/egress, never the receiver's words
  sealed_settings     bytea       NOT NULL,
  PRIMARY KEY (site_id, feed_id)
);
SELECT protect_site_table('feed');

-- Grain: one feed, for the rounds: row security shows a schedule no feeds, and it needs ids and instants only. Who works on a feed holds
-- its line; a holder that dies lets go by time.
CREATE TABLE feed_line (
  feed_id     text        NOT NULL PRIMARY KEY,
  trail       text        NOT NULL,
  due_at      timestamptz NOT NULL,
  backs_off   boolean     NOT NULL DEFAULT false,   -- new entries do not make it due earlier
  holder      text,
  held_until  timestamptz
);
CREATE INDEX feed_line_due ON feed_line (due_at);
CREATE INDEX feed_line_trail ON feed_line (trail);
SELECT open_table('feed_line');
