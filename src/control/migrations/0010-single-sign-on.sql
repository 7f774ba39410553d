-- A customer's own single sign-on (promise A4): connections to its identity providers, its domains, how its people must
-- sign in, and what is under way while somebody does.
--
-- What belongs to an organisation is visible inside its trail alone. Two lookups come before the organisation is known:
-- a verified domain by its name (app.domain) and a connection by its id (app.connection_id), each one row at most.

create function protect_organisation_table(name text, privileges text default 'SELECT, INSERT, UPDATE, DELETE') returns void
language plpgsql as $$
begin
  execute format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  execute format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  execute format('CREATE POLICY own_organisation ON %I USING (organisation_id = current_site()) WITH CHECK (organisation_id = current_site())', name);
  execute format('GRANT %s ON %I TO spendward_app', privileges, name);
end $$;

create table domain (
  organisation_id text not null references organisation (id),
  -- Lower case, in ASCII (internationalised names in their xn-- form).
  name text not null check (name = lower(name) and char_length(name) between 3 and 253),
  -- What the TXT record must say. Public once it stands in DNS, so not a secret.
  proof text not null,
  verified_at timestamptz,
  checked_at timestamptz,
  -- Why the last look did not find the proof, as a code.
  problem text,
  created_at timestamptz not null,
  primary key (organisation_id, name)
);
-- A domain belongs to one organisation. Claims without proof hold nobody else up.
create unique index domain_verified_once on domain (name) where verified_at is not null;
alter table domain enable row level security;
alter table domain force row level security;
create policy domain_scope on domain using (
  organisation_id = current_site()
  or (verified_at is not null and name = current_setting('app.domain', true))
) with check (organisation_id = current_site());
select open_table('domain');

create table connection (
  organisation_id text not null references organisation (id),
  id text not null unique check (id like 'con\_%'),
  kind text not null check (kind in ('oidc', 'saml')),
  name text not null check (char_length(name) between 1 and 200),
  -- 'draft' has never been on. Only 'on' signs anybody in.
  state text not null check (state in ('draft', 'on', 'off')),
  -- What is not secret: endpoints, certificates, claims, roles.
  settings jsonb not null,
  -- The client's secret at the provider.
  sealed_secret bytea,
  -- Goes up with each change of the settings; a test counts for the revision it was made with.
  revision integer not null check (revision > 0),
  tested_revision integer,
  tested_at timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organisation_id, id)
);
alter table connection enable row level security;
alter table connection force row level security;
create policy connection_scope on connection using (
  organisation_id = current_site()
  or id = current_setting('app.connection_id', true)
) with check (organisation_id = current_site());
select open_table('connection');

-- One sign-in (or live test) under way. Ten minutes, one use.
create table sign_in_request (
  organisation_id text not null,
  state_sha256 bytea not null check (octet_length(state_sha256) = 32),
  connection_id text not null,
  -- The browser that began it. Null: the provider began it, which the customer has allowed.
  browser_sha256 bytea check (octet_length(browser_sha256) = 32),
  -- The live test that it belongs to, if it is one: nobody is signed in then.
  test_id text,
  saml_request_id text,
  -- Nonce, code verifier and where to go afterwards.
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Set by the first answer: a second one finds it used.
  answered_at timestamptz,
  -- A SAML answer that was verified and waits for its browser to collect it, under a one-time handle.
  handle_sha256 bytea check (octet_length(handle_sha256) = 32),
  sealed_identity bytea,
  primary key (organisation_id, state_sha256),
  foreign key (organisation_id, connection_id) references connection (organisation_id, id) on delete cascade
);
create index sign_in_request_expires_at_idx on sign_in_request (expires_at);
select protect_organisation_table('sign_in_request');

-- Assertions and logout tokens that were taken, until they could not be valid any more: each counts once.
create table used_assertion (
  organisation_id text not null,
  connection_id text not null,
  assertion_sha256 bytea not null check (octet_length(assertion_sha256) = 32),
  expires_at timestamptz not null,
  primary key (organisation_id, connection_id, assertion_sha256),
  foreign key (organisation_id, connection_id) references connection (organisation_id, id) on delete cascade
);
create index used_assertion_expires_at_idx on used_assertion (expires_at);
select protect_organisation_table('used_assertion');

