-- Access of the operator's people to a customer's data (promises A6, A7, A8): asked for against an open ticket, looked at by three
-- different people, allowed by the customer if it wants to be asked, over by itself. A token for a region is made from a live row of
-- this table and from nothing else.
create table access_grant (
  organisation_id text not null references organisation (id),
  id text not null unique check (id like 'grt\_%'),
  -- 'break_glass': an emergency. No ticket, two people, half an hour, and an account to be given afterwards.
  kind text not null check (kind in ('ticket', 'break_glass')),
  site text not null,
  ticket text,
  -- What of it may be done. Access Permissions, of which only some can ever be granted (platform/access/grantable.ts).
  permissions text[] not null check (cardinality(permissions) between 1 and 40),
  minutes integer not null check (minutes between 15 and 240),
  -- Under which duty it was asked for: the reviewer must hold the same, the authoriser another.
  duty text not null,
  requester text not null references staff (id),
  -- SHA-256 of the device certificate or the passkey that the request was proved with: nobody approves their own with another account.
  requester_device text not null,
  sealed_reason bytea not null,
  asked_at timestamptz not null,
  -- Nobody allowed it by then: it is over.
  lapses_at timestamptz not null,

  state text not null default 'asked' check (state in ('asked', 'reviewed', 'customer', 'live', 'over')),
  reviewer text references staff (id),
  reviewed_at timestamptz,
  authoriser text references staff (id),
  authorised_at timestamptz,
  -- The customer was asked, reminded, and who answered.
  customer_asked_at timestamptz,
  customer_reminded_at timestamptz,
  customer_person text references person (id),
  starts_at timestamptz,
  ends_at timestamptz,
  ended_at timestamptz,
  outcome text check (outcome in ('declined', 'withdrawn', 'lapsed', 'time', 'ticket', 'revoked', 'customer', 'standing', 'site')),
  ended_by text,
  -- Break-glass: the account given afterwards, by somebody who was not part of it.
  account_reviewer text references staff (id),
  accounted_at timestamptz,
  sealed_account bytea,

  primary key (organisation_id, id),
  foreign key (organisation_id, site) references site (organisation_id, id),
  foreign key (organisation_id, ticket) references ticket (organisation_id, id),
  -- Three distinct people.
  constraint reviewer_is_another check (reviewer is null or reviewer <> requester),
  constraint authoriser_is_another check (authoriser is null or (authoriser <> requester and authoriser is distinct from reviewer)),
  constraint account_is_by_another check (account_reviewer is null or (account_reviewer <> requester and account_reviewer is distinct from authoriser)),
  constraint ticket_is_named check ((kind = 'ticket') = (ticket is not null)),
  constraint break_glass_is_short check (kind = 'ticket' or minutes <= 30),
  -- What has begun was allowed by all who had to.
  constraint begun_is_allowed check (starts_at is null or (authoriser is not null and (kind = 'break_glass' or reviewer is not null) and (customer_asked_at is null or customer_person is not null))),
  constraint ends_in_time check (starts_at is null or ends_at <= starts_at + minutes * interval '1 minute'),
  constraint live_has_begun check (state <> 'live' or (starts_at is not null and ended_at is null)),
  constraint over_says_why check ((state = 'over') = (ended_at is not null) and (ended_at is null) = (outcome is null)),
  constraint begun_has_an_end check ((starts_at is null) = (ends_at is null))
);
create index access_grant_asked_at_idx on access_grant (organisation_id, asked_at desc, id desc);
create index access_grant_ticket_idx on access_grant (organisation_id, ticket) where state <> 'over';
alter table access_grant enable row level security;
alter table access_grant force row level security;
create policy access_grant_scope on access_grant using (organisation_id = current_site());
select open_table('access_grant', 'SELECT, INSERT');
-- What was asked for cannot be changed by anybody: only what has become of it.
grant update (state, lapses_at, reviewer, reviewed_at, authoriser, authorised_at, customer_asked_at, customer_reminded_at, customer_person, starts_at, ends_at, ended_at, outcome, ended_by,
  account_reviewer, accounted_at, sealed_account) on access_grant to spendward_app;

-- The operator's list across organisations: who asked for what and how far it is, without the reason. Kept by the database itself.
create table grant_queue (
  id text primary key references access_grant (id),
  organisation_id text not null references organisation (id),
  kind text not null,
  site text not null,
  ticket text,
  permissions text[] not null,
  minutes integer not null,
  duty text not null,
  requester text not null,
  reviewer text,
  authoriser text,
  state text not null,
  outcome text,
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  customer_asked_at timestamptz,
  customer_reminded_at timestamptz,
  starts_at timestamptz,
  ends_at timestamptz,
  ended_at timestamptz,
  accounted_at timestamptz
);
create index grant_queue_asked_at_idx on grant_queue (asked_at desc, id desc);
create index grant_queue_open_idx on grant_queue (state, lapses_at, ends_at) where state <> 'over';
create index grant_queue_account_idx on grant_queue (kind) where kind = 'break_glass' and accounted_at is null;
select open_table('grant_queue', 'SELECT, INSERT, UPDATE');

create function queue_grant() returns trigger language plpgsql as $$
begin
  insert into grant_queue (id, organisation_id, kind, site, ticket, permissions, minutes, duty, requester, reviewer, authoriser, state, outcome, asked_at, lapses_at,
    customer_asked_at, customer_reminded_at, starts_at, ends_at, ended_at, accounted_at)
  values (new.id, new.organisation_id, new.kind, new.site, new.ticket, new.permissions, new.minutes, new.duty, new.requester, new.reviewer, new.authoriser, new.state, new.outcome,
    new.asked_at, new.lapses_at, new.customer_asked_at, new.customer_reminded_at, new.starts_at, new.ends_at, new.ended_at, new.accounted_at)
  on conflict (id) do update set lapses_at = excluded.lapses_at, reviewer = excluded.reviewer, authoriser = excluded.authoriser, state = excluded.state, outcome = excluded.outcome,
    customer_asked_at = excluded.customer_asked_at, customer_reminded_at = excluded.customer_reminded_at, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    ended_at = excluded.ended_at, accounted_at = excluded.accounted_at;
  return new;
end $$;
create trigger grant_queued after insert or update on access_grant for each row execute function queue_grant();

-- Whether the customer wants to be asked each time. No row: it is asked.
create table staff_access_policy (
  organisation_id text primary key references organisation (id),
  asked_each_time boolean not null,
  changed_by text not null references person (id),
  changed_at timestamptz not null
);
alter table staff_access_policy enable row level security;
alter table staff_access_policy force row level security;
create policy staff_access_policy_scope on staff_access_policy using (organisation_id = current_site());
select open_table('staff_access_policy', 'SELECT, INSERT, UPDATE');
