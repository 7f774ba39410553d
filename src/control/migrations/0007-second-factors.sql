-- Second factors (promise A3). What a person has besides the password: an authenticator app, passkeys, recovery codes.

-- When somebody last proved who they are in this session: at sign-in, and each time the second factor is asked for again.
alter table session add column proved_at timestamptz not null default current_timestamp;
alter table person add column last_signed_in_at timestamptz;

-- 'pending' until the first right code. A new one can be set up while the one in use goes on working.
create table authenticator (
  person_id text not null references person (id) on delete cascade,
  state text not null check (state in ('pending', 'active')),
  -- Under the plane's secret, which is not in this database.
  sealed_secret bytea not null,
  -- The session that began it: another one cannot finish it.
  session_id text not null,
  -- The time step (RFC 6238) of the last code that was taken. None at or before it is taken again.
  last_step bigint not null default 0,
  created_at timestamptz not null,
  primary key (person_id, state)
);
select open_table('authenticator');

create table passkey (
  id text primary key check (id like 'psk\_%'),
  person_id text not null references person (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 200),
  credential_id text not null unique check (char_length(credential_id) <= 2000),
  public_key bytea not null,
  -- Signature counter as last seen; stays 0 where the authenticator keeps none.
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  -- Leaves its device (synchronised between devices) or not: software or hardware key in RFC 8176.
  synchronised boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_person_id_idx on passkey (person_id);
select open_table('passkey');

-- Challenges that have been answered, until they would have run out anyway. Making one writes nothing.
create table passkey_challenge_used (
  challenge_sha256 bytea primary key check (octet_length(challenge_sha256) = 32),
  expires_at timestamptz not null
);
create index passkey_challenge_used_expires_at_idx on passkey_challenge_used (expires_at);
select open_table('passkey_challenge_used', 'SELECT, INSERT, DELETE');

-- 120 random bits each, so a plain hash tells nothing. A row is a code that has not been used.
create table recovery_code (
  person_id text not null references person (id) on delete cascade,
  code_sha256 bytea not null check (octet_length(code_sha256) = 32),
  created_at timestamptz not null,
  primary key (person_id, code_sha256)
);
select open_table('recovery_code', 'SELECT, INSERT, DELETE');
