-- Alerts over a trail: rules that read its entries, and what they found. site_id is the site in a region, the organisation in control.

-- Grain: one rule of one trail, where it is not as it comes.
CREATE TABLE alert_rule (
  site_id         text        NOT NULL,
  rule            text        NOT NULL,
  is_on           boolean     NOT NULL,
  threshold       integer     NOT NULL CHECK (threshold > 0),
  window_minutes  integer     NOT NULL CHECK (window_minutes > 0),
  changed_at      timestamptz NOT NULL,
  PRIMARY KEY (site_id, rule)
);

-- Grain: one firing. It is made in the transaction that moves alert_watch on, so an entry is judged once.
CREATE TABLE alert (
  site_id          text        NOT NULL,
  alert_id         text        NOT NULL,
  rule             text        NOT NULL,
  subject          text        NOT NULL,               -- whom or what is counted: the id of a person, a feed, or the trail
  severity         integer     NOT NULL CHECK (severity BETWEEN 1 AND 5),
  fired_at         timestamptz NOT NULL,               -- when the entry that reached the threshold was written
  quiet_until      timestamptz NOT NULL,               -- the same rule says no more of this subject until then
  entries          text[]      NOT NULL,               -- ids of the entries behind it, oldest first, at most 100
  acknowledged_at  timestamptz,
  acknowledged_by  text,
  sealed_facts     bytea       NOT NULL,
  PRIMARY KEY (site_id, alert_id)
);
CREATE INDEX alert_newest ON alert (site_id, fired_at DESC, alert_id DESC);
CREATE INDEX alert_quiet ON alert (site_id, rule, subject, quiet_until);

-- Grain: one trail. How far its entries have been judged.
CREATE TABLE alert_watch (
  site_id  text   NOT NULL PRIMARY KEY,
  seq      bigint NOT NULL CHECK (seq >= 0)
);

SELECT protect_site_table('alert_rule', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('alert', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('alert_watch', 'SELECT, INSERT, UPDATE');

-- What is in trails already is not news.
ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE alert_watch NO FORCE ROW LEVEL SECURITY;
INSERT INTO alert_watch (site_id, seq) SELECT site_id, max(seq) FROM audit_entry GROUP BY site_id;
ALTER TABLE alert_watch FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
