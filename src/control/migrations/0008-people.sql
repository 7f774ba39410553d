-- How people come in and get back in by mail: invitations and new passwords. Of each link only a hash is here.
create table invitation (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'inv\_%'),
  -- Bound to this address: whoever uses the link becomes a person with it.
  email text not null check (email = lower(email)),
  roles text[] not null check (cardinality(roles) > 0),
  token_sha256 bytea not null check (octet_length(token_sha256) = 32),
  invited_by text not null references person (id),
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, email)
);
alter table invitation enable row level security;
alter table invitation force row level security;
create policy invitation_scope on invitation using (organisation_id = current_site());
select open_table('invitation');

-- Written for every address that is asked for, known or not, and answered in the background: the request itself cannot tell.
create table password_reset_request (
  id text primary key,
  sealed_email bytea not null,
  created_at timestamptz not null
);
select open_table('password_reset_request', 'SELECT, INSERT, DELETE');

-- One per person: a new link ends the one before.
create table password_reset (
  person_id text primary key references person (id) on delete cascade,
  token_sha256 bytea not null unique check (octet_length(token_sha256) = 32),
  expires_at timestamptz not null,
  created_at timestamptz not null
);
select open_table('password_reset');
