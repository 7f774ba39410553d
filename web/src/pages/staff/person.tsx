/** One person of the register: standing, duties, checks, what they signed and learned, and the one act of leaving. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/staff-queries.ts";
import { endEmployment, sendLink, type StaffDetail } from "../../api/staff.ts";
import { useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { CHECKS, EMPLOYMENTS, endedWords } from "../../words/staff.ts";
import { showDay } from "../../words/time.ts";
import { RecordCheck } from "./record-check.tsx";
import { Duties } from "./duties.tsx";
import styles from "./staff.module.css";

export function StaffPersonPage() {
  const id = useParam("staffId");
  const { data: person } = useSuspenseQuery(queries.person(id));
  const { rights } = useOwn();
  const mayKeep = rights.includes("register:change") && person.leftAt === null && !person.you;
  return (
    <Page title={person.name} above={{ to: paths.staffPeople(), words: "People" }} lead={`${person.team}, ${person.place}. ${EMPLOYMENTS[person.employment]} since ${showDay(person.hiredOn)}. ${person.email}`}>
      {person.you && <Notice title="This is your own entry: somebody else keeps it." />}
      {person.leaving && <Left leaving={person.leaving} />}
      {person.leftAt === null && <StandingOf person={person} />}
      {person.leftAt === null && <Duties person={person} />}
      <Section title="Background checks" aside="That a check was made and where its result is filed, never what is in it">
        {person.checks.length === 0 ? <p>None recorded.</p> : (
          <Table compact caption="Background checks" rows={person.checks} keyOf={(one, n) => `${one.kind} ${n}`} columns={[
            { key: "kind", head: "Check", cell: (one) => CHECKS[one.kind] },
            { key: "passed", head: "Result", narrow: true, cell: (one) => (one.passed ? <Tag meaning="good">Passed</Tag> : <Tag meaning="risk">Not passed</Tag>) },
            { key: "on", head: "Made on", narrow: true, cell: (one) => showDay(one.doneOn) },
            { key: "reference", head: "Filed as", cell: (one) => one.reference },
            { key: "by", head: "Recorded by", cell: (one) => one.by },
          ]} />
        )}
        {mayKeep && <RecordCheck id={person.id} />}
      </Section>
      <div className={styles.grid}>
        <Section title="Signed">
          {person.signatures.length === 0 ? <p>Nothing yet.</p> : (
            <Table compact caption="Agreements" rows={person.signatures} keyOf={(one) => one.title + one.version} columns={[
              { key: "title", head: "Agreement", cell: (one) => <span title={`SHA-256 ${one.sha256}`}>{one.title}, version {one.version}</span> },
              { key: "at", head: "On", narrow: true, cell: (one) => <When at={one.at} /> },
            ]} />
          )}
        </Section>
        <Section title="Learned">
          {person.trainings.length === 0 ? <p>Nothing yet.</p> : (
            <Table compact caption="Quizzes" rows={person.trainings} keyOf={(one) => one.title + one.at} columns={[
              { key: "title", head: "Course", cell: (one) => one.title },
              { key: "score", head: "Result", narrow: true, cell: (one) => <Tag meaning={one.passed ? "good" : "held"}>{`${one.score} of ${one.of}`}</Tag> },
              { key: "at", head: "On", narrow: true, cell: (one) => <When at={one.at} /> },
            ]} />
          )}
        </Section>
      </div>
      {mayKeep && <Link person={person} />}
      {rights.includes("register:end") && person.leftAt === null && !person.you && <Leave person={person} />}
    </Page>
  );
}

function StandingOf({ person: { standing } }: { person: StaffDetail }) {
  if (standing.state === "good") return <p><Tag meaning="good">In good standing</Tag></p>;
  return (
    <Notice meaning="risk" title="Not in good standing, so without access.">
      <p>Missing: {standing.lacking.map(({ title }) => title).join(", ")}.</p>
    </Notice>
  );
}

function Left({ leaving: { at, by, tookMs, ended } }: { leaving: NonNullable<StaffDetail["leaving"]> }) {
  return (
    <Notice title={`Has left. Everything ended in ${tookMs} ms.`}>
      <p>{endedWords(ended)}. By {by}, <When at={at} exact />.</p>
    </Notice>
  );
}

function Link({ person: { id, name, passkeys } }: { person: StaffDetail }) {
  const client = useQueryClient();
  const send = useMutation({ mutationFn: () => sendLink(id), onSuccess: () => client.invalidateQueries(queries.person(id)) });
  return (
    <Section title="Passkey">
      <p>{passkeys.length === 0 ? "None yet." : passkeys.map((one) => `${one.name}${one.attestedAs ? ` (${one.attestedAs})` : ""}`).join(", ")}</p>
      {send.error && <FailureNotice error={send.error} doing="Sending the link" />}
      {send.isSuccess && <Notice title="Sent. Their sessions have ended; their old passkeys end when the link is used." live />}
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate()} aria-label={`Send ${name} a new link`}>Send a new link</Button>
    </Section>
  );
}

function Leave({ person: { id, name } }: { person: StaffDetail }) {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const leave = useMutation({ mutationFn: () => endEmployment(id), onSuccess: () => client.invalidateQueries({ queryKey: ["staff"] }) });
  return (
    <Section title="Leaving">
      <p className={styles.text}>Ends sessions, passkeys, duties and grants in one act. It cannot be undone: whoever comes back is added anew.</p>
      {leave.error && <FailureNotice error={leave.error} doing="Ending the employment" />}
      <div className={form.actions}>
        {asked ? (
          <>
            <Button color="red" loading={leave.isPending} onClick={() => leave.mutate()} autoFocus>End all access of {name} now</Button>
            <Button variant="subtle" onClick={() => setAsked(false)}>Leave it</Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setAsked(true)}>{name} leaves</Button>
        )}
      </div>
    </Section>
  );
}
