-- What every migration may use. Run first, as the owner of the database.
--
-- spendward_app is a group without log-in; the one log-in role of each plane is a member of it. It owns nothing and
-- cannot bypass row security. Tables are closed to it until a migration opens them with one of the two functions.

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'spendward_app') THEN
    CREATE ROLE spendward_app NOLOGIN NOINHERIT NOBYPASSRLS;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO spendward_app;

-- The site of this transaction; NULL when none was set, which no row equals.
CREATE FUNCTION current_site() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.site_id', true), '');

-- Opens a site's table to the application: only rows of the transaction's site, for reading and for writing.
-- Forced, so that even the owner is held to it. The table's first key column must be site_id.
CREATE FUNCTION protect_site_table(name text, privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY own_site ON %I USING (site_id = current_site()) WITH CHECK (site_id = current_site())', name);
  EXECUTE format('GRANT %s ON %I TO spendward_app', privileges, name);
END $$;

-- Opens a table that belongs to no site (the control plane's, and bookkeeping without customer data).
CREATE FUNCTION open_table(name text, privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT %s ON %I TO spendward_app', privileges, name);
END $$;
