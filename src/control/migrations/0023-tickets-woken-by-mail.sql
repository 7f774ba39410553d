-- A ticket that a mail reopened: anybody who has its secret address could have written that mail, so no access rests on the ticket until somebody of
-- the customer who is signed in has taken part again (promise A6).
alter table ticket add column woken_by_mail boolean not null default false;
