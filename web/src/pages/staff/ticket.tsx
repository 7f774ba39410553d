/** One ticket as the operator's people work on it: what was written, notes among themselves, who has it, and how it stands. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent, type RefObject } from "react";
import * as queries from "../../api/staff-queries.ts";
import { answerTicket, changeStaffTicket, type Priority, type StaffTicket } from "../../api/tickets.ts";
import { useGoing, useParam } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Conversation } from "../../blocks/conversation.tsx";
import { Figures } from "../../blocks/figures.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showSize } from "../../words/size.ts";
import { dueWords, PRIORITIES, priorityWords, QUEUE_STATES } from "../../words/tickets.ts";
import styles from "./staff.module.css";

type Change = Parameters<typeof changeStaffTicket>[1];
type Then = "waiting" | "stay" | "solved";
type Field = RefObject<HTMLTextAreaElement | null>;

function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["staff", "tickets"] });
}

export function StaffTicketPage() {
  const { data: ticket } = useSuspenseQuery(queries.staffTicket(useParam("ticketId")));
  const { id, rights } = useOwn();
  const going = useGoing();
  const [answer, note] = [useRef<HTMLTextAreaElement>(null), useRef<HTMLTextAreaElement>(null)];
  const mayWrite = ticket.mayAnswer && ticket.open;
  const refresh = useRefresh();
  const change = useMutation({ mutationFn: (body: Change) => changeStaffTicket(ticket.id, body), onSettled: refresh });
  useCommands("Ticket", [
    ...(mayWrite ? [{ keys: "r", words: "Answer", run: () => answer.current?.focus() }] : []),
    { keys: "n", words: "Write a note among staff", run: () => note.current?.focus() },
    { keys: "u", words: "Back to the tickets", run: () => going.to(paths.staffTickets()) },
  ]);
  const button = (words: string, body: Change) => <Button variant="default" loading={change.isPending && change.variables === body} disabled={change.isPending} onClick={() => change.mutate(body)}>{words}</Button>;
  return (
    <Page
      title={ticket.subject}
      above={{ to: paths.staffTickets(), words: "Tickets" }}
      lead={`${ticket.organisation.name}, reference ${ticket.reference}`}
      actions={
        <>
          {ticket.open && !ticket.wokenByMail && ticket.site && rights.includes("grants:request") && <Button variant="default" onClick={() => going.to(paths.staffAccess({ ticket: ticket.id }))}>Ask for access</Button>}
          {ticket.mayAnswer && ticket.open && ticket.assignee?.id !== id && button("Assign to me", { assignee: id })}
          {mayWrite && button("Solve it", { state: "solved" })}
          {ticket.mayAnswer && ticket.state === "solved" && button("Close it", { state: "closed" })}
        </>
      }
    >
      {change.error && <FailureNotice error={change.error} doing="Changing the ticket" />}
      {ticket.wokenByMail && <Notice meaning="held" title="A mail reopened this ticket"><p>Anybody who has its reply address may have written that mail. Access can be asked for once somebody of the customer has written here, signed in.</p></Notice>}
      <Summary ticket={ticket} />
      <Section title="Conversation">
        <Conversation messages={ticket.messages} side="helpdesk" />
        {mayWrite ? <Answer ticket={ticket} field={answer} /> : <p>{ticket.open ? "Your duties read tickets; those of support answer them." : "This ticket has ended. Only the customer can take it up again."}</p>}
      </Section>
      <Note ticket={ticket} field={note} />
      {mayWrite && <Handling ticket={ticket} busy={change.isPending} onChange={change.mutate} />}
      <Files ticket={ticket} />
    </Page>
  );
}

function Summary({ ticket }: { ticket: StaffTicket }) {
  const { id } = useOwn();
  const { meaning, words } = QUEUE_STATES[ticket.state];
  return (
    <Figures
      list={[
        { label: "State", value: <Tag meaning={meaning}>{words}</Tag> },
        { label: "Priority", value: priorityWords(ticket.priority) },
        ...(ticket.open ? [{ label: "Answer", value: ticket.overdue ? <Tag meaning="risk">{dueWords(ticket)}</Tag> : dueWords(ticket) }] : []),
        { label: "With", value: ticket.assignee === null ? "Nobody" : ticket.assignee.id === id ? "You" : ticket.assignee.name },
        { label: "Asked by", value: ticket.raisedBy.name, ...(ticket.byMail && { note: "by mail" }) },
        { label: "Site", value: ticket.site?.name ?? "None" },
      ]}
    />
  );
}

/** Kept apart from the note, so that nothing meant for colleagues goes to the customer by a switch forgotten. */
function Answer({ ticket, field }: { ticket: StaffTicket; field: Field }) {
  const [message, setMessage] = useState("");
  const [then, setThen] = useState<Then>("waiting");
  const refresh = useRefresh();
  const send = useMutation({ mutationFn: () => answerTicket(ticket.id, { message, then, internal: false }), onSuccess: () => setMessage(""), onSettled: refresh });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (message.trim()) send.mutate();
  };
  return (
    <form className={`${form.form} ${styles.write}`} onSubmit={submit}>
      {send.error && <FailureNotice error={send.error} doing="Answering" />}
      <Textarea ref={field} label="Answer" description={`${ticket.organisation.name} reads this`} value={message} minRows={4} autosize maxRows={16} maxLength={20_000} onChange={(event) => setMessage(event.currentTarget.value)} />
      <NativeSelect label="Afterwards the ticket" value={then} onChange={(event) => setThen(event.currentTarget.value as Then)} data={[{ value: "waiting", label: "waits for the customer" }, { value: "stay", label: "stays as it is" }, { value: "solved", label: "is solved" }]} />
      <div className={form.actions}>
        <Button type="submit" loading={send.isPending} disabled={!message.trim()}>Send the answer</Button>
      </div>
    </form>
  );
}

