/** Access to customers' data: what is asked for, live and over; asking for it; and the emergency. */
import { Button, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { askForAccess, type AccessAsked, type AccessGrant } from "../../api/staff.ts";
import { useFilters } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Figures } from "../../blocks/figures.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { STATES, stateWords } from "../../words/access.ts";
import { useAsking, useDuty, What } from "./asking.tsx";
import { EmergencyForm } from "./emergency.tsx";

type Form = "ask" | "emergency" | undefined;

export function StaffAccessPage() {
  const { data } = useSuspenseQuery(queries.grants);
  const { rights, id } = useOwn();
  const { ticket } = useFilters();
  const [open, setOpen] = useState<Form>(ticket === undefined ? undefined : "ask");
  const may = { ask: rights.includes("grants:request"), emergency: rights.includes("break-glass:open") };
  const live = data.items.filter(({ state }) => state === "live");
  const waiting = data.items.filter(({ state }) => state !== "live" && state !== "over");
  const owed = data.items.filter(({ kind, state, startsAt, accountedAt }) => kind === "break_glass" && state === "over" && startsAt !== null && accountedAt === null);
  useCommands("Access", may.ask ? [{ keys: "n", words: "Ask for access", run: () => setOpen("ask") }] : []);
  return (
    <Page
      title="Access"
      lead="To a customer's data, against an open ticket of theirs, with three people and for four hours at most. They see all of it."
      actions={<>{may.ask && <Button onClick={() => setOpen("ask")}>Ask for access</Button>}{may.emergency && <Button variant="default" onClick={() => setOpen("emergency")}>Break the glass</Button>}</>}
    >
      {open === "ask" && <AskForm ticket={ticket ?? ""} onDone={() => setOpen(undefined)} />}
      {open === "emergency" && <EmergencyForm onDone={() => setOpen(undefined)} />}
      {owed.length > 0 && <Notice meaning="risk" title="An emergency is not accounted for"><p>Until somebody in security who was not part of it writes the account there is no other. {owed.map((one) => <Go key={one.id} to={paths.staffGrant(one.id)}>Open it</Go>)}</p></Notice>}
      <Figures list={[{ label: "Live now", value: live.length }, { label: "Waiting", value: waiting.length }, { label: "Yours", value: data.items.filter(({ requester, state }) => requester.id === id && state !== "over").length }]} />
      {data.items.length === 0 ? <Empty title="Nobody has asked for access"><p>Nobody of the operator can see any customer&apos;s data.</p></Empty> : (
        <>
          <Section title="Live and waiting">{live.length + waiting.length === 0 ? <p>None.</p> : <Grants items={[...live, ...waiting]} caption="Access that is live or asked for" />}</Section>
          <Section title="Over"><Grants items={data.items.filter(({ state }) => state === "over")} caption="Access that is over" /></Section>
        </>
      )}
    </Page>
  );
}

function Grants({ items, caption }: { items: readonly AccessGrant[]; caption: string }) {
  if (items.length === 0) return <p>None.</p>;
  return (
    <Table caption={caption} rows={items} keyOf={(one) => one.id} columns={[
      { key: "for", head: "Customer and site", cell: (one) => <Go to={paths.staffGrant(one.id)}>{one.organisation.name}, {one.site.name}</Go> },
      { key: "ticket", head: "Ticket", narrow: true, cell: (one) => one.ticket?.reference ?? <Tag meaning="risk">Emergency</Tag> },
      { key: "who", head: "Asked by", cell: (one) => one.requester.name },
      { key: "state", head: "State", cell: (one) => <Tag meaning={STATES[one.state].meaning}>{stateWords(one)}</Tag> },
      { key: "asked", head: "Asked", narrow: true, cell: (one) => <When at={one.askedAt} /> },
      { key: "ends", head: "Ends", narrow: true, cell: (one) => (one.endsAt ? <When at={one.endsAt} /> : "") },
    ]} />
  );
}

function AskForm({ ticket, onDone }: { ticket: string; onDone: () => void }) {
  const [duty, setDuty] = useState(useDuty());
  const [fields, setFields] = useState({ ticket, minutes: 60, reason: "" });
  const [chosen, setChosen] = useState<string[]>(["findings:read"]);
  const ask = useAsking(askForAccess, onDone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate({ ...fields, ticket: fields.ticket.trim(), duty, permissions: chosen as AccessAsked["permissions"] });
  };
  return (
    <Section title="Ask for access">
      {ask.error && <FailureNotice error={ask.error} doing="Asking for access" />}
      <form className={form.form} onSubmit={submit}>
        <TextInput label="Ticket" description="Its id, from the ticket's address. It must be open and name a site" value={fields.ticket} onChange={(event) => setFields({ ...fields, ticket: event.currentTarget.value })} required withAsterisk={false} autoFocus />
        <What duty={duty} setDuty={setDuty} chosen={chosen} setChosen={setChosen} />
        <NumberInput label="Minutes" description="From the moment that the last of them allows it; 15 to 240" value={fields.minutes} min={15} max={240} onChange={(value) => setFields({ ...fields, minutes: Number(value) })} />
        <Textarea label="Why" description="The customer reads this" value={fields.reason} onChange={(event) => setFields({ ...fields, reason: event.currentTarget.value })} autosize minRows={2} required withAsterisk={false} />
        <div className={form.actions}>
          <Button type="submit" loading={ask.isPending}>Ask for access</Button>
          <Button variant="subtle" onClick={onDone}>Leave it</Button>
        </div>
      </form>
    </Section>
  );
}
