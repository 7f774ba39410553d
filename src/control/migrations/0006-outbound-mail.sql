-- Mail on its way out (promise X4). Written in the transaction of the act that causes it. Recipient and text are sealed under
-- the plane's secret; the text, which may hold a link, is deleted soon after it has left.
create table mail (
  organisation_id text not null references organisation (id),
  id text not null unique check (id like 'mai\_%'),
  -- Which of the closed list of texts (src/control/mail/templates.ts).
  template text not null,
  -- 'kept': there is no mail server in this set-up; the Mail page shows the text instead.
  state text not null check (state in ('waiting', 'sent', 'refused', 'given-up', 'suppressed', 'kept')),
  attempts integer not null default 0 check (attempts >= 0),
  -- The server's last answer: digits only ('550 5.1.1'), or the kind of failure ('ETLS').
  reply text check (char_length(reply) <= 40),
  sealed_recipient bytea not null,
  sealed_text bytea,
  created_at timestamptz not null,
  -- After this the text is of no use (its link has ended) and is not sent any more.
  useful_until timestamptz not null,
  finished_at timestamptz,
  primary key (organisation_id, id),
  check ((finished_at is null) = (state = 'waiting'))
);
create index mail_newest_idx on mail (organisation_id, created_at desc);
alter table mail enable row level security;
alter table mail force row level security;
create policy mail_scope on mail using (organisation_id = current_site());
select open_table('mail');

-- What happens to each mail next, and when: what the sender and the housekeeper look through, across organisations. Ids only.
create table mail_due (
  mail text primary key references mail (id) on delete cascade,
  organisation_id text not null references organisation (id),
  step text not null check (step in ('send', 'forget-text', 'forget')),
  due_at timestamptz not null
);
create index mail_due_step_idx on mail_due (step, due_at);
create index mail_due_organisation_idx on mail_due (organisation_id) where step = 'send';
select open_table('mail_due');

-- How much an address was sent lately by one organisation, and whether it is dead. The bucket is a keyed hash of both, so that
-- neither can be read from it and one organisation learns nothing of another's mail.
create table mail_recipient (
  bucket bytea primary key check (octet_length(bucket) = 32),
  sent integer not null check (sent >= 0),
  started_at timestamptz not null,
  dead_since timestamptz
);
create index mail_recipient_started_at_idx on mail_recipient (started_at);
select open_table('mail_recipient');
