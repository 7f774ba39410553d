-- Provisioning by the customer's identity provider (SCIM 2.0, RFC 7643 and 7644): what it told us, and how it proves itself.

-- A bearer token, of which only a hash is here. Two may be alive at once, so that they can be changed without a gap.
create table scim_token (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'stk\_%'),
  token_sha256 bytea not null unique check (octet_length(token_sha256) = 32),
  -- The first characters, to know one from another on the page.
  hint text not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  primary key (organisation_id, id)
);
alter table scim_token enable row level security;
alter table scim_token force row level security;
create policy scim_token_scope on scim_token using (
  organisation_id = current_site()
  or token_sha256 = decode(coalesce(nullif(current_setting('app.scim_token', true), ''), '00'), 'hex')
) with check (organisation_id = current_site());
select open_table('scim_token');

create table scim_user (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'usr\_%'),
  -- Kept when the user is deactivated; the membership is not.
  person_id text not null references person (id),
  user_name text not null,
  -- Compared without regard to case (RFC 7643 section 4.1.1).
  user_name_folded text not null,
  external_id text,
  email text not null,
  active boolean not null,
  -- The resource as the provider sees it, without id, meta and groups.
  resource jsonb not null,
  revision integer not null check (revision > 0),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, user_name_folded),
  unique (organisation_id, person_id)
);
create index scim_user_external_id_idx on scim_user (organisation_id, external_id);
create index scim_user_email_idx on scim_user (organisation_id, email);
select protect_organisation_table('scim_user');

create table scim_group (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'grp\_%'),
  display_name text not null,
  display_name_folded text not null,
  external_id text,
  revision integer not null check (revision > 0),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, display_name_folded)
);
select protect_organisation_table('scim_group');

create table scim_group_member (
  organisation_id text not null,
  group_id text not null,
  user_id text not null,
  primary key (organisation_id, group_id, user_id),
  foreign key (organisation_id, group_id) references scim_group (organisation_id, id) on delete cascade,
  foreign key (organisation_id, user_id) references scim_user (organisation_id, id) on delete cascade
);
create index scim_group_member_user_idx on scim_group_member (organisation_id, user_id);
select protect_organisation_table('scim_group_member');

-- Which of our roles a group of the provider stands for. 'otherwise' is the role of whoever is in none of them.
create table provisioning_roles (
  organisation_id text primary key references organisation (id),
  mapping jsonb not null,
  otherwise text,
  changed_at timestamptz not null
);
select protect_organisation_table('provisioning_roles', 'SELECT, INSERT, UPDATE');

-- How long it took from the provider's word that somebody leaves until that person was locked out.
create table lockout (
  organisation_id text not null references organisation (id),
  id text not null check (id like 'lck\_%'),
  person_id text not null references person (id),
  -- When the request arrived, and when the membership and every session had ended.
  told_at timestamptz not null,
  locked_out_at timestamptz not null,
  sessions_ended integer not null,
  -- Access tokens for regions that were given out before then are worth nothing after this.
  tokens_end_at timestamptz,
  primary key (organisation_id, id)
);
create index lockout_told_at_idx on lockout (organisation_id, told_at desc);
select protect_organisation_table('lockout', 'SELECT, INSERT, DELETE');
