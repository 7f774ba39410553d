-- The central log store (promises L1, L2): log lines of every plane, sealed in batches. Operator's data: no row here belongs to a customer, and
-- no line can carry customer data (platform/telemetry).

-- Grain: one key of the store, for one month, wrapped by control's root. It goes with the last batch under it.
create table log_key (
  id text primary key check (id like 'key\_%'),
  month integer not null unique check (month between 202001 and 999912),
  root text not null,
  wrapped bytea not null,
  created_at timestamptz not null
);

-- Grain: one batch of lines, as its source numbered it. `position` has no gaps over the whole store. `link` is SHA-256 over the link of the
-- position before, the columns in clear and the sealed bytes: a chain. The same columns and the link before are inside the seal.
create table log_batch (
  position bigint primary key check (position > 0),
  source text not null check (source ~ '^(control|uk|eu|us)/[a-z]{1,20}$'),
  stream text not null check (stream ~ '^[0-9a-f]{32}$'),
  from_number bigint not null check (from_number > 0),
  number bigint not null check (number >= from_number),
  -- Batches before it, of the same stream, that its source once had acknowledged and the store does not hold.
  missing bigint not null check (missing >= 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  lines integer not null check (lines >= 0),
  -- Lines that were given up at the source, by its bound or its disk.
  dropped bigint not null check (dropped >= 0),
  received_at timestamptz not null,
  key_id text not null references log_key (id),
  sealed bytea not null,
  link bytea not null check (length(link) = 32),
  unique (stream, number)
);
-- Sealed bytes do not compress.
alter table log_batch alter column sealed set storage external;
create index log_batch_source_idx on log_batch (source, position);
create index log_batch_last_at_idx on log_batch (last_at);
create index log_batch_received_at_idx on log_batch (received_at);

-- Grain: the one position up to which batches were deleted when their time was over, and the link that was there.
create table log_deleted (
  the_one boolean primary key default true check (the_one),
  position bigint not null,
  link bytea not null check (length(link) = 32)
);

select open_table('log_key', 'SELECT, INSERT, DELETE');
select open_table('log_batch', 'SELECT, INSERT');
select open_table('log_deleted', 'SELECT');

create function refuse_log_change() returns trigger language plpgsql as $$
begin
  raise exception 'The log store can only be added to.' using errcode = 'insufficient_privilege';
end $$;
create trigger log_batch_append_only before update or truncate on log_batch for each statement execute function refuse_log_change();

-- Whoever asks: nothing that was received in the last 90 days (promise L2).
create function refuse_early_log_deletion() returns trigger language plpgsql as $$
begin
  if old.received_at > now() - interval '90 days' then
    raise exception 'The log store can only be added to.' using errcode = 'insufficient_privilege', detail = 'Logs are kept for at least 90 days.';
  end if;
  return old;
end $$;
create trigger log_batch_kept before delete on log_batch for each row execute function refuse_early_log_deletion();

-- Deletes the oldest batches, at most `most` of them: only a run without gaps from the beginning, never the newest, whose link the next follows.
-- Answers what was deleted; nothing when nothing was.
create function delete_old_log_batches(older_than timestamptz, most integer)
returns table (batches bigint, deleted_lines bigint, up_to bigint, oldest timestamptz, newest timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first_kept bigint;
  oldest_position bigint;
  last bigint;
  last_link bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended('log_batch', 0));
  select min(b.position) into oldest_position from log_batch b;
  select min(b.position) into first_kept from log_batch b where b.received_at >= older_than;
  select least(coalesce(first_kept - 1, (select max(b.position) - 1 from log_batch b)), (select max(b.position) - 1 from log_batch b), oldest_position + most - 1) into last;
  if last is null or last < oldest_position then
    return;
  end if;
  select b.link into last_link from log_batch b where b.position = last;
  return query
    with gone as (delete from log_batch b where b.position <= last returning b.lines, b.first_at, b.last_at)
    select count(*), coalesce(sum(gone.lines), 0)::bigint, last, min(gone.first_at), max(gone.last_at) from gone;
  insert into log_deleted (the_one, position, link) values (true, last, last_link)
  on conflict (the_one) do update set position = excluded.position, link = excluded.link;
end $$;
revoke all on function delete_old_log_batches from public;
grant execute on function delete_old_log_batches to spendward_app;
