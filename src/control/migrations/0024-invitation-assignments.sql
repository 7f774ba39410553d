-- An invitation can give narrower access than ready-made roles everywhere: own roles, one site, listed company codes.
-- As in `assignment`, but by name, because nobody holds them yet: [{"role", "siteId", "companyCodes"}].
alter table invitation add column assignments jsonb not null default '[]' check (jsonb_typeof(assignments) = 'array' and jsonb_array_length(assignments) <= 50);
alter table invitation drop constraint invitation_roles_check;
alter table invitation add constraint invitation_gives_something check (cardinality(roles) > 0 or jsonb_array_length(assignments) > 0);
