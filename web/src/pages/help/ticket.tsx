/** One ticket: how it stands, what was written, its files, and what can be done with it now. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { changeTicket, moveTicket, writeInTicket, type Conversation as Ticket, type TicketState } from "../../api/tickets.ts";
import { useGoing, useParam, useSession } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { Conversation } from "../../blocks/conversation.tsx";
import { Figures } from "../../blocks/figures.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { dueWords, MOVES, priorityWords, TICKET_STATES } from "../../words/tickets.ts";
import styles from "./help.module.css";
import { TicketFiles } from "./ticket-files.tsx";

export function TicketPage() {
  const going = useGoing();
  const { data: ticket } = useSuspenseQuery(queries.ticket(useParam("ticketId")));
  const field = useRef<HTMLTextAreaElement>(null);
  useCommands("Ticket", [
    { keys: "r", words: "Write", run: () => field.current?.focus() },
    { keys: "u", words: "Back to the list", run: () => going.to(paths.help()) },
  ]);
  return (
    <Page title={ticket.subject} above={{ to: paths.help(), words: "Help" }} lead={`Reference ${ticket.reference}`} actions={<Moves ticket={ticket} />}>
      {ticket.state === "unconfirmed" && <Unconfirmed ticket={ticket} />}
      {ticket.wokenByMail && <Notice meaning="held" title="A mail reopened this ticket"><p>Whoever has its reply address can do that. Until one of you writes here or changes something, nobody can be given access to your data for it.</p></Notice>}
      <Summary ticket={ticket} />
      {ticket.site === null && ticket.may.write && <NameSite ticket={ticket} />}
      <Section title="Conversation">
        <Conversation messages={ticket.messages} side="customer" />
        {ticket.may.write && <Write ticket={ticket} field={field} />}
      </Section>
      {ticket.state !== "unconfirmed" && <TicketFiles ticket={ticket} />}
    </Page>
  );
}

function Unconfirmed({ ticket }: { ticket: Ticket }) {
  return (
    <Notice meaning="held" title={ticket.yours ? "Is this message from you?" : `Waits for ${ticket.raisedBy.name}`}>
      <p>
        It came by mail, and anybody can write a name on a mail. {ticket.yours ? "Confirm it and the helpdesk gets it; if it is not yours, close it and tell your security people." : "Only the person in whose name it came can confirm or discard it."}
      </p>
    </Notice>
  );
}

function Summary({ ticket }: { ticket: Ticket }) {
  const { meaning, words } = TICKET_STATES[ticket.state];
  return (
    <Figures
      list={[
        { label: "State", value: <Tag meaning={meaning}>{words}</Tag> },
        { label: "Priority", value: priorityWords(ticket.priority) },
        ...(ticket.open ? [{ label: "Answer", value: ticket.overdue ? <Tag meaning="risk">{dueWords(ticket)}</Tag> : dueWords(ticket) }] : []),
        { label: "Asked by", value: ticket.yours ? "You" : ticket.raisedBy.name, ...(ticket.byMail && { note: "by mail" }) },
        { label: "Site", value: ticket.site?.name ?? "None" },
        ...(ticket.related && ticket.site ? [{ label: "About", value: <Related ticket={ticket} siteId={ticket.site.id} /> }] : []),
      ]}
    />
  );
}

function Related({ ticket: { related }, siteId }: { ticket: Ticket; siteId: string }) {
  if (!related) return null;
  return <Go to={related.kind === "finding" ? paths.finding(siteId, related.id) : paths.oneImport(siteId, related.id)}>{related.kind === "finding" ? "A finding" : "An import"}</Go>;
}

const useRefresh = (id: string) => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["tickets"] }).then(() => client.invalidateQueries(queries.ticket(id)));
};

function Moves({ ticket }: { ticket: Ticket }) {
  const refresh = useRefresh(ticket.id);
  const move = useMutation({ mutationFn: (state: TicketState) => moveTicket(ticket.id, state), onSettled: refresh });
  const words = (state: TicketState): string => (ticket.state === "unconfirmed" && state === "closed" ? "Not mine: discard it" : (MOVES[state] ?? state));
  return (
    <>
      {move.error && <FailureNotice error={move.error} doing="Changing the ticket" />}
      {ticket.may.next.map((state) => (
        <Button key={state} variant={state === "open" ? "filled" : "default"} loading={move.isPending && move.variables === state} onClick={() => move.mutate(state)}>
          {words(state)}
        </Button>
      ))}
    </>
  );
}

function NameSite({ ticket }: { ticket: Ticket }) {
  const { sites } = useSession();
  const refresh = useRefresh(ticket.id);
  const change = useMutation({ mutationFn: (site: string) => changeTicket(ticket.id, { site }), onSettled: refresh });
  if (sites.length === 0 || !ticket.open) return null;
  return (
    <div className={form.form}>
      {change.error && <FailureNotice error={change.error} doing="Naming the site" />}
      <NativeSelect label="Site that it concerns" description="Needed before files can be added, or access asked for." value="" onChange={(event) => event.currentTarget.value && change.mutate(event.currentTarget.value)} data={[{ value: "", label: "Choose a site" }, ...sites.map(({ id, name }) => ({ value: id, label: name }))]} />
    </div>
  );
}

function Write({ ticket, field }: { ticket: Ticket; field: React.RefObject<HTMLTextAreaElement | null> }) {
  const [message, setMessage] = useState("");
  const refresh = useRefresh(ticket.id);
  const write = useMutation({ mutationFn: (text: string) => writeInTicket(ticket.id, text), onSuccess: () => setMessage(""), onSettled: refresh });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (message.trim()) write.mutate(message);
  };
  return (
    <form className={`${form.form} ${styles.write}`} onSubmit={submit}>
      {write.error && <FailureNotice error={write.error} doing="Writing" />}
      <Textarea ref={field} label="Write" description={ticket.open ? undefined : "Writing opens the ticket again."} value={message} minRows={4} autosize maxRows={16} maxLength={20_000} onChange={(event) => setMessage(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button type="submit" loading={write.isPending} disabled={!message.trim()}>Send</Button>
      </div>
    </form>
  );
}
