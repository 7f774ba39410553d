/** The operator's queue over all customers: what is owed an answer first, the longest overdue on top. */
import { Button, SegmentedControl } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import * as queries from "../../api/staff-queries.ts";
import type { QueuedTicket } from "../../api/tickets.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Go } from "../../blocks/go.tsx";
import { Page } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { dueWords, pickQueue, priorityWords, QUEUE_STATES, QUEUES } from "../../words/tickets.ts";
import styles from "./staff.module.css";

export function StaffTicketsPage() {
  const show = pickQueue(useFilters());
  const going = useGoing();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.queue(show));
  const { total = 0, overdue = 0 } = data.pages[0] ?? {};
  const tickets = data.pages.flatMap((page) => page.items);
  const list = useRef<HTMLDivElement>(null);
  // The chosen row is the one that holds the focus, so Enter opens it as it opens any link.
  const move = (by: 1 | -1): void => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>("tbody a") ?? [])];
    const held = links.findIndex((link) => link === document.activeElement);
    links[held < 0 ? 0 : Math.min(links.length - 1, Math.max(0, held + by))]?.focus();
  };
  useCommands("Tickets", [
    { keys: "j", words: "Next ticket (Enter opens it)", run: () => move(1) },
    { keys: "k", words: "Previous ticket", run: () => move(-1) },
  ]);
  return (
    <Page title="Tickets" lead="What customers ask, of all of them. You see what they wrote here and nothing of their data." wide>
      <SegmentedControl
        aria-label="Which tickets"
        className={styles.switch ?? ""}
        value={show}
        onChange={(value) => going.replace(paths.staffTickets({ show: value === "open" ? undefined : value }))}
        data={Object.entries(QUEUES).map(([value, { label }]) => ({ value, label }))}
      />
      <Figures list={[{ label: "In this list", value: total }, { label: "Overdue, of all", value: overdue > 0 ? <Tag meaning="risk">{overdue}</Tag> : 0 }]} />
      <div ref={list}>
        {tickets.length === 0 ? <Empty title={QUEUES[show].empty}><p>{QUEUES[show].brings}</p></Empty> : <Queue tickets={tickets} />}
      </div>
      {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show more tickets</Button>}
    </Page>
  );
}

function Queue({ tickets }: { tickets: readonly QueuedTicket[] }) {
  const { id } = useOwn();
  return (
    <Table
      caption="Tickets, the longest overdue first"
      rows={tickets}
      keyOf={(ticket) => ticket.id}
      columns={[
        // First, so that a small screen does not cut it off.
        { key: "due", head: "Answer", narrow: true, cell: (ticket) => (ticket.overdue && ticket.answerDueAt ? <><Tag meaning="risk">Overdue</Tag><div><When at={ticket.answerDueAt} /></div></> : ticket.answerDueAt ? dueWords(ticket) : "None owed") },
        { key: "subject", head: "Subject", cell: (ticket) => <Go to={paths.staffTicket(ticket.id)}>{ticket.subject}</Go> },
        { key: "priority", head: "Priority", narrow: true, cell: ({ priority }) => priorityWords(priority) },
        { key: "state", head: "State", narrow: true, cell: ({ state }) => <Tag meaning={QUEUE_STATES[state].meaning}>{QUEUE_STATES[state].words}</Tag> },
        { key: "customer", head: "Customer", cell: ({ organisation }) => organisation.name },
        { key: "assignee", head: "With", narrow: true, cell: ({ assignee }) => (assignee === null ? "Nobody" : assignee.id === id ? "You" : assignee.name) },
        { key: "reference", head: "Reference", narrow: true, cell: ({ reference }) => reference },
      ]}
    />
  );
}
