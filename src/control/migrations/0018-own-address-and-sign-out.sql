-- A person's change of their own address, an organisation's further rules for sessions, and leaving at a SAML provider.

-- One change per person, from asking for it until it can no longer be undone. Secrets of links are hashed.
create table address_change (
  organisation_id text not null references organisation (id),
  person_id text not null references person (id) on delete cascade,
  old_email text not null check (old_email = lower(old_email)),
  new_email text not null check (new_email = lower(new_email) and char_length(new_email) <= 254),
  -- Went to the new address: makes the change.
  confirm_sha256 bytea not null check (octet_length(confirm_sha256) = 32),
  -- Went to the old address: with the question, and once more with the news that it was done. Either stops or undoes it.
  stop_sha256 bytea not null check (octet_length(stop_sha256) = 32),
  undo_sha256 bytea check (octet_length(undo_sha256) = 32),
  asked_at timestamptz not null,
  -- Until when the next step may be taken: confirming, and after that undoing.
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (organisation_id, person_id)
);
select protect_organisation_table('address_change');

-- However long the session may be, it ends after so long without a request. Requests are noted every five minutes, so it can end that much sooner.
alter table sign_on_policy add column session_idle_minutes integer check (session_idle_minutes between 15 and 120);
-- Everybody proves a second factor of ours, whatever the identity provider says it checked.
alter table sign_on_policy add column own_factor boolean not null default false;

-- With what we sign messages to a SAML provider. The certificate is public.
alter table connection add column sealed_signing_key bytea;
alter table connection add column signing_certificate text check (char_length(signing_certificate) <= 5000);

-- How a SAML provider names the person, word for word: it must stand like this in a logout request.
alter table connected_session add column sealed_name_id bytea;

-- Our own logout requests that a provider has not answered yet.
create table saml_sign_out (
  organisation_id text not null,
  connection_id text not null,
  request_sha256 bytea not null check (octet_length(request_sha256) = 32),
  expires_at timestamptz not null,
  primary key (organisation_id, connection_id, request_sha256),
  foreign key (organisation_id, connection_id) references connection (organisation_id, id) on delete cascade
);
select protect_organisation_table('saml_sign_out');
