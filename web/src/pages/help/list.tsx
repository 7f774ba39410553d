/** What this person, or the whole organisation, has asked the helpdesk. */
import { Button, SegmentedControl } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Ticket } from "../../api/tickets.ts";
import { useFilters, useGoing, useSession } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { Page } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { priorityWords, TICKET_STATES } from "../../words/tickets.ts";
import { pickTickets } from "./filters.ts";
import styles from "./help.module.css";

export function HelpPage() {
  const { permissions } = useSession();
  const going = useGoing();
  const show = pickTickets(useFilters());
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.tickets(show));
  const tickets = data.pages.flatMap((page) => page.items);
  const all = data.pages[0]?.all ?? false;
  const mayAsk = may({ permissions }, "raiseTickets");
  useCommands("Help", mayAsk ? [{ keys: "n", words: "Ask the helpdesk", run: () => going.to(paths.askHelp()) }] : []);
  return (
    <Page
      title="Help"
      lead={`${all ? "What your organisation has asked the helpdesk." : "What you have asked the helpdesk."} The helpdesk sees what is written here, and nothing of your data unless you let it.`}
      actions={mayAsk && <Button onClick={() => going.to(paths.askHelp())}>Ask the helpdesk</Button>}
    >
      <SegmentedControl
        aria-label="Which tickets"
        className={styles.switch}
        value={show}
        onChange={(value) => going.replace(paths.help({ show: value === "open" ? undefined : value }))}
        data={[{ value: "open", label: "Open" }, { value: "ended", label: "Ended" }, { value: "all", label: "All" }]}
      />
      {tickets.length === 0 ? (
        <Empty title={show === "ended" ? "Nothing has ended yet" : "Nothing is open"} action={mayAsk && <Button onClick={() => going.to(paths.askHelp())}>Ask the helpdesk</Button>}>
          <p>Ask when something does not work, looks wrong or is not clear. You can also ask from a finding, which names it without sending anything of it.</p>
        </Empty>
      ) : (
        <TicketsTable tickets={tickets} all={all} />
      )}
      {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show older tickets</Button>}
    </Page>
  );
}

function TicketsTable({ tickets, all }: { tickets: readonly Ticket[]; all: boolean }) {
  return (
    <Table
      caption="Tickets, the newest news first"
      rows={tickets}
      keyOf={(ticket) => ticket.id}
      columns={[
        { key: "subject", head: "Subject", cell: (ticket) => <Go to={paths.ticket(ticket.id)}>{ticket.subject}</Go> },
        { key: "state", head: "State", narrow: true, cell: ({ state }) => <Tag meaning={TICKET_STATES[state].meaning}>{TICKET_STATES[state].words}</Tag> },
        { key: "priority", head: "Priority", narrow: true, cell: ({ priority }) => priorityWords(priority) },
        ...(all ? [{ key: "who", head: "Asked by", narrow: true, cell: (ticket: Ticket) => (ticket.yours ? "You" : ticket.raisedBy.name) }] : []),
        { key: "site", head: "Site", narrow: true, cell: ({ site }) => site?.name ?? "" },
        { key: "reference", head: "Reference", narrow: true, cell: ({ reference }) => reference },
        { key: "touched", head: "Last news", narrow: true, cell: ({ touchedAt }) => <When at={touchedAt} /> },
      ]}
    />
  );
}