-- Who a provider's subject is to us. Set at the first sign-in; afterwards the subject counts, not the address.
create table connected_person (
  organisation_id text not null,
  connection_id text not null,
  subject text not null check (char_length(subject) between 1 and 512),
  person_id text not null references person (id) on delete cascade,
  created_at timestamptz not null,
  last_sign_in_at timestamptz,
  primary key (organisation_id, connection_id, subject),
  unique (organisation_id, connection_id, person_id),
  foreign key (organisation_id, connection_id) references connection (organisation_id, id) on delete cascade
);
select protect_organisation_table('connected_person');

-- By which connection a session came, so that the provider can end it and the person can leave there too.
create table connected_session (
  organisation_id text not null,
  session_id text not null references session (id) on delete cascade,
  connection_id text not null,
  subject text not null,
  -- The provider's own name for the session (OIDC sid).
  provider_session text,
  sealed_id_token bytea,
  created_at timestamptz not null,
  primary key (organisation_id, session_id),
  foreign key (organisation_id, connection_id) references connection (organisation_id, id) on delete cascade
);
create index connected_session_session_id_idx on connected_session (session_id);
select protect_organisation_table('connected_session');

-- What a live test showed. Claims are personal data: sealed, and gone after a day.
create table connection_test (
  organisation_id text not null,
  id text not null check (id like 'tst\_%'),
  connection_id text not null,
  revision integer not null,
  started_by text not null references person (id) on delete cascade,
  started_at timestamptz not null,
  finished_at timestamptz,
  passed boolean,
  sealed_result bytea,
  primary key (organisation_id, id),
  foreign key (organisation_id, connection_id) references connection (organisation_id, id) on delete cascade
);
select protect_organisation_table('connection_test');

-- How an organisation's people must sign in. No row: as everybody by default.
create table sign_on_policy (
  organisation_id text primary key references organisation (id),
  sso_only boolean not null,
  -- However busy, a session ends after this; never longer than the product's own limit.
  session_most_minutes integer check (session_most_minutes between 15 and 720),
  -- Networks in CIDR form; empty: any.
  allowed_networks text[] not null check (cardinality(allowed_networks) <= 100),
  changed_at timestamptz not null
);
alter table sign_on_policy enable row level security;
alter table sign_on_policy force row level security;
create policy sign_on_policy_scope on sign_on_policy using (
  organisation_id = current_site()
  or organisation_id in (select organisation_id from membership where person_id = current_setting('app.person_id', true))
) with check (organisation_id = current_site());
select open_table('sign_on_policy', 'SELECT, INSERT, UPDATE');

-- Administrators who may sign in with a password and a second factor although everybody else must use a connection.
create table break_glass (
  organisation_id text not null,
  person_id text not null,
  named_at timestamptz not null,
  primary key (organisation_id, person_id),
  foreign key (organisation_id, person_id) references membership (organisation_id, person_id) on delete cascade
);
alter table break_glass enable row level security;
alter table break_glass force row level security;
create policy break_glass_scope on break_glass using (
  organisation_id = current_site() or person_id = current_setting('app.person_id', true)
) with check (organisation_id = current_site());
select open_table('break_glass', 'SELECT, INSERT, DELETE');

-- By which way a person became a member, and who decides about them now (memberships/reconcile.ts).
create table membership_source (
  organisation_id text not null,
  person_id text not null references person (id) on delete cascade,
  source text not null check (source in ('invitation', 'sso', 'scim')),
  connection_id text,
  changed_at timestamptz not null,
  primary key (organisation_id, person_id)
);
select protect_organisation_table('membership_source');

-- Who is a member is changed by more than invitations now: provisioning and single sign-on set roles and end memberships.
grant update (roles), delete on membership to spendward_app;