function Note({ ticket, field }: { ticket: StaffTicket; field: Field }) {
  const [message, setMessage] = useState("");
  const refresh = useRefresh();
  const write = useMutation({ mutationFn: () => answerTicket(ticket.id, { message, internal: true, then: "stay" }), onSuccess: () => setMessage(""), onSettled: refresh });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (message.trim()) write.mutate();
  };
  return (
    <Section title="Note among staff">
      <form className={`${form.form} ${styles.note}`} onSubmit={submit}>
        {write.error && <FailureNotice error={write.error} doing="Writing the note" />}
        <Textarea ref={field} label="Note" description="The customer never sees it" value={message} minRows={2} autosize maxRows={16} maxLength={20_000} onChange={(event) => setMessage(event.currentTarget.value)} />
        <div className={form.actions}>
          <Button type="submit" variant="default" loading={write.isPending} disabled={!message.trim()}>Write the note</Button>
        </div>
      </form>
    </Section>
  );
}

function Handling({ ticket, busy, onChange }: { ticket: StaffTicket; busy: boolean; onChange: (change: Change) => void }) {
  return (
    <Section title="Handling">
      <div className={form.form}>
        <NativeSelect label="With" value={ticket.assignee?.id ?? ""} disabled={busy} onChange={(event) => onChange({ assignee: event.currentTarget.value || null })} data={[{ value: "", label: "Nobody" }, ...ticket.colleagues.map(({ id, name }) => ({ value: id, label: name }))]} />
        <NativeSelect label="Priority" description="A change counts the time for the answer anew" value={ticket.priority} disabled={busy} onChange={(event) => onChange({ priority: event.currentTarget.value as Priority })} data={PRIORITIES.map(({ value, label, target }) => ({ value, label: `${label}: ${target}` }))} />
      </div>
    </Section>
  );
}

/** Control knows that there are files and how large they are; their names and contents are in the region, behind the customer's word. */
function Files({ ticket: { attachments } }: { ticket: StaffTicket }) {
  if (attachments.length === 0) return null;
  return (
    <Section title="Files" aside="In the region of the site. Only an access that the customer allowed opens any">
      <ul className={styles.files} aria-label="Files of this ticket">
        {attachments.map((file) => <li key={file.upload}><code>{file.upload}</code> {showSize(file.sizeBytes)}, <When at={file.at} /></li>)}
      </ul>
    </Section>
  );
}
