-- How long a customer has a site's entries kept: asked for in control, done here.

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
