-- The audit trail. Grain: one row per act. site_id is the site in a region; in control the organisation or 'operator'.
-- seq is gapless per trail from 1. `sealed` is opaque to whoever operates the database. `leaf` is the RFC 6962 leaf hash
-- of a commitment (SHA-256 over salt and entry), so that a tree over the trail can be published without leaking entries.
CREATE TABLE audit_entry (
  site_id      text        NOT NULL,
  seq          bigint      NOT NULL CHECK (seq > 0),
  id           text        NOT NULL,
  at           timestamptz NOT NULL,
  actor_kind   text        NOT NULL CHECK (actor_kind IN ('person', 'job', 'staff', 'system')),
  actor_id     text        NOT NULL,
  act          text        NOT NULL,
  object_kind  text        NOT NULL,
  object_id    text        NOT NULL,
  sealed       bytea,
  salt         bytea       NOT NULL CHECK (length(salt) = 32),
  leaf         bytea       NOT NULL CHECK (length(leaf) = 32),
  PRIMARY KEY (site_id, seq),
  UNIQUE (site_id, id)
);
CREATE INDEX audit_entry_by_object ON audit_entry (site_id, object_kind, object_id, seq);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit trail can only be added to.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

SELECT protect_site_table('audit_entry', 'SELECT, INSERT');
