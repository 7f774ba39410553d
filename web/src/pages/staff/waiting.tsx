/** Who waits for me: access to review or to authorise, accounts owed after emergencies, tickets of mine and tickets that are overdue. Made from the lists that the pages behind it show. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import type { AccessGrant, StaffOwn } from "../../api/staff.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { dueWords } from "../../words/tickets.ts";
import styles from "./staff.module.css";

type Waiting = { readonly key: string; readonly meaning: Meaning; readonly kind: string; readonly words: string; readonly to: string };
const MOST_TICKETS = 10;

/** Before whoever is not in good standing; they have other things to do first. */
export function WaitingForMe({ own }: { own: StaffOwn }) {
  const may = (right: string): boolean => own.rights.includes(right);
  const grants = useQuery({ ...queries.grants, enabled: may("grants:read") });
  const mine = useInfiniteQuery({ ...queries.queue("mine"), enabled: may("staff-tickets:read") });
  const error = grants.error ?? mine.error;
  const tickets = mine.data?.pages[0];
  const late = may("staff-tickets:answer") ? (tickets?.overdue ?? 0) : 0;
  const list: readonly Waiting[] = [
    ...(grants.data?.items ?? []).flatMap((one) => ofGrant(one, own, may)),
    ...(late > 0 ? [{ key: "late", meaning: "risk" as const, kind: "Overdue", words: late === 1 ? "One ticket is overdue" : `${late} tickets are overdue`, to: paths.staffTickets() }] : []),
    ...(tickets?.items ?? []).slice(0, MOST_TICKETS).map((ticket) => ({
      key: ticket.id, meaning: ticket.overdue ? ("risk" as const) : ("neutral" as const), kind: "Your ticket", words: `${ticket.organisation.name}: ${ticket.subject}${ticket.answerDueAt ? `. ${dueWords(ticket)}` : ""}`, to: paths.staffTicket(ticket.id),
    })),
  ];
  if (!may("grants:read") && !may("staff-tickets:read")) return null;
  return (
    <Section title="Waits for you" aside={(tickets?.total ?? 0) > MOST_TICKETS && <Go to={paths.staffTickets({ show: "mine" })}>All your tickets</Go>}>
      {error && <FailureNotice error={error} doing="Looking for what waits" />}
      {list.length === 0 ? <p>{grants.isFetching || mine.isFetching ? "Looking…" : "Nothing."}</p> : (
        <ul className={styles.todo} aria-label="What waits for you">
          {list.map((one) => <li key={one.key}><Tag meaning={one.meaning}>{one.kind}</Tag><span>{one.words}</span><Go to={one.to}>Open it</Go></li>)}
        </ul>
      )}
    </Section>
  );
}

function ofGrant(one: AccessGrant, { id, duties }: StaffOwn, may: (right: string) => boolean): Waiting[] {
  const at = { key: one.id, words: `${one.organisation.name}, ${one.site.name}, for ${one.requester.name}`, to: paths.staffGrant(one.id) };
  const theirs = one.requester.id !== id;
  if (one.state === "asked" && one.kind === "ticket" && theirs && may("grants:review") && (duties as readonly string[]).includes(one.duty)) return [{ ...at, meaning: "held", kind: "Access to review" }];
  const next = one.kind === "ticket" ? one.state === "reviewed" : one.state === "asked";
  if (next && theirs && one.reviewer?.id !== id && may("grants:authorise")) return [{ ...at, meaning: one.kind === "ticket" ? "held" : "risk", kind: one.kind === "ticket" ? "Access to authorise" : "Emergency" }];
  const owed = one.kind === "break_glass" && one.state === "over" && one.startsAt !== null && one.accountedAt === null;
  if (owed && theirs && one.authoriser?.id !== id && may("break-glass:review")) return [{ ...at, meaning: "risk", kind: "Account owed" }];
  return [];
}
