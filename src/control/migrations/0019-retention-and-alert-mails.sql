-- How long customers have their trails kept, and who does not want which alert by mail.

-- Grain: one trail that a customer has kept longer than the plane's own rule asks. Whoever deletes, and by whatever way, the trigger is the second lock.
CREATE TABLE trail_retention (
  site_id  text        NOT NULL PRIMARY KEY,
  days     integer     NOT NULL CHECK (days BETWEEN 90 AND 36500),
  set_at   timestamptz NOT NULL                -- when it was asked for; an older asking that comes late changes nothing
);
SELECT protect_site_table('trail_retention', 'SELECT, INSERT, UPDATE');

CREATE FUNCTION refuse_deletion_within_retention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM trail_retention WHERE site_id = OLD.site_id AND OLD.at > now() - make_interval(days => days)) THEN
    RAISE EXCEPTION 'The audit trail can only be added to.' USING ERRCODE = 'insufficient_privilege', DETAIL = 'The customer has its entries kept longer.';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER audit_entry_kept_longer BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_deletion_within_retention();

-- Grain: one site whose entries are kept for other than the organisation's days. The region does it; this is what was asked for.
CREATE TABLE site_retention (
  organisation_id  text    NOT NULL REFERENCES organisation (id),
  site             text    NOT NULL REFERENCES site (id),
  days             integer NOT NULL CHECK (days BETWEEN 90 AND 36500),
  PRIMARY KEY (organisation_id, site)
);
ALTER TABLE site_retention ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_retention FORCE ROW LEVEL SECURITY;
CREATE POLICY site_retention_scope ON site_retention USING (organisation_id = current_site());
SELECT open_table('site_retention');

-- Grain: one site whose region has not confirmed yet how long its entries are kept. No scope, because the sender looks for whatever is due; it holds ids only.
CREATE TABLE retention_message (
  site             text        NOT NULL PRIMARY KEY REFERENCES site (id),
  organisation_id  text        NOT NULL,
  set_at           timestamptz NOT NULL,
  attempts         integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at           timestamptz NOT NULL
);
CREATE INDEX retention_message_due ON retention_message (due_at);
SELECT open_table('retention_message');

-- Grain: one kind of alert that one person gets no mail about.
CREATE TABLE alert_mail_unwanted (
  organisation_id  text NOT NULL REFERENCES organisation (id),
  person_id        text NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  rule             text NOT NULL,
  PRIMARY KEY (organisation_id, person_id, rule)
);
ALTER TABLE alert_mail_unwanted ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_mail_unwanted FORCE ROW LEVEL SECURITY;
CREATE POLICY alert_mail_unwanted_scope ON alert_mail_unwanted USING (organisation_id = current_site());
SELECT open_table('alert_mail_unwanted', 'SELECT, INSERT, DELETE');

-- What was told is forgotten after its time.
GRANT DELETE ON alert_mail TO spendward_app;
