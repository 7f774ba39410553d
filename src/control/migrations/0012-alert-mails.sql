-- Alerts that this plane was told of, one row each, so that told twice is one mail. Whose, which and when; never what was found.
create table alert_mail (
  organisation_id text not null references organisation (id),
  alert text not null check (alert like 'alr\_%'),
  told_at timestamptz not null,
  -- False: so many were sent within the hour already that this one is to be seen in the product only.
  mailed boolean not null,
  primary key (organisation_id, alert)
);
create index alert_mail_lately_idx on alert_mail (organisation_id, told_at) where mailed;
alter table alert_mail enable row level security;
alter table alert_mail force row level security;
create policy alert_mail_scope on alert_mail using (organisation_id = current_site());
select open_table('alert_mail', 'SELECT, INSERT');
