-- Tickets that customers' people raise with the helpdesk (promises A6, X4). Subject and messages are sealed under the plane's
-- secret; what a ticket is about is named by id only, and files are in the site's region.
create table ticket (
  organisation_id text not null references organisation (id),
  id text not null unique check (id like 'tck\_%'),
  -- What people say and mails quote: random, so that it tells nothing of how many there are.
  reference text not null unique check (reference ~ '^T-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
  -- 'unconfirmed': came by mail from an address that anybody can write; its person has not said yet that it is theirs.
  state text not null check (state in ('unconfirmed', 'open', 'waiting', 'solved', 'closed', 'reopened')),
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  -- Whose data the matter concerns; a grant of access can be asked for there only.
  site text,
  related_kind text check (related_kind in ('finding', 'import')),
  related_id text,
  raised_by text not null references person (id),
  raised_by_mail boolean not null,
  -- A person of the operator.
  assignee text,
  -- When the operator owes an answer; null: it does not.
  answer_due_at timestamptz,
  created_at timestamptz not null,
  touched_at timestamptz not null,
  closed_at timestamptz,
  revision integer not null default 1,
  sealed_subject bytea not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, site) references site (organisation_id, id),
  check ((related_kind is null) = (related_id is null)),
  check (related_id is null or site is not null),
  check (answer_due_at is null or state in ('open', 'reopened')),
  check ((closed_at is not null) = (state = 'closed'))
);
create index ticket_newest_idx on ticket (organisation_id, touched_at desc, id desc);
create index ticket_raised_by_idx on ticket (organisation_id, raised_by);
alter table ticket enable row level security;
alter table ticket force row level security;
create policy ticket_scope on ticket using (organisation_id = current_site());
select open_table('ticket', 'SELECT, INSERT, UPDATE');

create table ticket_message (
  organisation_id text not null,
  ticket text not null,
  id text not null unique check (id like 'msg\_%'),
  author_kind text not null check (author_kind in ('person', 'staff')),
  author text not null,
  by_mail boolean not null,
  -- A note of the operator's people among themselves: never shown to the customer.
  internal boolean not null default false check (not internal or author_kind = 'staff'),
  created_at timestamptz not null,
  -- Author's name, text, quoted history.
  sealed_body bytea not null,
  primary key (organisation_id, ticket, id),
  foreign key (organisation_id, ticket) references ticket (organisation_id, id)
);
alter table ticket_message enable row level security;
alter table ticket_message force row level security;
create policy ticket_message_scope on ticket_message using (organisation_id = current_site());
select open_table('ticket_message', 'SELECT, INSERT');

-- A file that belongs to a ticket: which, and where. Its name and bytes are in the site's region.
create table ticket_attachment (
  organisation_id text not null,
  ticket text not null,
  upload text not null unique check (upload like 'upl\_%'),
  site text not null,
  message text,
  attached_by text not null references person (id),
  size_bytes bigint not null check (size_bytes >= 0),
  created_at timestamptz not null,
  primary key (organisation_id, ticket, upload),
  foreign key (organisation_id, ticket) references ticket (organisation_id, id),
  foreign key (organisation_id, site) references site (organisation_id, id)
);
alter table ticket_attachment enable row level security;
alter table ticket_attachment force row level security;
create policy ticket_attachment_scope on ticket_attachment using (organisation_id = current_site());
select open_table('ticket_attachment', 'SELECT, INSERT');

-- The operator's queue, across organisations: ids, states and instants. Kept by the database itself, so that it cannot say
-- anything else than the tickets do. What is unconfirmed is not in it.
create table ticket_queue (
  ticket text primary key references ticket (id),
  organisation_id text not null references organisation (id),
  state text not null,
  priority text not null,
  assignee text,
  answer_due_at timestamptz,
  created_at timestamptz not null,
  touched_at timestamptz not null
);
create index ticket_queue_due_idx on ticket_queue (answer_due_at, ticket) where state in ('open', 'reopened');
create index ticket_queue_touched_idx on ticket_queue (touched_at desc, ticket desc);
select open_table('ticket_queue');

create function queue_ticket() returns trigger language plpgsql as $$
begin
  if new.state = 'unconfirmed' then
    return new;
  end if;
  -- Closed without ever having been confirmed: nobody's business but its person's.
  if tg_op = 'UPDATE' and old.state = 'unconfirmed' and new.state = 'closed' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.state = 'closed' and not exists (select from ticket_queue where ticket = new.id) then
    return new;
  end if;
  insert into ticket_queue (ticket, organisation_id, state, priority, assignee, answer_due_at, created_at, touched_at)
  values (new.id, new.organisation_id, new.state, new.priority, new.assignee, new.answer_due_at, new.created_at, new.touched_at)
  on conflict (ticket) do update set state = excluded.state, priority = excluded.priority, assignee = excluded.assignee,
    answer_due_at = excluded.answer_due_at, touched_at = excluded.touched_at;
  return new;
end $$;
create trigger ticket_queued after insert or update on ticket for each row execute function queue_ticket();

-- Addresses that mail about a ticket is answered to: one for each person in it. A keyed hash of the ticket and the person makes the
-- secret part; only a hash of that is here. No scope, because whose it is is found by it.
create table ticket_address (
  secret_sha256 bytea primary key check (octet_length(secret_sha256) = 32),
  organisation_id text not null references organisation (id),
  ticket text not null references ticket (id),
  person_id text not null references person (id) on delete cascade,
  created_at timestamptz not null
);
select open_table('ticket_address', 'SELECT, INSERT');

-- Mail that was taken in, so that it is taken once: written in the transaction of what it became. No content; the key is a keyed
-- hash of where it went and its Message-ID.
create table mail_received (
  fingerprint bytea primary key check (octet_length(fingerprint) = 32),
  became text not null check (became in ('message', 'ticket', 'unconfirmed-ticket', 'bounce', 'delay', 'automatic', 'unknown-sender', 'too-many')),
  -- Keyed hash of the sender, for counting.
  sender bytea not null check (octet_length(sender) = 32),
  received_at timestamptz not null
);
create index mail_received_sender_idx on mail_received (sender, received_at);
create index mail_received_at_idx on mail_received (received_at);
select open_table('mail_received', 'SELECT, INSERT, DELETE');

-- Mail that came back after its server had taken it.
alter table mail drop constraint mail_state_check;
alter table mail add constraint mail_state_check check (state in ('waiting', 'sent', 'refused', 'given-up', 'suppressed', 'kept', 'bounced'));
