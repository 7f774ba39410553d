-- A customer's own programs act here too, under their own name.
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_actor_kind_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_actor_kind_check CHECK (actor_kind IN ('person', 'job', 'staff', 'system', 'client'));
