-- The operator's own people (promises A9, H1, H2, H4, V1, V6): apart from customers' persons in every table, with sessions of their own.
-- No table here has an organisation: nothing of a customer is in them.

create table staff (
  id text primary key check (id like 'stf\_%'),
  name text not null check (char_length(name) between 1 and 200),
  email text not null unique check (email = lower(email)),
  team text not null check (char_length(team) between 1 and 100),
  -- Promise V6: who writes software is employed, at the stated place.
  employment text not null check (employment in ('permanent', 'fixed-term', 'contractor', 'agency')),
  place text not null check (char_length(place) between 1 and 100),
  hired_on date not null,
  created_at timestamptz not null,
  left_at timestamptz
);
select open_table('staff', 'SELECT, INSERT, UPDATE');

create table staff_duty (
  staff_id text not null references staff (id),
  duty text not null check (duty in ('engineer', 'infrastructure', 'support', 'security', 'people_team', 'release_manager')),
  -- A member of staff, or 'command line' for the first administrator of staff.
  given_by text not null,
  given_at timestamptz not null,
  primary key (staff_id, duty)
);
select open_table('staff_duty', 'SELECT, INSERT, DELETE');

-- Two duties of one person that should be apart, and who has accepted that.
create table staff_duty_acceptance (
  staff_id text not null references staff (id),
  one text not null,
  other text not null,
  accepted_by text not null check (accepted_by <> staff_id),
  reason text not null check (char_length(reason) between 10 and 500),
  accepted_at timestamptz not null,
  primary key (staff_id, one, other)
);
select open_table('staff_duty_acceptance', 'SELECT, INSERT, DELETE');

-- Enrolling a passkey: a link, shown or mailed once, of which only a hash is here. A new one ends the one before.
create table staff_enrolment (
  staff_id text primary key references staff (id),
  token_sha256 bytea not null unique check (octet_length(token_sha256) = 32),
  expires_at timestamptz not null,
  created_at timestamptz not null
);
select open_table('staff_enrolment');

create table staff_passkey (
  id text primary key check (id like 'spk\_%'),
  staff_id text not null references staff (id),
  name text not null check (char_length(name) between 1 and 200),
  credential_id text not null unique check (char_length(credential_id) <= 2000),
  public_key bytea not null,
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  synchronised boolean not null,
  aaguid text not null,
  -- As the authenticator gave it: can be judged again when a root turns out to be bad.
  attestation bytea not null,
  -- By which configured kind of authenticator it was attested; null: it was not.
  attested_as text,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index staff_passkey_staff_id_idx on staff_passkey (staff_id);
select open_table('staff_passkey');

create table staff_session (
  id text primary key check (id like 'sse\_%'),
  staff_id text not null references staff (id),
  token_sha256 bytea not null unique check (octet_length(token_sha256) = 32),
  strength text not null,
  passkey_id text not null references staff_passkey (id) on delete cascade,
  -- SHA-256 of the device's certificate where that is what vouches for the device: it is asked for at each request.
  certificate text,
  started_at timestamptz not null,
  proved_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index staff_session_staff_id_idx on staff_session (staff_id);
select open_table('staff_session');

-- How each try to sign in ended (promise A9: share of sessions that passed, refusals). Kept 400 days.
create table staff_sign_in (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  staff_id text references staff (id),
  -- 'passed': device and network were checked and right. 'let-in': this installation does not insist on the device.
  outcome text not null check (outcome in ('passed', 'let-in', 'refused')),
  reason text
);
create index staff_sign_in_at_idx on staff_sign_in (at);
select open_table('staff_sign_in', 'SELECT, INSERT, DELETE');

-- H1: that a check was made and where its result is filed. Never what is in it.
create table staff_background_check (
  id text primary key check (id like 'bgc\_%'),
  staff_id text not null references staff (id),
  kind text not null check (kind in ('identity', 'right-to-work', 'criminal-record', 'references')),
  passed boolean not null,
  done_on date not null,
  reference text not null check (char_length(reference) between 1 and 100),
  recorded_by text not null check (recorded_by <> staff_id),
  recorded_at timestamptz not null
);
create index staff_background_check_staff_id_idx on staff_background_check (staff_id);
select open_table('staff_background_check', 'SELECT, INSERT');

-- H4: signed with the passkey, over the hash of the exact text.
create table staff_signature (
  staff_id text not null references staff (id),
  agreement text not null,
  version integer not null,
  sha256 text not null check (char_length(sha256) = 64),
  -- The passkey's answer to a challenge that holds the hash, for whoever wants to verify it later.
  answer jsonb not null,
  passkey_id text not null,
  public_key bytea not null,
  signed_at timestamptz not null,
  primary key (staff_id, agreement, version)
);
select open_table('staff_signature', 'SELECT, INSERT');

-- H2: a quiz under way or done. The questions, in the order shown, are drawn by the plane; the right answers never leave it.
create table staff_training (
  id text primary key check (id like 'trn\_%'),
  staff_id text not null references staff (id),
  course text not null,
  version integer not null,
  questions integer[] not null,
  begun_at timestamptz not null,
  answered_at timestamptz,
  score integer,
  passed boolean
);
create index staff_training_staff_id_idx on staff_training (staff_id, course);
select open_table('staff_training');

-- Courses that a person must take besides those of everybody and of their duties: after a phishing test, say.
create table staff_training_extra (
  staff_id text not null references staff (id),
  course text not null,
  because text not null,
  assigned_at timestamptz not null,
  primary key (staff_id, course)
);
select open_table('staff_training_extra');

create table staff_reminder (
  staff_id text not null references staff (id),
  about text not null,
  sent_at timestamptz not null,
  primary key (staff_id, about)
);
select open_table('staff_reminder');

-- Leaving in one act: what was ended, and how long it took.
create table staff_leaving (
  staff_id text primary key references staff (id),
  by_staff text not null,
  asked_at timestamptz not null,
  ended jsonb not null,
  took_ms integer not null check (took_ms >= 0)
);
select open_table('staff_leaving', 'SELECT, INSERT');

-- Mail to staff is the operator's own: it belongs to no organisation, which the reference now says.
alter table mail drop constraint mail_organisation_id_fkey;
alter table mail add column customer_id text generated always as (nullif(organisation_id, 'operator')) stored references organisation (id);
alter table mail_due drop constraint mail_due_organisation_id_fkey;
alter table mail_due add column customer_id text generated always as (nullif(organisation_id, 'operator')) stored references organisation (id);

-- Acts of staff in the trails.
alter table audit_entry drop constraint audit_entry_actor_kind_check;
alter table audit_entry add constraint audit_entry_actor_kind_check check (actor_kind in ('person', 'job', 'staff', 'operator', 'system'));
