/** The first page of the staff area: what I must do before I may do anything, what runs out, and who I am here. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { addPasskey, type StaffOwn } from "../../api/staff.ts";
import { paths } from "../../app/paths.ts";
import { staffPlaces, useOwn } from "../../app/staff-frame.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showDay } from "../../words/time.ts";
import { DUTIES, dutyWords } from "../../words/staff.ts";
import { WaitingForMe } from "./waiting.tsx";
import styles from "./staff.module.css";

export function StaffHomePage() {
  const own = useOwn();
  const good = own.standing.state === "good";
  const places = staffPlaces(own).filter(({ to }) => to !== paths.staffHome());
  return (
    <Page title={`Hello, ${own.name}`} lead={good ? "You are in good standing." : "Something is missing. Until it is there, you can open only the pages that mend it."}>
      {!good && (
        <Section title="To do now">
          <ul className={styles.todo}>
            {own.standing.lacking.map((one) => (
              <li key={`${one.kind} ${one.what}`}>
                <Tag meaning="risk">{one.kind === "training" ? "Training" : one.kind === "agreement" ? "Agreement" : "Background check"}</Tag>
                <span>{one.title}</span>
                <Mend part={one} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {good && <WaitingForMe own={own} />}
      {own.standing.due.length > 0 && (
        <Section title="Runs out next">
          <Table compact caption="What runs out next" rows={own.standing.due.slice(0, 5)} keyOf={(one) => `${one.kind} ${one.what}`} columns={[
            { key: "what", head: "What", cell: (one) => (one.kind === "training" ? <Go to={paths.staffCourse(one.what)}>{one.title}</Go> : one.title) },
            { key: "at", head: "On", narrow: true, cell: (one) => showDay(one.at.slice(0, 10)) },
          ]} />
        </Section>
      )}
      <Section title="Your duties">
        {own.duties.length === 0 ? <p>None yet. Security gives duties.</p> : (
          <Table compact caption="Your duties" rows={own.duties} keyOf={(duty) => duty} columns={[{ key: "duty", head: "Duty", cell: dutyWords }, { key: "means", head: "What it is for", cell: (duty) => DUTIES[duty].meaning }]} />
        )}
        <div className={styles.apart}>
        {own.conflicts.map(({ one, other, why }) => (
          <Notice key={one + other} meaning="held" title={`${dutyWords(one)} and ${dutyWords(other)} should be apart. ${why}`} />
        ))}
        </div>
        {good && places.length > 0 && <p>Go to {places.map((place, n) => <span key={place.to}>{n > 0 && ", "}<Go to={place.to}>{place.words.toLowerCase()}</Go></span>)}.</p>}
      </Section>
      <Section title="How you signed in">
        <p>
          {own.device === "attested" && "Your authenticator was attested as company issue."}
          {own.device === "certificate" && "Your device showed its certificate."}
          {own.device === "nothing" && "Nothing proved that this device is managed. This installation lets that pass and counts it."}{" "}
          Your session ends after {own.idleMinutes} minutes without a click, and after {own.hours} hours.
        </p>
        <Passkeys own={own} />
      </Section>
    </Page>
  );
}

function Mend({ part: { kind, what } }: { part: StaffOwn["standing"]["lacking"][number] }) {
  if (kind === "training") return <Go to={paths.staffCourse(what)}>Take the course</Go>;
  if (kind === "agreement") return <Go to={paths.staffAgreement(what)}>Read and sign</Go>;
  return <span>The people team records it</span>;
}

function Passkeys({ own }: { own: StaffOwn }) {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: () => {
      setName("");
      void client.invalidateQueries(queries.own);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <>
      <Table compact caption="Your passkeys" rows={own.passkeys} keyOf={(one) => one.id} columns={[
        { key: "name", head: "Passkey", cell: (one) => one.name },
        { key: "kind", head: "Authenticator", cell: (one) => (one.attestedAs ? <Tag meaning="good">{one.attestedAs}</Tag> : <Tag meaning="held">Not attested</Tag>) },
        { key: "used", head: "Last used", narrow: true, cell: (one) => (one.lastUsedAt ? <When at={one.lastUsedAt} /> : "When it was made") },
      ]} />
      {add.error && <FailureNotice error={add.error} doing="Adding the passkey" />}
      <form className={form.form} onSubmit={submit}>
        <TextInput mt="md" label="Another passkey" description="A spare key, so that a lost one costs no day" placeholder="Spare key" value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
        <div className={form.actions}>
          <Button type="submit" variant="default" loading={add.isPending} disabled={!name.trim()}>Add it</Button>
        </div>
      </form>
    </>
  );
}
