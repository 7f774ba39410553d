-- The trail as a transparency log (c2sp.org/tlog-tiles): tiles, signed checkpoints, and how far entries may be deleted.

-- SHA-256 of the clear details, which hold 32 random bytes and so give nothing away. With it a customer who was given the clear text can
-- check that it is what was recorded. NULL for entries without details, and for those from before this column.
ALTER TABLE audit_entry ADD COLUMN clear_hash bytea CHECK (length(clear_hash) = 32);

-- Grain: one trail of this plane, for the rounds of the sequencer: row security shows a schedule no trails, and it needs their names only.
CREATE TABLE trail_register (
  trail       text    NOT NULL PRIMARY KEY,
  due         boolean NOT NULL,              -- has entries that no checkpoint covers yet
  closed_day  date                           -- the last day that has its closing entry
);
CREATE INDEX trail_register_due ON trail_register (trail) WHERE due;
SELECT open_table('trail_register', 'SELECT, INSERT, UPDATE');

-- Grain: one trail. The tree that was signed last. Every change of it locks this row.
CREATE TABLE trail_log (
  site_id       text        NOT NULL PRIMARY KEY,
  tree_size     bigint      NOT NULL DEFAULT 0 CHECK (tree_size >= 0),
  verifier      text        NOT NULL,        -- the log's public key, as c2sp.org/signed-note writes it
  checkpoint    text,                        -- signed note; NULL while the tree is empty
  cosignatures  text        NOT NULL DEFAULT '', -- lines of witnesses under that checkpoint
  signed_at     timestamptz
);

-- Grain: one tile of 256 hashes, or its beginning. (site_id, 0, n) are leaf hashes 256n to 256n+255.
CREATE TABLE trail_tile (
  site_id  text    NOT NULL,
  level    integer NOT NULL CHECK (level BETWEEN 0 AND 6),
  n        bigint  NOT NULL CHECK (n >= 0),
  hashes   bytea   NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (site_id, level, n)
);
-- Hashes do not compress.
ALTER TABLE trail_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Grain: one day that is over. The checkpoint covers its closing entry, so whatever the trail says of the day is in it.
CREATE TABLE trail_day (
  site_id       text   NOT NULL,
  day           date   NOT NULL,
  closing_seq   bigint NOT NULL,
  checkpoint    text   NOT NULL,
  PRIMARY KEY (site_id, day)
);

-- Grain: what a witness has cosigned last of a trail.
CREATE TABLE trail_witness (
  site_id    text   NOT NULL,
  witness    text   NOT NULL,
  tree_size  bigint NOT NULL CHECK (tree_size >= 0),
  PRIMARY KEY (site_id, witness)
);

SELECT protect_site_table('trail_log', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('trail_tile', 'SELECT, INSERT, UPDATE');
SELECT protect_site_table('trail_day', 'SELECT, INSERT');
SELECT protect_site_table('trail_witness', 'SELECT, INSERT, UPDATE');

-- Deleting. No role but the owner may, and only what is 90 days old (promise L2), whoever asks: the trigger is the second lock.
CREATE FUNCTION refuse_early_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.at > now() - interval '90 days' THEN
    RAISE EXCEPTION 'The audit trail can only be added to.' USING ERRCODE = 'insufficient_privilege', DETAIL = 'Entries are kept for at least 90 days.';
  END IF;
  RETURN OLD;
END $$;
DROP TRIGGER audit_entry_append_only ON audit_entry;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_deletion_without_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_site() IS NULL THEN
    RAISE EXCEPTION 'The audit trail can only be added to.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_entry_in_trail BEFORE DELETE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_deletion_without_trail();
CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion();

-- Deletes the oldest entries of the transaction's trail, at most `most` of them: only a run without gaps from the beginning, only what the
-- signed tree holds, and never the newest, whose number the next entry follows. Answers the last number deleted; NULL when none was.
CREATE FUNCTION prune_audit_entries(older_than timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first bigint;
  last  bigint;
BEGIN
  SELECT min(seq) INTO first FROM audit_entry WHERE site_id = current_site();
  SELECT least(
      (SELECT max(seq) - 1 FROM audit_entry WHERE site_id = current_site()),
      (SELECT min(seq) - 1 FROM audit_entry WHERE site_id = current_site() AND at >= older_than),
      (SELECT tree_size FROM trail_log WHERE site_id = current_site()),
      first + most - 1)
    INTO last;
  IF NOT EXISTS (SELECT FROM trail_log WHERE site_id = current_site()) OR last IS NULL OR last < first THEN
    RETURN NULL;
  END IF;
  DELETE FROM audit_entry WHERE site_id = current_site() AND seq <= last;
  RETURN last;
END $$;
REVOKE ALL ON FUNCTION prune_audit_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_audit_entries TO spendward_app;

-- For finding entries by who and by what.
CREATE INDEX audit_entry_by_actor ON audit_entry (site_id, actor_id, seq);
CREATE INDEX audit_entry_by_act ON audit_entry (site_id, act, seq);

-- Trails from before this step are due. Forced row security would hide them from the owner, who runs this.
ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY;
INSERT INTO trail_register (trail, due) SELECT DISTINCT site_id, true FROM audit_entry;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
