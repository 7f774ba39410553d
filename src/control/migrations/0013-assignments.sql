-- Who may do what, in detail (promise A5): roles of an organisation's own, and assignments that are narrower than its whole.
--
-- membership.roles stays what it was: ready-made roles at every site, for all company codes. Everybody keeps the access they have.
-- What is narrower (an own role, one site, listed company codes) is a row here. A person may hold only such rows.

alter table membership drop constraint membership_roles_check;

create table own_role (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'rol\_%'),
  name text not null check (char_length(name) between 1 and 100),
  name_folded text not null,
  description text not null check (char_length(description) <= 500),
  -- area:action, as platform/access lists them.
  permissions text[] not null check (cardinality(permissions) between 1 and 200),
  revision integer not null check (revision > 0),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, name_folded)
);

create table assignment (
  organisation_id text not null,
  id text not null check (id like 'asn\_%'),
  person_id text not null,
  role text,
  own_role_id text,
  -- Null: every site, those to come included.
  at_site text references site (id),
  -- Null: all company codes, rows without one included. As they stand in the ledger.
  company_codes text[] check (cardinality(company_codes) between 1 and 1000),
  -- Who decides about it: an administrator, or what the identity provider says each time.
  source text not null check (source in ('administrator', 'sso', 'scim')),
  created_at timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, person_id) references membership (organisation_id, person_id) on delete cascade,
  foreign key (organisation_id, own_role_id) references own_role (organisation_id, id),
  check ((role is null) <> (own_role_id is null)),
  -- A ready-made role without any limit is membership.roles' business.
  check (own_role_id is not null or at_site is not null or company_codes is not null)
);
create index assignment_person_id_idx on assignment (person_id);
create index assignment_own_role_idx on assignment (organisation_id, own_role_id) where own_role_id is not null;

-- Like memberships: read at sign-in as the person, before the organisation is known.
alter table assignment enable row level security;
alter table assignment force row level security;
create policy assignment_scope on assignment using (
  organisation_id = current_site() or person_id = current_setting('app.person_id', true)
) with check (organisation_id = current_site());
select open_table('assignment', 'SELECT, INSERT, DELETE');

alter table own_role enable row level security;
alter table own_role force row level security;
create policy own_role_scope on own_role using (
  organisation_id = current_site()
  or id in (select own_role_id from assignment where person_id = current_setting('app.person_id', true))
) with check (organisation_id = current_site());
select open_table('own_role');

-- Periodic access review: who has access, looked at by somebody, who signs for it. No row: reviews are asked for by hand only.
create table access_review_policy (
  organisation_id text primary key references organisation (id),
  every_months integer not null check (every_months between 1 and 24),
  next_at timestamptz not null,
  changed_at timestamptz not null
);
select protect_organisation_table('access_review_policy');

create table access_review (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'rev\_%'),
  -- Null: the schedule opened it.
  opened_by text references person (id),
  opened_at timestamptz not null,
  due_at timestamptz not null,
  -- Administrators were told that it is overdue.
  reminded_at timestamptz,
  signed_by text references person (id),
  signed_at timestamptz,
  -- Of the list with its decisions, as it can be downloaded; the same stands in the organisation's trail.
  list_sha256 bytea check (octet_length(list_sha256) = 32),
  audit_entry text,
  primary key (organisation_id, id),
  check ((signed_at is null) = (signed_by is null) and (signed_at is null) = (list_sha256 is null))
);
-- One at a time.
create unique index access_review_open on access_review (organisation_id) where signed_at is null;
select protect_organisation_table('access_review', 'SELECT, INSERT, UPDATE');

create table access_review_line (
  organisation_id text not null,
  review_id text not null,
  person_id text not null,
  -- In the order of the list.
  position integer not null check (position > 0),
  -- As it was when the review was opened: name, address, assignments, last sign-in, strength.
  listed jsonb not null,
  decision text check (decision in ('keep', 'remove')),
  reason text check (char_length(reason) <= 500),
  decided_by text,
  decided_at timestamptz,
  primary key (organisation_id, review_id, person_id),
  unique (organisation_id, review_id, position),
  foreign key (organisation_id, review_id) references access_review (organisation_id, id),
  check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null))
);
select protect_organisation_table('access_review_line', 'SELECT, INSERT, UPDATE');

-- Organisations whose review is to be opened or reminded of. No scope, because the round looks for whatever is due; ids only.
create table access_review_due (
  organisation_id text primary key references organisation (id),
  due_at timestamptz not null
);
create index access_review_due_at_idx on access_review_due (due_at);
select open_table('access_review_due');
