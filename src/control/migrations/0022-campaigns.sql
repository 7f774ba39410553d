-- Phishing simulation (promise H3). No table has an organisation: the operator tests its own people. Nothing that anybody typed into a
-- landing page has a column here, nor anywhere else.

-- Grain: one version of one template. A version is never edited: what a campaign of last year sent can be read as it was.
create table campaign_template (
  id text not null check (id like 'tpl\_%'),
  version integer not null check (version between 1 and 100),
  name text not null check (char_length(name) between 1 and 100),
  from_name text not null check (char_length(from_name) between 1 and 80),
  subject text not null check (char_length(subject) between 1 and 150),
  body text not null check (char_length(body) between 1 and 4000),
  page text not null check (page in ('sign-in', 'bank-details')),
  signs text[] not null check (cardinality(signs) between 1 and 6),
  -- A member of staff, or 'spendward' for those that come with it.
  written_by text not null,
  written_at timestamptz not null,
  primary key (id, version)
);
select open_table('campaign_template', 'SELECT, INSERT');

create table campaign (
  id text primary key check (id like 'cmp\_%'),
  name text not null check (char_length(name) between 1 and 100),
  template text not null,
  template_version integer not null,
  -- null: everybody who works here.
  teams text[] check (cardinality(teams) between 1 and 50),
  created_by text not null references staff (id),
  created_at timestamptz not null,
  starts_at timestamptz not null,
  -- When its recipients were drawn.
  begun_at timestamptz,
  -- What happens later does not count.
  ends_at timestamptz not null check (ends_at > starts_at),
  stopped_at timestamptz,
  stopped_by text references staff (id),
  foreign key (template, template_version) references campaign_template (id, version),
  check ((stopped_at is null) = (stopped_by is null))
);
create index campaign_due_idx on campaign (starts_at) where begun_at is null and stopped_at is null;
select open_table('campaign', 'SELECT, INSERT, UPDATE');

-- Grain: one person in one campaign. The link's secret is here as a hash only, and is drawn when the mail is queued.
create table campaign_recipient (
  campaign text not null references campaign (id),
  staff_id text not null references staff (id),
  team text not null,
  delivery text not null check (delivery in ('pending', 'waiting', 'delivered', 'not-delivered')),
  mail text unique,
  token_sha256 bytea unique check (octet_length(token_sha256) = 32),
  mailed_at timestamptz,
  delivered_at timestamptz,
  clicked_at timestamptz,
  entered_at timestamptz,
  reported_at timestamptz,
  reported_by text check (reported_by in ('button', 'mail')),
  primary key (campaign, staff_id),
  check ((mail is null) = (token_sha256 is null) and (mail is null) = (mailed_at is null)),
  check (delivery not in ('waiting', 'delivered') or mail is not null),
  check (entered_at is null or clicked_at is not null),
  check ((reported_at is null) = (reported_by is null))
);
create index campaign_recipient_staff_idx on campaign_recipient (staff_id, mailed_at);
create index campaign_recipient_pending_idx on campaign_recipient (campaign) where delivery = 'pending';
create index campaign_recipient_mailed_idx on campaign_recipient (mailed_at) where delivery in ('waiting', 'delivered');
select open_table('campaign_recipient', 'SELECT, INSERT, UPDATE');

-- What somebody reported that was no test of ours: for security to look at. Sealed, and gone after 90 days.
create table suspicious_mail (
  id text primary key check (id like 'rpt\_%'),
  staff_id text not null references staff (id),
  told_by text not null check (told_by in ('button', 'mail')),
  proven boolean not null,
  sealed_text bytea not null,
  told_at timestamptz not null
);
create index suspicious_mail_told_at_idx on suspicious_mail (told_at);
select open_table('suspicious_mail', 'SELECT, INSERT, DELETE');

-- Mail to the address that takes reports.
alter table mail_received drop constraint mail_received_became_check;
alter table mail_received add constraint mail_received_became_check check (became in ('message', 'ticket', 'unconfirmed-ticket', 'bounce', 'delay', 'automatic', 'unknown-sender', 'too-many', 'report'));

-- Three to begin with; staff write their own beside them.
insert into campaign_template (id, version, name, from_name, subject, body, page, signs, written_by, written_at) values
  ('tpl_01990000-0000-7000-8000-000000000001', 1, 'Passkeys are down', 'IT Service Desk', 'Sign in by {day} to keep your access',
   E'Hello {first name},\n\nWe are moving sign-in to new servers tonight. Until that is done passkeys do not work for {team}. Sign in once with your password before {day}, so that your access is carried over:\n\n{link}\n\nAccounts that are not carried over are closed.\n\nIT Service Desk',
   'sign-in', array['It asks for a password. The staff area has none, and nobody will ever ask you for one.', 'It hurries: act by a day, or lose something.', 'It says that passkeys do not work. When a page does not offer your passkey, that page is not ours.'], 'spendward', now()),
  ('tpl_01990000-0000-7000-8000-000000000002', 1, 'Salary paid to the wrong account', 'Payroll', 'Your salary of this month came back',
   E'Hello {first name},\n\nYour bank has returned this month''s salary. Please confirm your account by {day}, or it is paid with next month''s:\n\n{link}\n\nKind regards\nPayroll',
   'bank-details', array['Bank details are never asked for by a link. Payroll calls, and you call back on a number from our own records.', 'Something of yours is held back until you act.', 'The sender''s name is typed by whoever sends it: it proves nothing.'], 'spendward', now()),
  ('tpl_01990000-0000-7000-8000-000000000003', 1, 'A customer''s document', 'Document delivery', 'A document was shared with {team}',
   E'{name},\n\na customer has shared a confidential document with {team}. It is there until {day}. Sign in to read it:\n\n{link}\n\nPlease do not pass this message on.',
   'sign-in', array['You did not ask for it, and it does not say who sent it.', 'It asks you to sign in behind a link. Use your own bookmark.', 'It asks you to keep quiet about it. Secrecy is a lever.'], 'spendward', now());
