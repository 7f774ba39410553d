-- What ended before its access tokens did, for the regions that may hold such tokens (decision 0022).

-- Which generation of tokens a person or an API client is at; none yet is generation 0. Counted up by whatever takes rights away, in
-- the same transaction, and read in the same statement as the rights that go into a token.
create table token_generation (
  organisation_id text not null references organisation (id),
  holder text not null check (holder ~ '^(per|cli)_'),
  generation integer not null check (generation > 0),
  primary key (organisation_id, holder)
);
alter table token_generation enable row level security;
alter table token_generation force row level security;
create policy token_generation_scope on token_generation using (
  organisation_id = current_site()
  or holder = current_setting('app.person_id', true)
) with check (organisation_id = current_site());
select open_table('token_generation', 'SELECT, INSERT, UPDATE');

-- Grain: one thing that ended, for one region. Ids only, and no site scope: the sender looks for whatever is due. Gone after half an
-- hour, when nothing that was issued before can be alive.
create table revocation (
  id bigint generated always as identity primary key,
  region text not null check (region in ('uk', 'eu', 'us')),
  organisation_id text not null references organisation (id),
  subject text not null check (char_length(subject) between 1 and 100),
  -- Tokens of an older generation are refused; null: all, for good.
  below integer check (below > 0),
  -- What a region asks "since": unlike a number or an instant, it cannot be overtaken by a transaction that commits later.
  written_in xid8 not null default pg_current_xact_id(),
  revoked_at timestamptz not null,
  attempts integer not null default 0 check (attempts >= 0),
  -- When it is sent next; null: the region has confirmed it.
  due_at timestamptz,
  confirmed_at timestamptz,
  check ((due_at is null) = (confirmed_at is not null))
);
create index revocation_due_at_idx on revocation (due_at) where due_at is not null;
create index revocation_region_idx on revocation (region, written_in);
create index revocation_subject_idx on revocation (subject);
create index revocation_revoked_at_idx on revocation (revoked_at);
select open_table('revocation');
