-- Who the customers are and who may sign in. Administration data only: no row here is customer data of a site.
--
-- Row security: what belongs to one organisation is visible only in a transaction of that organisation's trail
-- (platform/postgres inTrail, which puts the organisation's id into app.site_id), and a person's own membership while
-- app.person_id names the person, because a session is opened before its organisation is known. With neither set,
-- every scoped table is empty.

create table organisation (
  id text primary key check (id like 'org\_%'),
  name text not null check (char_length(name) between 1 and 200),
  created_at timestamptz not null
);
-- The next four tables are Better Auth's user, session, account and verification under our names.
create table person (
  id text primary key check (id like 'per\_%'),
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null,
  image text,
  -- 'machine' never has a credential: it cannot sign in, only be given a session by the plane itself.
  kind text not null check (kind in ('person', 'machine')),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
select open_table('person', 'SELECT, INSERT, UPDATE');

create table session (
  id text primary key check (id like 'ses\_%'),
  person_id text not null references person (id) on delete cascade,
  token text not null unique,
  -- How the person proved who they are, in the names of RFC 8176 ('pwd'), or 'machine'. Regions read it from the access token.
  strength text not null,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null
);
create index session_person_id_idx on session (person_id);
select open_table('session');

create table credential (
  id text primary key check (id like 'crd\_%'),
  person_id text not null references person (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  -- Argon2id as a PHC string; anything else is a bug.
  password text check (password like '$argon2id$%'),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index credential_person_id_idx on credential (person_id);
select open_table('credential', 'SELECT, INSERT, UPDATE');

create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create index verification_identifier_idx on verification (identifier);
select open_table('verification');

-- A person belongs to one organisation for now; the roles hold at every site of it.
create table membership (
  organisation_id text not null references organisation (id),
  person_id text not null unique references person (id) on delete cascade,
  -- Their rights add up. The roles themselves are platform/access.
  roles text[] not null check (cardinality(roles) > 0),
  created_at timestamptz not null,
  primary key (organisation_id, person_id)
);
alter table membership enable row level security;
alter table membership force row level security;
create policy membership_scope on membership using (
  organisation_id = current_site()
  or person_id = current_setting('app.person_id', true)
) with check (organisation_id = current_site());
select open_table('membership', 'SELECT, INSERT');

-- After membership, because a person sees the organisation that is theirs.
alter table organisation enable row level security;
alter table organisation force row level security;
create policy organisation_scope on organisation using (
  id = current_site()
  or id in (select organisation_id from membership where person_id = current_setting('app.person_id', true))
) with check (id = current_site());
select open_table('organisation', 'SELECT, INSERT, UPDATE');

-- One row at most, ever. The primary key is the second guard (after the one-time link) against two first administrators.
create table first_administrator (
  the_one boolean primary key default true check (the_one),
  organisation_id text not null references organisation (id),
  person_id text not null references person (id),
  created_at timestamptz not null
);
select open_table('first_administrator', 'SELECT, INSERT');

-- The link that was printed last. Only a hash of its token is here.
create table first_administrator_link (
  the_one boolean primary key default true check (the_one),
  token_sha256 bytea not null check (octet_length(token_sha256) = 32),
  expires_at timestamptz not null,
  created_at timestamptz not null
);
select open_table('first_administrator_link');

create table demo_organisation (
  the_one boolean primary key default true check (the_one),
  organisation_id text not null references organisation (id),
  site text not null,
  loader_person_id text not null references person (id),
  created_at timestamptz not null
);
select open_table('demo_organisation', 'SELECT, INSERT');

-- Failed sign-ins per account and address. The bucket is a keyed hash: neither can be read from it.
create table sign_in_attempt (
  bucket bytea primary key check (octet_length(bucket) = 32),
  failures integer not null check (failures >= 0),
  started_at timestamptz not null
);
create index sign_in_attempt_started_at_idx on sign_in_attempt (started_at);
select open_table('sign_in_attempt');
