-- What control knows of a site: id, name, region, state. Never anything that is in it (promise D5).
create table site (
  organisation_id text not null references organisation (id),
  id text not null unique check (id like 'sit\_%'),
  name text not null check (char_length(name) between 1 and 200),
  region text not null check (region in ('uk', 'eu', 'us')),
  -- 'preparing' until the region has confirmed that it made the site; then 'ready'.
  state text not null check (state in ('preparing', 'ready')),
  created_at timestamptz not null,
  ready_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, name),
  check ((state = 'ready') = (ready_at is not null))
);
alter table site enable row level security;
alter table site force row level security;
create policy site_scope on site using (organisation_id = current_site());
select open_table('site', 'SELECT, INSERT, UPDATE');

-- Sites whose region has not yet been told: written with the site, gone when the region has confirmed. No site scope,
-- because the sender looks for whatever is due; it holds ids only.
create table site_announcement (
  site text primary key references site (id),
  organisation_id text not null references organisation (id),
  attempts integer not null default 0 check (attempts >= 0),
  due_at timestamptz not null
);
create index site_announcement_due_at_idx on site_announcement (due_at);
select open_table('site_announcement');

-- Keys that sign the access tokens for the regions and control's messages to them. The private half is sealed with a
-- key that is not in this database. The newest key whose signs_from has come signs; one that was followed stays
-- published until nothing it signed can be alive.
create table token_key (
  id text primary key check (id like 'key\_%'),
  public_jwk jsonb not null,
  sealed_private_jwk bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null
);
select open_table('token_key', 'SELECT, INSERT');
