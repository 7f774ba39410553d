/** The people register: who works here, in which standing, with which duties. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { addPerson, type NewStaff, type StaffPerson } from "../../api/staff.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Figures } from "../../blocks/figures.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { dutyWords, EMPLOYMENTS } from "../../words/staff.ts";

export function StaffPeoplePage() {
  const { data } = useSuspenseQuery(queries.people);
  const { rights } = useOwn();
  const { show } = useFilters();
  const [adding, setAdding] = useState(false);
  const here = data.items.filter(({ leftAt }) => leftAt === null);
  const left = data.items.filter(({ leftAt }) => leftAt !== null);
  const lacking = here.filter(({ standing }) => standing.state === "lacking");
  const slowest = Math.max(0, ...left.map(({ leftInMs }) => leftInMs ?? 0));
  const shown = show === "lacking" ? lacking : show === "left" ? left : here;
  return (
    <Page title="People" lead="Everybody who works for the operator. Whoever lacks a check, an agreement or a training can hold no access." actions={rights.includes("register:change") && <Button onClick={() => setAdding(!adding)}>Add somebody</Button>}>
      {adding && <AddPerson onDone={() => setAdding(false)} />}
      <Figures list={[
        { label: "Work here", value: here.length, to: paths.staffPeople() },
        { label: "Not in good standing", value: lacking.length, to: `${paths.staffPeople()}?show=lacking` },
        { label: "Have left", value: left.length, to: `${paths.staffPeople()}?show=left`, ...(left.length > 0 && { note: `everything ended in ${slowest} ms at most` }) },
      ]} />
      <Section title={show === "lacking" ? "Not in good standing" : show === "left" ? "Have left" : "Work here"}>
        {shown.length === 0 ? <p>Nobody.</p> : <PeopleTable people={shown} />}
      </Section>
    </Page>
  );
}

function PeopleTable({ people }: { people: readonly StaffPerson[] }) {
  return (
    <Table caption="The people register" rows={people} keyOf={(one) => one.id} columns={[
      { key: "name", head: "Name", cell: (one) => <Go to={paths.staffPerson(one.id)}>{one.you ? `${one.name} (you)` : one.name}</Go> },
      { key: "team", head: "Team", cell: (one) => one.team },
      { key: "duties", head: "Duties", cell: (one) => one.duties.map(dutyWords).join(", ") || "None" },
      { key: "standing", head: "Standing", narrow: true, cell: (one) => <StandingTag person={one} /> },
      { key: "terms", head: "Employed", narrow: true, cell: (one) => EMPLOYMENTS[one.employment] },
      { key: "place", head: "Place", narrow: true, cell: (one) => one.place },
    ]} />
  );
}

function StandingTag({ person: { leftAt, hasPasskey, standing } }: { person: StaffPerson }) {
  if (leftAt !== null) return <span><Tag meaning="neutral">Left</Tag> <When at={leftAt} /></span>;
  if (!hasPasskey) return <Tag meaning="moving">No passkey yet</Tag>;
  if (standing.state === "good") return <Tag meaning="good">Good</Tag>;
  return <Tag meaning="risk">{`${standing.lacking.length} missing`}</Tag>;
}

const EMPTY: NewStaff = { name: "", email: "", team: "", employment: "permanent", place: "", hiredOn: "" };

function AddPerson({ onDone }: { onDone: () => void }) {
  const [fields, setFields] = useState(EMPTY);
  const client = useQueryClient();
  const going = useGoing();
  const add = useMutation({
    mutationFn: () => addPerson({ ...fields, email: fields.email.trim() }),
    onSuccess: ({ id }) => {
      onDone();
      void client.invalidateQueries(queries.people);
      going.to(paths.staffPerson(id));
    },
  });
  const set = (name: keyof NewStaff) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((now) => ({ ...now, [name]: value }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Section title="Add somebody">
      {add.error && <FailureNotice error={add.error} doing="Adding the person" />}
      <form className={form.form} onSubmit={submit}>
        <TextInput label="Name" value={fields.name} onChange={set("name")} required withAsterisk={false} autoFocus />
        <TextInput label="E-mail address" type="email" description="Their link for a passkey goes there" value={fields.email} onChange={set("email")} required withAsterisk={false} />
        <TextInput label="Team" value={fields.team} onChange={set("team")} required withAsterisk={false} />
        <NativeSelect label="Employed as" value={fields.employment} onChange={set("employment")} data={Object.entries(EMPLOYMENTS).map(([value, label]) => ({ value, label }))} />
        <TextInput label="Place of work" value={fields.place} onChange={set("place")} required withAsterisk={false} />
        <TextInput label="Employed since" type="date" value={fields.hiredOn} onChange={set("hiredOn")} required withAsterisk={false} />
        <p className={form.hint}>Next you record the background checks on their page. They sign and train by themselves.</p>
        <div className={form.actions}>
          <Button type="submit" loading={add.isPending}>Add and send the link</Button>
          <Button variant="subtle" onClick={onDone}>Leave it</Button>
        </div>
      </form>
    </Section>
  );
}
