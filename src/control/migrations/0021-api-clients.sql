-- Programs of an organisation that may ask for access tokens (promises A1, D2). Their secrets are kept as hashes only; each is 256 random bits, so a
-- plain hash is as good as a slow one.
create table api_client (
  organisation_id text not null references organisation (id),
  id text not null unique check (id like 'cli\_%'),
  name text not null check (char_length(name) between 1 and 100),
  sites text[] not null check (cardinality(sites) between 1 and 50),
  permissions text[] not null check (cardinality(permissions) > 0),
  -- The permissions hold for these company codes only; null: for all.
  company_codes text[] check (cardinality(company_codes) > 0),
  -- Where it may come from, in CIDR form; empty: anywhere.
  networks text[] not null check (cardinality(networks) <= 50),
  -- Which certificate it must show besides its secret (RFC 8705); null: none.
  certificate jsonb,
  expires_at timestamptz not null,
  disabled_at timestamptz,
  created_by text not null references person (id),
  created_at timestamptz not null,
  last_used_at timestamptz,
  last_used_from text,
  primary key (organisation_id, id),
  unique (organisation_id, name)
);
alter table api_client enable row level security;
alter table api_client force row level security;
-- Before the organisation is known, a program is looked up by its own id and nothing else.
create policy api_client_scope on api_client using (
  organisation_id = current_site()
  or id = nullif(current_setting('app.client_id', true), '')
) with check (organisation_id = current_site());
select open_table('api_client');

create table api_client_secret (
  organisation_id text not null,
  client_id text not null,
  id text not null check (id like 'csc\_%'),
  secret_sha256 bytea not null unique check (octet_length(secret_sha256) = 32),
  hint text not null check (char_length(hint) <= 12),
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, client_id) references api_client (organisation_id, id) on delete cascade
);
create index api_client_secret_client_idx on api_client_secret (organisation_id, client_id);
alter table api_client_secret enable row level security;
alter table api_client_secret force row level security;
create policy api_client_secret_scope on api_client_secret using (
  organisation_id = current_site()
  or client_id = nullif(current_setting('app.client_id', true), '')
) with check (organisation_id = current_site());
select open_table('api_client_secret');

-- The generation of its tokens is read before the organisation is known, together with its rights.
create policy token_generation_of_client on token_generation for select using (holder = nullif(current_setting('app.client_id', true), ''));

-- Acts of programs in the trails.
alter table audit_entry drop constraint audit_entry_actor_kind_check;
alter table audit_entry add constraint audit_entry_actor_kind_check check (actor_kind in ('person', 'job', 'staff', 'operator', 'system', 'client'));
